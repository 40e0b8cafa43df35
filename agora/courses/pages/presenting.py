"""A learner's progress in words and rows: values for the templates."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agora.catalogue.models import Resource
from agora.courses.blocks import block_kind
from agora.courses.models import Enrolment, NodeProgress
from agora.courses.queries.content import LessonPoint, Outline, outline
from agora.courses.queries.learning import State, enrolments_of, state_from
from agora.courses.queries.titles import course_titles
from agora.kernel import languages
from agora.people.queries import Standing
from agora.ui import wording
from agora.ui.rows import NOTHING, Said


@dataclass(frozen=True)
class ProgressRow:
    """How much of what is required is done, in words and for the bar."""

    done: int
    required: int
    percent: int
    words: str


@dataclass(frozen=True)
class StepRow:
    """A lesson in a list: `state` is done, here, needless, open."""

    key: uuid.UUID
    number: int
    title: Said
    minutes: str
    state: str
    required: bool
    group: str = ""


@dataclass(frozen=True)
class ModuleRow:
    """A module with its lessons."""

    number: int
    title: Said
    summary: Said
    lessons: tuple[StepRow, ...]


@dataclass(frozen=True)
class TongueRow:
    """The same page in another language of the course."""

    tag: str
    own_name: str
    direction: str
    path: str
    current: bool


def said_of(point: LessonPoint, reader: str) -> Said:
    """The title of a lesson, with the language it is in."""
    titles = point.titles
    return wording.said(titles.title(reader), titles.language(reader), reader)


def progress_row(state: State) -> ProgressRow:
    """In words and numbers."""
    made = state.progress
    words = ngettext(
        "%(done)s of %(count)s step done", "%(done)s of %(count)s steps done", made.required
    ) % {"done": wording.number(made.done), "count": wording.number(made.required)}
    return ProgressRow(made.done, made.required, made.percent, words)


def _state(state: State, point: LessonPoint, here: LessonPoint | None) -> str:
    if here is not None and point.key == here.key:
        return "here"
    if point.key in state.done:
        return "done"
    return "needless" if state.is_needless(point) else "open"


def step(
    state: State, point: LessonPoint | None, reader: str, here: LessonPoint | None = None
) -> StepRow | None:
    """One lesson as a row; None for none."""
    if point is None:
        return None
    return StepRow(
        point.key,
        point.number,
        said_of(point, reader),
        wording.duration(point.minutes),
        _state(state, point, here),
        point.required,
        point.group,
    )


def steps(state: State, here: LessonPoint, reader: str) -> tuple[StepRow, ...]:
    """The lessons of the module somebody is in."""
    module = next(one for one in state.outline.modules if one.key == here.module)
    return tuple(row for one in module.lessons if (row := step(state, one, reader, here)))


def module_of(state: State, point: LessonPoint, reader: str) -> ModuleRow:
    """The module of a lesson, without its lessons."""
    module = next(one for one in state.outline.modules if one.key == point.module)
    titles = module.titles
    return ModuleRow(
        module.number,
        wording.said(titles.title(reader), titles.language(reader), reader),
        NOTHING,
        (),
    )


def variants(state: State, point: LessonPoint, reader: str) -> tuple[StepRow, ...]:
    """The other lessons that would do instead of this one."""
    return tuple(row for one in state.outline.variants(point) if (row := step(state, one, reader)))


def modules(state: State, reader: str) -> tuple[ModuleRow, ...]:
    """All modules with the state of every lesson."""
    return tuple(
        ModuleRow(
            one.number,
            wording.said(one.titles.title(reader), one.titles.language(reader), reader),
            wording.said(one.titles.summary(reader), one.titles.language(reader), reader),
            tuple(row for lesson in one.lessons if (row := step(state, lesson, reader))),
        )
        for one in state.outline.modules
    )


def tongues(skeleton: Outline, path: str, reader: str) -> tuple[TongueRow, ...]:
    """The page in the languages of the course that the interface speaks too; none where it is one."""
    spoken = {languages.primary(tag) for tag in skeleton.languages} | {reader}
    _empty, _tag, rest = path.split("/", 2)
    found = tuple(
        TongueRow(one.tag, one.own_name, one.direction, f"/{one.tag}/{rest}", one.tag == reader)
        for one in languages.INTERFACE
        if one.tag in spoken
    )
    return found if len(found) > 1 else ()


def rules(skeleton: Outline) -> tuple[str, ...]:
    """What must be done to complete the course, in sentences."""
    return tuple(_rules(skeleton))


def _rules(skeleton: Outline) -> Iterator[str]:
    required = [one for one in skeleton.lessons if one.required]
    groups = {one.group for one in required if one.group}
    count = sum(not one.group for one in required) + len(groups)
    yield ngettext(
        "The course is complete when its %(count)s required lesson is done.",
        "The course is complete when its %(count)s required lessons are done.",
        count,
    ) % {"count": wording.number(count)}
    if groups:
        yield _("Where you may choose between lessons, any one of them is enough.")
    kinds: dict[str, int] = defaultdict(int)
    for lesson in required:
        for one in lesson.blocks:
            if one.counts:
                kinds[one.kind] += 1
    for name, number in kinds.items():
        kind = block_kind(name)
        yield str(kind.rule) or _("%(kind)s: %(count)s to be completed.") % {
            "kind": kind.title,
            "count": wording.number(number),
        }


def missing(state: State, reader: str) -> tuple[StepRow, ...]:
    """The required lessons in which something is still open, one of each group of variants."""
    found: list[StepRow] = []
    groups: set[str] = set()
    for point in state.outline.lessons:
        if not state.is_open(point) or point.group in groups:
            continue
        if point.group:
            groups.add(point.group)
        if row := step(state, point, reader):
            found.append(row)
    return tuple(found)


@dataclass(frozen=True)
class Changes:
    """What another version of a course has more and less, and how much of it is done."""

    new: tuple[Said, ...]
    gone: tuple[Said, ...]
    progress: ProgressRow


def changes(state: State, live: Outline, reader: str) -> Changes:
    """What changes for somebody who moves from their version to this one."""
    enrolment = Enrolment(version_id=live.version)
    moved = state_from(enrolment, state.done, live)
    return Changes(
        tuple(said_of(one, reader) for one in live.lessons if one.key not in state.outline.by_key),
        tuple(said_of(one, reader) for one in state.outline.lessons if one.key not in live.by_key),
        progress_row(moved),
    )


@dataclass(frozen=True)
class MyCourse:
    """One of my courses: how far I am and where I go on."""

    title: Said
    path: str
    state: str
    progress: ProgressRow | None
    next: StepRow | None
    completed_at: dt.datetime | None
    last_at: dt.datetime | None


def my_courses(standing: Standing, reader: str) -> tuple[MyCourse, ...]:
    """My courses, the one last opened first; as many queries for one as for many."""
    found: dict[uuid.UUID, Enrolment] = {}
    for one in (
        enrolments_of(standing)
        .filter(state__in=Enrolment.OPEN)
        .select_related("run")
        .order_by("-enrolled_at", "-asked_at")
    ):
        found.setdefault(one.run.course_id, one)
    done: dict[uuid.UUID, set[uuid.UUID]] = {one.pk: set() for one in found.values()}
    for enrolment, key in NodeProgress.objects.filter(enrolment__in=list(done)).values_list(
        "enrolment_id", "node_key"
    ):
        done[enrolment].add(key)
    titles = course_titles(list(found), reader)
    slugs = dict(Resource.objects.filter(pk__in=found).values_list("pk", "slug"))
    order = sorted(found.values(), key=lambda one: one.last_at or one.asked_at, reverse=True)
    return tuple(
        _my_course(one, frozenset(done[one.pk]), titles, slugs[one.run.course_id], reader)
        for one in order
    )


def _my_course(
    mine: Enrolment,
    done: frozenset[uuid.UUID],
    titles: dict[uuid.UUID, Said],
    slug: str,
    reader: str,
) -> MyCourse:
    learns = mine.state in Enrolment.LEARNING and mine.version_id is not None
    state = state_from(mine, done, outline(mine.version_id)) if learns and mine.version_id else None
    return MyCourse(
        titles.get(mine.run.course_id, NOTHING),
        f"/{reader}/courses/{slug}/",
        mine.state,
        progress_row(state) if state else None,
        step(state, state.next, reader) if state else None,
        mine.completed_at,
        mine.last_at,
    )
