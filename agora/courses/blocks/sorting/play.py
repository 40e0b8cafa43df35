"""A sorting game as it is played."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pydantic import TypeAdapter

from agora.courses.blocks import games
from agora.courses.blocks.base import Outcome
from agora.courses.blocks.sorting import logic
from agora.courses.blocks.sorting.shapes import BoxShape, ThingShape
from agora.courses.blocks.speaking import Words, words_of

if TYPE_CHECKING:
    from django.http import QueryDict

    from agora.courses.models import Enrolment, GameState
    from agora.courses.queries.content import BlockView

_THINGS: Final = TypeAdapter(tuple[ThingShape, ...])
_BOXES: Final = TypeAdapter(tuple[BoxShape, ...])


@dataclass(frozen=True)
class Box:
    """A box on the page; `value` is its place there."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Thing:
    """A thing on the page; `verdict` is `right`, `wrong`, or empty where it was not placed yet."""

    id: str
    name: str
    label: str
    verdict: str
    lies: str
    also: tuple[str, ...]
    why: str
    boxes: tuple[Box, ...]


def act(block: BlockView, enrolment: Enrolment, data: QueryDict) -> Outcome:
    """Check what was placed, or begin again."""
    things, boxes = _parts(block)
    game = games.game_of(block, enrolment)
    finished = game is not None and game.finished_at is not None
    if not games.is_move(game, data):
        return Outcome(is_done=finished)
    state = game.state if game is not None else {}
    if data.get("do") == "again" or not logic.fits(state, things):
        order = games.shuffled([one.id for one in things])
        games.game_write(block, enrolment, game, logic.begin(order))
        return Outcome(is_done=finished)
    placed: dict[str, str] = {}
    for at, ident in enumerate(state["order"]):
        box = games.place(data.get(f"t:{at}"), len(boxes))
        if box is not None and ident not in state["right"]:
            placed[ident] = boxes[box].id
    if not placed and not logic.is_finished(state):
        return Outcome(errors={"": _("Choose a box for at least one of them, then check.")})
    now = logic.check(state, things, placed)
    over = logic.is_finished(now)
    games.game_write(block, enrolment, game, now, is_finished=over)
    return Outcome(is_done=finished or over, score=logic.score(now) if over else None)


def _parts(block: BlockView) -> tuple[tuple[ThingShape, ...], tuple[BoxShape, ...]]:
    return (
        _THINGS.validate_python(block.data.get("things") or ()),
        _BOXES.validate_python(block.data.get("boxes") or ()),
    )


def present(block: BlockView, enrolment: Enrolment | None) -> Mapping[str, Any]:
    """What the template draws; one query."""
    return _present(block, enrolment, games.game_of(block, enrolment))


def present_many(
    blocks: Sequence[BlockView], enrolment: Enrolment | None
) -> Mapping[uuid.UUID, Mapping[str, Any]]:
    """The same for all games of a lesson; one query."""
    there = games.games_of(blocks, enrolment)
    return {block.key: _present(block, enrolment, there.get(block.key)) for block in blocks}


def _present(
    block: BlockView, enrolment: Enrolment | None, game: GameState | None
) -> Mapping[str, Any]:
    """The things with their boxes, and what was found of them."""
    things, boxes = _parts(block)
    words = words_of(block, enrolment)
    playing = game is not None and logic.fits(game.state, things)
    state = game.state if game is not None and playing else logic.begin([one.id for one in things])
    by_id = {one.id: one for one in things}
    rows = [
        _thing(block, at, by_id[ident], boxes, state, words)
        for at, ident in enumerate(state["order"])
    ]
    stage = "preview" if enrolment is None else "before"
    if playing:
        stage = "over" if logic.is_finished(state) else "open"
    return {
        "stage": stage,
        "turn": game.turn if game else 0,
        "words": words,
        "boxes": [words(one.texts) for one in boxes],
        "things": [one for one in rows if one.verdict != "right"],
        "right": [one for one in rows if one.verdict == "right"],
        "said": _said(state),
    }


def _thing(
    block: BlockView,
    at: int,
    thing: ThingShape,
    boxes: Sequence[BoxShape],
    state: Mapping[str, Any],
    words: Words,
) -> Thing:
    labels = {one.id: words(one.texts) for one in boxes}
    lies = state["right"].get(thing.id, "")
    wrong = state["last"].get(thing.id, "")
    return Thing(
        id=f"t-{block.key}-{at}",
        name=f"t:{at}",
        label=words(thing.texts),
        verdict="right" if lies else "wrong" if wrong else "",
        lies=labels.get(lies or wrong, ""),
        also=tuple(labels[one] for one in thing.boxes if lies and one != lies and one in labels),
        why=words(thing.texts, "why") if lies else "",
        boxes=tuple(
            Box(str(place), labels[box.id], box.id == wrong) for place, box in enumerate(boxes)
        ),
    )


def _said(state: Mapping[str, Any]) -> tuple[str, ...]:
    if not state["tries"]:
        return ()
    there = len(state["order"])
    right = ngettext(
        "%(right)s of %(there)s is where it belongs.",
        "%(right)s of %(there)s are where they belong.",
        there,
    ) % {"right": len(state["right"]), "there": there}
    tries = ngettext(
        "You have checked %(n)s time.", "You have checked %(n)s times.", state["tries"]
    )
    return (right, tries % {"n": state["tries"]})
