"""What a version of a course is made of: its outline, kept in memory, and the blocks of a lesson."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from agora.courses.blocks import block_kind
from agora.courses.blocks.base import BlockKind
from agora.courses.logic import Wanted
from agora.courses.models import CourseVersion, Node, NodeText
from agora.kernel import languages
from agora.kernel.models import Origin, TextState

OWN = frozenset({"key", "kind", "required", "group", "minutes", "texts", "lessons", "blocks"})
"""What a node says in columns of its own."""
MADE = frozenset({"origin", "state", "source_version"})
"""What is said of how a text was made."""


@dataclass(frozen=True)
class Tongue:
    """Which language a text is shown in, and what the reader is told of it.

    `is_other`: it is not the language asked for; `is_stale`: the original has changed since;
    `is_machine`: a machine wrote it and nobody has read it.
    """

    language: str
    is_other: bool = False
    is_stale: bool = False
    is_machine: bool = False

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`."""
        return languages.direction(self.language)


@dataclass(frozen=True)
class Titles:
    """The titles and summaries of a node, by language."""

    original: str
    texts: Mapping[str, tuple[str, str]]

    def title(self, language: str) -> str:
        """In this language, else in the original one."""
        return self._said(language)[0]

    def summary(self, language: str) -> str:
        """In this language, else in the original one."""
        return self._said(language)[1]

    def language(self, wanted: str) -> str:
        """The language in which `title` answers."""
        return wanted if wanted in self.texts else self.original

    def _said(self, language: str) -> tuple[str, str]:
        return self.texts.get(language) or self.texts.get(self.original) or ("", "")


@dataclass(frozen=True)
class BlockPoint:
    """A block as the outline knows it."""

    key: uuid.UUID
    kind: str
    lesson: uuid.UUID
    required: bool
    group: str
    titles: Titles

    @property
    def counts(self) -> bool:
        """Whether it must be fulfilled by itself before its lesson can be completed."""
        return self.required and block_kind(self.kind).counts


@dataclass(frozen=True)
class LessonPoint:
    """A lesson in the outline; `number` counts from 1 over the whole course."""

    key: uuid.UUID
    number: int
    module: uuid.UUID
    required: bool
    group: str
    minutes: int
    titles: Titles
    blocks: tuple[BlockPoint, ...]

    def wanted(self) -> tuple[Wanted, ...]:
        """What must be fulfilled in it before it can be completed."""
        return tuple(Wanted(one.key, one.group) for one in self.blocks if one.counts)


@dataclass(frozen=True)
class ModulePoint:
    """A module in the outline; `number` counts from 1."""

    key: uuid.UUID
    number: int
    titles: Titles
    lessons: tuple[LessonPoint, ...]


@dataclass(frozen=True)
class Outline:
    """The skeleton of a version, without what its blocks say."""

    version: uuid.UUID
    course: uuid.UUID
    number: int
    original: str
    languages: tuple[str, ...]
    shape: Mapping[str, Any]
    modules: tuple[ModulePoint, ...]
    lessons: tuple[LessonPoint, ...] = ()
    by_key: Mapping[uuid.UUID, LessonPoint] = field(default_factory=dict)
    blocks: Mapping[uuid.UUID, BlockPoint] = field(default_factory=dict)

    def wanted(self) -> tuple[Wanted, ...]:
        """What is required for completing the course: lessons, and in them what counts.

        What counts in a lesson that is one of several variants belongs to that variant, and is looked
        at when that lesson is completed.
        """
        return self._wanted

    @cached_property
    def _wanted(self) -> tuple[Wanted, ...]:
        found = [Wanted(one.key, one.group) for one in self.lessons if one.required]
        for one in self.lessons:
            if one.required and not one.group:
                found += one.wanted()
        return tuple(found)

    def variants(self, lesson: LessonPoint) -> tuple[LessonPoint, ...]:
        """The other lessons of its group: any one of them is enough."""
        if not lesson.group:
            return ()
        return tuple(
            one for one in self.lessons if one.group == lesson.group and one.key != lesson.key
        )

    def lesson_after(self, key: uuid.UUID) -> LessonPoint | None:
        """The next lesson; None after the last one."""
        number = self.by_key[key].number
        return self.lessons[number] if number < len(self.lessons) else None

    def lesson_before(self, key: uuid.UUID) -> LessonPoint | None:
        """The lesson before; None before the first one."""
        number = self.by_key[key].number
        return self.lessons[number - 2] if number > 1 else None

    @property
    def minutes(self) -> int:
        """Of all required lessons, one of each group of variants."""
        groups: dict[str, int] = {}
        total = 0
        for one in self.lessons:
            if one.group:
                groups[one.group] = max(groups.get(one.group, 0), one.minutes)
            elif one.required:
                total += one.minutes
        return total + sum(groups.values())


