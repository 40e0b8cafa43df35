"""A game of pairs, thought without a database.

A state is what JSON can hold: `cards` (pairs and sides as they lie), `open` (the places turned up, two at
most), `found` (pairs), `tries`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from agora.courses.blocks.memory.shapes import PairShape

Lot = Callable[[Sequence[Any]], list[Any]]
State = dict[str, Any]


def sets_of(pairs: Sequence[PairShape]) -> dict[str, list[PairShape]]:
    """The pairs by the set they complete; a pair without one is a set of its own."""
    found: dict[str, list[PairShape]] = {}
    for one in pairs:
        found.setdefault(one.set or f"pair {one.id}", []).append(one)
    return found


def deal(pairs: Sequence[PairShape], how_many: int, lot: Lot) -> State:
    """Lay out whole sets by lot (0: all), their cards shuffled."""
    sets = sets_of(pairs)
    names = lot(list(sets))[: how_many or None]
    dealt = [one for name in names for one in sets[name]]
    return {
        "cards": lot([[one.id, side] for one in dealt for side in ("one", "other")]),
        "open": [],
        "found": [],
        "tries": 0,
    }


def fits(state: Mapping[str, Any], pairs: Sequence[PairShape]) -> bool:
    """Whether all that lies on the table is still in the course."""
    there = {one.id for one in pairs}
    return bool(state.get("cards")) and all(pair in there for pair, _side in state["cards"])


@dataclass(frozen=True)
class Turned:
    """What a card that was turned up came to; `pair` is the one found, or that of the card."""

    what: Literal["nothing", "first", "found", "missed"]
    pair: str = ""
    completes: bool = False


def turn(state: Mapping[str, Any], at: int, pairs: Sequence[PairShape]) -> tuple[State, Turned]:
    """Turn a card up. Two that do not belong together stay open until the next one is turned."""
    now: State = {**state, "open": list(state["open"]), "found": list(state["found"])}
    pair = str(now["cards"][at][0])
    if pair in now["found"]:
        return now, Turned("nothing")
    if len(now["open"]) >= 2:
        now["open"] = []
    if at in now["open"]:
        return now, Turned("nothing")
    now["open"].append(at)
    if len(now["open"]) == 1:
        return now, Turned("first", pair)
    now["tries"] += 1
    if now["cards"][now["open"][0]][0] != pair:
        return now, Turned("missed", pair)
    now["found"].append(pair)
    now["open"] = []
    return now, Turned("found", pair, _completes(now, pair, pairs))


def _completes(state: State, pair: str, pairs: Sequence[PairShape]) -> bool:
    group = next((own for own in sets_of(pairs).values() if any(o.id == pair for o in own)), [])
    return len(group) > 1 and all(one.id in state["found"] for one in group)


def dealt(state: Mapping[str, Any]) -> list[str]:
    """The pairs on the table, in no order that says where they lie."""
    return sorted({str(pair) for pair, _side in state["cards"]})


def is_finished(state: Mapping[str, Any]) -> bool:
    """Whether every pair is found."""
    return bool(state.get("cards")) and len(state["found"]) * 2 == len(state["cards"])


def points(state: Mapping[str, Any], pairs: Sequence[PairShape]) -> int:
    """A pair is a point; the pairs of a set of several that is complete count double."""
    found = set(state["found"])
    total = 0
    for group in sets_of(pairs).values():
        own = [one.id for one in group]
        there = sum(one in found for one in own)
        total += there * 2 if len(own) > 1 and there == len(own) else there
    return total


def score(state: Mapping[str, Any]) -> float:
    """Of all tries those that found a pair: 0 to 1."""
    return len(state["found"]) / state["tries"] if state["tries"] else 0.0
