"""The registry of content kinds, filled at start-up, so that lower rooms learn of higher ones."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from pydantic import BaseModel

from agora.kernel.errors import Problem

Apply = Callable[[uuid.UUID, Any, int], str]
Part = tuple[str, uuid.UUID]
Parts = Callable[[uuid.UUID, Mapping[str, Any]], Mapping[Part, Mapping[str, Any]]]


@dataclass(frozen=True)
class Described:
    """What a lower room may say of a thing: its title, its page, whom to ask about it."""

    title: str
    path: str
    contact: uuid.UUID | None = None


@dataclass(frozen=True)
class Gone:
    """What is left of a public thing that was withdrawn."""

    title: str
    path: str
    reason: str
    when: dt.datetime


Describe = Callable[[Collection[uuid.UUID], str, frozenset[str]], dict[uuid.UUID, Described]]


@dataclass(frozen=True)
class Many:
    """Writing many new things of a kind at once.

    `fits(document)` says whether one may be among them; `apply(documents, version)` gives the slugs of
    those it wrote and the problems of those it did not.
    """

    fits: Callable[[Any], bool]
    apply: Callable[
        [Sequence[tuple[uuid.UUID, Any]], int],
        tuple[dict[uuid.UUID, str], dict[uuid.UUID, list[Problem]]],
    ]


@dataclass(frozen=True)
class Kind:
    """A kind of content.

    `apply(object_id, document, version)` writes the document into the live tables and returns the
    slug; `withdraw(object_id, reason)` leaves a tombstone; `describe(ids, language, tokens)`
    names those of these things that a viewer with these tokens may see;
    `tombstone(object_id, language)` says what is left of a public one that was withdrawn.

    `live(object_id)` makes the document of a thing that is live without a version (a concept of the
    shipped glossary, say); None where there is none. `parts(object_id, document)` are the things of
    other kinds that are published within one (the stands of a forum), each with its own document.
    `many` writes many new things at once, where a room can.
    """

    name: str
    schema: type[BaseModel]
    apply: Apply
    withdraw: Callable[[uuid.UUID, str], None]
    describe: Describe
    tombstone: Callable[[uuid.UUID, str], Gone | None]
    live: Callable[[uuid.UUID], dict[str, Any] | None] | None = None
    parts: Parts | None = None
    many: Many | None = None


_kinds: dict[str, Kind] = {}
_parts: dict[str, Describe] = {}
_reasons: dict[str, str | Promise] = {}


def register(kind: Kind) -> None:
    """Called once per kind from a room's `ready()`."""
    _kinds[kind.name] = kind


def register_part(name: str, describe: Describe) -> None:
    """Register a thing that is published within another kind (a stand within its forum)."""
    _parts[name] = describe


def kind_named(name: str) -> Kind:
    """The kind; KeyError when no room registered it."""
    return _kinds[name]


def described(
    name: str, object_id: uuid.UUID, language: str, tokens: frozenset[str]
) -> Described | None:
    """What may be said of a thing of a kind that may not exist; None when nothing."""
    return described_all(name, [object_id], language, tokens).get(object_id)


def described_all(
    name: str, ids: Collection[uuid.UUID], language: str, tokens: frozenset[str]
) -> dict[uuid.UUID, Described]:
    """What may be said of these things of a kind, in a constant number of queries."""
    kind = _kinds.get(name)
    describe = kind.describe if kind else _parts.get(name)
    return describe(ids, language, tokens) if describe and ids else {}


def gone(name: str, object_id: uuid.UUID, language: str) -> Gone | None:
    """The tombstone of a public thing that was withdrawn; None where there is none."""
    kind = _kinds.get(name)
    left = kind.tombstone(object_id, language) if kind else None
    return replace(left, reason=reason_said(left.reason)) if left else None


def register_reasons(reasons: Mapping[str, str | Promise]) -> None:
    """Reasons for withdrawing that are kept as a key and said in the reader's language."""
    _reasons.update(reasons)


def is_reason(reason: str) -> bool:
    """Whether this is such a key."""
    return reason in _reasons


def reason_said(reason: str) -> str:
    """The reason in words; one that is no key is in words already."""
    return str(_reasons.get(reason, reason))


def names() -> tuple[str, ...]:
    """All registered kinds, in order of their names."""
    return tuple(sorted(_kinds))
