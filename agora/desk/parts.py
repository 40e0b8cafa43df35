"""The parts of “My work”: every part of the desk says what waits for whoever looks.

A part registers once: `register_part(30, waiting_translations)`, where the function takes the
standing and the request and gives a `Part`, or None when there is nothing to say. It asks the
database a constant number of times and gives a few rows, with a link to the rest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from agora.people.queries import Standing
from agora.ui.rows import Link


@dataclass(frozen=True)
class WorkRow:
    """One thing that waits: what it is, where it leads, who waits for whom since when."""

    title: str
    path: str
    kind: str = ""
    state: str = ""
    tone: str = ""
    """`mine` when it waits for the reader, `theirs` when for somebody else, `done`, or nothing."""
    note: str = ""
    since: dt.datetime | None = None
    language: str = ""


@dataclass(frozen=True)
class Part:
    """A section of “My work”."""

    title: str
    rows: tuple[WorkRow, ...]
    empty: str = ""
    more: Link | None = None
    lead: Link | None = None
    """What one may begin here."""


MakePart = Callable[[Standing, HttpRequest], Part | None]

_parts: dict[str, tuple[int, MakePart]] = {}


def register_part(order: int, make: MakePart) -> None:
    """Called once per part, from the desk's `ready()` or the part's own module."""
    _parts[f"{make.__module__}.{make.__qualname__}"] = (order, make)


def parts_for(standing: Standing, request: HttpRequest) -> tuple[Part, ...]:
    """What is there for this person, in order."""
    ordered = sorted(_parts.items(), key=lambda pair: (pair[1][0], pair[0]))
    made = (make(standing, request) for _name, (_order, make) in ordered)
    return tuple(part for part in made if part is not None)
