"""What keeps a course from being published, part by part, in plain words; and what its languages lack."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Final

from django.utils.translation import gettext as _
from pydantic import ValidationError

from agora.courses.blocks import block_kinds
from agora.courses.documents import CourseShape
from agora.courses.publishing import Former, course_problems, whole_texts
from agora.desk.forms.faults import meets
from agora.desk.forms.paths import KEPT_WITH_TEXT, is_empty
from agora.desk.forms.shapes import in_words
from agora.desk.studio import tree
from agora.desk.studio.editors import SETTINGS, TITLES, fields_of, untitled
from agora.editorial.claims import languages_of
from agora.kernel import editing
from agora.kernel.errors import Problem

_GONE: Final = re.compile(r"([0-9a-f-]{36}) does not exist")
_UNKNOWN: Final = re.compile(r"“(.+)” is not an organisation we know")


@dataclass(frozen=True)
class Fault:
    """One thing to mend: in which part (or on which settings page), at which question, and how.

    `where` says the part in words, outermost first; `language` is set where it is not the original one.
    """

    sort: str
    key: str
    where: tuple[str, ...]
    label: str
    message: str
    anchor: str = ""
    language: str = ""


def course_faults(document: Mapping[str, Any], language: str) -> tuple[Fault, ...]:
    """Everything to mend, in the order of the outline; titles are told in this language."""
    course = document.get("course")
    if not isinstance(course, Mapping):
        return ()
    original = str(document.get("original_language") or "en")
    say = _Sayer(document, language, original)
    found = list(_untold(document, original, say))
    try:
        shape = CourseShape.model_validate(course)
    except ValidationError as error:
        found += [
            say.fault(tuple(fault["loc"]), "", fault) for fault in error.errors(include_url=False)
        ]
        found += _of_sound_blocks(document, original, say)
    else:
        around: Any = SimpleNamespace(original_language=original, owner=document.get("owner"))
        found += [say.problem(problem) for problem in course_problems(shape, around)]
    once = {(one.key, one.label, one.message, one.language): one for one in found}
    order = {one.key: number for number, one in enumerate(tree.parts(document))}
    return tuple(sorted(once.values(), key=lambda one: order.get(one.key, len(order))))


def _untold(document: Mapping[str, Any], original: str, say: _Sayer) -> Iterator[Fault]:
    """Modules and lessons that have no title in the course's language."""
    for part in tree.parts(document):
        if part.sort == "block":
            continue
        said = (part.data.get("texts") or {}).get(original) or {}
        if is_empty(said.get("title")):
            yield say.of_part(
                part, _("Title"), _("Nothing is written yet in the course’s own language."),
                "id.texts._.title",
            )  # fmt: skip


def _of_sound_blocks(document: Mapping[str, Any], original: str, say: _Sayer) -> Iterator[Fault]:
    """What the kinds find in blocks that fit their schema, where something else does not."""
    spoken = tuple(sorted({tag for one in tree.parts(document) if one.sort == "lesson"
                           for tag in one.data.get("texts") or {}}))  # fmt: skip
    for part in tree.parts(document):
        kind = block_kinds().get(str(part.data.get("kind"))) if part.sort == "block" else None
        if kind is None:
            continue
        try:
            shape = kind.shape.model_validate(part.data)
        except ValidationError:
            continue
        for problem in kind.problems(shape, original, spoken):
            yield say.in_part(part, tuple(problem.field.split(".")), problem.message)


