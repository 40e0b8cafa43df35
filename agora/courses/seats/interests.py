"""Pre-registration: asking to hear when a course opens, by an address alone, confirmed by mail."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Final

from allauth.account.models import EmailAddress
from django.db import transaction

from agora.courses.models import Course, Enrolment, Interest, Letter, Run
from agora.courses.seats import letters, tokens
from agora.courses.seats.counting import state_now
from agora.courses.seats.errors import LinkIsOver, RunIsClosed
from agora.courses.seats.seating import Wish, seat_ask
from agora.journal.services import entry_write
from agora.kernel import clock
from agora.kernel.errors import NotHere
from agora.people.keeping import person_at
from agora.people.models import Account

LASTS: Final = dt.timedelta(days=14)
"""How long an address may be confirmed; then it is forgotten."""
AGAIN: Final = dt.timedelta(minutes=10)
"""How long after a mail the same address gets no other one."""
OPENING_LASTS: Final = dt.timedelta(days=90)
_AHEAD: Final = dt.timedelta(seconds=60)


@transaction.atomic
def interest_ask(
    course: Course, *, email: str, language: str, place: uuid.UUID | None = None
) -> None:
    """Mail an address so that its owner may confirm; known or not, the caller learns nothing of it.

    One that is confirmed already gets a mail that says so. Raises NotHere where one cannot pre-register.
    """
    if not course.interest_open:
        raise NotHere("interest")
    now = clock.now()
    address = email.strip().lower()
    interest, new = Interest.objects.select_for_update().get_or_create(
        course=course,
        email=address,
        defaults={"language": language, "place_id": place, "asked_at": now},
    )
    if not new and interest.mailed_at and now - AGAIN < interest.mailed_at <= now:
        return
    if not new and interest.confirmed_at is None:
        interest.language, interest.place_id, interest.asked_at = language, place, now
    interest.mailed_at = now
    interest.save()
    letters.letter_write(
        Letter.Sort.CONFIRM,
        None,
        interest=interest,
        cause=f"confirm-{interest.pk}-{int(now.timestamp())}",
    )


def interest_for(token: str) -> Interest:
    """The interest a mail's token confirms. Raises LinkIsOver for one that has ended or is none."""
    key, now = tokens.id_of(token), clock.now()
    found = Interest.objects.select_related("course__resource").filter(pk=key).first()
    if (
        found is None
        or not tokens.is_of(token, "interest", found.pk, found.asked_at)
        or not now - LASTS < found.asked_at <= now + _AHEAD
    ):
        raise LinkIsOver
    return found


@transaction.atomic
def interest_confirm(token: str) -> Interest:
    """The address is its owner's, who wants to hear; again, nothing changes."""
    interest = interest_for(token)
    if interest.confirmed_at is None:
        interest.confirmed_at = clock.now()
        interest.save(update_fields=["confirmed_at"])
        entry_write("interest-confirm", "course", interest.course_id)
    return interest


def interest_stopped_by(token: str) -> Interest | None:
    """The interest a token ends; None where there is none any more."""
    key = tokens.id_of(token)
    found = Interest.objects.select_related("course__resource").filter(pk=key).first()
    return found if found and tokens.is_of(token, "stop", found.pk, letters.FOREVER) else None


@transaction.atomic
def interest_stop(token: str) -> None:
    """Forget an interest altogether; again, nothing changes."""
    interest = interest_stopped_by(token)
    if interest is not None:
        interest.delete()


def interests_forget() -> int:
    """Forget the addresses nobody confirmed in time, and those of a clock that went wrong; how many."""
    now = clock.now()
    unconfirmed = Interest.objects.filter(confirmed_at__isnull=True)
    _all, rows = unconfirmed.exclude(asked_at__gt=now - LASTS).delete()
    return rows.get("courses.Interest", 0)


# ---------------------------------------------------------------------- from the opening's mail to a seat


def opening_for(token: str) -> Letter:
    """The notice a token is from. Raises LinkIsOver."""
    key, now = tokens.id_of(token), clock.now()
    rows = Letter.objects.select_related("interest", "run__course__resource")
    found = rows.filter(pk=key, sort=Letter.Sort.OPENING).first()
    if (
        found is None
        or found.run is None
        or not found.run.is_published
        or not tokens.is_of(token, "opening", found.pk, found.made_at)
        or not now - OPENING_LASTS < found.made_at <= now + _AHEAD
    ):
        raise LinkIsOver
    return found


@dataclass(frozen=True)
class Converted:
    """What came of a click in the notice; `is_new`: the account was made by it."""

    account: uuid.UUID
    is_new: bool
    enrolment: Enrolment | None


@transaction.atomic
def opening_take(token: str, account: uuid.UUID | None) -> Converted:
    """Take a seat by the link of the notice, which proves the address.

    Whoever is signed in takes it themselves; else whoever the address belongs to, who gets an account
    where they have none. Where the run asks for an application, the account alone is made.
    Raises LinkIsOver, RunIsClosed.
    """
    letter = opening_for(token)
    run, interest = letter.run, letter.interest
    if run is None or interest is None:
        raise LinkIsOver
    if not state_now(run).is_open:
        raise RunIsClosed
    key, new = (account, False) if account else account_at(interest.email, interest.language)
    enrolment = None
    if run.admission == Run.Admission.OPEN:
        enrolment = seat_ask(key, run.pk, Wish(interest.language, place=interest.place_id))
        Interest.objects.filter(pk=interest.pk).update(enrolled_at=clock.now())
    return Converted(key, new, enrolment)


def account_at(email: str, language: str) -> tuple[uuid.UUID, bool]:
    """The account whose proven address this is, made where there is none; and whether it is new.

    Only for whoever holds a secret that was mailed to the address.
    """
    address = email.strip().lower()
    known = EmailAddress.objects.filter(email__iexact=address, verified=True).first()
    if known is not None:
        return known.user_id, False
    there = Account.objects.filter(email=address).first()
    if there is not None:
        # Begun and never confirmed: the mail's secret confirms it now.
        EmailAddress.objects.update_or_create(
            user_id=there.pk, email=address, defaults={"verified": True, "primary": True}
        )
        return there.pk, False
    person_at(address, language=language)
    return Account.objects.get(email=address).pk, True
