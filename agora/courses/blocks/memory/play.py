"""A game of pairs as it is played."""

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
from agora.courses.blocks.memory import logic
from agora.courses.blocks.memory.shapes import PairShape
from agora.courses.blocks.speaking import Words, words_of

if TYPE_CHECKING:
    from django.http import QueryDict

    from agora.courses.models import Enrolment, GameState
    from agora.courses.queries.content import BlockView

_PAIRS: Final = TypeAdapter(tuple[PairShape, ...])


@dataclass(frozen=True)
class Card:
    """A card on the table; what a closed one says is not in it."""

    value: int
    number: int
    is_open: bool
    is_found: bool
    text: str
    mark: str


def pairs_of(block: BlockView) -> tuple[PairShape, ...]:
    """The pairs an author gave it."""
    return _PAIRS.validate_python(block.data.get("pairs") or ())


def act(block: BlockView, enrolment: Enrolment, data: QueryDict) -> Outcome:
    """Deal, or turn a card up."""
    pairs = pairs_of(block)
    game = games.game_of(block, enrolment)
    finished = game is not None and game.finished_at is not None
    if not games.is_move(game, data):
        return Outcome(is_done=finished)
    state = game.state if game is not None else {}
    if data.get("do") == "deal" or not logic.fits(state, pairs):
        dealt = logic.deal(pairs, int(block.data.get("deal", 3)), _lot)
        games.game_write(block, enrolment, game, dealt)
        return Outcome(is_done=finished)
    at = games.place(data.get("card"), len(state["cards"]))
    if at is None:
        return Outcome(errors={"": _("Choose a card.")})
    now, turned = logic.turn(state, at, pairs)
    over = logic.is_finished(now)
    now["last"] = {"what": turned.what, "pair": turned.pair, "completes": turned.completes}
    now["last"]["at"] = at
    games.game_write(block, enrolment, game, now, is_finished=over)
    return Outcome(is_done=finished or over, score=logic.score(now) if over else None)


def _lot(things: Any) -> list[Any]:
    return games.LOT.sample(list(things), len(things))


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
    """The table as it lies, and what the last card came to."""
    pairs = pairs_of(block)
    words = words_of(block, enrolment)
    if game is None or not logic.fits(game.state, pairs):
        return {
            "stage": "preview" if enrolment is None else "before",
            "turn": game.turn if game else 0,
            "words": words,
            "pairs": [
                (one.mark, words(one.texts, "one"), words(one.texts, "other")) for one in pairs
            ]
            if enrolment is None
            else [],
        }
    state = game.state
    by_id = {one.id: one for one in pairs}
    return {
        "stage": "over" if logic.is_finished(state) else "open",
        "turn": game.turn,
        "words": words,
        "cards": tuple(
            _card(at, by_id[pair], side, state, words)
            for at, (pair, side) in enumerate(state["cards"])
        ),
        "said": _said(state, by_id, words),
        "found": [
            (by_id[one].mark, words(by_id[one].texts, "one"), words(by_id[one].texts, "other"))
            for one in state["found"]
            if one in by_id
        ],
        "counted": _counted(state, pairs),
        "focus": state.get("last", {}).get("at"),
    }


def _card(at: int, pair: PairShape, side: str, state: Mapping[str, Any], words: Words) -> Card:
    found = pair.id in state["found"]
    is_open = found or at in state["open"]
    return Card(
        value=at,
        number=at + 1,
        is_open=is_open,
        is_found=found,
        text=words(pair.texts, side) if is_open else "",
        mark=pair.mark if found else "",
    )


def _said(
    state: Mapping[str, Any], by_id: Mapping[str, PairShape], words: Words
) -> tuple[str, ...]:
    """What the last card came to, and what the author says to a pair that was found."""
    last = state.get("last") or {}
    pair = by_id.get(str(last.get("pair", "")))
    if pair is None:
        return ()
    match last.get("what"):
        case "found":
            one, other = words(pair.texts, "one"), words(pair.texts, "other")
            first = _("A pair: “%(one)s” and “%(other)s”.") % {"one": one, "other": other}
            more = (
                _("With this a whole set is complete: its pairs count double.")
                if last.get("completes")
                else ""
            )
            return tuple(text for text in (first, words(pair.texts, "found"), more) if text)
        case "missed":
            texts = [
                words(by_id[key].texts, side)
                for key, side in (state["cards"][at] for at in state["open"])
            ]
            said = _("“%(one)s” and “%(other)s” do not belong together. Turn up the next card.")
            return (said % {"one": texts[0], "other": texts[1]},) if len(texts) == 2 else ()
        case "first":
            said = _("You turned up “%(card)s”. Which card belongs to it?")
            at = int(last.get("at", 0))
            return (said % {"card": words(pair.texts, state["cards"][at][1])},)
    return ()


def _counted(state: Mapping[str, Any], pairs: tuple[PairShape, ...]) -> tuple[str, ...]:
    there = len(state["cards"]) // 2
    found = ngettext(
        "%(found)s of %(there)s pair found", "%(found)s of %(there)s pairs found", there
    )
    points = logic.points(state, pairs)
    return (
        found % {"found": len(state["found"]), "there": there},
        ngettext("%(n)s point", "%(n)s points", points) % {"n": points},
        ngettext("%(n)s try", "%(n)s tries", state["tries"]) % {"n": state["tries"]},
    )
