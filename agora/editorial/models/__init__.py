"""What the editorial room keeps: versions, drafts over them, and the way from one to the other."""

from agora.editorial.models.drafts import Draft, Revision
from agora.editorial.models.review import Message, Submission, SubmissionAxis
from agora.editorial.models.versions import Version

__all__ = ["Draft", "Message", "Revision", "Submission", "SubmissionAxis", "Version"]
