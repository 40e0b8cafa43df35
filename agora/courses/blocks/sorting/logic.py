"""A sorting game, thought without a database.

A state is what JSON can hold: `order` (things as they are shown), `right` (boxes by thing, as placed),
`last` (wrong boxes by thing, as placed last), `first` (things that were right at once), `tries`, and
`tried` (the things placed at least once).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from agora.courses.blocks.sorting.shapes import ThingShape

State = dict[str, Any]


def begin(order: Sequence[str]) -> State:
    """Nothing is placed yet."""
    return {"order": list(order), "right": {}, "last": {}, "first": [], "tried": [], "tries": 0}


def fits(state: Mapping[str, Any], things: Sequence[ThingShape]) -> bool:
    """Whether the course still has these things and no others."""
    return sorted(state.get("order") or ()) == sorted(one.id for one in things)


def check(
    state: Mapping[str, Any], things: Sequence[ThingShape], placed: Mapping[str, str]
) -> State:
    """Place things: those that lie right stay, the others are to be placed again."""
    right, first, tried = dict(state["right"]), list(state["first"]), list(state["tried"])
    last: dict[str, str] = {}
    for one in things:
        box = placed.get(one.id)
        if one.id in right or box is None:
            continue
        if box in one.boxes:
            right[one.id] = box
            if one.id not in tried:
                first.append(one.id)
        else:
            last[one.id] = box
        if one.id not in tried:
            tried.append(one.id)
    return {
        **state,
        "right": right,
        "last": last,
        "first": first,
        "tried": tried,
        "tries": state["tries"] + 1,
    }


def is_finished(state: Mapping[str, Any]) -> bool:
    """Whether everything lies where it belongs."""
    return bool(state.get("order")) and set(state["right"]) == set(state["order"])


def score(state: Mapping[str, Any]) -> float:
    """Of all things those that were placed right at once: 0 to 1."""
    return len(state["first"]) / len(state["order"]) if state["order"] else 0.0
