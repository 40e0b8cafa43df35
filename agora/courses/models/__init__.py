"""The room's tables."""

from agora.courses.models.content import Course, CourseFile, CourseVersion, Node, NodeText
from agora.courses.models.exercises import AttemptAllowance, GameState
from agora.courses.models.learning import Attempt, Completion, Enrolment, NodeProgress, Note
from agora.courses.models.runs import Cohort, CohortTutor, Run, RunText
from agora.courses.models.seats import (
    ApplicationAnswer,
    GenderAnswer,
    Interest,
    Letter,
    Question,
    QuestionText,
    Quota,
    SeatDecision,
    SeatOffer,
)
from agora.courses.models.tutoring import (
    GroupMessage,
    GroupMessageRecipient,
    GroupMessageText,
    Survey,
    SurveyAnswer,
    SurveyQuestion,
    SurveyQuestionText,
    SurveyReply,
)

__all__ = [
    "ApplicationAnswer",
    "Attempt",
    "AttemptAllowance",
    "Cohort",
    "CohortTutor",
    "Completion",
    "Course",
    "CourseFile",
    "CourseVersion",
    "Enrolment",
    "GameState",
    "GenderAnswer",
    "GroupMessage",
    "GroupMessageRecipient",
    "GroupMessageText",
    "Interest",
    "Letter",
    "Node",
    "NodeProgress",
    "NodeText",
    "Note",
    "Question",
    "QuestionText",
    "Quota",
    "Run",
    "RunText",
    "SeatDecision",
    "SeatOffer",
    "Survey",
    "SurveyAnswer",
    "SurveyQuestion",
    "SurveyQuestionText",
    "SurveyReply",
]