@lru_cache(maxsize=64)
def outline(version_id: uuid.UUID) -> Outline:
    """The outline of a version; versions never change, so it is read once per process."""
    version = CourseVersion.objects.get(pk=version_id)
    texts: dict[int, dict[str, tuple[str, str]]] = {}
    spoken: set[str] = set()
    for node, language, data in NodeText.objects.filter(node__version=version).values_list(
        "node_id", "language", "data"
    ):
        texts.setdefault(node, {})[language] = (data.get("title", ""), data.get("summary", ""))
        spoken.add(language)
    rows = list(Node.objects.filter(version=version).order_by("position").defer("data"))
    under: dict[int | None, list[Node]] = {}
    for row in rows:
        under.setdefault(row.parent_id, []).append(row)

    def titles(row: Node) -> Titles:
        return Titles(version.original_language, texts.get(row.pk, {}))

    modules: list[ModulePoint] = []
    lessons: list[LessonPoint] = []
    for number, module in enumerate(under.get(None, ()), 1):
        own: list[LessonPoint] = []
        for lesson in under.get(module.pk, ()):
            point = LessonPoint(
                key=lesson.key,
                number=len(lessons) + 1,
                module=module.key,
                required=lesson.required,
                group=lesson.group,
                minutes=lesson.minutes,
                titles=titles(lesson),
                blocks=tuple(
                    BlockPoint(
                        block.key,
                        block.kind,
                        lesson.key,
                        block.required,
                        block.group,
                        titles(block),
                    )
                    for block in under.get(lesson.pk, ())
                ),
            )
            own.append(point)
            lessons.append(point)
        modules.append(ModulePoint(module.key, number, titles(module), tuple(own)))
    return Outline(
        version=version.pk,
        course=version.course_id,
        number=version.number,
        original=version.original_language,
        languages=tuple(sorted(spoken)),
        shape=version.shape,
        modules=tuple(modules),
        lessons=tuple(lessons),
        by_key={one.key: one for one in lessons},
        blocks={block.key: block for one in lessons for block in one.blocks},
    )


@dataclass(frozen=True)
class BlockView:
    """A block as a learner meets it: what it says in the language shown, and what it says in none.

    `said` and `data` are as the kind's shape has them. `texts` has all languages (captions in another
    language, say).
    """

    key: uuid.UUID
    kind: str
    required: bool
    group: str
    data: Mapping[str, Any]
    said: Mapping[str, Any]
    tongue: Tongue
    texts: Mapping[str, Mapping[str, Any]]
    version: uuid.UUID
    course: uuid.UUID

    @property
    def of(self) -> BlockKind:
        """Its kind."""
        return block_kind(self.kind)


def blocks_of(version_id: uuid.UUID, lesson: uuid.UUID, language: str) -> tuple[BlockView, ...]:
    """The blocks of a lesson in a language, the original's where one is missing: two queries."""
    skeleton = outline(version_id)
    rows = list(Node.objects.filter(version_id=version_id, parent__key=lesson).order_by("position"))
    texts: dict[int, list[NodeText]] = {}
    for text in NodeText.objects.filter(node__in=[row.pk for row in rows]):
        texts.setdefault(text.node_id, []).append(text)
    return tuple(
        _block(row, texts.get(row.pk, ()), language, skeleton.original, skeleton.course)
        for row in rows
    )


def block_of(version_id: uuid.UUID, key: uuid.UUID, language: str) -> BlockView | None:
    """One block of a version; None where the version has none of this key."""
    point = outline(version_id).blocks.get(key)
    if point is None:
        return None
    found = blocks_of(version_id, point.lesson, language)
    return next((one for one in found if one.key == key), None)


