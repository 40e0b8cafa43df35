"""Where a document says something per language, read from its schema: no kind is named here.

Every field `dict[Tag, X]` is a place. `X` is a text, or a model whose fields of text are said in that
language. Pure thought, no database.
"""

from __future__ import annotations

import enum
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Final

import annotated_types
from pydantic import AfterValidator, BaseModel, TypeAdapter

from agora.kernel.documents import Clean, Line, Tag, clean_html

Path = tuple[str, ...]
NOT_TEXT: Final = frozenset({"origin", "state", "source_version"})


@dataclass(frozen=True)
class Leaf:
    """One text of a place: `html`, `list` (short texts), or `text`. An empty name: the place itself."""

    name: str
    sort: str
    most: int = 0
    required: bool = False


@dataclass(frozen=True)
class MapPlan:
    """A field that is one map from language to text."""

    leaves: tuple[Leaf, ...]
    says_of_itself: bool


@dataclass(frozen=True)
class Place:
    """One map in one document. `inherited` says from which version a language was translated."""

    path: Path
    plan: MapPlan
    original: str
    texts: Mapping[str, Any]
    versions: Mapping[str, int]

    def says(self, language: str, leaf: Leaf) -> str | tuple[str, ...]:
        """The text in this language; empty where there is none."""
        found = self.texts.get(language)
        if leaf.name:
            found = found.get(leaf.name) if isinstance(found, Mapping) else None
        if leaf.sort == "list":
            return tuple(str(one) for one in found or ()) if not isinstance(found, str) else ()
        return found if isinstance(found, str) else ""

    def version(self, language: str) -> int | None:
        """The version this language was made from: its own, or that of the text around it."""
        if self.plan.says_of_itself:
            own = self.texts.get(language)
            own = own.get("source_version") if isinstance(own, Mapping) else None
            if isinstance(own, int):
                return own
        return self.versions.get(language)

    @property
    def generic(self) -> Path:
        """The path without numbers."""
        return tuple("*" if part.isdigit() else part for part in self.path)


def places(schema: type[BaseModel], document: Mapping[str, Any]) -> Iterator[Place]:
    """Every place of the document, in the schema's order."""
    yield from _walk(schema, document, (), str(document.get("original_language") or ""), {})


def _walk(
    schema: type[BaseModel],
    data: Mapping[str, Any],
    path: Path,
    original: str,
    versions: Mapping[str, int],
) -> Iterator[Place]:
    original = str(data.get("original_language") or original)
    for name, sort, inner in _fields(schema):
        value = data.get(name)
        if sort == "map" and isinstance(value, Mapping) and inner.says_of_itself:
            versions = {
                **versions,
                **{
                    tag: said["source_version"]
                    for tag, said in value.items()
                    if isinstance(said, Mapping) and isinstance(said.get("source_version"), int)
                },
            }
    for name, sort, inner in _fields(schema):
        value = data.get(name)
        here = (*path, name)
        if sort == "map" and isinstance(value, Mapping):
            yield Place(here, inner, original, value, versions)
        elif sort == "model" and isinstance(value, Mapping):
            yield from _walk(inner, value, here, original, versions)
        elif sort == "list" and isinstance(value, list | tuple):
            for number, one in enumerate(value):
                of = _chosen(inner, one) if isinstance(one, Mapping) else None
                if of is not None:
                    yield from _walk(of, one, (*here, str(number)), original, versions)


