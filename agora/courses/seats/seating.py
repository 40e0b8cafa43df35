"""Seats: asking for one, the waiting list and its offers, decisions, leaving.

Every act that takes or frees a place begins by locking the run's row, and counts only then: places taken
are enrolments in `Enrolment.SEATED`, held ones among them. So there are never more than the run has.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from agora.courses.models import (
    ApplicationAnswer,
    Cohort,
    Enrolment,
    GenderAnswer,
    Run,
    SeatDecision,
    SeatOffer,
)
from agora.courses.models import Letter as L
from agora.courses.rules import organises
from agora.courses.seats import letters
from agora.courses.seats.counting import applicant, seats_of, state_now
from agora.courses.seats.errors import (
    AlreadyDecided,
    NoLessonsYet,
    NotEnoughPlaces,
    OfferIsOver,
    RunIsClosed,
)
from agora.courses.seats.logic import Applicant, RunState
from agora.journal.services import entry_write
from agora.kernel import clock
from agora.kernel.errors import AgoraError, NotYours
from agora.kernel.typed import typed
from agora.people.queries import Standing

State = Enrolment.State


@dataclass(frozen=True)
class Wish:
    """What somebody says when they ask for a seat; answers by question."""

    language: str
    organisation: uuid.UUID | None = None
    place: uuid.UUID | None = None
    cohort: uuid.UUID | None = None
    gender: str = ""
    answers: Mapping[uuid.UUID, str] = field(default_factory=dict)


def run_lock(run_id: uuid.UUID) -> Run:
    """The run, locked until the transaction ends. NotYours where there is none."""
    run = Run.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise NotYours("run")
    return run


def _of(enrolment: Enrolment) -> Applicant:
    said = GenderAnswer.objects.filter(enrolment=enrolment).values_list("gender", flat=True).first()
    return applicant(enrolment.place_id, said or "")


def _cohort(run: Run, wanted: uuid.UUID | None, language: str) -> Cohort | None:
    """The group asked for if there is room in it; else, where one cannot learn alone, one in the language."""
    cohorts = list(
        Cohort.objects.filter(run=run)
        .annotate(
            # Only whoever sits there counts: those who wait may still go elsewhere.
            sitting=Count("enrolments", filter=Q(enrolments__state__in=Enrolment.SEATED)),
        )
        .order_by("name")
    )
    free = [one for one in cohorts if one.places is None or one.sitting < one.places]
    for one in free:
        if one.pk == wanted:
            return one
    if wanted is None and run.self_paced:
        return None
    free.sort(key=lambda one: (one.language != language, one.sitting))
    return free[0] if free else None


def _enrol(run: Run, enrolment: Enrolment) -> None:
    """A seat, with the version that is live now and a group."""
    live = run.course.live_id
    if live is None:
        raise NoLessonsYet
    enrolment.cohort = _cohort(run, enrolment.cohort_id, enrolment.language)
    enrolment.state, enrolment.version_id = State.ENROLLED, live
    enrolment.enrolled_at = clock.now()
    enrolment.save(update_fields=["cohort", "state", "version", "enrolled_at", "account"])


def _open_one(run: Run, account: uuid.UUID) -> Enrolment | None:
    return Enrolment.objects.filter(run=run, account=account, state__in=Enrolment.OPEN).first()


@transaction.atomic
def seat_ask(account: uuid.UUID, run_id: uuid.UUID, wish: Wish) -> Enrolment:
    """Ask for a seat: enrolled where there is a place, else waiting; or an application.

    Asked again, the same enrolment is given. Raises NotYours, RunIsClosed, NoLessonsYet.
    """
    run = run_lock(run_id)
    if not run.is_published:
        raise NotYours("run")
    there = _open_one(run, account)
    if there is not None:
        if there.state == State.OFFERED:
            return _offer_take(run, there)
        return there
    if not state_now(run).is_open:
        raise RunIsClosed
    if run.course.live_id is None:
        raise NoLessonsYet
    enrolment = _new(run, account, wish, State.APPLIED)
    if run.admission == Run.Admission.APPLICATION:
        letters.letter_write(L.Sort.APPLIED, run, enrolment=enrolment)
    else:
        _promote(run)
        _seat_or_wait(run, enrolment)
    entry_write("seat-ask", "enrolment", enrolment.pk, actor=account)
    return enrolment


def _new(run: Run, account: uuid.UUID | None, wish: Wish, state: str) -> Enrolment:
    cohort = Cohort.objects.filter(run=run, pk=wish.cohort).first() if wish.cohort else None
    enrolment = Enrolment.objects.create(
        run=run,
        account_id=account,
        state=state,
        language=wish.language,
        organisation_id=wish.organisation,
        place_id=wish.place,
        cohort=cohort,
    )
    if run.asks_gender and wish.gender in GenderAnswer.Gender.values:
        GenderAnswer.objects.create(enrolment=enrolment, gender=wish.gender)
    ApplicationAnswer.objects.bulk_create(
        ApplicationAnswer(enrolment=enrolment, question_id=question, text=typed(text)[:4000])
        for question, text in wish.answers.items()
        if text
    )
    return enrolment


def _seat_or_wait(run: Run, enrolment: Enrolment) -> None:
    if seats_of(run).fits(_of(enrolment)):
        _enrol(run, enrolment)
        letters.letter_write(L.Sort.ENROLLED, run, enrolment=enrolment)
    else:
        enrolment.state = State.WAITLISTED
        enrolment.save(update_fields=["state"])
        letters.letter_write(L.Sort.WAITLISTED, run, enrolment=enrolment)


@transaction.atomic
def seat_give(
    run: Run,
    account: uuid.UUID,
    *,
    language: str,
    by: uuid.UUID | None = None,
    organisation: uuid.UUID | None = None,
    place: uuid.UUID | None = None,
    cohort: uuid.UUID | None = None,
) -> Enrolment:
    """Give a seat without being asked, whatever the window of enrolment; no mail.

    Given again, the same seat. Raises NotEnoughPlaces, NoLessonsYet.
    """
    run = run_lock(run.pk)
    there = _open_one(run, account)
    if there is not None and there.state in Enrolment.LEARNING:
        return there
    if seats_of(run).left == 0 and (there is None or there.state != State.OFFERED):
        raise NotEnoughPlaces(0)
    enrolment = there or _new(
        run, account, Wish(language, organisation, place, cohort), State.APPLIED
    )
    _end_offer(enrolment)
    _enrol(run, enrolment)
    entry_write("seat-give", "enrolment", enrolment.pk, actor=by or account)
    return enrolment


# ---------------------------------------------------------------------- the waiting list


def _promote(run: Run) -> int:
    """Hold the free places for those who wait longest and whom the quotas admit; how many."""
    if state_now(run) in (RunState.ARCHIVED, RunState.CANCELLED) or not run.is_published:
        return 0
    waiting = Enrolment.objects.filter(run=run, state=State.WAITLISTED)
    if not waiting.exists():
        return 0
    seats, made = seats_of(run), 0
    if seats.left == 0:
        return 0
    until = clock.now() + dt.timedelta(hours=run.offer_hours)
    genders = dict(
        GenderAnswer.objects.filter(enrolment__in=waiting).values_list("enrolment_id", "gender")
    )
    for enrolment in waiting.order_by("asked_at", "pk"):
        one = applicant(enrolment.place_id, genders.get(enrolment.pk, ""))
        if seats.fits(one):
            _hold(run, enrolment, until)
            seats.take(one)
            made += 1
        if seats.left == 0:
            break
    return made


def _hold(run: Run, enrolment: Enrolment, until: dt.datetime) -> None:
    enrolment.state = State.OFFERED
    enrolment.save(update_fields=["state"])
    offer = SeatOffer.objects.create(enrolment=enrolment, expires_at=until)
    letters.letter_write(L.Sort.OFFERED, run, enrolment=enrolment, cause=f"offer-{offer.pk}")


@transaction.atomic
def places_changed(run_id: uuid.UUID) -> int:
    """Hold places that became free for those who wait; how many."""
    return _promote(run_lock(run_id))


def _end_offer(enrolment: Enrolment) -> None:
    SeatOffer.objects.filter(enrolment=enrolment, ended_at__isnull=True).update(
        ended_at=clock.now(), email=""
    )


def _offer_take(run: Run, enrolment: Enrolment) -> Enrolment:
    offer = SeatOffer.objects.filter(enrolment=enrolment, ended_at__isnull=True).first()
    if offer is None or offer.expires_at <= clock.now():
        raise OfferIsOver
    _enrol(run, enrolment)
    _end_offer(enrolment)
    letters.letter_write(L.Sort.ENROLLED, run, enrolment=enrolment)
    entry_write("offer-accept", "enrolment", enrolment.pk, actor=enrolment.account_id)
    return enrolment


def _mine(account: uuid.UUID, enrolment_id: uuid.UUID) -> tuple[Run, Enrolment]:
    found = Enrolment.objects.filter(pk=enrolment_id, account=account).first()
    if found is None:
        raise NotYours("enrolment")
    run = run_lock(found.run_id)
    return run, Enrolment.objects.select_for_update().get(pk=enrolment_id)


@transaction.atomic
def offer_accept(account: uuid.UUID, enrolment_id: uuid.UUID) -> Enrolment:
    """Take the place that is held; again, nothing changes. Raises NotYours, OfferIsOver."""
    run, enrolment = _mine(account, enrolment_id)
    if enrolment.state in Enrolment.LEARNING:
        return enrolment
    if enrolment.state != State.OFFERED:
        raise OfferIsOver
    return _offer_take(run, enrolment)


@transaction.atomic
def seat_leave(account: uuid.UUID, enrolment_id: uuid.UUID) -> Enrolment:
    """Give back a seat, a place on the list, an offer or an application; the next one is asked.

    A completed course stays completed. Raises NotYours.
    """
    run, enrolment = _mine(account, enrolment_id)
    if enrolment.state not in Enrolment.OPEN or enrolment.state == State.COMPLETED:
        return enrolment
    verb = "offer-decline" if enrolment.state == State.OFFERED else "seat-leave"
    _close(run, enrolment, State.WITHDRAWN)
    entry_write(verb, "enrolment", enrolment.pk, actor=account)
    return enrolment


def _close(run: Run, enrolment: Enrolment, state: str) -> None:
    enrolment.state, enrolment.left_at = state, clock.now()
    enrolment.save(update_fields=["state", "left_at"])
    _end_offer(enrolment)
    _promote(run)


def offers_expire() -> int:
    """End the offers whose time is over, each run in its own transaction; how many."""
    over = SeatOffer.objects.filter(ended_at__isnull=True, expires_at__lte=clock.now())
    return sum(
        _run_expire(run)
        for run in over.order_by().values_list("enrolment__run", flat=True).distinct()
    )


@transaction.atomic
def _run_expire(run_id: uuid.UUID) -> int:
    run = run_lock(run_id)
    over = SeatOffer.objects.filter(
        enrolment__run=run, ended_at__isnull=True, expires_at__lte=clock.now()
    ).select_related("enrolment")
    count = 0
    for offer in list(over):
        enrolment = offer.enrolment
        enrolment.state, enrolment.left_at = State.EXPIRED, clock.now()
        enrolment.save(update_fields=["state", "left_at"])
        if enrolment.account_id:
            letters.letter_write(L.Sort.EXPIRED, run, enrolment=enrolment)
        _end_offer(enrolment)
        entry_write("offer-expire", "enrolment", enrolment.pk)
        count += 1
    _promote(run)
    return count


# ---------------------------------------------------------------------- applications


@transaction.atomic
def seat_decide(
    standing: Standing, run_id: uuid.UUID, enrolment_id: uuid.UUID, outcome: str, reason: str
) -> Enrolment:
    """Decide about an application: accepted (who finds no place waits), on the list, or declined.

    Raises NotYours, AlreadyDecided, and AgoraError without a reason for declining.
    """
    run = run_lock(run_id)
    if not organises(standing, run.course.resource.owner_id):
        raise NotYours("run")
    enrolment = Enrolment.objects.filter(run=run, pk=enrolment_id).first()
    if enrolment is None:
        raise NotYours("enrolment")
    if outcome not in SeatDecision.Outcome.values:
        raise AgoraError(_("Choose what you decide."), "outcome")
    if enrolment.state != State.APPLIED:
        raise AlreadyDecided
    words = typed(reason)[:2000]
    if outcome == SeatDecision.Outcome.DECLINED and not words:
        raise AgoraError(_("Say in a sentence why: it is sent to the applicant."), "reason")
    SeatDecision.objects.create(
        enrolment=enrolment, outcome=outcome, reason=words, by=standing.account
    )
    if outcome == SeatDecision.Outcome.ACCEPTED:
        _seat_or_wait(run, enrolment)
    elif outcome == SeatDecision.Outcome.WAITLISTED:
        enrolment.state = State.WAITLISTED
        enrolment.save(update_fields=["state"])
        letters.letter_write(L.Sort.WAITLISTED, run, enrolment=enrolment)
        _promote(run)
    else:
        enrolment.state, enrolment.left_at = State.DECLINED, clock.now()
        enrolment.save(update_fields=["state", "left_at"])
        letters.letter_write(L.Sort.DECLINED, run, enrolment=enrolment)
    entry_write(
        f"seat-{outcome}", "enrolment", enrolment.pk, actor=standing.account,
        organisation=run.course.resource.owner_id,
    )  # fmt: skip
    return enrolment
