"""Which questions are asked about a part of a course.

A kind of block says its questions in `agora.courses.blocks.<kind>.editor`: `fields(block, language)`. One
without is asked for by what its schema says, so that a new kind is one folder.
"""

from __future__ import annotations

import datetime as dt
import importlib
import importlib.util
import types
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from agora.courses.blocks import block_kind, block_kinds
from agora.courses.documents import (
    CertificateShape,
    CourseShape,
    LessonShape,
    ModuleShape,
    PodcastShape,
)
from agora.desk.studio.tree import Part
from agora.kernel.documents import clean_html
from agora.kernel.editing import Field

Editor = Callable[[Mapping[str, Any], str], tuple[Field, ...]]

_editors: dict[str, Editor] = {}
_OWN = ("key", "kind", "required", "group", "origin", "state", "source_version", "id")

TITLE = Field("texts.*.title", _("Title"), required=True)
GROUP = Field(
    "group",
    _("Variant of"),
    help=_(
        "Parts with the same word here are variants of each other: any one of them is enough. "
        "Small letters, digits and hyphens."
    ),
    rare=True,
)
REQUIRED = Field(
    "required", _("Required"), "yes", help=_("Whoever wants the certificate must finish it.")
)
MODULE = (TITLE, Field("texts.*.summary", _("In one or two sentences"), "paragraph"))
LESSON = (
    *MODULE,
    Field("minutes", _("Minutes"), "number", help=_("How long it takes, honestly.")),
    REQUIRED,
    GROUP,
)
BLOCK_TITLE = Field("texts.*.title", _("Heading"))
SETTINGS: Mapping[str, tuple[Any, tuple[Field, ...]]] = {
    "welcome": (
        CourseShape,
        (
            Field(
                "texts.*.welcome",
                _("Welcome"),
                "rich",
                help=_("What a learner reads before they begin."),
            ),
            Field(
                "interest_open",
                _("Take pre-registrations"),
                "tick",
                help=_(
                    "People may say that they are interested before there are lessons or a run."
                ),
            ),
            Field(
                "change",
                _("What this version means to those who learn already"),
                "choice",
                choices=(
                    ("editorial", _("Only the wording changes: they go on where they are")),
                    ("equivalent", _("The same is learned: what they finished stays finished")),
                    ("breaking", _("Something else is learned: they are asked")),
                ),
            ),
        ),
    ),
    "certificate": (
        CertificateShape,
        (
            Field("texts.*.name", _("What is achieved"), required=True),
            Field("texts.*.description", _("What that means"), "paragraph"),
            Field("texts.*.criteria", _("What had to be done for it"), "paragraph"),
            Field(
                "issuers",
                _("Who certifies it"),
                "lines",
                help=_(
                    "The addresses (the last part of the web address) of the organisations, one per line."
                ),
                required=True,
            ),
            Field(
                "signatories",
                _("Who signs"),
                "rows",
                rows=(Field("name", _("Name"), required=True), Field("role.*", _("As what"))),
                most=6,
            ),
        ),
    ),
    "podcast": (
        PodcastShape,
        (
            Field("texts.*.title", _("Title"), required=True),
            Field("texts.*.description", _("What it is about"), "paragraph"),
            Field("picture", _("Picture, square"), "file"),
        ),
    ),
}
TITLES = {
    "welcome": _("Welcome and this version"),
    "certificate": _("Certificate"),
    "podcast": _("Podcast"),
}


def register(kind: str, editor: Editor) -> None:
    """Ask for blocks of this kind with these questions."""
    _editors[kind] = editor


def fields_of(sort: str, data: Mapping[str, Any], language: str) -> tuple[Field, ...]:
    """The questions about a module, a lesson or a block."""
    if sort != "block":
        return MODULE if sort == "module" else LESSON
    kind = str(data.get("kind"))
    if kind not in block_kinds():
        return ()
    asked = (_editors.get(kind) or _own_of(kind))(data, language)
    named = asked if any(one.path == BLOCK_TITLE.path for one in asked) else (BLOCK_TITLE, *asked)
    return (*named, REQUIRED, GROUP)


