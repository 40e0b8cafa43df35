"""The mails about seats: one row per cause, drawn in the reader's language and time zone, sent once.

What thousands get is drawn once per language and zone; each copy only gets its own links.
"""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation

from agora.courses.models import Enrolment, Interest, Letter, Run, SeatDecision, SeatOffer
from agora.courses.seats import tokens
from agora.courses.seats.queries import course_titles, run_words
from agora.kernel import clock, jobs, languages
from agora.people.models import Account, Person
from agora.people.queries import name_of
from agora.topics.queries import vocabulary
from agora.ui.mail import subject_of

TAKEN: Final = dt.timedelta(seconds=60)
"""How long a process may be at one mail before another one may: shorter than `jobs.LOST`."""
FOREVER: Final = dt.datetime.fromtimestamp(0, dt.UTC)
KEEP: Final = dt.timedelta(days=400)
BATCH: Final = 500
_LINK, _STOP = "https://link.invalid/", "https://stop.invalid/"


class BeingSent(Exception):
    """Another process is at it, or was killed at it a moment ago: the job looks again later."""


def letter_write(
    sort: str,
    run: Run | None,
    *,
    enrolment: Enrolment | None = None,
    interest: Interest | None = None,
    cause: str = "",
) -> None:
    """Have a mail sent, once per cause, in the open transaction."""
    whose = enrolment or interest
    said = cause or f"{sort}-{whose.pk if whose else ''}"
    letter, new = Letter.objects.get_or_create(
        cause=said,
        defaults={"sort": sort, "run": run, "enrolment": enrolment, "interest": interest},
    )
    if new:
        letter_send.enqueue(str(letter.pk))


@jobs.job
def letter_send(letter_id: str) -> None:
    """Send one mail about a seat."""
    _send_all(Letter.objects.filter(pk=letter_id, state=Letter.State.WAITING))


@jobs.job
def openings_send(run_id: str) -> None:
    """Tell everybody who waits for a run that it is open."""
    _send_all(
        Letter.objects.filter(run_id=run_id, sort=Letter.Sort.OPENING, state=Letter.State.WAITING)
    )


def _send_all(waiting: QuerySet[Letter]) -> None:
    drawer, left = Drawer(), 0
    connection = get_connection()
    keys = list(waiting.order_by("pk").values_list("pk", flat=True))
    try:
        for start in range(0, len(keys), BATCH):
            rows = waiting.filter(pk__in=keys[start : start + BATCH]).select_related(
                "run__course__resource",
                "interest__course__resource",
                "enrolment__organisation",
                "enrolment__cohort",
            )
            left += sum(not _send(letter, drawer, connection) for letter in rows.order_by("pk"))
    finally:
        connection.close()
    if left:
        raise BeingSent


def _send(letter: Letter, drawer: Drawer, connection: BaseEmailBackend) -> bool:
    """Whether it left, or need not leave."""
    mine = Letter.objects.filter(pk=letter.pk, state=Letter.State.WAITING)
    mail = drawer.mail(letter)
    if mail is None:
        mine.update(state=Letter.State.UNWANTED)
        return True
    now = clock.now()
    taken = Q(taken_at__gt=now - TAKEN, taken_at__lte=now)
    if not mine.exclude(taken).update(taken_at=now):
        return not mine.exists()
    mail.connection = connection
    try:
        mail.send()
    except Exception as error:
        refused = getattr(error, "recipients", None) or {}
        if refused and all(code >= 500 for code, _words in refused.values()):
            mine.update(state=Letter.State.UNWANTED)
            return True
        mine.update(taken_at=None)
        raise
    mine.update(state=Letter.State.SENT, sent_at=clock.now())
    return True


