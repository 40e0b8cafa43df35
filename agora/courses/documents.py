"""The document of a course: that of a resource, and in it the skeleton with what it says per language.

A course without modules is a course held elsewhere, or one that is still to come: one may pre-register
for it here (`interest_open`).
"""

from __future__ import annotations

import operator
import uuid
from collections.abc import Iterator
from functools import reduce
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, model_serializer, model_validator

from agora.catalogue.documents import Reference, ResourceDocument
from agora.courses.blocks import block_kinds
from agora.courses.blocks.base import BlockShape, Group
from agora.kernel.documents import (
    Html,
    Line,
    Paragraph,
    Shape,
    Tag,
    Texts,
    TextShape,
    Title,
    text_problem,
)

Minutes = Annotated[int, Field(ge=0, le=600)]

if TYPE_CHECKING:
    AnyBlock = BlockShape
else:
    AnyBlock = (
        Annotated[
            reduce(operator.or_, (one.shape for one in block_kinds().values())),
            Field(discriminator="kind"),
        ]
        if len(block_kinds()) > 1
        else next(iter(block_kinds().values())).shape
    )


class LessonSays(TextShape):
    """A lesson in one language."""

    title: Title
    summary: Paragraph = ""


class LessonShape(Shape):
    """What is learned in one go, of some minutes. `key` stays over versions and languages.

    Lessons of one `group` are variants of each other (the case of a port, the case of an inland
    city): any one of them is enough.
    """

    key: uuid.UUID
    required: bool = True
    group: Group = ""
    minutes: Minutes = 10
    texts: dict[Tag, LessonSays]
    blocks: tuple[AnyBlock, ...] = ()


class ModuleSays(TextShape):
    """A module in one language."""

    title: Title
    summary: Paragraph = ""


class ModuleShape(Shape):
    """Some lessons that belong together."""

    key: uuid.UUID
    texts: dict[Tag, ModuleSays]
    lessons: tuple[LessonShape, ...] = ()


class AchievementSays(TextShape):
    """What the certificate says was achieved, in one language."""

    name: Title
    description: Paragraph = ""
    criteria: Paragraph = ""


class SignatoryShape(Shape):
    """Who signs certificates, and as what (in each language)."""

    name: Annotated[Line, Field(min_length=1, max_length=200)]
    role: Texts = {}


class CertificateShape(Shape):
    """The certificate of all required lessons, quizzes and games."""

    texts: dict[Tag, AchievementSays]
    issuers: Annotated[tuple[Reference, ...], Field(min_length=1, max_length=6)]
    signatories: Annotated[tuple[SignatoryShape, ...], Field(max_length=6)] = ()


class PodcastSays(TextShape):
    """The course's podcast in one language."""

    title: Title
    description: Paragraph = ""


class PodcastShape(Shape):
    """The podcast whose episodes are the podcast blocks of the lessons; one feed per language."""

    texts: dict[Tag, PodcastSays]
    picture: uuid.UUID | None = None


class CourseSays(TextShape):
    """What a learner reads before they begin, in one language."""

    welcome: Annotated[Html, Field(max_length=20_000)] = ""


class CourseShape(Shape):
    """What a course adds to a resource.

    `change` says what this version does to those who learn by an earlier one: `editorial` and
    `equivalent` keep their progress, `breaking` asks them.
    """

    interest_open: bool = False
    change: Literal["editorial", "equivalent", "breaking"] = "equivalent"
    texts: dict[Tag, CourseSays] = {}
    modules: Annotated[tuple[ModuleShape, ...], Field(max_length=60)] = ()
    certificate: CertificateShape | None = None
    podcast: PodcastShape | None = None

    def lessons(self) -> Iterator[LessonShape]:
        """Every lesson, in order."""
        for module in self.modules:
            yield from module.lessons

    def blocks(self) -> Iterator[Any]:
        """Every block, in order."""
        for lesson in self.lessons():
            yield from lesson.blocks

    @model_validator(mode="after")
    def _keys_differ(self) -> CourseShape:
        keys = [
            *(module.key for module in self.modules),
            *(lesson.key for lesson in self.lessons()),
            *(block.key for block in self.blocks()),
        ]
        if len(set(keys)) != len(keys):
            raise ValueError("has two parts with one key")
        return self


class CourseDocument(ResourceDocument):
    """A resource that may be a course of this market."""

    course: CourseShape | None = None

    @model_validator(mode="after")
    def _course_fits(self) -> CourseDocument:
        course = self.course
        if course is None:
            return self
        if self.type != "course":
            raise ValueError(f"has lessons but is of type {self.type}")
        for module in course.modules:
            text_problem(module.texts, self.original_language)
        for lesson in course.lessons():
            text_problem(lesson.texts, self.original_language)
        if course.certificate is not None:
            text_problem(course.certificate.texts, self.original_language)
        return self

    @model_serializer(mode="wrap")
    def _without_nothing(self, handler: Any) -> Any:
        """A resource that is no course is written as it was before there were courses."""
        said = handler(self)
        if self.course is None and isinstance(said, dict):
            said.pop("course", None)
        return said
