"""What goes wrong in this room, in sentences."""

from __future__ import annotations

from agora.kernel.errors import AgoraError


class MatterMoved(AgoraError):
    """Somebody decided, or appealed, meanwhile."""


class SayWhy(AgoraError):
    """A decision without its ground or its words."""


class CannotBeHidden(AgoraError):
    """This sort of thing, or this thing as it stands, cannot be hidden from here."""


class TooLate(AgoraError):
    """The time for an appeal is over."""


class NoAppeal(AgoraError):
    """This decision cannot be appealed, or was already."""


class AnotherMustDecide(AgoraError):
    """Who made the decision, or appealed, does not decide about the appeal."""
