"""What may go wrong with plans, each with what to do next."""

from __future__ import annotations

from agora.kernel.errors import AgoraError


class NotAMember(AgoraError):
    """The organisation is not one of theirs."""


class AlreadyAnswered(AgoraError):
    """The question was answered before."""
