"""Writing courses live; called by the editorial room alone.

A course is a resource: what is said of it in the catalogue is written by the catalogue, then its lessons
become a version of their own, which never changes.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext as _

from agora.catalogue.documents import ResourceDocument
from agora.catalogue.publishing import KIND, Names, resource_apply
from agora.courses import models as m
from agora.courses.blocks import block_kind
from agora.courses.documents import CourseDocument, CourseShape
from agora.editorial.models import Version
from agora.kernel.errors import InvalidDocument, Problem
from agora.media.services import files_keep

OWN: Final = frozenset(
    {"key", "kind", "required", "group", "minutes", "texts", "lessons", "blocks"}
)


def course_apply(object_id: uuid.UUID, document: ResourceDocument, version: int) -> str:
    """Write a resource and, where it is a course, its lessons; returns the address given.

    Raises InvalidDocument with everything that keeps it from being published.
    """
    shape = document.course if isinstance(document, CourseDocument) else None
    if shape is not None and (problems := course_problems(shape, document)):
        raise InvalidDocument(problems)
    slug = resource_apply(object_id, document, version)
    there = m.Course.objects.filter(pk=object_id).first()
    if shape is None or not isinstance(document, CourseDocument):
        if there is not None:
            there.live, there.interest_open = None, False
            there.save()
        return slug
    course = there or m.Course(pk=object_id)
    course.interest_open = shape.interest_open
    if there is None:
        course.save(force_insert=True)
    course.live = _version(course, document, shape, version) if shape.modules else None
    course.save()
    return slug


def course_problems(shape: CourseShape, document: ResourceDocument) -> list[Problem]:
    """All that keeps a course from being published, in words (I6)."""
    names = Names()
    owner = names.organisation("owner", document.owner)
    found: list[Problem] = []
    spoken = tuple(sorted({tag for lesson in shape.lessons() for tag in lesson.texts}))
    files: set[uuid.UUID] = set()
    for path, block in _blocks(shape):
        kind = block_kind(block.kind)
        for problem in kind.problems(block, document.original_language, spoken):
            field = f"{path}.{problem.field}" if problem.field else path
            found.append(Problem(field, problem.message))
        if document.original_language not in block.texts and block.texts:
            found.append(Problem(path, _("This block says nothing in the course’s own language.")))
        said = block.model_dump(mode="json")
        files |= kind.files(said, said["texts"])
    for number, module in enumerate(shape.modules):
        if not module.lessons:
            found.append(
                Problem(
                    f"course.modules.{number}",
                    _("This module has no lesson. Add one, or remove it."),
                )
            )
        for at, lesson in enumerate(module.lessons):
            if not lesson.blocks:
                path = f"course.modules.{number}.lessons.{at}"
                found.append(Problem(path, _("This lesson is empty. Add a block, or remove it.")))
    if shape.certificate is not None:
        for at, one in enumerate(shape.certificate.issuers):
            names.organisation(f"course.certificate.issuers.{at}", one)
    if shape.podcast is not None and shape.podcast.picture:
        files.add(shape.podcast.picture)
    names.files("course", files, owner)
    return [*found, *names.problems]


def _blocks(shape: CourseShape) -> Iterator[tuple[str, Any]]:
    for number, module in enumerate(shape.modules):
        for at, lesson in enumerate(module.lessons):
            for place, block in enumerate(lesson.blocks):
                yield f"course.modules.{number}.lessons.{at}.blocks.{place}", block


def _version(
    course: m.Course, document: CourseDocument, shape: CourseShape, number: int
) -> m.CourseVersion:
    """The version of these lessons; the one there was, where nothing of them changed."""
    said = shape.model_dump(mode="json")
    modules = said.pop("modules")
    change = said.pop("change")
    version = m.CourseVersion.objects.create(
        course=course,
        number=number,
        change=change,
        original_language=document.original_language,
        shape=said,
    )
    former = Former(course.pk)
    rows: list[tuple[m.Node, Mapping[str, Any], Mapping[str, Any]]] = []
    files: set[uuid.UUID] = set()

    def node(parent: m.Node | None, kind: str, one: Mapping[str, Any]) -> m.Node:
        row = m.Node(
            version=version,
            key=one["key"],
            parent=parent,
            position=len(rows),
            kind=kind,
            required=one.get("required", True),
            group=one.get("group", ""),
            minutes=one.get("minutes", 0),
            data={name: value for name, value in one.items() if name not in OWN},
        )
        row.save(force_insert=True)
        is_block = kind not in ("module", "lesson")
        rows.append((row, one["texts"], whole_texts(one) if is_block else one["texts"]))
        return row

    for module in modules:
        over = node(None, "module", module)
        for lesson in module["lessons"]:
            under = node(over, "lesson", lesson)
            for block in lesson["blocks"]:
                node(under, block["kind"], block)
                files |= block_kind(block["kind"]).files(block, block["texts"])
    m.NodeText.objects.bulk_create(
        m.NodeText(
            node=row,
            language=language,
            origin=text["origin"],
            state=text["state"],
            source_version=text["source_version"],
            data={
                name: value
                for name, value in text.items()
                if name not in ("origin", "state", "source_version")
            },
            is_stale=former.differs(
                str(row.key), document.original_language, text["source_version"], whole
            )
            if language != document.original_language
            else False,
        )
        for row, texts, whole in rows
        for language, text in texts.items()
    )
    if shape.podcast is not None and shape.podcast.picture:
        files.add(shape.podcast.picture)
    m.CourseFile.objects.bulk_create(
        [m.CourseFile(course=course, file_id=key) for key in files], ignore_conflicts=True
    )
    files_keep(files)
    return version


def lives_restore() -> None:
    """After an archive was read: the live version of each course is that of its resource's number."""
    numbers = m.CourseVersion.objects.filter(
        course=OuterRef("pk"), number=F("course__resource__version")
    )
    m.Course.objects.update(live=Subquery(numbers.values("pk")[:1]))


