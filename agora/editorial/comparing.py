"""Comparing documents: what changed, and joining two people's changes. Pure thought, no database."""

from __future__ import annotations

import copy
import difflib
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

Path = tuple[str, ...]
_MISSING: Final = object()
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ORDER: Final = "@order"
"""The last part of the path of a change in the order of a list of items with keys."""


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

    Objects are compared field by field; a list is one value, unless each of its items carries a key
    of its own (see `keyed`): then it is compared item by item. Nothing, an empty text and an empty
    list are the same.
    """
    found: list[Change] = []
    _compare((), before, after, found)
    return tuple(found)


def keyed(value: Any) -> dict[str, Any] | None:
    """A list whose items are objects, each with a `key` that is a UUID and no other item's, by it.

    None for any other value. Such lists (the modules, lessons and blocks of a course) are no single
    value: two people may write in two of their items.
    """
    if not isinstance(value, list | tuple) or not value:
        return None
    found: dict[str, Any] = {}
    for item in value:
        key = item.get("key") if isinstance(item, Mapping) else None
        if not isinstance(key, str) or not _UUID.fullmatch(key) or key in found:
            return None
        found[key] = item
    return found


def _both_keyed(one: Any, other: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Two lists by the keys of their items, where both may be taken so."""
    left, right = keyed(one), keyed(other)
    if (left is None and not _empty(one)) or (right is None and not _empty(other)):
        return None
    return (left or {}, right or {}) if left or right else None


def _compare(path: Path, before: Any, after: Any, found: list[Change]) -> None:
    items = _both_keyed(before, after)
    if items is not None:
        former, now = items
        for key in dict.fromkeys((*now, *former)):
            _compare((*path, key), former.get(key), now.get(key), found)
        order = [key for key in now if key in former], [key for key in former if key in now]
        if order[0] != order[1]:
            found.append(Change(".".join((*path, ORDER)), [*former], [*now]))
        return
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
    """A three-way merge, field by field, and item by item in lists of items with keys.

    What only one of the two changed is taken from them. Where both changed the same place
    differently, mine is kept and the place is a conflict (`before` is theirs, `after` is mine).
    """
    conflicts: list[Change] = []
    try:
        joined: Any = _join_flat(_flat(base), _flat(theirs), _flat(mine), conflicts)
    except _KeyTwice:
        conflicts = []
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


Place = tuple[str, Path]
"""Where an item with a key lies: in which item (the document itself: an empty key), and where in it."""


@dataclass(frozen=True)
class _Flat:
    """A document taken apart: its items with keys lie side by side, each without those inside it."""

    root: Mapping[str, Any]
    items: Mapping[str, Mapping[str, Any]]
    places: Mapping[str, Place]
    orders: Mapping[Place, list[str]]


class _KeyTwice(Exception):
    """Two items of a document have one key: then its lists are values like others."""


def _flat(document: Mapping[str, Any]) -> _Flat:
    items: dict[str, Mapping[str, Any]] = {}
    places: dict[str, Place] = {}
    orders: dict[Place, list[str]] = {}

    def taken(value: Mapping[str, Any], owner: str, path: Path) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for name, inner in value.items():
            inside = keyed(inner)
            here = (*path, str(name))
            if inside is not None:
                orders[owner, here] = list(inside)
                for key, item in inside.items():
                    if key in places:
                        raise _KeyTwice
                    places[key] = (owner, here)
                    items[key] = taken(item, key, ())
            else:
                kept[name] = taken(inner, owner, here) if isinstance(inner, Mapping) else inner
        return kept

    return _Flat(taken(document, "", ()), items, places, orders)


