"""What may go wrong on the way to the market, each with what to do next."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from agora.editorial.comparing import Change
from agora.kernel.errors import AgoraError


class DecidedMeanwhile(AgoraError):
    """Somebody else decided first: `by` is who, `verb` is what they did."""

    def __init__(self, message: str, *, by: uuid.UUID | None, verb: str) -> None:
        super().__init__(message)
        self.by = by
        self.verb = verb


class WrongStep(AgoraError):
    """This cannot be done in the state the submission is in."""


class OwnWork(AgoraError):
    """Nobody decides about what they wrote themselves."""

    def __init__(self) -> None:
        super().__init__(
            _("You sent this or wrote some of it, so somebody else must decide. Assign it to them.")
        )


class LiveMoved(AgoraError):
    """What is live changed since the draft began, and both changed the same places.

    `conflicts`: `before` is live, `after` is what was sent.
    """

    def __init__(self, message: str, conflicts: tuple[Change, ...] = ()) -> None:
        super().__init__(message)
        self.conflicts = conflicts