@lru_cache(maxsize=256)
def _fields(schema: type[BaseModel]) -> tuple[tuple[str, str, Any], ...]:
    """The fields that are, or hold, places: name, `map`, `model` or `list`, and what is in them."""
    found: list[tuple[str, str, Any]] = []
    for name, field in schema.model_fields.items():
        kind = _bare(field.annotation)
        if typing.get_origin(kind) is dict:
            key, value = typing.get_args(kind)
            if key == Tag:
                found.append((name, "map", _plan(value)))
        elif typing.get_origin(kind) in (tuple, list):
            inner = _bare(typing.get_args(kind)[0])
            if _is_model(inner):
                found.append((name, "list", (inner,)))
            elif typing.get_origin(inner) in (typing.Union, types.UnionType):
                models = tuple(one for one in typing.get_args(inner) if _is_model(one))
                if models:
                    found.append((name, "list", models))
        elif _is_model(kind):
            found.append((name, "model", kind))
    return tuple(found)


def _chosen(models: tuple[type[BaseModel], ...], data: Mapping[str, Any]) -> type[BaseModel] | None:
    """Of several models told apart by their `kind`, the one of this data; None for none of them."""
    if len(models) == 1:
        return models[0]
    for model in models:
        field = model.model_fields.get("kind")
        if field is not None and data.get("kind") in typing.get_args(field.annotation):
            return model
    return None


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _bare(annotation: Any) -> Any:
    """The type without `Annotated` and `| None`."""
    while True:
        origin = typing.get_origin(annotation)
        if origin is Annotated:
            annotation = typing.get_args(annotation)[0]
        elif origin in (typing.Union, types.UnionType):
            kept = [one for one in typing.get_args(annotation) if one is not type(None)]
            if len(kept) != 1:
                return annotation
            annotation = kept[0]
        else:
            return annotation


def _plan(value: Any) -> MapPlan:
    bare = _bare(value)
    if not _is_model(bare):
        leaf = _leaf("", bare, _notes(value), required=True)
        return MapPlan((leaf,) if leaf else (), False)
    leaves = [
        leaf
        for name, field in bare.model_fields.items()
        if name not in NOT_TEXT
        and (
            leaf := _leaf(
                name,
                _bare(field.annotation),
                [*_notes(field.annotation), *field.metadata],
                required=field.is_required(),
            )
        )
    ]
    return MapPlan(tuple(leaves), "source_version" in bare.model_fields)


def _notes(annotation: Any) -> list[Any]:
    """What `Annotated` says, at every level."""
    if typing.get_origin(annotation) is Annotated:
        inner, *notes = typing.get_args(annotation)
        return [*_notes(inner), *notes]
    return []


def _leaf(name: str, kind: Any, notes: list[Any], *, required: bool) -> Leaf | None:
    if typing.get_origin(kind) in (tuple, list):
        inner = typing.get_args(kind)[0]
        if _bare(inner) is str:
            return Leaf(name, "list", _most(_notes(inner)), required)
        return None
    if kind is not str or (isinstance(kind, type) and issubclass(kind, enum.Enum)):
        return None
    if any(_pattern(note) for note in notes):
        return None  # a key or a code, not words
    is_html = any(isinstance(n, AfterValidator) and n.func is clean_html for n in notes)
    return Leaf(name, "html" if is_html else "text", _most(notes), required)


def _pattern(note: Any) -> bool:
    return bool(getattr(note, "pattern", None))


def _most(notes: list[Any]) -> int:
    """The smallest length that any note allows; 0 where none does."""
    found: list[int] = []
    for note in notes:
        length = getattr(note, "max_length", None)
        if isinstance(length, int):
            found.append(length)
        metadata = getattr(note, "metadata", None)
        if isinstance(metadata, list):
            found += [n.max_length for n in metadata if isinstance(n, annotated_types.MaxLen)]
    return min(found, default=0)


_LINE: Final[TypeAdapter[str]] = TypeAdapter(Line)
_CLEAN: Final[TypeAdapter[str]] = TypeAdapter(Annotated[str, Clean])


def tidy(text: str, sort: str) -> str:
    """A written text as the schema would take it: one line, or HTML without control characters."""
    if sort == "html":
        return _CLEAN.validate_python(text.replace("\r\n", "\n").replace("\r", "\n"))
    return _LINE.validate_python(text)
