"""Counting a run: at once where few learn in it, from time to time by a job where many do.

Whatever is counted leaves here as rows of the same shape, from whichever of the two. A page never loops
over people, and none counts a hundred thousand steps of progress while somebody waits for it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Final

from django.db import transaction
from django.db.models import Avg as Mean
from django.db.models import Count, Exists, Max, OuterRef, Q, Sum

from agora.courses.models import (
    Enrolment,
    FunnelTally,
    LessonTally,
    NodeProgress,
    Run,
    RunTally,
    SurveyAnswer,
    SurveyTally,
)
from agora.courses.queries.content import outline
from agora.courses.tutoring.certified import with_certificate
from agora.kernel import clock

STILL: Final = dt.timedelta(days=14)
"""Whoever has not moved for so long is stuck."""
MANY: Final = 500
"""A run with more people than this is counted by the job."""
LessonRow = tuple[uuid.UUID | None, int, int, int, int]
"""A lesson (None: not begun), and how many are here, still, completed, and have finished it."""
StageRow = tuple[uuid.UUID | None, str, int, int]
"""A place, a language, a stage, and how many people got there."""
MeanRow = tuple[uuid.UUID, uuid.UUID | None, str, int, float]
"""A question, a group, before or after, how many people, and their mean."""


def stuck(now: dt.datetime | None = None) -> Q:
    """What is so of an enrolment that has not moved for a fortnight."""
    since = (now or clock.now()) - STILL
    return Q(state=Enrolment.State.ENROLLED) & (
        Q(last_at__lt=since) | Q(last_at__isnull=True, enrolled_at__lt=since)
    )


def counted_at(run_id: uuid.UUID) -> dt.datetime | None:
    """When the job counted the run; None where its pages count at once."""
    return RunTally.objects.filter(run=run_id).values_list("at", flat=True).first()


def lesson_rows(run: Run, among: Q, counted: dt.datetime | None) -> list[LessonRow]:
    """Who is where, of those whom `among` (on cohort and language) lets through."""
    if counted is None:
        return _merged(_lessons(run, Q(run=run.pk) & among, ()))
    sums = {name: Sum(name) for name in ("here", "still", "completed", "finished")}
    rows = LessonTally.objects.filter(among, run=run.pk).order_by().values_list("lesson")
    return list(rows.annotate(**{f"n_{name}": total for name, total in sums.items()}))


def stage_rows(run: Run, counted: dt.datetime | None) -> list[StageRow]:
    """Who got how far."""
    if counted is None:
        return _stages(run)
    rows = FunnelTally.objects.filter(run=run.pk)
    return list(rows.values_list("place", "language", "stage", "people"))


def mean_rows(run: Run, among: Q, counted: dt.datetime | None) -> list[MeanRow]:
    """What those whom `among` (on the cohort) lets through said before and after."""
    if counted is None:
        own = Enrolment.objects.filter(among, run=run.pk)
        return _means(run, Q(reply__enrolment__in=own.values("pk")))
    rows = SurveyTally.objects.filter(among, question__survey=run.pk)
    return list(rows.values_list("question", "cohort", "moment", "people", "mean"))


def _lessons(run: Run, people: Q, by: tuple[str, ...]) -> dict[tuple[Any, ...], list[int]]:
    """Here, still, completed, finished, by these columns of the enrolment and the lesson."""
    found: dict[tuple[Any, ...], list[int]] = {}
    learning = Enrolment.objects.filter(people, state__in=Enrolment.LEARNING)
    enrolled = Q(state=Enrolment.State.ENROLLED)
    for *key, here, still, completed in (
        learning.order_by()
        .values_list(*by, "last_lesson")
        .annotate(
            here=Count("pk", filter=enrolled),
            still=Count("pk", filter=stuck()),
            completed=Count("pk", filter=~enrolled),
        )
    ):
        found[tuple(key)] = [here, still, completed, 0]
    if run.course.live_id is None:
        return found
    lessons = [one.key for one in outline(run.course.live_id).lessons]
    steps = NodeProgress.objects.filter(enrolment__in=learning.values("pk"), node_key__in=lessons)
    for *key, n in (
        steps.order_by()
        .values_list(*(f"enrolment__{name}" for name in by), "node_key")
        .annotate(n=Count("pk"))
    ):
        found.setdefault(tuple(key), [0, 0, 0, 0])[3] += n
    return found


def _merged(found: dict[tuple[Any, ...], list[int]]) -> list[LessonRow]:
    rows: list[LessonRow] = []
    for (lesson,), (here, still, completed, finished) in found.items():
        key = lesson if isinstance(lesson, uuid.UUID) else None
        rows.append((key, here, still, completed, finished))
    return rows


def _stages(run: Run) -> list[StageRow]:
    rows = Enrolment.objects.filter(run=run.pk).order_by()
    done = Q(state=Enrolment.State.COMPLETED)
    found: list[StageRow] = []
    for place, language, *counts in rows.values_list("place", "language").annotate(
        asked=Count("pk"),
        placed=Count("pk", filter=Q(enrolled_at__isnull=False)),
        began=Count("pk", filter=Q(enrolled_at__isnull=False, last_at__isnull=False) | done),
        completed=Count("pk", filter=done),
    ):
        found += [
            (place, language, stage, n) for stage, n in zip((1, 2, 3, 5), counts, strict=True)
        ]
    for stage, narrowed in ((4, rows.filter(_half(run) | done)), (6, with_certificate(rows))):
        found += [
            (place, language, stage, n)
            for place, language, n in narrowed.values_list("place", "language").annotate(
                n=Count("pk")
            )
        ]
    return found


def _half(run: Run) -> Q:
    """Those who did half of what is required; of a course that changed, by what it requires now."""
    if run.course.live_id is None:
        return Q(pk__in=())
    wanted = outline(run.course.live_id).wanted()
    required = len({one.group or one.key for one in wanted})
    if not required:
        return Q(pk__in=())
    reached = (
        NodeProgress.objects.filter(enrolment__run=run.pk, node_key__in=[one.key for one in wanted])
        .order_by()
        .values("enrolment")
        .annotate(n=Count("pk"))
        .filter(n__gte=(required + 1) // 2)
    )
    return Q(pk__in=reached.values("enrolment"))


def _means(run: Run, among: Q) -> list[MeanRow]:
    both = SurveyAnswer.objects.filter(
        question=OuterRef("question"),
        reply__enrolment=OuterRef("reply__enrolment"),
        value__isnull=False,
    ).exclude(reply__moment=OuterRef("reply__moment"))
    return list(
        SurveyAnswer.objects.filter(
            among, Exists(both), value__isnull=False, question__survey=run.pk
        )
        .order_by()
        .values_list("question", "reply__enrolment__cohort", "reply__moment")
        .annotate(n=Count("pk"), mean=Mean("value"))
    )


# ---------------------------------------------------------------------- the job


def tallies_refresh() -> int:
    """Count every run with many people in which something happened since; returns how many."""
    made = 0
    busy = (
        Run.objects.annotate(
            people=Count("enrolments", filter=Q(enrolments__state__in=Enrolment.LEARNING)),
            moved=Max("enrolments__last_at"),
        )
        .filter(people__gt=MANY)
        .select_related("course")
    )
    counted = dict(RunTally.objects.values_list("run_id", "at"))
    now = clock.now()
    for run in busy:
        at = counted.get(run.pk)
        # Once an hour also without any movement: who stands still becomes stuck, and people come.
        if at is None or (run.moved and at < run.moved) or now - at > dt.timedelta(hours=1):
            tally_make(run)
            made += 1
    few = RunTally.objects.exclude(run__in=[run.pk for run in busy])
    for key in few.values_list("run_id", flat=True):
        tally_forget(key)
    return made


@transaction.atomic
def tally_make(run: Run) -> None:
    """Count a run and keep the numbers in place of the former ones."""
    RunTally.objects.select_for_update().get_or_create(run=run)
    tally_forget(run.pk, whole=False)
    LessonTally.objects.bulk_create(
        LessonTally(
            run=run, cohort_id=cohort, language=language, lesson=lesson,
            here=here, still=still, completed=completed, finished=finished,
        )
        for (cohort, language, lesson), (here, still, completed, finished) in _lessons(
            run, Q(run=run.pk), ("cohort", "language")
        ).items()
    )  # fmt: skip
    FunnelTally.objects.bulk_create(
        FunnelTally(run=run, place_id=place, language=language, stage=stage, people=n)
        for place, language, stage, n in _stages(run)
        if n
    )
    SurveyTally.objects.bulk_create(
        SurveyTally(question_id=question, cohort_id=cohort, moment=moment, people=n, mean=mean)
        for question, cohort, moment, n, mean in _means(run, Q())
    )
    RunTally.objects.filter(run=run).update(at=clock.now())


def tally_forget(run_id: uuid.UUID, *, whole: bool = True) -> None:
    """Throw the numbers of a run away: its pages count at once again."""
    LessonTally.objects.filter(run=run_id).delete()
    FunnelTally.objects.filter(run=run_id).delete()
    SurveyTally.objects.filter(question__survey=run_id).delete()
    if whole:
        RunTally.objects.filter(run=run_id).delete()
