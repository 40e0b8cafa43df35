"""Asking for tracks and for the podcast of a course."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from agora.catalogue.models import Resource
from agora.catalogue.queries import resources_visible_to
from agora.courses.models import Course, CourseVersion, Enrolment, NodeText
from agora.courses.queries.content import BlockView, blocks_of, outline
from agora.media.models import File, MediaFacts
from agora.media.queries import media_facts
from agora.people.queries import Viewer


def said_by(version: uuid.UUID, block: uuid.UUID, language: str, viewer: Viewer) -> NodeText | None:
    """What a block says in a language, for whoever may see the course or learns in it.

    Whoever may see the course sees its live version; who learns, the version they learn by.
    """
    live = Course.objects.filter(live=version).filter(
        Exists(Resource.objects.filter(pk=OuterRef("pk"), pk__in=resources_visible_to(viewer)))
    )
    learns = Q(pk__in=())
    if viewer.account is not None:
        learns = Q(
            pk__in=Enrolment.objects.filter(
                account_id=viewer.account, version=version, state__in=Enrolment.LEARNING
            ).values("version")
        )
    allowed = CourseVersion.objects.filter(pk=version).filter(
        Q(pk__in=live.values("live")) | learns
    )
    return (
        NodeText.objects.filter(node__version__in=allowed, node__key=block, language=language)
        .select_related("node")
        .first()
    )


@dataclass(frozen=True)
class EpisodeRow:
    """An episode as a feed needs it."""

    block: BlockView
    file: File
    facts: MediaFacts
    published: dt.datetime
    lesson: uuid.UUID


def episodes(version: CourseVersion, language: str) -> tuple[EpisodeRow, ...]:
    """The episodes of a course that are spoken in this language, in the order of its lessons."""
    skeleton = outline(version.pk)
    lessons = [
        lesson.key
        for lesson in skeleton.lessons
        if any(block.kind == "podcast" for block in lesson.blocks)
    ]
    blocks = [
        (lesson, block)
        for lesson in lessons
        for block in blocks_of(version.pk, lesson, language)
        if block.kind == "podcast" and language in block.texts
    ]
    chosen = {block.key: _sound(block, language) for _lesson, block in blocks}
    facts = media_facts([key for keys in chosen.values() for key in keys])
    found: list[EpisodeRow] = []
    for lesson, block in blocks:
        known = next((facts[key] for key in chosen[block.key] if key in facts), None)
        if known is None:
            continue
        said = block.data.get("published")
        day = dt.date.fromisoformat(said) if said else version.created_at.date()
        found.append(
            EpisodeRow(block, *known, dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC), lesson)
        )
    return tuple(found)


def _sound(block: BlockView, language: str) -> Iterable[uuid.UUID]:
    """Its recordings in this language, those of sound alone first."""
    own = [
        one
        for one in block.data.get("renditions") or ()
        if not one.get("language") or one["language"] == language
    ]
    return [
        uuid.UUID(str(one["file"])) for one in sorted(own, key=lambda one: one["what"] != "audio")
    ]
