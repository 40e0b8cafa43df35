"""Asking who is where, who has not moved, and what waits: by counting in the database."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, QuerySet

from agora.courses.logic import Progress, progress
from agora.courses.models import Attempt, CohortTutor, Enrolment, NodeProgress
from agora.courses.queries.content import LessonPoint, Outline, outline
from agora.courses.tutoring.rooms import TutorRoom
from agora.kernel import clock, languages
from agora.people.queries import person_names
from agora.ui import wording
from agora.ui.rows import Said

STILL: Final = dt.timedelta(days=14)
"""Whoever has not moved for so long is stuck."""
STATES: Final = ("still", "began", "waits", "completed")


def stuck(now: dt.datetime | None = None) -> Q:
    """What is so of an enrolment that has not moved for a fortnight."""
    since = (now or clock.now()) - STILL
    return Q(state=Enrolment.State.ENROLLED) & (
        Q(last_at__lt=since) | Q(last_at__isnull=True, enrolled_at__lt=since)
    )


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

    def among(self, path: str = "") -> Q:
        """What narrows rows to the group and the language; `path` leads to the enrolment."""
        at = f"{path}__" if path else ""
        found = Q()
        if self.cohort:
            found &= Q(**{f"{at}cohort": self.cohort})
        if self.language:
            found &= Q(**{f"{at}language": self.language})
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


def overview(room: TutorRoom, filters: Filters, reader: str) -> Overview:
    """Who is where; two queries, and the outline when the process has not read it."""
    enrolled = Q(state=Enrolment.State.ENROLLED)
    at: dict[uuid.UUID | None, tuple[int, int]] = {}
    completed = 0
    for lesson, n, still, done in (
        room.people()
        .filter(filters.among())
        .order_by()
        .values_list("last_lesson")
        .annotate(
            n=Count("pk", filter=enrolled),
            still=Count("pk", filter=stuck()),
            done=Count("pk", filter=~enrolled),
        )
    ):
        at[lesson] = (n, still)
        completed += done
    points = lessons_of(room)
    finished = dict(
        NodeProgress.objects.filter(
            room.mine("enrolment"),
            filters.among("enrolment"),
            enrolment__state__in=Enrolment.LEARNING,
            node_key__in=[one.key for one in points],
        )
        .order_by()
        .values_list("node_key")
        .annotate(n=Count("pk"))
    )
    keys = {one.key for one in points}
    return Overview(
        learning=sum(n for n, _still in at.values()),
        completed=completed,
        still=sum(still for _n, still in at.values()),
        waits=at.get(None, (0, 0))[0],
        lost=sum(n for key, (n, _still) in at.items() if key and key not in keys),
        lessons=tuple(
            LessonRow(
                one.number,
                lesson_title(one, reader),
                *at.get(one.key, (0, 0)),
                finished.get(one.key, 0),
            )
            for one in points
        ),
    )


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
    return [_row(one, names, done[one.pk], reader) for one in found]


def _row(
    one: Enrolment, names: Mapping[uuid.UUID, str], done: set[uuid.UUID], reader: str
) -> PersonRow:
    skeleton: Outline | None = outline(one.version_id) if one.version_id else None
    at = skeleton.by_key.get(one.last_lesson) if skeleton and one.last_lesson else None
    return PersonRow(
        one.pk,
        names.get(one.account_id, "") if one.account_id else "",
        languages.name(one.language, reader),
        one.cohort.name if one.cohort else "",
        progress(skeleton.wanted(), done) if skeleton else Progress(0, 0),
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
