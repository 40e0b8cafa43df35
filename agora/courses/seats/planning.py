"""Planning runs: making, changing, publishing and cancelling them, their groups, quotas and questions."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from agora.courses.models import (
    Cohort,
    CohortTutor,
    Course,
    Enrolment,
    Interest,
    Letter,
    Question,
    QuestionText,
    Quota,
    Run,
    RunText,
)
from agora.courses.seats import letters
from agora.courses.seats.counting import state_now
from agora.courses.seats.errors import CapacityBelowSeated, NoLessonsYet, RunIsClosed
from agora.courses.seats.queries import courses_organised_by, runs_organised_by
from agora.courses.seats.seating import places_changed, run_lock
from agora.journal.services import entry_write
from agora.kernel import clock
from agora.kernel.errors import AgoraError, NotYours
from agora.kernel.typed import typed
from agora.people.models import Membership, Person
from agora.people.queries import Standing


@dataclass(frozen=True)
class Plan:
    """What a run is, but for its words; moments are aware."""

    enrol_from: dt.datetime | None = None
    enrol_until: dt.datetime | None = None
    starts: dt.datetime | None = None
    ends: dt.datetime | None = None
    timezone: str = "UTC"
    capacity: int | None = None
    admission: str = Run.Admission.OPEN
    self_paced: bool = True
    offer_hours: int = 72
    asks_gender: bool = False


@dataclass(frozen=True)
class Words:
    """What a run says in one language."""

    title: str = ""
    about: str = ""
    criteria: str = ""


def _check(plan: Plan) -> None:
    if plan.starts and plan.ends and plan.ends <= plan.starts:
        raise AgoraError(_("The run ends before it begins. Choose a later end."), "ends")
    if plan.enrol_from and plan.enrol_until and plan.enrol_until <= plan.enrol_from:
        raise AgoraError(
            _("Enrolment ends before it begins. Choose a later end of enrolment."), "enrol_until"
        )
    if plan.ends and plan.enrol_from and plan.enrol_from >= plan.ends:
        raise AgoraError(
            _("Enrolment begins when the run is over. Choose an earlier beginning."), "enrol_from"
        )
    if plan.capacity is not None and plan.capacity < 1:
        raise AgoraError(_("A run has one place at least."), "capacity")


def _words_write(run: Run, texts: Mapping[str, Words]) -> None:
    for language, words in texts.items():
        if words == Words():
            RunText.objects.filter(run=run, language=language).delete()
        else:
            RunText.objects.update_or_create(run=run, language=language, defaults=asdict(words))


@transaction.atomic
def run_make(
    standing: Standing, course: uuid.UUID, plan: Plan, texts: Mapping[str, Words], *, language: str
) -> Run:
    """Plan a run of a course one organises; nobody else sees it until it is published.

    Raises NotYours, and AgoraError for dates that cannot be.
    """
    found = _course(standing, course)
    _check(plan)
    run = Run.objects.create(course=found, original_language=language, **asdict(plan))
    _words_write(run, texts)
    _line("run-make", run, standing)
    return run


def _course(standing: Standing, course: uuid.UUID) -> Course:
    found = courses_organised_by(standing).filter(pk=course).first()
    if found is None:
        raise NotYours("course")
    return found


def _mine(standing: Standing, run_id: uuid.UUID) -> Run:
    if not runs_organised_by(standing).filter(pk=run_id).exists():
        raise NotYours("run")
    return run_lock(run_id)


def _line(verb: str, run: Run, standing: Standing, note: str = "") -> None:
    entry_write(
        verb, "run", run.pk, actor=standing.account, note=note,
        organisation=run.course.resource.owner_id,
    )  # fmt: skip


@transaction.atomic
def run_change(
    standing: Standing, run_id: uuid.UUID, plan: Plan, texts: Mapping[str, Words]
) -> Run:
    """Change a run; free places go to those who wait.

    Raises NotYours, CapacityBelowSeated, and AgoraError for dates that cannot be.
    """
    run = _mine(standing, run_id)
    _check(plan)
    seated = Enrolment.objects.filter(run=run, state__in=Enrolment.SEATED).count()
    if plan.capacity is not None and plan.capacity < seated:
        raise CapacityBelowSeated(seated)
    for name, value in asdict(plan).items():
        setattr(run, name, value)
    run.save()
    _words_write(run, texts)
    places_changed(run.pk)
    _line("run-change", run, standing)
    return run


@transaction.atomic
def run_publish(standing: Standing, run_id: uuid.UUID, *, on: bool = True) -> Run:
    """Show a run on its course's page, or no more (whoever is in it stays). Raises NotYours, NoLessonsYet."""
    run = _mine(standing, run_id)
    if on and run.course.live_id is None:
        raise NoLessonsYet
    if run.is_published != on:
        run.is_published = on
        run.save(update_fields=["is_published"])
        _line("run-publish" if on else "run-hide", run, standing)
        _page_changed(run)
    return run