class Former:
    """What the nodes of a course said in earlier versions, read when asked."""

    def __init__(self, course: uuid.UUID) -> None:
        self._course = course
        self._read: dict[int, dict[str, Mapping[str, Any]]] = {}

    def differs(
        self, key: str, original: str, number: int | None, texts: Mapping[str, Any]
    ) -> bool:
        """Whether the original's text is another one now than in the version of this number."""
        now = texts.get(original)
        if number is None or now is None:
            return False
        if number not in self._read:
            self._read[number] = self._of(number)
        then = self._read[number].get(key, {}).get(original)
        return then is not None and _words(then) != _words(now)

    def _of(self, number: int) -> dict[str, Mapping[str, Any]]:
        document = (
            Version.objects.filter(kind=KIND, object_id=self._course, number=number)
            .values_list("document", flat=True)
            .first()
        )
        found: dict[str, Mapping[str, Any]] = {}
        for module in ((document or {}).get("course") or {}).get("modules") or ():
            found[module["key"]] = module["texts"]
            for lesson in module["lessons"]:
                found[lesson["key"]] = lesson["texts"]
                for block in lesson["blocks"]:
                    found[block["key"]] = whole_texts(block)
        return found


def whole_texts(block: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What a block says by language, with what its parts say (the options of a quiz, say)."""
    found: dict[str, dict[str, Any]] = {
        language: dict(text) for language, text in (block.get("texts") or {}).items()
    }
    for name, value in block.items():
        if isinstance(value, list | tuple):
            for number, part in enumerate(value):
                if isinstance(part, Mapping):
                    for language, text in whole_texts(part).items():
                        found.setdefault(language, {})[f"{name}.{part.get('id', number)}"] = text
    return found


def _words(text: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in text.items()
        if name not in ("origin", "state", "source_version")
    }
