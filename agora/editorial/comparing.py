"""Comparing documents: what changed, and joining two people's changes. Pure thought, no database."""

from __future__ import annotations

import difflib
import re
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


_WORDS = re.compile(r"\s+|[^\s<>]+|<[^>]*>|[<>]")
_LONGEST = 20_000


def words_changed(before: str, after: str) -> tuple[Piece, ...]:
    """The change from one text to another, word by word.

    A very long text is told as gone and new whole, so that the work stays bounded.
    """
    if len(before) + len(after) > _LONGEST:
        parts = (Piece("gone", before), Piece("new", after))
        return tuple(part for part in parts if part.text)
    left, right = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[Piece] = []
    for sort, a, b, c, d in difflib.SequenceMatcher(
        None, left, right, autojunk=False
    ).get_opcodes():
        if sort == "equal":
            pieces.append(Piece("same", "".join(left[a:b])))
            continue
        if b > a:
            pieces.append(Piece("gone", "".join(left[a:b])))
        if d > c:
            pieces.append(Piece("new", "".join(right[c:d])))
    return tuple(pieces)