def _page_changed(run: Run) -> None:
    """The page of the course is kept for everybody: it is another one now."""
    from agora.kernel import generations

    generations.bump(generations.CONTENT)


@transaction.atomic
def run_cancel(standing: Standing, run_id: uuid.UUID) -> Run:
    """Cancel a run and tell everybody in it; again, nothing changes. Raises NotYours."""
    run = _mine(standing, run_id)
    if run.cancelled_at is not None:
        return run
    run.cancelled_at = clock.now()
    run.save(update_fields=["cancelled_at"])
    for enrolment in Enrolment.objects.filter(run=run, state__in=Enrolment.OPEN):
        letters.letter_write(Letter.Sort.CANCELLED, run, enrolment=enrolment)
    _line("run-cancel", run, standing)
    _page_changed(run)
    return run


@transaction.atomic
def run_announce(standing: Standing, run_id: uuid.UUID) -> int:
    """Tell everybody who waits for the course that this run is open; how many were not told before.

    Raises NotYours, and RunIsClosed where one cannot enrol.
    """
    run = _mine(standing, run_id)
    if not run.is_published or not state_now(run).is_open:
        raise RunIsClosed
    waiting = Interest.objects.filter(
        course=run.course_id, confirmed_at__isnull=False, enrolled_at__isnull=True
    )
    told = letters.openings_write(run, waiting.order_by("pk").values_list("pk", flat=True))
    if told:
        run.announced_at = clock.now()
        run.save(update_fields=["announced_at"])
        letters.openings_send.enqueue(str(run.pk))
        _line("run-announce", run, standing, str(told))
    return told


# ---------------------------------------------------------------------- groups, quotas, questions


@transaction.atomic
def cohort_write(
    standing: Standing,
    run_id: uuid.UUID,
    *,
    name: str,
    language: str,
    timezone: str,
    places: int | None,
    tutors: Sequence[uuid.UUID],
    cohort: uuid.UUID | None = None,
) -> Cohort:
    """Make a group of a run, or change it; tutors are accounts of people of the course's organisation.

    Raises NotYours, and AgoraError for a name that is taken.
    """
    run = _mine(standing, run_id)
    said = " ".join(typed(name).split())[:200]
    same = Cohort.objects.filter(run=run, name=said)
    if (same.exclude(pk=cohort) if cohort else same).exists():
        raise AgoraError(_("There is a group of this name already."), "name")
    possible = {key for key, _name in tutors_for(run)}
    if not set(tutors) <= possible:
        raise NotYours("person")
    values = {"name": said, "language": language, "timezone": timezone, "places": places}
    if cohort is None:
        found = Cohort.objects.create(run=run, **values)
    else:
        there = Cohort.objects.filter(run=run, pk=cohort).first()
        if there is None:
            raise NotYours("cohort")
        for field, value in values.items():
            setattr(there, field, value)
        there.save()
        found = there
    CohortTutor.objects.filter(cohort=found).exclude(account__in=tutors).delete()
    for account in tutors:
        CohortTutor.objects.get_or_create(cohort=found, account_id=account)
    _line("run-change", run, standing)
    return found


