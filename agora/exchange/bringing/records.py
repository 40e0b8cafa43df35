"""What every source is read as: records, each with its values by column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from agora.exchange.bringing.faults import Fault

MOST_BYTES: Final = 64 * 1024 * 1024
MOST_ROWS: Final = 50_000
MOST_CELL: Final = 200_000
"""Characters of one cell; a text of ours is shorter."""
BETWEEN: Final = ";"
"""Stands between several values of one column."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row: where it stood (`line`, in tables) and its values, or why it cannot be read."""

    values: Mapping[str, str]
    line: int = 0
    faults: tuple[Fault, ...] = ()


@dataclass
class Opened:
    """A source that was opened: what its columns are called, and its records, read as one asks.

    `language` is what the source says of all of it; `left_out` counts what is nothing to learn from
    (menus, pictures), known when all was read.
    """

    columns: tuple[str, ...]
    records: Iterator[Record]
    language: str = ""
    left_out: dict[str, int] = field(default_factory=dict)


def joined(values: Iterator[str] | list[str] | tuple[str, ...]) -> str:
    """Several values of one column as one."""
    return f"{BETWEEN} ".join(value.replace(BETWEEN, ",") for value in values if value)
