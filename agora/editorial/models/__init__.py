"""What the editorial room keeps: versions, drafts over them, and the way from one to the other."""

from agora.editorial.models.drafts import Draft, Revision
from agora.editorial.models.review import (
    GroupAnswer,
    GroupMember,
    GroupReview,
    LookAgain,
    LookReminder,
    Message,
    Submission,
    SubmissionAxis,
    SubmissionWriter,
)
from agora.editorial.models.versions import Version

__all__ = [
    "Draft",
    "GroupAnswer",
    "GroupMember",
    "GroupReview",
    "LookAgain",
    "LookReminder",
    "Message",
    "Revision",
    "Submission",
    "SubmissionAxis",
    "SubmissionWriter",
    "Version",
]