def tutors_for(run: Run) -> list[tuple[uuid.UUID, str]]:
    """Who can tutor: members of the course's organisation with an account; one query."""
    rows = Person.objects.filter(
        memberships__in=Membership.objects.filter(organisation=run.course.resource.owner_id),
        account__is_active=True,
    )
    found = rows.distinct().order_by("name", "pk").values_list("account", "name")
    return [(account, name) for account, name in found if account]


@transaction.atomic
def cohort_delete(standing: Standing, run_id: uuid.UUID, cohort: uuid.UUID) -> None:
    """Delete a group; whoever was in it stays in the run without one. Raises NotYours."""
    run = _mine(standing, run_id)
    gone, _rows = Cohort.objects.filter(run=run, pk=cohort).delete()
    if not gone:
        raise NotYours("cohort")
    _line("run-change", run, standing)


@transaction.atomic
def quota_write(
    standing: Standing,
    run_id: uuid.UUID,
    *,
    places: int,
    place: uuid.UUID | None = None,
    gender: str = "",
) -> Quota:
    """At most so many places for people from a place, or of a gender. Raises NotYours, AgoraError."""
    run = _mine(standing, run_id)
    if (place is None) == (gender == ""):
        raise AgoraError(_("Name a place or choose a gender: one of the two."), "place")
    if gender and not run.asks_gender:
        raise AgoraError(
            _("This run does not ask for the gender. Let it ask first, then set the quota."),
            "gender",
        )
    there = Quota.objects.filter(run=run, gender=gender)
    there = there.filter(place_id=place) if place else there.filter(place__isnull=True)
    quota = there.first() or Quota(run=run, place_id=place, gender=gender)
    quota.places = places
    quota.save()
    places_changed(run.pk)
    _line("run-change", run, standing)
    return quota


@transaction.atomic
def quota_delete(standing: Standing, run_id: uuid.UUID, quota: int) -> None:
    """Lift a quota; free places go to those who wait. Raises NotYours."""
    run = _mine(standing, run_id)
    gone, _rows = Quota.objects.filter(run=run, pk=quota).delete()
    if not gone:
        raise NotYours("quota")
    places_changed(run.pk)
    _line("run-change", run, standing)


@transaction.atomic
def question_write(
    standing: Standing,
    run_id: uuid.UUID,
    *,
    kind: str,
    required: bool,
    texts: Mapping[str, tuple[str, tuple[str, ...]]],
) -> Question:
    """Ask applicants one thing more, in each language: the question, and of a choice its options.

    Raises NotYours, and AgoraError where a language has no question or another number of options.
    """
    run = _mine(standing, run_id)
    said = {tag: (typed(label)[:300], options) for tag, (label, options) in texts.items() if label}
    if run.original_language not in said:
        raise AgoraError(
            _("Write the question in the language in which the run was planned."),
            f"label_{run.original_language}",
        )
    if kind == Question.Kind.CHOICE:
        count = len(said[run.original_language][1])
        if count < 2:
            raise AgoraError(
                _("A choice has two options at least, one a line."),
                f"options_{run.original_language}",
            )
        for tag, (_label, options) in said.items():
            if len(options) != count:
                raise AgoraError(
                    _("Write the same number of options in every language, in the same order."),
                    f"options_{tag}",
                )
    last = Question.objects.filter(run=run).order_by("-position").first()
    question = Question.objects.create(
        run=run, position=last.position + 1 if last else 1, kind=kind, required=required
    )
    for tag, (label, options) in said.items():
        QuestionText.objects.create(
            question=question,
            language=tag,
            label=label,
            options="\n".join(options) if kind == Question.Kind.CHOICE else "",
        )
    _line("run-change", run, standing)
    return question


@transaction.atomic
def question_delete(standing: Standing, run_id: uuid.UUID, question: uuid.UUID) -> None:
    """Ask it no more; what was answered is deleted with it. Raises NotYours."""
    run = _mine(standing, run_id)
    gone, _rows = Question.objects.filter(run=run, pk=question).delete()
    if not gone:
        raise NotYours("question")
    _line("run-change", run, standing)
