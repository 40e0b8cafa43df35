"""What goes wrong in this room, in sentences."""

from __future__ import annotations

from typing import Final

from agora.kernel.errors import AgoraError

LONGEST: Final = 8000
"""Characters of one post."""


class SaySomething(AgoraError):
    """A post or a thread without words, or with too many."""


class ThreadIsClosed(AgoraError):
    """Nothing is added to a thread that a moderator closed."""


class NoAnswer(AgoraError):
    """This post cannot be marked as the answer."""


class SayWhy(AgoraError):
    """Something is hidden without a reason."""


class PostIsGone(AgoraError):
    """The post was hidden or removed meanwhile."""
