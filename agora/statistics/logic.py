"""Which numbers may be shown, which words may be kept, and what a period is. No database here.

Hiding follows the usual two steps of protecting tables of counts (Hundepool et al., *Statistical
Disclosure Control*, Wiley 2012, chapter 4; the sources of τ-ARGUS): *primary* suppression hides every
cell of 1 to 4; *complementary* suppression hides more, so that no hidden cell is found by subtracting
what is shown from a total.

The tables of one month form one tree (the market → whose it is → the thing → its languages), which is
walked from the top as in Fischetti and Salazar's HiTaS. A tree is chosen because the proof is short. Under a
total that is shown, the hidden children are only known by their sum; there are at least two of them that are
not nought, and their sum is at least five, so at least two assignments agree with all that is shown. Under a
total that is hidden everything is hidden. A cell stands under one total only, so no second equation meets it.

One table crosses the tree: the market's reads by language. Each of its totals holds a part that is
shown nowhere, the reads of pages that are no single thing's (home, search, topics) in that language; it is shown
only where that part, and all that is hidden in it, is at least five. So it says nothing exact of any cell.

Noughts are shown as hidden numbers are, so nobody learns which hidden number is nought.

Longer periods are sums of what the months show, never counted anew: they say nothing the months did not.
Periods are whole calendar months, so no two of them differ by a day.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

LEAST = 5
"""Numbers below this are never shown."""
FEW_FINDS = 2
"""A search that finds so many, or none, was in vain."""
LONGEST_WORDS = 80
MOST_WORDS = 8
MOST_DIGITS = 5

Key = TypeVar("Key")


@dataclass(frozen=True)
class Node(Generic[Key]):
    """A count and what it is the sum of; a leaf has no children."""

    key: Key
    number: int
    children: tuple[Node[Key], ...] = ()


def sum_of(key: Key, children: Iterable[Node[Key]]) -> Node[Key]:
    """A node that counts what these count."""
    held = tuple(children)
    return Node(key, sum(child.number for child in held), held)


def hidden_among(numbers: Sequence[int], also: Iterable[int] = ()) -> set[int]:
    """The places of the numbers to hide among those that add up to a total that is shown.

    `also` are places that must be hidden for another reason. The smallest others are hidden with them
    until at least two that are not nought are hidden and they add up to `LEAST`.
    """
    hidden = {at for at, number in enumerate(numbers) if 0 < number < LEAST} | set(also)
    if not any(numbers[at] for at in hidden):
        return hidden
    others = sorted(
        (at for at, number in enumerate(numbers) if number and at not in hidden),
        key=lambda at: (numbers[at], at),
    )
    for at in others:
        counted = [numbers[place] for place in hidden if numbers[place]]
        if len(counted) > 1 and sum(counted) >= LEAST:
            break
        hidden.add(at)
    return hidden


def shown_in(root: Node[Key]) -> dict[Key, int]:
    """The numbers of a tree that may be shown; whatever is not in it is hidden, or nought."""
    if root.number < LEAST:
        return {}
    shown, waiting = {root.key: root.number}, [root]
    while waiting:
        node = waiting.pop()
        hidden = hidden_among([child.number for child in node.children])
        for at, child in enumerate(node.children):
            if at not in hidden and child.number:
                shown[child.key] = child.number
                waiting.append(child)
    return shown


def shown_across(
    totals: Mapping[str, int], never: Mapping[str, int], below: Mapping[str, int]
) -> dict[str, int]:
    """The market's numbers by language that may be shown beside the tree.

    `never` is the part of each that is shown nowhere, `below` the sum of what the tree shows of it.
    """
    tags = sorted(totals)
    also = [
        at
        for at, tag in enumerate(tags)
        if never.get(tag, 0) < LEAST or totals[tag] - below.get(tag, 0) < LEAST
    ]
    hidden = hidden_among([totals[tag] for tag in tags], also)
    return {tag: totals[tag] for at, tag in enumerate(tags) if at not in hidden and totals[tag]}


def so_far(number: int) -> int:
    """What is said of a month that still runs: down to the last five, so no day's few can be told."""
    return number // LEAST * LEAST


# ------------------------------------------------------------------------------- words

_PERSONAL = re.compile(r"[@＠]|https?:|www\.|\d{5}", re.IGNORECASE)


def words_kept(text: str) -> str:
    """The words of a search as they are counted; empty for what is not counted.

    Folded, in one form of Unicode, without marks around them. What may be somebody's is left out whole:
    mail addresses, links, telephone and other long numbers (six digits, however they are parted), and what
    is too long to be a search.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    if _PERSONAL.search(plain) or sum(letter.isdigit() for letter in plain) > MOST_DIGITS:
        return ""
    words = " ".join(re.sub(r"[^\w'’\-]+", " ", plain).split()).strip("'’-_ ")
    if not 2 <= len(words) <= LONGEST_WORDS or len(words.split()) > MOST_WORDS:
        return ""
    return words


# ----------------------------------------------------------------------------- periods


def month_of(day: dt.date) -> dt.date:
    """The first day of its month."""
    return day.replace(day=1)


def next_month(month: dt.date) -> dt.date:
    """The first day of the month after."""
    return (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1)


def quarter_of(day: dt.date) -> dt.date:
    """The first day of its quarter."""
    return dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def year_of(day: dt.date) -> dt.date:
    """The first day of its year."""
    return dt.date(day.year, 1, 1)


EVER = dt.date(2000, 1, 1)
"""Stands for the beginning where all months are meant."""


@dataclass(frozen=True)
class Period:
    """Some whole calendar months: one, a quarter, a year, or all of them."""

    span: str
    start: dt.date

    @property
    def code(self) -> str:
        """As it stands in an address: `2026-10`, `2026-q4`, `2026`, `all`."""
        if self.span == "m":
            return f"{self.start:%Y-%m}"
        if self.span == "q":
            return f"{self.start.year}-q{(self.start.month + 2) // 3}"
        return str(self.start.year) if self.span == "y" else "all"

    def holds(self, month: dt.date) -> bool:
        """Whether this month is in it."""
        begin = {"m": month, "q": quarter_of(month), "y": year_of(month), "a": EVER}[self.span]
        return begin == self.start


def periods_of(months: Sequence[dt.date]) -> Iterator[Period]:
    """What these months can be asked as: all, years, quarters, months; the newest first."""
    if months:
        yield Period("a", EVER)
    newest = sorted(months, reverse=True)
    for span, begin in (("y", year_of), ("q", quarter_of), ("m", month_of)):
        yield from (Period(span, start) for start in dict.fromkeys(map(begin, newest)))


def period_at(code: str, months: Sequence[dt.date]) -> Period | None:
    """The period of this code among those of these months; the newest month where it is none."""
    known = {period.code: period for period in periods_of(months)}
    if code in known:
        return known[code]
    return Period("m", max(months)) if months else None
