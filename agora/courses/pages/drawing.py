"""A lesson as it is drawn: its blocks, each by the template of its kind.

Versions never change, so blocks that look the same to everybody are drawn once per process.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from agora.courses.blocks.base import Outcome
from agora.courses.models import Enrolment
from agora.courses.queries import content
from agora.courses.queries.content import BlockView, LessonPoint, Outline

KEPT = 256
"""Lessons kept drawn, each in one language."""


@dataclass(frozen=True)
class Drawn:
    """A block on the page: already drawn (`html`), or with what its template needs.

    `notes` say which of `other`, `stale`, `machine` is told above it.
    """

    block: BlockView
    html: SafeString | None = None
    it: Mapping[str, Any] = field(default_factory=dict)
    outcome: Outcome | None = None
    act_path: str = ""
    is_done: bool = False
    notes: frozenset[str] = frozenset()

    @property
    def template(self) -> str:
        """That of its kind."""
        return self.block.of.template

    @property
    def anchor(self) -> str:
        """Where it stands on the page."""
        return anchor_of(self.block.key)


def anchor_of(key: uuid.UUID) -> str:
    """The fragment of the address that leads to a block."""
    return f"block-{key}"


@dataclass(frozen=True)
class Lesson:
    """A lesson in one language, with a note where the whole of it is in another one."""

    point: LessonPoint
    title: str
    summary: str
    language: str
    is_other: bool
    blocks: tuple[Drawn, ...]


@lru_cache(maxsize=KEPT)
def _blocks(version: uuid.UUID, lesson: uuid.UUID, language: str) -> tuple[BlockView, ...]:
    return content.blocks_of(version, lesson, language)


@lru_cache(maxsize=KEPT)
def _same_for_all(
    version: uuid.UUID, lesson: uuid.UUID, language: str, _reader: str
) -> Mapping[uuid.UUID, SafeString]:
    """The blocks drawn once; their words of the interface are in the reader's language."""
    return {
        block.key: _drawn(block) for block in _blocks(version, lesson, language) if _is_same(block)
    }


def _is_same(block: BlockView) -> bool:
    return block.of.act is None and not block.of.personal


def _drawn(block: BlockView) -> SafeString:
    return render_to_string(
        block.of.template,
        {"block": block, "it": block.of.present(block, None), "outcome": None, "act_path": ""},
    )


def lesson_drawn(
    skeleton: Outline,
    point: LessonPoint,
    language: str,
    *,
    enrolment: Enrolment,
    done: frozenset[uuid.UUID],
    act_path: str,
    outcomes: Mapping[uuid.UUID, Outcome] | None = None,
) -> Lesson:
    """The lesson for a learner; `act_path` is the lesson's address, under which each block has its own."""
    blocks = _blocks(skeleton.version, point.key, language)
    same = _same_for_all(skeleton.version, point.key, language, get_language() or "en")
    own = _presented([block for block in blocks if block.key not in same], enrolment)
    whole = _whole_is_other(blocks)
    drawn = tuple(
        Drawn(
            block,
            html=same.get(block.key),
            it=own.get(block.key, {}),
            outcome=(outcomes or {}).get(block.key),
            act_path=f"{act_path}{block.key}/",
            is_done=block.key in done,
            notes=_notes(block, whole=whole),
        )
        for block in blocks
    )
    return _lesson(point, language, drawn, whole=whole)


def draw_lesson(document: Mapping[str, Any], lesson: uuid.UUID, language: str) -> Lesson | None:
    """A lesson of a draft as a learner would see it, from its document alone; None where there is none."""
    skeleton = content.outline_of(document)
    point = skeleton.by_key.get(lesson)
    if point is None:
        return None
    blocks = content.blocks_of_document(document, lesson, language)
    whole = _whole_is_other(blocks)
    own = _presented(blocks, None)
    return _lesson(
        point,
        language,
        tuple(
            Drawn(block, it=own[block.key], notes=_notes(block, whole=whole)) for block in blocks
        ),
        whole=whole,
    )


def lesson_html(document: Mapping[str, Any], lesson: uuid.UUID, language: str) -> SafeString:
    """The lesson of a draft as HTML for the page of another room; empty where there is none."""
    drawn = draw_lesson(document, lesson, language)
    if drawn is None:
        return SafeString("")
    return render_to_string("courses/lesson_body.html", {"lesson": drawn})


def _lesson(point: LessonPoint, language: str, blocks: tuple[Drawn, ...], *, whole: bool) -> Lesson:
    return Lesson(
        point,
        point.titles.title(language),
        point.titles.summary(language),
        point.titles.language(language),
        whole,
        blocks,
    )


def _presented(
    blocks: Sequence[BlockView], enrolment: Enrolment | None
) -> dict[uuid.UUID, Mapping[str, Any]]:
    found: dict[uuid.UUID, Mapping[str, Any]] = {}
    for block in blocks:
        if block.key in found:
            continue
        kind = block.of
        if kind.present_many is None:
            found[block.key] = kind.present(block, enrolment)
        else:
            found |= kind.present_many([one for one in blocks if one.kind == block.kind], enrolment)
    return found


def _whole_is_other(blocks: Sequence[BlockView]) -> bool:
    """Whether all that the lesson says is in one language that is not the one asked for."""
    spoken = [block for block in blocks if block.texts]
    return (
        bool(spoken)
        and all(block.tongue.is_other for block in spoken)
        and len({block.tongue.language for block in spoken}) == 1
    )


def _notes(block: BlockView, *, whole: bool) -> frozenset[str]:
    tongue = block.tongue
    told = {
        "other": tongue.is_other and not whole and bool(block.texts),
        "stale": tongue.is_stale,
        "machine": tongue.is_machine,
    }
    return frozenset(name for name, is_told in told.items() if is_told)
