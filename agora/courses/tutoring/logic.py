"""Numbers that are too small to be shown, thought from values: no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

FEWEST: Final = 5
"""Numbers of people below this are hidden."""
_ENOUGH: Final = 2 * FEWEST
Row = TypeVar("Row")


@dataclass(frozen=True)
class Hidden:
    """What of a column is not shown: rows, and their sum where it would tell too much."""

    rows: frozenset[int]
    total: bool


def hidden_in(counts: Sequence[int]) -> Hidden:
    """Which of these counts must be hidden, so that none below `FEWEST` is shown or can be computed.

    A hidden one could be had by taking the others from the sum. So the smallest of the others is hidden
    with it, and more until the hidden ones are at least `_ENOUGH` together; where nothing is left, the
    sum is hidden too. Nobody at all is no number of people: 0 is shown. (Complementary cell suppression, as statistical offices do it.)
    """
    few = {number for number, count in enumerate(counts) if 0 < count < FEWEST}
    if not few:
        return Hidden(frozenset(), total=False)
    gone = set(few)
    others = sorted((count, number) for number, count in enumerate(counts) if count >= FEWEST)
    for _count, number in others:
        if gone != few and sum(counts[one] for one in gone) >= _ENOUGH:
            break
        gone.add(number)
    told = gone != few and sum(counts[one] for one in gone) >= _ENOUGH
    return Hidden(frozenset(gone), not told)


@dataclass(frozen=True)
class Table:
    """Counts by row and column, None where one is hidden, with the sum of each column."""

    labels: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]
    totals: tuple[int | None, ...]


def masked(rows: Mapping[str, Sequence[int]], columns: int) -> Table:
    """A table of which no number below `FEWEST` is shown or can be computed from the sums."""
    labels = tuple(rows)
    hidden = [hidden_in([rows[label][at] for label in labels]) for at in range(columns)]
    return Table(
        labels,
        tuple(
            tuple(None if number in hidden[at].rows else rows[label][at] for at in range(columns))
            for number, label in enumerate(labels)
        ),
        tuple(
            None if hidden[at].total else sum(rows[label][at] for label in labels)
            for at in range(columns)
        ),
    )


def without_totals_of(table: Table, other: Table) -> Table:
    """The table with the sums hidden that are hidden in another of the same people."""
    totals = tuple(
        None if there is None else here
        for here, there in zip(table.totals, other.totals, strict=True)
    )
    return Table(table.labels, table.cells, totals)
