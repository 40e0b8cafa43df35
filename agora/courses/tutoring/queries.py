"""Asking who is where, who has not moved, and what waits: by counting in the database."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from agora.courses.logic import Progress, Wanted, progress
from agora.courses.models import Attempt, CohortTutor, Enrolment, NodeProgress
from agora.courses.queries.content import LessonPoint, Outline, outline
from agora.courses.tutoring.counting import counted_at, lesson_rows, stuck
from agora.courses.tutoring.rooms import TutorRoom
from agora.kernel import languages
from agora.people.queries import person_names
from agora.ui import wording
from agora.ui.rows import Said

STATES: Final = ("still", "began", "waits", "completed")


@dataclass(frozen=True)
class Filters:
    """What a list of people is narrowed to: a group, a language, a state of `STATES`."""

    cohort: uuid.UUID | None = None
    language: str = ""
    state: str = ""

    @classmethod
    def read(cls, room: TutorRoom, asked: Mapping[str, str]) -> Filters:
        """As an address says it; what is none narrows nothing."""
        cohort = next((one.pk for one in room.cohorts if str(one.pk) == asked.get("cohort")), None)
        language, state = asked.get("language", ""), asked.get("state", "")
        return cls(
            cohort,
            language if language in languages.TAGS else "",
            state if state in STATES else "",
        )

    def among(self) -> Q:
        """What narrows rows to the group and the language."""
        found = Q()
        if self.cohort:
            found &= Q(cohort=self.cohort)
        if self.language:
            found &= Q(language=self.language)
        return found


def people_in(room: TutorRoom, filters: Filters) -> QuerySet[Enrolment]:
    """The people of a run that these filters let through."""
    rows = room.people().filter(filters.among())
    if filters.state == "still":
        return rows.filter(stuck())
    if filters.state == "began":
        return rows.filter(state=Enrolment.State.ENROLLED, last_at__isnull=False)
    if filters.state == "waits":
        return rows.filter(state=Enrolment.State.ENROLLED, last_at__isnull=True)
    if filters.state == "completed":
        return rows.filter(state=Enrolment.State.COMPLETED)
    return rows


@dataclass(frozen=True)
class LessonRow:
    """One lesson: how many are there now, how many of these are stuck, how many finished it."""

    number: int
    title: Said
    here: int
    still: int
    finished: int


@dataclass(frozen=True)
class Overview:
    """A run at a glance. `waits` have not begun; `lost` are at a lesson that is no more."""

    learning: int
    completed: int
    still: int
    waits: int
    lost: int
    lessons: tuple[LessonRow, ...]
    counted_at: dt.datetime | None = None
    """When the numbers were counted, where that was not now."""


def overview(room: TutorRoom, filters: Filters, reader: str) -> Overview:
    """Who is where; three queries at most, and the outline when the process has not read it."""
    counted = counted_at(room.run.pk)
    among = filters.among()
    if not room.organises:
        among &= Q(cohort__in=[one.pk for one in room.cohorts])
    at = {lesson: rest for lesson, *rest in lesson_rows(room.run, among, counted)}
    none = [0, 0, 0, 0]
    points = lessons_of(room)
    keys = {one.key for one in points}
    return Overview(
        learning=sum(here for here, _still, _completed, _finished in at.values()),
        completed=sum(completed for _here, _still, completed, _finished in at.values()),
        still=sum(still for _here, still, _completed, _finished in at.values()),
        waits=at.get(None, none)[0],
        lost=sum(rest[0] for key, rest in at.items() if key and key not in keys),
        lessons=tuple(_lesson_row(one, at.get(one.key, none), reader) for one in points),
        counted_at=counted,
    )


def _lesson_row(point: LessonPoint, counts: Sequence[int], reader: str) -> LessonRow:
    here, still, _completed, finished = counts
    return LessonRow(point.number, lesson_title(point, reader), here, still, finished)


def lessons_of(room: TutorRoom) -> tuple[LessonPoint, ...]:
    """The lessons of the live version; none where there is none."""
    live = room.run.course.live_id
    return outline(live).lessons if live else ()


def lesson_title(point: LessonPoint, reader: str) -> Said:
    """What a lesson is called."""
    return wording.said(point.titles.title(reader), point.titles.language(reader), reader)


@dataclass(frozen=True)
class PersonRow:
    """Somebody in a list; `name` is empty for an erased account."""

    id: uuid.UUID
    name: str
    language: str
    cohort: str
    progress: Progress
    lesson: Said | None
    last_at: dt.datetime | None
    completed_at: dt.datetime | None


def person_rows(found: Sequence[Enrolment], reader: str) -> list[PersonRow]:
    """These enrolments as rows; two queries, however many."""
    names = person_names([one.account_id for one in found])
    done: dict[uuid.UUID, set[uuid.UUID]] = {one.pk: set() for one in found}
    for enrolment, key in NodeProgress.objects.filter(enrolment__in=list(done)).values_list(
        "enrolment_id", "node_key"
    ):
        done[enrolment].add(key)
    wanted = {key: outline(key).wanted() for key in {one.version_id for one in found} if key}
    return [_row(one, names, wanted, done[one.pk], reader) for one in found]


def _row(
    one: Enrolment,
    names: Mapping[uuid.UUID, str],
    wanted: Mapping[uuid.UUID, Sequence[Wanted]],
    done: set[uuid.UUID],
    reader: str,
) -> PersonRow:
    skeleton: Outline | None = outline(one.version_id) if one.version_id else None
    at = skeleton.by_key.get(one.last_lesson) if skeleton and one.last_lesson else None
    return PersonRow(
        one.pk,
        names.get(one.account_id, "") if one.account_id else "",
        languages.name(one.language, reader),
        one.cohort.name if one.cohort else "",
        progress(wanted[one.version_id], done) if one.version_id else Progress(0, 0),
        lesson_title(at, reader) if at else None,
        one.last_at,
        one.completed_at,
    )


def attempts_to_mark(room: TutorRoom) -> QuerySet[Attempt]:
    """What waits for a mark among these people, the oldest first."""
    return (
        Attempt.objects.filter(
            room.mine("enrolment"), waits=True, enrolment__state__in=Enrolment.LEARNING
        )
        .select_related("enrolment__cohort")
        .order_by("sent_at", "pk")
    )


def tutor_names(room: TutorRoom) -> dict[uuid.UUID, list[str]]:
    """The names of the tutors of each group; two queries."""
    return tutors_named([one.pk for one in room.cohorts])


def tutors_named(cohorts: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """The names of the tutors of each of these groups; two queries."""
    rows = list(
        CohortTutor.objects.filter(cohort__in=cohorts, account__is_active=True).values_list(
            "cohort_id", "account_id"
        )
    )
    names = person_names([account for _cohort, account in rows])
    found: dict[uuid.UUID, list[str]] = {key: [] for key in cohorts}
    for cohort, account in rows:
        if names.get(account):
            found[cohort].append(names[account])
    return {key: sorted(said) for key, said in found.items()}