@dataclass(frozen=True)
class Drawn:
    """A mail as everybody of one language and zone gets it."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Reader:
    """Who gets a mail: where, in which language and zone."""

    email: str
    language: str
    zone: str
    name: str = ""


class Drawer:
    """Draws mails, what many get only once."""

    def __init__(self) -> None:
        self._drawn: dict[tuple[object, ...], Drawn] = {}

    def mail(self, letter: Letter) -> EmailMultiAlternatives | None:
        """The mail of a letter; None where nobody is there to read it."""
        reader = reader_of(letter)
        if reader is None:
            return None
        if letter.interest is not None and letter.sort == Letter.Sort.OPENING:
            key = (letter.run_id, reader.language, reader.zone)
            if key not in self._drawn:
                self._drawn[key] = draw(letter, reader)
            drawn = self._drawn[key]
        else:
            drawn = draw(letter, reader)
        link, stop = links_of(letter, reader.language)
        headers = {
            "Auto-Submitted": "auto-generated",
            "Content-Language": reader.language,
            "Message-ID": f"<seat-{letter.pk}@{settings.SITE_URL.split('//')[-1].split(':')[0]}>",
        }
        if stop:
            headers["List-Unsubscribe"] = f"<{stop}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        mail = EmailMultiAlternatives(
            subject=drawn.subject,
            body=drawn.text.replace(_LINK, link).replace(_STOP, stop),
            to=[reader.email],
            headers=headers,
        )
        mail.attach_alternative(drawn.html.replace(_LINK, link).replace(_STOP, stop), "text/html")
        return mail


def draw(letter: Letter, reader: Reader) -> Drawn:
    """The words of a mail, with stand-ins for the links of its reader."""
    template = f"courses/mail/{letter.sort}"
    with translation.override(reader.language), timezone.override(zone_named(reader.zone)):
        values = {
            **context_of(letter, reader.language),
            "reader": reader.name,
            "zone": reader.zone,
            "link": _LINK,
            "stop_here": _STOP if letter.interest_id else "",
            "site_name": settings.SITE_NAME,
            "site_url": settings.SITE_URL,
            "language": reader.language,
            "direction": languages.direction(reader.language),
        }
        return Drawn(
            subject_of(template, values),
            render_to_string(f"{template}.txt", values).strip() + "\n",
            render_to_string(f"{template}.html", values),
        )


def opening_preview(run: Run, language: str) -> Drawn:
    """The notice of a run's opening, as its readers of this language get it; nobody's links are in it."""
    tag = _tag(language)
    drawn = draw(Letter(sort=Letter.Sort.OPENING, run=run), Reader("", tag, run.timezone))
    return Drawn(
        drawn.subject, drawn.text.replace(_LINK, f"{settings.SITE_URL}/{tag}/…"), drawn.html
    )


def zone_named(name: str) -> zoneinfo.ZoneInfo:
    """The zone; UTC for a name that is none."""
    try:
        return zoneinfo.ZoneInfo(name or "UTC")
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")


def reader_of(letter: Letter) -> Reader | None:
    """Whoever a letter goes to; None where nobody is there any more."""
    run_zone = letter.run.timezone if letter.run else "UTC"
    if letter.interest is not None:
        one = letter.interest
        spot = vocabulary().place_by_id.get(one.place_id) if one.place_id else None
        return Reader(one.email, _tag(one.language), (spot and spot.timezone) or run_zone)
    enrolment = letter.enrolment
    if enrolment is None:
        return None
    if enrolment.account_id is None:
        offer = _offer(enrolment)
        if offer is None or not offer.email:
            return None
        return Reader(offer.email, _tag(enrolment.language), run_zone)
    account = Account.objects.filter(pk=enrolment.account_id, is_active=True).first()
    if account is None:
        return None
    person = Person.objects.filter(account=account).first()
    return Reader(
        account.email,
        _tag(enrolment.language),
        (person.timezone if person else "") or run_zone,
        person.name if person else "",
    )


def _tag(language: str) -> str:
    return language if language in languages.TAGS else "en"


def _offer(enrolment: Enrolment) -> SeatOffer | None:
    return SeatOffer.objects.filter(enrolment=enrolment, ended_at__isnull=True).first()


def links_of(letter: Letter, language: str) -> tuple[str, str]:
    """Where the mail leads, and where its reader wants no more of them (empty where that is no question)."""
    root = f"{settings.SITE_URL}/{language}"
    if letter.interest is not None:
        stop = f"{root}/seats/interest/{stop_token(letter.interest)}/stop/"
        if letter.sort == Letter.Sort.OPENING:
            return f"{root}/seats/opening/{opening_token(letter)}/", stop
        if letter.interest.confirmed_at:
            return f"{root}/courses/{letter.interest.course.resource.slug}/", stop
        return f"{root}/seats/interest/{interest_token(letter.interest)}/", stop
    if letter.enrolment is None or letter.run is None:
        return root, ""
    if letter.sort in (Letter.Sort.OFFERED, Letter.Sort.TEAM):
        offer = _offer(letter.enrolment)
        if offer is not None:
            return f"{root}/seats/offer/{offer_token(offer)}/", ""
    return f"{root}/courses/{letter.run.course.resource.slug}/runs/{letter.run_id}/", ""


def interest_token(interest: Interest) -> str:
    """Confirms the address; another one each time it is asked for."""
    return tokens.token_of("interest", interest.pk, interest.asked_at)


def stop_token(interest: Interest) -> str:
    """Ends an interest; it never ends itself."""
    return tokens.token_of("stop", interest.pk, FOREVER)


def opening_token(letter: Letter) -> str:
    """Proves that its reader has the address, and takes a seat."""
    return tokens.token_of("opening", letter.pk, letter.made_at)


def offer_token(offer: SeatOffer) -> str:
    """Takes the place that is held."""
    return tokens.token_of("offer", offer.pk, offer.made_at)


def context_of(letter: Letter, language: str) -> dict[str, object]:
    """What a mail may say."""
    about = letter.run or letter.interest
    if about is None:
        raise LookupError("a letter about nothing")
    course = about.course_id
    said: dict[str, object] = {
        "title": course_titles([course], language)[course].text,
        "run": letter.run,
        "words": run_words(letter.run, language) if letter.run else None,
        "interest": letter.interest,
    }
    enrolment = letter.enrolment
    if enrolment is not None:
        offer = _offer(enrolment)
        decision = SeatDecision.objects.filter(enrolment=enrolment).order_by("-at").first()
        said |= {
            "enrolment": enrolment,
            "until": offer.expires_at if offer else None,
            "from_team": name_of(offer.organisation, language)
            if offer and offer.organisation
            else "",
            "reason": decision.reason if decision else "",
        }
    return said


@transaction.atomic
def openings_write(run: Run, interests: Iterable[uuid.UUID]) -> int:
    """A letter for each of these interests that has none of this run yet; how many."""
    keys = list(interests)
    before = Letter.objects.filter(run=run, sort=Letter.Sort.OPENING).count()
    now = clock.now()
    Letter.objects.bulk_create(
        (
            Letter(
                sort=Letter.Sort.OPENING,
                cause=f"opening-{run.pk.hex}-{key.hex}",
                run=run,
                interest_id=key,
                made_at=now,
            )
            for key in keys
        ),
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    return Letter.objects.filter(run=run, sort=Letter.Sort.OPENING).count() - before


def letters_forget() -> None:
    """Delete the rows of mails that left long ago."""
    ended = Letter.objects.exclude(state=Letter.State.WAITING)
    ended.filter(made_at__lt=clock.now() - KEEP).delete()
