"""What stands beside a thing of the market and was said by somebody else: how a city used it, say.

A higher room registers `told(kind, object_id, reader, tokens)`; the tag `{% told %}` asks each.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from agora.ui.rows import Link, Said


@dataclass(frozen=True)
class Told:
    """One report: who says it, where and when, and the words it begins with."""

    who: Link
    where: Link | None
    year: str
    text: Said
    path: str


Tell = Callable[[str, uuid.UUID, str, frozenset[str]], Iterable[Told]]

_registered: list[Tell] = []


def register(told: Tell) -> None:
    """Called once from a room's `ready()`."""
    if told not in _registered:
        _registered.append(told)


def told_of(kind: str, object_id: uuid.UUID, reader: str, tokens: frozenset[str]) -> list[Told]:
    """All that was told of it, as far as this viewer may see."""
    return [one for told in _registered for one in told(kind, object_id, reader, tokens)]
