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
from agora.editorial.models.translating import (
    MemoryPair,
    MemoryReading,
    MemorySign,
    TextStanding,
    TranslatedSegment,
    Translation,
    TranslationCredit,
)
from agora.editorial.models.versions import Version

__all__ = [
    "Draft",
    "GroupAnswer",
    "GroupMember",
    "GroupReview",
    "LookAgain",
    "LookReminder",
    "MemoryPair",
    "MemoryReading",
    "MemorySign",
    "Message",
    "Revision",
    "Submission",
    "SubmissionAxis",
    "SubmissionWriter",
    "TextStanding",
    "TranslatedSegment",
    "Translation",
    "TranslationCredit",
    "Version",
]
