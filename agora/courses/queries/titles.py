"""Where courses live and what they are called, in the reader's language."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from agora.catalogue.models import Resource, ResourceText
from agora.courses.models import Course
from agora.kernel import generations, languages
from agora.ui import wording
from agora.ui.rows import NOTHING, Said


@dataclass(frozen=True)
class CourseAt:
    """A course at its address, with the version that is live."""

    id: uuid.UUID
    slug: str
    live: uuid.UUID | None


def course_at(slug: str) -> CourseAt | None:
    """The course at this address; read again only when something was published since."""
    return _at(slug, generations.stamp())


@lru_cache(maxsize=512)
def _at(slug: str, _stamp: str) -> CourseAt | None:
    row = Course.objects.filter(resource__slug=slug).values_list("pk", "live").first()
    return CourseAt(row[0], slug, row[1]) if row else None


def course_title(course: uuid.UUID, reader: str) -> Said:
    """The title of one course; read again only when something was published since."""
    return _kept(course, reader, generations.stamp())


@lru_cache(maxsize=512)
def _kept(course: uuid.UUID, reader: str, _stamp: str) -> Said:
    return course_titles([course], reader).get(course, NOTHING)


def course_titles(courses: Collection[uuid.UUID], reader: str) -> dict[uuid.UUID, Said]:
    """The titles of courses, which the caller may see; two queries."""
    originals = dict(Resource.objects.filter(pk__in=courses).values_list("pk", "original_language"))
    texts: dict[uuid.UUID, dict[str, str]] = {}
    for key, language, title in ResourceText.objects.filter(
        resource_id__in=list(courses)
    ).values_list("resource_id", "language", "title"):
        texts.setdefault(key, {})[language] = title
    found: dict[uuid.UUID, Said] = {}
    for key, said in texts.items():
        order = languages.preference(reader, originals[key])
        tag = next((one for one in order if one in said), next(iter(said)))
        found[key] = wording.said(said[tag], tag, reader)
    return found


def forget() -> None:
    """Read everything again: the generations were turned back."""
    _at.cache_clear()
    _kept.cache_clear()
