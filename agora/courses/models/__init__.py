"""The room's tables."""

from agora.courses.models.content import Course, CourseFile, CourseVersion, Node, NodeText
from agora.courses.models.exercises import AttemptAllowance, GameState
from agora.courses.models.learning import Attempt, Completion, Enrolment, NodeProgress, Note
from agora.courses.models.runs import Cohort, CohortTutor, Run, RunText

__all__ = [
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
    "Node",
    "NodeProgress",
    "NodeText",
    "Note",
    "Run",
    "RunText",
]
