"""A team's seats: an organisation's admin holds places for colleagues, and each accepts by themselves."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from agora.courses.models import Enrolment, Letter, Run, SeatOffer
from agora.courses.seats import letters, tokens
from agora.courses.seats.counting import applicant, seats_of, state_now
from agora.courses.seats.errors import NoLessonsYet, NotEnoughPlaces, OfferIsOver, RunIsClosed
from agora.courses.seats.interests import account_at
from agora.courses.seats.seating import offer_accept, run_lock, seat_leave
from agora.journal.services import entry_write
from agora.kernel import clock
from agora.kernel.errors import AgoraError, NotYours
from agora.people.models import Membership, Organisation, Person
from agora.people.queries import Standing

MOST: Final = 50
"""People of one request: a bound on what a thief could mail."""


@dataclass(frozen=True)
class Invited:
    """A colleague, by account or by address, and the language they are written to in."""

    language: str
    account: uuid.UUID | None = None
    email: str = ""


@transaction.atomic
def team_hold(
    standing: Standing, organisation: uuid.UUID, run_id: uuid.UUID, people: Sequence[Invited]
) -> int:
    """Hold a place for each of these people and ask them; how many are new. All or nobody.

    Whoever has a place, a request or an offer in this run already is left as they are. Raises NotYours,
    RunIsClosed, NoLessonsYet, NotEnoughPlaces, and AgoraError for too many or a stranger to the
    organisation.
    """
    if not standing.has(organisation, Membership.Role.ADMIN):
        raise NotYours("organisation")
    run = run_lock(run_id)
    if not run.is_published:
        raise NotYours("run")
    if not state_now(run).is_open or run.admission != Run.Admission.OPEN:
        raise RunIsClosed
    if run.course.live_id is None:
        raise NoLessonsYet
    if len(people) > MOST:
        raise AgoraError(_("Choose fewer people: 50 at a time at most."), "people")
    new = _new_ones(run, organisation, people)
    seats = seats_of(run)
    seat = Organisation.objects.values_list("seat", flat=True).get(pk=organisation)
    one = applicant(seat, "")
    for _each in new:
        if not seats.fits(one):
            raise NotEnoughPlaces(seats.left or 0)
        seats.take(one)
    until = clock.now() + dt.timedelta(hours=max(run.offer_hours, 72))
    for who in new:
        enrolment = Enrolment.objects.create(
            run=run,
            account_id=who.account,
            state=Enrolment.State.OFFERED,
            language=who.language,
            organisation_id=organisation,
            place_id=seat,
        )
        offer = SeatOffer.objects.create(
            enrolment=enrolment,
            email="" if who.account else who.email,
            organisation_id=organisation,
            by=standing.account,
            expires_at=until,
        )
        letters.letter_write(Letter.Sort.TEAM, run, enrolment=enrolment, cause=f"offer-{offer.pk}")
    if new:
        entry_write(
            "team-hold", "run", run.pk, actor=standing.account,
            organisation=organisation, note=str(len(new)),
        )  # fmt: skip
    return len(new)


def _new_ones(run: Run, organisation: uuid.UUID, people: Sequence[Invited]) -> list[Invited]:
    members = set(
        Membership.objects.filter(
            organisation=organisation, person__account__isnull=False
        ).values_list("person__account", flat=True)
    )
    there = set(
        Enrolment.objects.filter(
            run=run, state__in=Enrolment.OPEN, account__in=[one.account for one in people]
        ).values_list("account", flat=True)
    )
    asked = set(
        SeatOffer.objects.filter(
            enrolment__run=run,
            ended_at__isnull=True,
            email__in=[one.email for one in people if one.email],
        ).values_list("email", flat=True)
    )
    found: list[Invited] = []
    for one in people:
        if one.account is not None:
            if one.account not in members:
                raise NotYours("person")
            if one.account not in there:
                found.append(one)
                there.add(one.account)
        elif one.email and one.email not in asked:
            found.append(one)
            asked.add(one.email)
    return found


def colleagues(organisation: uuid.UUID) -> list[tuple[uuid.UUID, str, str]]:
    """Members of an organisation with an account: account, name, language; one query."""
    rows = (
        Person.objects.filter(memberships__organisation=organisation, account__is_active=True)
        .distinct()
        .order_by("name", "pk")
        .values_list("account", "name", "language")
    )
    return [(account, name, language) for account, name, language in rows if account]


def offer_for(token: str) -> SeatOffer:
    """The open offer a mail's token is from. Raises OfferIsOver."""
    key = tokens.id_of(token)
    rows = SeatOffer.objects.select_related(
        "organisation", "enrolment__run__course__resource", "enrolment__run"
    )
    found = rows.filter(pk=key).first()
    if (
        found is None
        or not tokens.is_of(token, "offer", found.pk, found.made_at)
        or found.made_at > clock.now() + dt.timedelta(seconds=60)
    ):
        raise OfferIsOver
    return found


@transaction.atomic
def offer_take(token: str, account: uuid.UUID | None = None) -> tuple[Enrolment, bool]:
    """Take the held place by the link of its mail, which proves the address; and whether an account is new.

    Taken again, nothing changes. Whoever has a place in the run already keeps that one, and the held
    one is freed. Raises OfferIsOver.
    """
    offer = offer_for(token)
    enrolment = offer.enrolment
    if enrolment.account_id is not None:
        return offer_accept(enrolment.account_id, enrolment.pk), False
    run_lock(enrolment.run_id)
    offer = offer_for(token)
    if offer.ended_at is not None or offer.expires_at <= clock.now():
        raise OfferIsOver
    key, new = (account, False) if account else account_at(offer.email, enrolment.language)
    there = Enrolment.objects.filter(
        run=enrolment.run_id, account=key, state__in=Enrolment.OPEN
    ).first()
    if there is not None and there.state in Enrolment.LEARNING:
        _drop(enrolment)
        return there, new
    if there is not None:
        # They wait or applied by themselves: the held place is theirs at once.
        seat_leave(key, there.pk)
    Enrolment.objects.filter(pk=enrolment.pk).update(account=key)
    return offer_accept(key, enrolment.pk), new


@transaction.atomic
def offer_refuse(token: str) -> None:
    """Give the held place back; again, nothing changes. Raises OfferIsOver."""
    offer = offer_for(token)
    if offer.enrolment.account_id is not None:
        if offer.ended_at is None:
            seat_leave(offer.enrolment.account_id, offer.enrolment_id)
        return
    run_lock(offer.enrolment.run_id)
    if offer_for(token).ended_at is None:
        _drop(offer.enrolment)


def _drop(enrolment: Enrolment) -> None:
    from agora.courses.seats.seating import places_changed

    now = clock.now()
    Enrolment.objects.filter(pk=enrolment.pk).update(state=Enrolment.State.WITHDRAWN, left_at=now)
    SeatOffer.objects.filter(enrolment=enrolment, ended_at__isnull=True).update(
        ended_at=now, email=""
    )
    places_changed(enrolment.run_id)
