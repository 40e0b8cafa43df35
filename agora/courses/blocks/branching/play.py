"""A scenario as it is played."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from pydantic import TypeAdapter

from agora.courses.blocks import games
from agora.courses.blocks.base import Outcome
from agora.courses.blocks.branching import logic
from agora.courses.blocks.branching.shapes import MeterShape, SceneShape
from agora.courses.blocks.speaking import Words, words_of

if TYPE_CHECKING:
    from django.http import QueryDict

    from agora.courses.models import Enrolment, GameState
    from agora.courses.queries.content import BlockView

_SCENES: Final = TypeAdapter(tuple[SceneShape, ...])
_METERS: Final = TypeAdapter(tuple[MeterShape, ...])


@dataclass(frozen=True)
class Meter:
    """What choices move, 0 to 10; `moved` says in words what the last one did."""

    id: str
    label: str
    value: int
    most: int
    said: str
    moved: str


@dataclass(frozen=True)
class Step:
    """A scene that is behind, and what was chosen there."""

    scene: str
    choice: str


def act(block: BlockView, enrolment: Enrolment, data: QueryDict) -> Outcome:
    """Take a choice of the scene one is in, or begin again."""
    scenes, meters, first = _parts(block)
    game = games.game_of(block, enrolment)
    finished = game is not None and game.finished_at is not None
    if not games.is_move(game, data) or first not in scenes:
        return Outcome(is_done=finished)
    state = game.state if game is not None else {}
    if data.get("do") == "again" or not logic.fits(state, scenes, meters):
        games.game_write(block, enrolment, game, logic.begin(first, meters))
        return Outcome(is_done=finished)
    choices = scenes[state["at"]].choices
    at = games.place(data.get("choice"), len(choices))
    if at is None or choices[at].to not in scenes:
        return Outcome(errors={"": _("Choose one of the ways on.")})
    now, _moved = logic.choose(state, choices[at])
    over = not scenes[now["at"]].choices
    games.game_write(block, enrolment, game, now, is_finished=over)
    return Outcome(is_done=finished or over)


def _parts(
    block: BlockView,
) -> tuple[dict[str, SceneShape], tuple[MeterShape, ...], str]:
    scenes = _SCENES.validate_python(block.data.get("scenes") or ())
    first = str(block.data.get("first") or (scenes[0].id if scenes else ""))
    return (
        {one.id: one for one in scenes},
        _METERS.validate_python(block.data.get("meters") or ()),
        first,
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
    """The scene, its ways on, the meters, and the way so far."""
    scenes, meters, first = _parts(block)
    words = words_of(block, enrolment)
    playing = game is not None and logic.fits(game.state, scenes, meters)
    if first not in scenes:
        return {"stage": "empty", "words": words}
    state = game.state if game is not None and playing else logic.begin(first, meters)
    scene = scenes[state["at"]]
    stage = "preview" if enrolment is None else "before"
    if playing:
        stage = "open" if scene.choices else "over"
    return {
        "stage": stage,
        "turn": game.turn if game else 0,
        "words": words,
        "title": words(scene.texts, "title"),
        "text": words(scene.texts),
        "choices": [(at, words(one.texts)) for at, one in enumerate(scene.choices)],
        "meters": _meters(meters, state, words),
        "path": _path(scenes, state, words),
    }


def _meters(meters: Sequence[MeterShape], state: Mapping[str, Any], words: Words) -> list[Meter]:
    found = []
    for number, one in enumerate(meters):
        value = int(state["meters"][one.id])
        moved = int((state.get("moved") or {}).get(one.id, 0))
        said = ""
        if moved > 0:
            said = _("up by %(n)s") % {"n": moved}
        elif moved < 0:
            said = _("down by %(n)s") % {"n": -moved}
        out_of = _("%(value)s of %(most)s") % {"value": value, "most": logic.MOST}
        found.append(Meter(f"{number}", words(one.texts), value, logic.MOST, out_of, said))
    return found


def _path(scenes: Mapping[str, SceneShape], state: Mapping[str, Any], words: Words) -> list[Step]:
    found = []
    for key, choice in state["path"]:
        scene = scenes[key]
        taken = next(one for one in scene.choices if one.id == choice)
        found.append(Step(words(scene.texts, "title"), words(taken.texts)))
    return found