def _join_flat(base: _Flat, theirs: _Flat, mine: _Flat, conflicts: list[Change]) -> dict[str, Any]:
    """Three documents joined item by item, wherever each lies now.

    What one moved is moved, with what the other wrote in it; where both moved or ordered it, mine
    stands. What lies in an item that one took away and the other wrote in keeps what is around it.
    """
    places: dict[str, Place] = {}
    for key in dict.fromkeys((*mine.places, *theirs.places)):
        here, there = mine.places.get(key), theirs.places.get(key)
        stays = here is None or (here == base.places.get(key) and there is not None)
        places[key] = (there if stays else here) or ("", ())

    def path(key: str, depth: int = 0) -> Path:
        owner, inside = places[key]
        around = path(owner, depth + 1) if owner in places and depth < _DEEPEST else ()
        return (*around, *inside, key)

    root = _join((), base.root, theirs.root, mine.root, conflicts)
    kept: dict[str, Any] = {}
    for key in places:
        value = _join(
            path(key),
            base.items.get(key, _MISSING),
            theirs.items.get(key, _MISSING),
            mine.items.get(key, _MISSING),
            conflicts,
        )
        if value is not _MISSING:
            kept[key] = value
    for key in list(kept):
        owner = places[key][0]
        while owner and owner not in kept and owner in places:
            kept[owner] = mine.items.get(owner) or theirs.items.get(owner) or {}
            owner = places[owner][0]
    made = {"": root if isinstance(root, dict) else dict(mine.root)}
    made |= {key: copy.deepcopy(dict(item)) for key, item in kept.items()}
    for holder in dict.fromkeys(places[key] for key in kept):
        ours, others, former = (one.orders.get(holder, []) for one in (mine, theirs, base))
        mine_moved = [k for k in ours if k in former] != [k for k in former if k in ours]
        first, second = (ours, others) if mine_moved else (others, ours)
        inside = {key for key in kept if places[key] == holder}
        order = [key for key in _woven(first, second) if key in inside]
        order += [key for key in kept if key in inside and key not in order]
        owner, where = holder
        if owner in made and where:
            into = made[owner]
            for name in where[:-1]:
                inner = into.get(name)
                into[name] = into = dict(inner) if isinstance(inner, Mapping) else {}
            into[where[-1]] = [made[key] for key in order]
    return made[""]


def _woven(first: list[str], second: list[str]) -> list[str]:
    """The order of the first; what only the second has stands behind what it stood behind there."""
    order = list(first)
    before = ""
    for key in second:
        if key not in order:
            order.insert(order.index(before) + 1 if before in order else 0, key)
        before = key
    return order


def _same(one: Any, other: Any) -> bool:
    return one is other or one == other or (_empty(one) and _empty(other))


def value_at(document: Mapping[str, Any], path: str) -> Any:
    """What stands at a path such as `texts.es.title`; None where nothing does."""
    here: Any = document
    for part in path.split("."):
        if isinstance(here, Mapping):
            here = here.get(part)
        elif (items := keyed(here)) is not None and (part in items or part == ORDER):
            here = list(items) if part == ORDER else items[part]
        elif isinstance(here, list | tuple) and part.isdigit() and int(part) < len(here):
            here = here[int(part)]
        else:
            return None
    return here


def with_value(document: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy of the document with a value at a path; objects on the way are made.

    In a list of items with keys, None takes an item away, and a new one comes last.
    """
    head, _, rest = path.partition(".")
    inner = document.get(head)
    items = keyed(inner)
    if rest and items is not None:
        return {**document, head: _with_item(items, rest, value)}
    changed = (
        with_value(inner if isinstance(inner, Mapping) else {}, rest, value) if rest else value
    )
    return {**document, head: changed}


def _with_item(items: dict[str, Any], path: str, value: Any) -> list[Any]:
    key, _, rest = path.partition(".")
    if key == ORDER:
        return [items[one] for one in _woven([k for k in value or () if k in items], list(items))]
    if rest:
        items = {**items, key: with_value(items.get(key) or {}, rest, value)}
    elif value is None:
        items = {one: item for one, item in items.items() if one != key}
    else:
        items = {**items, key: value}
    return list(items.values())


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
