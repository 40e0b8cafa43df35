"""What rooms above say of what came of a course, and offer to whoever completed it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence

from agora.courses.models import Enrolment
from agora.ui.rows import Link

Told = Callable[[uuid.UUID, str], Sequence[str]]
Finishing = Callable[[Enrolment], Sequence[Link]]

_told: list[Told] = []
_finishing: list[Finishing] = []


def register(told: Told) -> None:
    """Called from a `ready()`: sentences for the page of a course, in the reader's language."""
    if told not in _told:
        _told.append(told)


def register_finishing(offer: Finishing) -> None:
    """Called from a `ready()`: links for whoever has completed a course."""
    if offer not in _finishing:
        _finishing.append(offer)


def outcomes_of(course: uuid.UUID, reader: str) -> list[str]:
    """Every sentence on what came of a course."""
    return [sentence for told in _told for sentence in told(course, reader)]


def onwards_from(enrolment: Enrolment) -> list[Link]:
    """Every link for whoever has completed it."""
    return [link for offer in _finishing for link in offer(enrolment)]