def schema_of(sort: str, data: Mapping[str, Any]) -> Any:
    """What a part must look like."""
    if sort != "block":
        return ModuleShape if sort == "module" else LessonShape
    return block_kind(str(data.get("kind"))).shape


@lru_cache(maxsize=64)
def _own_of(kind: str) -> Editor:
    """What the kind itself asks; what its schema says where it asks nothing."""
    name = f"agora.courses.blocks.{kind}.editor"
    if importlib.util.find_spec(name) is not None:
        found: Editor = importlib.import_module(name).fields
        return found
    asked = generic(block_kind(kind).shape)
    return lambda _data, _language: asked


def generic(schema: type[BaseModel], prefix: str = "") -> tuple[Field, ...]:
    """Questions made of a schema alone."""
    found: list[Field] = []
    for name, field in schema.model_fields.items():
        if name in _OWN:
            continue
        path = f"{prefix}{name}"
        if name == "texts":
            inner = get_args(field.annotation)[1]
            found = [*generic(inner, "texts.*."), *found]
            continue
        one = _asked(path, name, field.annotation, field.metadata)
        if one is not None:
            found.append(one)
    return tuple(found)


def _asked(path: str, name: str, annotation: Any, metadata: list[Any]) -> Field | None:
    label = name.replace("_", " ").capitalize()
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return _asked(path, name, inner, [*more, *metadata])
    if get_origin(annotation) in (Union, types.UnionType):
        arms = [arm for arm in get_args(annotation) if arm is not type(None)]
        return _asked(path, name, arms[0], metadata)
    if get_origin(annotation) is Literal:
        choices = tuple((str(one), str(one)) for one in get_args(annotation))
        return Field(path, label, "choice", choices=choices)
    if get_origin(annotation) in (tuple, list):
        item = get_args(annotation)[0]
        if isinstance(item, type) and issubclass(item, BaseModel):
            return Field(path, label, "rows", rows=generic(item))
        return Field(path, label, "lines")
    if annotation is str:
        cleaned = any(getattr(one, "func", None) is clean_html for one in metadata)
        longest = max((getattr(one, "max_length", None) or 0 for one in metadata), default=0)
        return Field(path, label, "rich" if cleaned else "paragraph" if longest > 500 else "line")
    widgets = {
        bool: "tick", int: "number", float: "decimal", Decimal: "decimal",
        uuid.UUID: "file", dt.date: "date",
    }  # fmt: skip
    widget = widgets.get(annotation)
    return Field(path, label, widget) if widget else None


def with_ids(schema: Any, data: dict[str, Any], asked: tuple[Field, ...]) -> dict[str, Any]:
    """The part with what nobody should have to type: an id of each new row, an empty place for its texts."""
    from agora.desk.forms.shapes import annotation_in

    made = dict(data)
    for spec in asked:
        rows = made.get(spec.path)
        if not spec.rows or not isinstance(rows, list):
            continue
        has = {
            name: annotation_in(schema, f"{spec.path}.{name}") is not None
            for name in ("id", "texts")
        }
        inner = [
            with_ids(annotation_in(schema, spec.path), dict(row), spec.rows)
            if isinstance(row, dict)
            else row
            for row in rows
        ]
        made[spec.path] = [
            {
                **({"id": _short()} if has["id"] and not row.get("id") else {}),
                **({"texts": {}} if has["texts"] else {}),
                **row,
            }
            if isinstance(row, dict)
            else row
            for row in inner
        ]
    return made


def _short() -> str:
    return uuid.uuid4().hex[:8]


def named(fields: tuple[Field, ...], path: str, **more: Any) -> tuple[Field, ...]:
    """The questions with one of them said otherwise."""
    return tuple(replace(one, **more) if one.path == path else one for one in fields)


def untitled(part: Part) -> str:
    """What a part without a title is called."""
    if part.sort == "module":
        return gettext("Module %(number)s") % {"number": part.number}
    if part.sort == "lesson":
        return gettext("Lesson %(number)s") % {"number": part.number}
    kind = block_kinds().get(str(part.data.get("kind")))
    return str(kind.title) if kind else gettext("Block")
