"""What the schema of a kind says about one place of its documents: how long, and what fits there."""

from __future__ import annotations

import types
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Union, get_args, get_origin

from django.utils.translation import gettext as _
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from agora.kernel.kinds import kind_named
from agora.ui import wording


class DoesNotFit(Exception):
    """A value that the schema refuses; the text says what to do.

    `is_nothing`: once cleaned, there is nothing left of it.
    """

    def __init__(self, message: str, *, is_nothing: bool = False) -> None:
        super().__init__(message)
        self.is_nothing = is_nothing


@dataclass(frozen=True)
class Shape:
    """What fits at one place; `longest` is in characters."""

    adapter: TypeAdapter[Any]
    longest: int | None

    def fit(self, value: Any, widget: str) -> Any:
        """The value as the schema keeps it, as JSON. Raises DoesNotFit in plain words."""
        try:
            found = self.adapter.validate_python(value)
        except ValidationError as error:
            fault = error.errors(include_url=False)[0]
            nothing = fault["type"] in ("string_too_short", "too_short")
            raise DoesNotFit(in_words(fault, widget), is_nothing=nothing) from error
        return self.adapter.dump_python(found, mode="json")


@lru_cache(maxsize=1024)
def shape_at(kind: str, path: str) -> Shape | None:
    """What the kind's schema says of `texts.*.title` or, within rows, `editions.url`."""
    return shape_in(kind_named(kind).schema, path)


@lru_cache(maxsize=1024)
def shape_in(schema: Any, path: str) -> Shape | None:
    """What a schema says of a place in it."""
    here = annotation_in(schema, path)
    if here is None:
        return None
    adapter: TypeAdapter[Any] = TypeAdapter(here)
    return Shape(adapter, _longest(adapter.json_schema()))


def annotation_in(schema: Any, path: str) -> Any:
    """How a place of a schema is annotated; None where there is no such place."""
    here = schema
    for part in path.split("."):
        here = _inner(here, part)
        if here is None:
            return None
    return here


def _inner(annotation: Any, part: str) -> Any:
    """The annotation of one part of what is annotated; lists are passed through."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _inner(get_args(annotation)[0], part)
    if origin in (Union, types.UnionType):
        inner = (_inner(arm, part) for arm in get_args(annotation) if arm is not type(None))
        return next((found for found in inner if found is not None), None)
    if origin in (tuple, list):
        return _inner(get_args(annotation)[0], part)
    if origin is dict:
        return get_args(annotation)[1]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        field = annotation.model_fields.get(part)
        if field is None:
            return None
        if not field.metadata:
            return field.annotation
        return Annotated.__class_getitem__((field.annotation, *field.metadata))  # type: ignore[attr-defined]  # made at run time
    return None


def _longest(schema: dict[str, Any]) -> int | None:
    lengths = [arm["maxLength"] for arm in (schema, *schema.get("anyOf", ())) if "maxLength" in arm]
    return max(lengths) if lengths else None


def in_words(fault: ErrorDetails, widget: str = "") -> str:
    """A fault of the schema as a sentence that says what to do."""
    sort, context = fault["type"], fault.get("ctx") or {}
    if sort == "missing":
        return _("This is missing.")
    if sort == "string_too_long" or (sort == "too_long" and isinstance(fault["input"], str)):
        return _("This is too long. Keep it to %(count)s characters.") % {
            "count": wording.number(int(context["max_length"]))
        }
    if sort == "too_long":
        return _("These are too many. Keep %(count)s at most.") % {
            "count": wording.number(int(context["max_length"]))
        }
    if sort in ("string_too_short", "too_short"):
        return _("This is missing.")
    if sort in ("less_than_equal", "less_than", "greater_than_equal", "greater_than"):
        return _("This number is out of range. Please check it.")
    if sort.startswith("decimal_") and sort != "decimal_parsing":
        return _("Write at most fifteen digits, four of them after the point.")
    by_widget = {
        "link": _("Write a web address that begins with https://, as the browser shows it."),
        "date": _("Write a date such as 2022, 2022-10 or 2022-10-11."),
        "moment": _("Write a date and a time such as 2022-10-11 09:30."),
        "number": _("Write a whole number, in digits."),
        "decimal": _("Write a number in digits, such as 1250 or 3.5."),
        "mail": _("Write an e-mail address such as name@example.org."),
        "language": _("Choose a language from the list."),
        "choice": _("Choose one from the list."),
        "choices": _("Choose from the list."),
    }
    if widget in by_widget:
        return by_widget[widget]
    if sort == "value_error" and widget == "line":
        return str(context["error"])  # a rule for one line says itself, in plain words, what to do
    if sort == "string_pattern_mismatch":
        return _("This is not in the right form. Use the form that the hint shows.")
    return _("This does not fit here. Please check it.")
