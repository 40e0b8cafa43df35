"""Errors that speak: each names its field and says, translated, what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class AgoraError(Exception):
    """A rule was broken; the text says what to do next. `field` names the input it belongs to."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotYours(AgoraError):
    """The viewer may not see or change this; answered as if it did not exist."""


class NotHere(AgoraError):
    """The thing that was to be changed does not exist."""


@dataclass(frozen=True)
class Problem:
    """One fault in a document: where, and what to do."""

    field: str
    message: str


class InvalidDocument(AgoraError):
    """A document does not fit its schema or the market's rules; carries every problem found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{p.field}: {p.message}" for p in problems))
        self.problems = tuple(problems)