class _Sayer:
    """Says where in a course something is."""

    def __init__(self, document: Mapping[str, Any], language: str, original: str) -> None:
        self.language, self.original = language, original
        self._at: dict[tuple[int, ...], tree.Part] = {}
        for part in tree.parts(document):
            self._at[tuple(one.at for one in (*part.over, part))] = part

    def fault(self, where: tuple[Any, ...], message: str, fault: Any = None) -> Fault:
        """At a place of the course: `modules.0.lessons.1.blocks.2.texts.en.title`."""
        at: list[int] = []
        rest = where
        for name in ("modules", "lessons", "blocks"):
            if len(rest) >= 2 and rest[0] == name and str(rest[1]).isdecimal():
                at.append(int(rest[1]))
                rest = rest[2:]
            else:
                break
        part = self._at.get(tuple(at))
        if part is None:
            return self._of_settings(rest, message, fault)
        if part.sort == "block" and rest and str(rest[0]) == str(part.data.get("kind")):
            rest = rest[1:]  # the schema names the kind on the way into a block
        return self.in_part(part, rest, message, fault)

    def problem(self, problem: Problem) -> Fault:
        """What publishing would say, at its place; what names an id is said without it."""
        gone = _GONE.fullmatch(problem.message)
        if gone is not None:
            message = _(
                "A file of this part is not there any more, or was given for another organisation. "
                "Give it again."
            )
            for part in reversed(self._at.values()):
                if part.sort == "block" and gone[1] in json.dumps(part.data, default=str):
                    return self.of_part(part, _("File"), message)
            return self._of_settings(("podcast", "picture"), message, None)
        unknown = _UNKNOWN.fullmatch(problem.message)
        message = (
            _("We know no organisation at the address “%(name)s”.") % {"name": unknown[1]}
            if unknown is not None
            else problem.message
        )
        return self.fault(tuple(problem.field.split(".")[1:]), message)

    def in_part(
        self, part: tree.Part, rest: tuple[Any, ...], message: str, fault: Any = None
    ) -> Fault:
        """At a question about a part."""
        for spec in fields_of(part.sort, part.data, self.original) if rest else ():
            met = meets(spec, rest)
            if met is not None:
                inner, name, tag = met
                return self.of_part(
                    part, str(inner.label), message or in_words(fault, inner.widget),
                    f"id.{name}", tag if tag != self.original else "",
                )  # fmt: skip
        return self.of_part(part, "", message or in_words(fault))

    def of_part(
        self, part: tree.Part, label: str, message: str, anchor: str = "", language: str = ""
    ) -> Fault:
        """Said of a part."""
        where = tuple(
            one.title(self.language, self.original) or untitled(one) for one in (*part.over, part)
        )
        return Fault(f"{part.sort}s", part.key, where, label, message, anchor, language)

    def _of_settings(self, rest: tuple[Any, ...], message: str, fault: Any) -> Fault:
        which = str(rest[0]) if rest and str(rest[0]) in SETTINGS else "welcome"
        inner = rest[1:] if which != "welcome" else rest
        for spec in SETTINGS[which][1]:
            met = meets(spec, inner) if inner else None
            if met is not None:
                found, name, tag = met
                return Fault(
                    "settings", which, (str(TITLES[which]),), str(found.label),
                    message or in_words(fault, found.widget), f"id.{name}",
                    tag if tag != self.original else "",
                )  # fmt: skip
        said = message or in_words(fault)
        return Fault("settings", which, (str(TITLES[which]),), "", said)


@dataclass(frozen=True)
class Lack:
    """A part that says nothing in a language, or something older than the original."""

    part: tree.Part
    title: str
    is_stale: bool = False


@dataclass(frozen=True)
class Tongue:
    """How far a course is in a language."""

    tag: str
    lacks: tuple[Lack, ...]
    said: int


def tongues(document: Mapping[str, Any], object_id: Any, language: str) -> tuple[Tongue, ...]:
    """What is missing or stale in each other language the course is written in."""
    original = str(document.get("original_language") or "en")
    former = Former(object_id)
    found = []
    for tag in sorted(languages_of(document) - {original}):
        lacks: list[Lack] = []
        said = 0
        for part in tree.parts(document):
            texts = whole_texts(part.data) if part.sort == "block" else part.data.get("texts") or {}
            if not _says(texts.get(original)):
                continue
            title = part.title(language, original) or untitled(part)
            if not _says(texts.get(tag)):
                lacks.append(Lack(part, title))
                continue
            said += 1
            own = (part.data.get("texts") or {}).get(tag) or {}
            if former.differs(part.key, original, own.get("source_version"), texts):
                lacks.append(Lack(part, title, is_stale=True))
        found.append(Tongue(tag, tuple(lacks), said))
    return tuple(found)


def _says(text: Any) -> bool:
    return isinstance(text, Mapping) and any(
        not is_empty(value) for name, value in text.items() if name not in KEPT_WITH_TEXT
    )


def is_course(sort: editing.Editing, document: Mapping[str, Any]) -> bool:
    """Whether this is the document of a course of this market."""
    return sort.kind == "resource" and isinstance(document.get("course"), Mapping)
