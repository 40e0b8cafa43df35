"""Sending notices: at once, or gathered once a day, in the reader's language and time zone."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation

from agora.kernel import clock, jobs, languages
from agora.notices import mail
from agora.notices.models import Digest, Notice, Preference, Sort
from agora.notices.queries import preferences_of
from agora.notices.stopping import headers_for, stop_path
from agora.people.models import Account, Person
from agora.people.queries import person_names

TAKEN: Final = dt.timedelta(seconds=60)
"""How long a process may be at sending a notice before another one may: shorter than `jobs.LOST`, so
that the job of a process that was killed finds it free."""
KEEP: Final = dt.timedelta(days=400)
MORNING: Final = 7
"""The hour, in the reader's time zone, from which the daily mail leaves."""
MOST_LINES: Final = 100
"""Lines of one daily mail; the rest leaves with the next one."""


class BeingSent(Exception):
    """Another process is at it, or was killed at it a moment ago: the job looks again later."""


@jobs.job
def notice_mail(notice_id: str) -> None:
    """Send one notice, as its reader wants: now, with the daily mail, or not at all."""
    notice = Notice.objects.filter(pk=notice_id, state=Notice.State.WAITING).first()
    if notice is None:
        return
    account = Account.objects.filter(pk=notice.account_id, is_active=True).first()
    how = preferences_of(notice.account_id).get(notice.sort, Preference.How.NOW)
    if account is None or how == Preference.How.OFF:
        _drop([notice.pk])
    elif how == Preference.How.NOW:
        if not _take([notice.pk]):
            raise BeingSent
        with _given_back([notice.pk]):
            _send_one(account, notice)


@jobs.job
def digest_mail(account_id: str, day: str) -> None:
    """Send what waits for somebody's daily mail, as one mail."""
    account = Account.objects.filter(pk=account_id, is_active=True).first()
    waiting = _waiting_daily(uuid.UUID(account_id))
    if account is None:
        _drop([notice.pk for notice in waiting])
        return
    keys = {notice.pk for notice in waiting} & set(_take([notice.pk for notice in waiting]))
    notices = [notice for notice in waiting if notice.pk in keys]
    if waiting and not notices:
        raise BeingSent
    if notices:
        with _given_back(keys):
            _send_digest(account, notices, day)


def digests_due() -> int:
    """Enqueue the daily mail of everybody whose morning has come; returns how many."""
    made = 0
    daily = Preference.objects.filter(how=Preference.How.DAILY)
    for account_id in daily.values_list("account_id", flat=True).distinct():
        if not _waiting_daily(account_id):
            continue
        now = clock.now().astimezone(zone_of(Person.objects.filter(account=account_id).first()))
        if now.hour < MORNING:
            continue
        with transaction.atomic():
            last, new = Digest.objects.select_for_update().get_or_create(
                account_id=account_id, defaults={"day": now.date()}
            )
            # A day in the future is of a clock that went wrong.
            if not new and last.day == now.date():
                continue
            Digest.objects.filter(pk=last.pk).update(day=now.date())
            digest_mail.enqueue(str(account_id), now.date().isoformat())
        made += 1
    return made


def forget_old() -> None:
    """Delete the rows of mails that left long ago: nothing they told of happens again."""
    ended = Notice.objects.exclude(state=Notice.State.WAITING)
    ended.filter(created_at__lt=clock.now() - KEEP).delete()


def zone_of(person: Person | None) -> zoneinfo.ZoneInfo:
    """The person's time zone; UTC where they named none that we know."""
    try:
        return zoneinfo.ZoneInfo(person.timezone if person and person.timezone else "UTC")
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")


def _waiting_daily(account: uuid.UUID) -> list[Notice]:
    sorts = [sort for sort, how in preferences_of(account).items() if how == Preference.How.DAILY]
    rows = Notice.objects.filter(account=account, state=Notice.State.WAITING, sort__in=sorts)
    return list(rows.order_by("created_at")[:MOST_LINES])


