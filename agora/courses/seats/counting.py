"""How full a run is and where it stands, read from the tables."""

from __future__ import annotations

import uuid

from django.db.models import Count, Q

from agora.courses.models import Enrolment, GenderAnswer, Run
from agora.courses.seats.logic import Applicant, Dates, Limit, RunState, Seats, run_state
from agora.kernel import clock
from agora.topics.queries import vocabulary


def dates_of(run: Run) -> Dates:
    """The dates of a run, as logic takes them."""
    return Dates(
        run.enrol_from,
        run.enrol_until,
        run.starts,
        run.ends,
        run.self_paced,
        run.cancelled_at is not None,
    )


def state_now(run: Run) -> RunState:
    """Where the run stands now."""
    return run_state(dates_of(run), clock.now())


def applicant(place: uuid.UUID | None, gender: str) -> Applicant:
    """What quotas ask of somebody from this place."""
    words = vocabulary()
    spot = words.place_by_id.get(place) if place else None
    if spot is None:
        return Applicant(frozenset(), gender)
    return Applicant(frozenset({spot.id, *(one.id for one in words.place_ancestors(spot))}), gender)


def seats_of(run: Run) -> Seats:
    """The places of a run and how many are taken; four queries at most. Lock the run first to rely on it."""
    seated = Enrolment.objects.filter(run=run, state__in=Enrolment.SEATED)
    limits = [Limit(one.places, one.place_id, one.gender) for one in run.quotas.all()]
    places: list[tuple[Applicant, int]] = []
    genders: dict[str, int] = {}
    if any(limit.place for limit in limits):
        places = [
            (applicant(place, ""), count)
            for place, count in seated.order_by().values_list("place").annotate(Count("pk"))
        ]
    if any(limit.gender for limit in limits):
        rows = GenderAnswer.objects.filter(enrolment__in=seated)
        genders = dict(rows.order_by().values_list("gender").annotate(Count("pk")))
    used = [
        (
            limit,
            sum(count for one, count in places if limit.is_for(one))
            if limit.place
            else genders.get(limit.gender, 0),
        )
        for limit in limits
    ]
    return Seats(run.capacity, seated.count(), used)


def waiting_before(enrolment: Enrolment) -> int:
    """How many wait before them."""
    rows = Enrolment.objects.filter(run=enrolment.run_id, state=Enrolment.State.WAITLISTED)
    earlier = Q(asked_at__lt=enrolment.asked_at)
    return rows.filter(earlier | Q(asked_at=enrolment.asked_at, pk__lt=enrolment.pk)).count()
