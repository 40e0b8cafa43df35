"""Two people changed the same places: both texts side by side, and what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from agora.desk.drafts.common import Held
from agora.desk.forms import rich
from agora.desk.forms.answers import Asker
from agora.desk.forms.saying import SaidChange, Sayer, deep_place, place_of, said_of
from agora.desk.forms.shapes import DoesNotFit, shape_at
from agora.editorial.comparing import Change, with_value
from agora.editorial.drafts import DraftMoved
from agora.kernel.editing import Field

OWN = ("csrfmiddlewaretoken", "do", "then")


@dataclass(frozen=True)
class PlaceOfBoth:
    """One place: what they wrote, what I wrote, and perhaps a third text made of both."""

    said: SaidChange
    name: str
    third: str = ""
    third_name: str = ""
    choice: str = "mine"
    problem: str = ""


def _name(change: Change) -> str:
    return f"keep.{change.path}"


def typed(data: QueryDict) -> list[tuple[str, str]]:
    """What was typed into the screen, to be sent along again."""
    return [
        (name, value)
        for name, values in data.lists()
        if name not in OWN and not name.startswith(("keep.", "third."))
        for value in values
    ]


def places(held: Held, moved: DraftMoved, asker: Asker, data: QueryDict) -> list[PlaceOfBoth]:
    """The places to choose at."""
    sayer = Sayer(asker, (moved.joined.document, moved.draft.document), held.sort)
    changes = {change.path: change for change in moved.joined.conflicts}
    found = []
    for said in said_of(held.sort, changes.values(), sayer):
        change = changes[said.path]
        is_text = said.is_text and isinstance(change.after or change.before, str)
        typed_third = data.get(f"third.{said.path}")
        third = rich.to_box(str(change.after or "")) if typed_third is None else typed_third
        problem = ""
        if data.get(_name(change)) == "third" and is_text:
            problem = _fit(held, moved, change, third)[1]
        found.append(
            PlaceOfBoth(
                said,
                _name(change),
                third if is_text else "",
                f"third.{said.path}" if is_text else "",
                data.get(_name(change)) or "mine",
                problem,
            )
        )
    # What is no question of the desk's (a key, say) is decided by whoever saves.
    return found


def chosen(held: Held, moved: DraftMoved, data: QueryDict) -> dict[str, Any] | None:
    """The document with what was chosen at each place; None while a place is open."""
    document: Mapping[str, Any] = moved.joined.document
    if not any(name.startswith("keep.") for name in data):
        return None
    for change in moved.joined.conflicts:
        choice = data.get(_name(change))
        shown = _question(held, moved, change) is not None
        if choice == "theirs":
            document = with_value(document, change.path, change.before)
        elif choice == "third" and isinstance(change.after or change.before, str):
            value, problem = _fit(held, moved, change, data.get(f"third.{change.path}", ""))
            if problem:
                return None
            document = with_value(document, change.path, value)
        elif choice != "mine" and shown:
            return None  # a place that was not on the page the choice was made on
    return _without_nothing(dict(document))


def _question(held: Held, moved: DraftMoved, change: Change) -> Field | None:
    """The question that is asked at a place, on a screen or deeper."""
    where = tuple(change.path.split("."))
    spec = place_of(held.sort, where)[2]
    if spec is None:
        deep = deep_place((moved.joined.document, moved.draft.document), where, "")
        spec = deep.spec if deep is not None else None
    return spec


def _fit(held: Held, moved: DraftMoved, change: Change, text: str) -> tuple[Any, str]:
    """The third text as its place takes it; or what to mend."""
    spec = _question(held, moved, change)
    if spec is None:
        return text, ""
    value = rich.from_box(text) if spec.widget == "rich" else text.strip()
    on_a_screen = place_of(held.sort, tuple(change.path.split(".")))[2] is not None
    shape = shape_at(held.draft.kind, spec.path) if on_a_screen else None
    if shape is None or not value:
        return value, ""
    try:
        return shape.fit(value, spec.widget), ""
    except DoesNotFit as error:
        return value, str(error)


def _without_nothing(document: dict[str, Any]) -> dict[str, Any]:
    """A place at which the other one had nothing is left out again."""
    return {
        key: _without_nothing(value) if isinstance(value, dict) else value
        for key, value in document.items()
        if value is not None
    }