def _take(keys: Collection[uuid.UUID]) -> list[uuid.UUID]:
    """Those of these notices that nobody else is sending; from now on we are."""
    now = clock.now()
    taken = Q(taken_at__gt=now - TAKEN, taken_at__lte=now)
    mine = []
    for key in keys:
        free = Notice.objects.filter(pk=key, state=Notice.State.WAITING).exclude(taken)
        if free.update(taken_at=now):
            mine.append(key)
    return mine


@contextmanager
def _given_back(keys: Collection[uuid.UUID]) -> Iterator[None]:
    """Sends; afterwards they are sent, or free again when the server did not take them.

    A process that is killed in here leaves them taken, and the job that runs again finds them so
    until `TAKEN` is over. Killed in the moment between the server's answer and our note of it, a second
    copy leaves, with the same Message-ID.
    """
    rows = Notice.objects.filter(pk__in=list(keys))
    try:
        yield
    except Exception:
        rows.update(taken_at=None)
        raise
    rows.update(state=Notice.State.SENT, sent_at=clock.now(), values={})


def _drop(keys: Collection[uuid.UUID]) -> None:
    Notice.objects.filter(pk__in=list(keys)).update(state=Notice.State.UNWANTED, values={})


def _send_one(account: Account, notice: Notice) -> None:
    person = Person.objects.filter(account=account.pk).first()
    language = _language(person)
    with timezone.override(zone_of(person)):
        mail.send(
            account.email,
            template=notice.template,
            context={
                **_shown(notice.values),
                **_about(person, language),
                "link": f"{settings.SITE_URL}/{language}/{notice.path.lstrip('/')}",
                "stop": f"{settings.SITE_URL}/{language}{stop_path(account.pk, notice.sort)}",
            },
            language=language,
            key=f"notice-{notice.pk}",
            headers=headers_for(account.pk, notice.sort, language),
        )


def _send_digest(account: Account, notices: list[Notice], day: str) -> None:
    person = Person.objects.filter(account=account.pk).first()
    language = _language(person)
    with timezone.override(zone_of(person)), translation.override(language):
        lines = [
            {
                "text": mail.subject_of(
                    notice.template,
                    {
                        **_shown(notice.values),
                        "site_name": settings.SITE_NAME,
                        "language": language,
                    },
                ),
                "link": f"{settings.SITE_URL}/{language}/{notice.path.lstrip('/')}",
            }
            for notice in notices
        ]
        # One click can only stop one sort: of a mixed mail the one it says most about.
        sorts = [notice.sort for notice in notices]
        most = max(Sort.values, key=sorts.count)
        mail.send(
            account.email,
            template="notices/mail/digest",
            context={
                **_about(person, language),
                "lines": lines,
                "count": len(lines),
                "day": dt.date.fromisoformat(day),
                "link": f"{settings.SITE_URL}/{language}/desk/",
                "stop": f"{settings.SITE_URL}/{language}{stop_path(account.pk, most)}",
            },
            language=language,
            key=f"digest-{account.pk}-{day}-{notices[0].pk}",
            headers=headers_for(account.pk, most, language),
        )


def _language(person: Person | None) -> str:
    found = person.language if person else ""
    return found if found in languages.TAGS else "en"


def _about(person: Person | None, language: str) -> dict[str, object]:
    return {
        "reader": person.name if person else "",
        "preferences": f"{settings.SITE_URL}/{language}/desk/notices/",
    }


def _shown(values: Mapping[str, str]) -> dict[str, Any]:
    """The values as a template gets them: moments as datetimes, accounts as names."""
    found: dict[str, Any] = dict(values)
    accounts = {
        name: uuid.UUID(text) for name, text in values.items() if name.endswith("_by") and text
    }
    names = person_names(accounts.values())
    for name, key in accounts.items():
        found[name] = names.get(key, "")
    for name, text in values.items():
        if name.endswith("_at"):
            found[name] = dt.datetime.fromisoformat(text)
    return found