def _block(
    row: Node, texts: Sequence[NodeText], language: str, original: str, course: uuid.UUID
) -> BlockView:
    by_language = {text.language: text for text in texts}
    text = by_language.get(language) or by_language.get(original)
    tongue = Tongue(language)
    if text is not None:
        tongue = Tongue(
            text.language,
            is_other=text.language != language,
            is_stale=text.is_stale,
            is_machine=text.origin == Origin.MACHINE and text.state != TextState.REVIEWED,
        )
    return BlockView(
        key=row.key,
        kind=row.kind,
        required=row.required,
        group=row.group,
        data=row.data,
        said=text.data if text is not None else {},
        tongue=tongue,
        texts={one.language: one.data for one in texts},
        version=row.version_id,
        course=course,
    )


def outline_of(document: Mapping[str, Any]) -> Outline:
    """The outline of a course's document: a draft that is looked at before it is published."""
    original = str(document["original_language"])
    shape = document.get("course") or {}
    modules: list[ModulePoint] = []
    lessons: list[LessonPoint] = []
    spoken: set[str] = set()

    def titles(texts: Mapping[str, Mapping[str, Any]]) -> Titles:
        spoken.update(texts)
        return Titles(
            original,
            {tag: (text.get("title", ""), text.get("summary", "")) for tag, text in texts.items()},
        )

    for number, module in enumerate(shape.get("modules") or (), 1):
        own: list[LessonPoint] = []
        for lesson in module.get("lessons") or ():
            key = _id(lesson["key"])
            point = LessonPoint(
                key=key,
                number=len(lessons) + 1,
                module=_id(module["key"]),
                required=lesson.get("required", True),
                group=lesson.get("group", ""),
                minutes=lesson.get("minutes", 10),
                titles=titles(lesson.get("texts") or {}),
                blocks=tuple(
                    BlockPoint(
                        _id(block["key"]),
                        block["kind"],
                        key,
                        block.get("required", True),
                        block.get("group", ""),
                        titles(block.get("texts") or {}),
                    )
                    for block in lesson.get("blocks") or ()
                ),
            )
            own.append(point)
            lessons.append(point)
        modules.append(
            ModulePoint(_id(module["key"]), number, titles(module.get("texts") or {}), tuple(own))
        )
    return Outline(
        version=NO_VERSION,
        course=NO_VERSION,
        number=0,
        original=original,
        languages=tuple(sorted(spoken)),
        shape={name: value for name, value in shape.items() if name != "modules"},
        modules=tuple(modules),
        lessons=tuple(lessons),
        by_key={one.key: one for one in lessons},
        blocks={block.key: block for one in lessons for block in one.blocks},
    )


def blocks_of_document(
    document: Mapping[str, Any], lesson: uuid.UUID, language: str
) -> tuple[BlockView, ...]:
    """The blocks of a lesson of a course's document, as `blocks_of` gives those of a version."""
    original = str(document["original_language"])
    shape = document.get("course") or {}
    found = next(
        (
            one
            for module in shape.get("modules") or ()
            for one in module.get("lessons") or ()
            if _id(one["key"]) == lesson
        ),
        None,
    )
    if found is None:
        return ()
    return tuple(_drafted(block, language, original) for block in found.get("blocks") or ())


NO_VERSION = uuid.UUID(int=0)
"""The version of what is not published."""


def _drafted(block: Mapping[str, Any], language: str, original: str) -> BlockView:
    texts: Mapping[str, Mapping[str, Any]] = block.get("texts") or {}
    shown = language if language in texts else original
    text = texts.get(shown, {})
    return BlockView(
        key=_id(block["key"]),
        kind=block["kind"],
        required=block.get("required", True),
        group=block.get("group", ""),
        data={name: value for name, value in block.items() if name not in OWN},
        said=_words(text),
        tongue=Tongue(
            shown,
            is_other=shown != language,
            is_machine=text.get("origin") == Origin.MACHINE
            and text.get("state") != TextState.REVIEWED,
        ),
        texts={tag: _words(one) for tag, one in texts.items()},
        version=NO_VERSION,
        course=NO_VERSION,
    )


def _words(text: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in text.items() if name not in MADE}


def _id(key: Any) -> uuid.UUID:
    return key if isinstance(key, uuid.UUID) else uuid.UUID(str(key))
