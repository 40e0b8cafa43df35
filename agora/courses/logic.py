"""Progress, thought from values: no database."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Wanted:
    """One node that is required, or one of a group of variants of which any is enough."""

    key: uuid.UUID
    group: str = ""


@dataclass(frozen=True)
class Progress:
    """How much of what is required is done: 0 ≤ done ≤ required."""

    done: int
    required: int

    @property
    def fraction(self) -> float:
        """Between 0 and 1; 1 where nothing is required."""
        return self.done / self.required if self.required else 1.0

    @property
    def percent(self) -> int:
        """In whole per cent, 100 only when all is done."""
        return int(self.fraction * 100)

    @property
    def is_complete(self) -> bool:
        """Whether all that is required is done; a course that requires nothing never is."""
        return self.required > 0 and self.done == self.required


def progress(wanted: Sequence[Wanted], done: Collection[uuid.UUID]) -> Progress:
    """Count what is required, a group of variants as one, and what of it is done."""
    single = [one.key for one in wanted if not one.group]
    groups: dict[str, list[uuid.UUID]] = {}
    for one in wanted:
        if one.group:
            groups.setdefault(one.group, []).append(one.key)
    there = sum(key in done for key in single)
    there += sum(any(key in done for key in keys) for keys in groups.values())
    return Progress(there, len(single) + len(groups))
