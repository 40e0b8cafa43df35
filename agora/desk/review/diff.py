"""What a submission would change, screen by screen, with what was said about each place."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.utils.translation import gettext as _

from agora.desk.forms.answers import Asker
from agora.desk.forms.lookups import labels_of
from agora.desk.forms.saying import SaidChange, Sayer, deep_place, place_of, said_of, whole
from agora.editorial.comparing import Change, Piece, differences, words_changed
from agora.editorial.review.merging import Against
from agora.editorial.review.queries import Said
from agora.kernel.editing import Editing, Field

_NO_QUESTION: Final = ("type",)
"""Said already by what kind of thing it is."""
_LISTS: Final = ("rows", "choices", "places", "resources", "lines")


@dataclass(frozen=True)
class Item:
    """One thing of a list: `new`, `gone`, or `changed` word by word."""

    sort: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Place:
    """One place that differs; `items` for a list, with how many stayed as they were."""

    said: SaidChange
    anchor: str
    is_new: bool
    items: tuple[Item, ...] = ()
    kept: int = 0
    moved: bool = False
    comments: tuple[Said, ...] = ()
    live_now: str = ""
    """What others published at this place meanwhile, where both changed it."""


@dataclass(frozen=True)
class Screen:
    """The places of one screen of questions."""

    title: str
    places: tuple[Place, ...]


def anchor_of(path: str) -> str:
    """The part of an address behind `#` that leads to a place of the document."""
    return "at-" + "".join(letter if letter.isalnum() else "-" for letter in path)


def screens(
    sort: Editing, against: Against, comments: Iterable[Said], asker: Asker
) -> tuple[Screen, ...]:
    """What publishing would change, in the order of the screens."""
    live, sent = whole(sort, against.live) if against.live else {}, whole(sort, against.document)
    sayer = Sayer(asker, (live, sent), sort)
    changes = {change.path: change for change in differences(live, sent)}
    clash = {one.path: one for one in said_of(sort, against.conflicts, sayer)}
    about: dict[str, list[Said]] = {}
    for comment in comments:
        about.setdefault(comment.field, []).append(comment)
    found: dict[str, list[Place]] = {}
    for said in said_of(sort, changes.values(), sayer):
        if _is_told_by_silence(changes[said.path], bool(against.live)):
            continue
        if said.path == "owner":
            said = _of_owner(said, asker)
        found.setdefault(said.step, []).append(
            _place(sort, changes[said.path], said, sayer, about.get(said.path, []), clash)
        )
    return tuple(Screen(title, tuple(places)) for title, places in found.items())


def _of_owner(said: SaidChange, asker: Asker) -> SaidChange:
    """Whose a thing is, by name: the desk sets it, so there is no question that would say it."""
    names = labels_of("organisation", {said.before, said.after} - {""}, asker.reader, asker.viewer)
    before, after = (names.get(owner, owner) for owner in (said.before, said.after))
    return replace(
        said,
        label=_("Whose it is"),
        before=before,
        after=after,
        pieces=words_changed(before, after),
    )


def _is_told_by_silence(change: Change, is_live: bool) -> bool:
    """Of a new thing, what is merely not so is not said."""
    return (not is_live and change.after is False) or (not is_live and change.path in _NO_QUESTION)


def _place(
    sort: Editing,
    change: Change,
    said: SaidChange,
    sayer: Sayer,
    comments: list[Said],
    clash: Mapping[str, SaidChange],
) -> Place:
    where = tuple(change.path.split("."))
    spec = place_of(sort, where)[2]
    if spec is None:
        deep = deep_place(sayer.documents, where, sayer.asker.reader)
        spec = deep.spec if deep is not None else None
    items: tuple[Item, ...] = ()
    kept, moved = 0, False
    if spec is not None and spec.widget in _LISTS:
        before = _one_by_one(spec, change.before, said.tag, sayer)
        after = _one_by_one(spec, change.after, said.tag, sayer)
        items, kept = items_changed(before, after)
        moved = not items and before != after
    return Place(
        said,
        anchor_of(change.path),
        not said.before,
        items,
        kept,
        moved,
        tuple(comments),
        clash[said.path].before if said.path in clash else "",
    )


def _one_by_one(spec: Field, value: Any, tag: str, sayer: Sayer) -> list[str]:
    """Each thing of a list, in words."""
    if not isinstance(value, list | tuple):
        return []
    return [sayer.say(spec, [one], tag).removeprefix("1. ") for one in value]


def items_changed(before: list[str], after: list[str]) -> tuple[tuple[Item, ...], int]:
    """What was added to a list, taken from it or changed in it; and how many stayed.

    The same things in another order are no change here.
    """
    if sorted(before) == sorted(after):
        return (), len(after)
    items: list[Item] = []
    kept = 0
    for sort, a, b, c, d in difflib.SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if sort == "equal":
            kept += b - a
            continue
        gone, new = before[a:b], after[c:d]
        paired = 0
        # A row in which something changed is told word by word, beside the former one.
        while paired < min(len(gone), len(new)) and _are_alike(gone[paired], new[paired]):
            items.append(Item("changed", words_changed(gone[paired], new[paired])))
            paired += 1
        items += [Item("gone", (Piece("gone", one),)) for one in gone[paired:]]
        items += [Item("new", (Piece("new", one),)) for one in new[paired:]]
    return tuple(items), kept


def _are_alike(one: str, other: str) -> bool:
    """Whether more of it stayed than went."""
    if len(one) < 20 or len(other) < 20:
        return False
    pieces = words_changed(one, other)
    same = sum(len(piece.text) for piece in pieces if piece.sort == "same")
    return 2 * same > max(len(one), len(other))
