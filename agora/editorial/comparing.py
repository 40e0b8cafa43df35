"""Comparing documents: what changed, and joining two people's changes. Pure thought, no database."""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

Path = tuple[str, ...]
_MISSING: Final = object()


@dataclass(frozen=True)
class Change:
    """One place that differs; None where there was, or is, nothing."""

    path: str
    before: Any
    after: Any


def _empty(value: Any) -> bool:
    return value in (_MISSING, None, "", [], {}, ())


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """Every place at which two documents differ, in the order of the second.

    Objects are compared field by field; a list is one value. Nothing, an empty text and an empty
    list are the same.
    """
    found: list[Change] = []
    _compare((), before, after, found)
    return tuple(found)


def _compare(path: Path, before: Any, after: Any, found: list[Change]) -> None:
    left = before if isinstance(before, Mapping) else None
    right = after if isinstance(after, Mapping) else None
    if (left is not None or _empty(before)) and (right is not None or _empty(after)):
        left, right = left or {}, right or {}
        for key in dict.fromkeys((*right, *left)):
            _compare((*path, str(key)), left.get(key), right.get(key), found)
    elif before != after and not (_empty(before) and _empty(after)):
        found.append(Change(".".join(path), before, after))


@dataclass(frozen=True)
class Joined:
    """Two people's changes in one document; at `conflicts` mine stands, and theirs is told."""

    document: dict[str, Any]
    conflicts: tuple[Change, ...]


def join(base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> Joined:
    """A three-way merge, field by field.

    What only one of the two changed is taken from them. Where both changed the same place
    differently, mine is kept and the place is a conflict (`before` is theirs, `after` is mine).
    """
    conflicts: list[Change] = []
    joined = _join((), base, theirs, mine, conflicts)
    return Joined(joined if isinstance(joined, dict) else dict(mine), tuple(conflicts))


def _join(path: Path, base: Any, theirs: Any, mine: Any, conflicts: list[Change]) -> Any:
    if _same(theirs, mine) or _same(base, theirs):
        return mine
    if _same(base, mine):
        return theirs
    maps = [value for value in (theirs, mine) if isinstance(value, Mapping)]
    if len(maps) == 2 and (isinstance(base, Mapping) or _empty(base)):
        old = base if isinstance(base, Mapping) else {}
        result = {}
        for key in dict.fromkeys((*mine, *theirs)):
            value = _join(
                (*path, str(key)),
                old.get(key, _MISSING),
                theirs.get(key, _MISSING),
                mine.get(key, _MISSING),
                conflicts,
            )
            if value is not _MISSING:
                result[key] = value
        return result
    shown = [None if value is _MISSING else value for value in (theirs, mine)]
    conflicts.append(Change(".".join(path), *shown))
    return mine if mine is not _MISSING else theirs


def _same(one: Any, other: Any) -> bool:
    return one is other or one == other or (_empty(one) and _empty(other))


def value_at(document: Mapping[str, Any], path: str) -> Any:
    """What stands at a path such as `texts.es.title`; None where nothing does."""
    here: Any = document
    for part in path.split("."):
        if isinstance(here, Mapping):
            here = here.get(part)
        elif isinstance(here, list | tuple) and part.isdigit() and int(part) < len(here):
            here = here[int(part)]
        else:
            return None
    return here


def with_value(document: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy of the document with a value at a path; objects on the way are made."""
    head, _, rest = path.partition(".")
    inner = document.get(head)
    changed = (
        with_value(inner if isinstance(inner, Mapping) else {}, rest, value) if rest else value
    )
    return {**document, head: changed}


@dataclass(frozen=True)
class Piece:
    """A run of words: `same`, `gone` or `new`."""

    sort: str
    text: str


_WORDS = re.compile(r"\s+|<[^>]*>|[<>]|[.,;:!?…]+|[^\s<>.,;:!?…]+")
_LONGEST = 20_000
_SMALL = 60
_DEEPEST = 6


def words_changed(before: str, after: str) -> tuple[Piece, ...]:
    """The change from one text to another, word by word.

    A very long text is told as gone and new whole. The work grows with the length alone, whatever
    somebody writes: words that both texts have once are where they are held together (a patience
    diff), and only short stretches between are compared word with word.
    """
    if len(before) + len(after) > _LONGEST:
        parts = [Piece("gone", before), Piece("new", after)]
    else:
        parts = _compared(_WORDS.findall(before), _WORDS.findall(after), 0)
    pieces: list[Piece] = []
    for part in parts:
        if part.text and pieces and pieces[-1].sort == part.sort:
            pieces[-1] = Piece(part.sort, pieces[-1].text + part.text)
        elif part.text:
            pieces.append(part)
    return tuple(pieces)


def _compared(left: list[str], right: list[str], depth: int) -> list[Piece]:
    shorter = min(len(left), len(right))
    first = 0
    while first < shorter and left[first] == right[first]:
        first += 1
    last = 0
    while last < shorter - first and left[-1 - last] == right[-1 - last]:
        last += 1
    end = len(left) - last
    return [
        Piece("same", "".join(left[:first])),
        *_between(left[first:end], right[first : len(right) - last], depth),
        Piece("same", "".join(left[end:])),
    ]


def _between(left: list[str], right: list[str], depth: int) -> list[Piece]:
    if left and right and len(left) <= _SMALL and len(right) <= _SMALL:
        return _word_with_word(left, right)
    held = _held_together(left, right) if left and right and depth < _DEEPEST else []
    if not held:
        return [Piece("gone", "".join(left)), Piece("new", "".join(right))]
    pieces: list[Piece] = []
    a = c = 0
    for b, d in [*held, (len(left), len(right))]:
        pieces += _compared(left[a:b], right[c:d], depth + 1)
        pieces.append(Piece("same", "".join(left[b : b + 1])))
        a, c = b + 1, d + 1
    return pieces


def _held_together(left: list[str], right: list[str]) -> list[tuple[int, int]]:
    """Places of the words both have once, as far as they come in the same order in both."""
    here, there = Counter(left), Counter(right)
    at = {word: place for place, word in enumerate(right) if there[word] == 1}
    pairs = [(place, at[word]) for place, word in enumerate(left) if here[word] == 1 and word in at]
    # The longest rising run of the second places (patience sorting).
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_place, other) in enumerate(pairs):
        pile = bisect_left(tops, other)
        before.append(ends[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [other]
        ends[pile : pile + 1] = [number]
    found: list[tuple[int, int]] = []
    number = ends[-1] if ends else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def _word_with_word(left: list[str], right: list[str]) -> list[Piece]:
    pieces: list[Piece] = []
    for sort, a, b, c, d in difflib.SequenceMatcher(
        None, left, right, autojunk=False
    ).get_opcodes():
        if sort == "equal":
            pieces.append(Piece("same", "".join(left[a:b])))
            continue
        pieces.append(Piece("gone", "".join(left[a:b])))
        pieces.append(Piece("new", "".join(right[c:d])))
    return pieces
