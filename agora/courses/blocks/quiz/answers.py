"""What a learner sent, read as answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pydantic import TypeAdapter

from agora.courses.blocks.quiz import logic
from agora.courses.blocks.quiz.logic import Drawn
from agora.kernel.documents import Clean

if TYPE_CHECKING:
    from django.http import QueryDict

_TEXT: Final[TypeAdapter[str]] = TypeAdapter(Annotated[str, Clean])
LONGEST: Final = {"text": 500, "numeric": 60, "extended": 10_000}


def read(drawn: Sequence[Drawn], data: QueryDict) -> tuple[dict[str, Any], dict[str, str]]:
    """The answers by item, and by item what is missing or cannot be understood.

    What comes is a place on the page; anything else is no answer.
    """
    answers: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for one in drawn:
        answer, error = _READ[one.item.sort](one, f"a:{one.item.id}", data)
        if answer is not None:
            answers[one.item.id] = answer
        if error:
            errors[one.item.id] = error
    return answers, errors


Read = tuple[Any, str]


def _place(value: str | None, size: int) -> int | None:
    """A number below `size`, written as the page writes it."""
    if value is None or len(value) > 3 or not (value.isascii() and value.isdigit()):
        return None
    return int(value) if int(value) < size else None


def _choice(one: Drawn, name: str, data: QueryDict) -> Read:
    place = _place(data.get(name), len(one.options))
    return (None, _("Choose an answer.")) if place is None else (one.options[place].id, "")


def _multiple(one: Drawn, name: str, data: QueryDict) -> Read:
    places = {_place(value, len(one.options)) for value in data.getlist(name)}
    chosen = [option.id for place, option in enumerate(one.options) if place in places]
    return (chosen, "") if chosen else (None, _("Choose at least one answer."))


def _order(one: Drawn, name: str, data: QueryDict) -> Read:
    size = len(one.options)
    places = [_place(data.get(f"{name}:{at}"), size) for at in range(size)]
    if any(place is None for place in places):
        return None, _("Give everything a place.")
    if len(set(places)) < size:
        return None, _("Two things have the same place. Give each its own.")
    return [
        option.id for _at, option in sorted(zip(places, one.options, strict=True), key=_first)
    ], ""


def _first(pair: tuple[int | None, Any]) -> int:
    return pair[0] or 0


def _match(one: Drawn, name: str, data: QueryDict) -> Read:
    offered = [option.id for option in one.options if option.partner is None]
    found: dict[str, str] = {}
    wanted = [option for option in one.options if option.partner is not None]
    for at, option in enumerate(wanted):
        place = _place(data.get(f"{name}:{at}"), len(offered))
        if place is not None:
            found[option.id] = offered[place]
    error = "" if len(found) == len(wanted) else _("Choose a partner for each.")
    return (found or None), error


def _typed_text(one: Drawn, name: str, data: QueryDict) -> Read:
    text = clean(data.get(name, ""))
    limit = LONGEST[one.item.sort]
    if len(text) > limit:
        said = ngettext(
            "This is too long: write at most %(limit)s character.",
            "This is too long: write at most %(limit)s characters.",
            limit,
        )
        return text[:limit], said % {"limit": limit}
    if not logic.normal(text) and one.item.sort != "numeric":
        return None, _("Write an answer.")
    if one.item.sort == "numeric" and not logic.readings(text):
        if not text:
            return None, _("Write a number.")
        return text, _("This is not a number. Write it with digits, as in 12.5 or 12,5.")
    return text, ""


def clean(text: str) -> str:
    """Without control characters and overrides of direction; lines stay."""
    return _TEXT.validate_python(text)


_READ: Final = {
    "choice": _choice,
    "multiple": _multiple,
    "order": _order,
    "match": _match,
    "text": _typed_text,
    "numeric": _typed_text,
    "extended": _typed_text,
}


def typed(data: QueryDict) -> dict[str, list[str]]:
    """What was chosen and typed, as it came: shown again where something is missing."""
    return {name: data.getlist(name) for name in data if name.startswith("a:")}
