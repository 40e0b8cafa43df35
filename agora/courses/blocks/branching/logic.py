"""A scenario, thought without a database.

A state is what JSON can hold: `at` (a scene), `path` (scenes and the choices taken there), `meters`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from agora.courses.blocks.branching.shapes import ChoiceShape, MeterShape, SceneShape

State = dict[str, Any]
START: Final = 5
MOST: Final = 10


def begin(first: str, meters: Sequence[MeterShape]) -> State:
    """At the first scene, every meter in the middle."""
    return {"at": first, "path": [], "meters": {one.id: START for one in meters}}


def fits(
    state: Mapping[str, Any], scenes: Mapping[str, SceneShape], meters: Sequence[MeterShape]
) -> bool:
    """Whether the course still has the scenes on the path, and the choices taken there."""
    if state.get("at") not in scenes or set(state["meters"]) != {one.id for one in meters}:
        return False
    return all(
        scene in scenes and any(one.id == choice for one in scenes[scene].choices)
        for scene, choice in state["path"]
    )


def choose(state: Mapping[str, Any], choice: ChoiceShape) -> tuple[State, dict[str, int]]:
    """Take a choice: the next scene, and by how much each meter moved (0 to 10 is its room)."""
    meters = dict(state["meters"])
    moved: dict[str, int] = {}
    for name, by in choice.effects.items():
        if name in meters:
            now = min(MOST, max(0, meters[name] + by))
            moved[name], meters[name] = now - meters[name], now
    path = [*state["path"], [state["at"], choice.id]]
    return {"at": choice.to, "path": path, "meters": meters, "moved": moved}, moved


def reachable(first: str, scenes: Mapping[str, SceneShape]) -> set[str]:
    """Every scene to which some way leads."""
    seen: set[str] = set()
    todo = [first]
    while todo:
        here = todo.pop()
        if here in seen or here not in scenes:
            continue
        seen.add(here)
        todo += [one.to for one in scenes[here].choices]
    return seen


def hopeless(scenes: Mapping[str, SceneShape]) -> set[str]:
    """The scenes from which no way leads to an ending."""
    good = {key for key, one in scenes.items() if not one.choices}
    while True:
        more = {
            key
            for key, one in scenes.items()
            if key not in good and any(choice.to in good for choice in one.choices)
        }
        if not more:
            return set(scenes) - good
        good |= more
