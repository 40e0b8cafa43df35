"""Who may have a file: rooms above say what it belongs to."""

from __future__ import annotations

import uuid
from collections.abc import Callable

MaySee = Callable[[uuid.UUID, frozenset[str]], bool]
_askers: list[MaySee] = []


def register(may_see: MaySee) -> None:
    """A room's answer to whether a viewer with these tokens may have a file of its own."""
    if may_see not in _askers:
        _askers.append(may_see)


def file_visible_to(file_id: uuid.UUID, tokens: frozenset[str]) -> bool:
    """Whether any room lets this viewer have the file; a file nothing refers to is nobody's."""
    return any(ask(file_id, tokens) for ask in _askers)
