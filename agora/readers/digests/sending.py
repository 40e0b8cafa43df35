"""The weekly mail: found due in each reader's own time zone, sent once, whatever dies on the way.

A week is claimed in one transaction: the row of the digest and the reader's new `told_until`. The window
of one digest begins where the last one ended, so that each thing is told once.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from agora.catalogue.queries import oldest_unindexed
from agora.kernel import clock, jobs
from agora.notices import mail
from agora.people.models import Account
from agora.readers.digests.preparing import Contents, contents_of, finder_for
from agora.readers.digests.stopping import headers_for, stop_address
from agora.readers.logic import week_of, zone_named
from agora.readers.models import DigestPlan, WeeklyDigest

BATCH: Final = 500
TAKEN: Final = dt.timedelta(seconds=60)
"""How long a process may be at one mail before another one may: shorter than `jobs.LOST`."""
SETTLED: Final = dt.timedelta(minutes=10)
"""What came this shortly before may still be on its way into the database: the next mail tells of it."""
GIVEN_UP: Final = dt.timedelta(days=5)
KEEP: Final = dt.timedelta(days=400)


class BeingSent(Exception):
    """Another process is at some of them, or was killed at it a moment ago: the job looks again later."""


def digests_due() -> int:
    """Claim the week of everybody whose hour has come, and have the mails sent; how many there are."""
    now, made = clock.now(), 0
    wanted = DigestPlan.objects.filter(is_wanted=True, account__is_active=True)
    for name in wanted.values_list("account__person__timezone", flat=True).distinct():
        week = week_of(now, zone_named(name or ""))
        # A week in the future is of a clock that went wrong.
        due = wanted.filter(account__person__timezone=name).exclude(last_week=week)
        while keys := list(due.order_by("pk").values_list("pk", flat=True)[:BATCH]):
            made += _claim(keys, week, now)
    if WeeklyDigest.objects.filter(state=WeeklyDigest.State.WAITING).exists():
        digests_send.enqueue()
    return made


@transaction.atomic
def _claim(keys: Sequence[uuid.UUID], week: dt.date, now: dt.datetime) -> int:
    plans = list(DigestPlan.objects.select_for_update().filter(pk__in=keys).exclude(last_week=week))
    until = now - SETTLED
    if oldest := oldest_unindexed():
        until = min(until, oldest - dt.timedelta(microseconds=1))
    rows = [
        WeeklyDigest(account_id=plan.pk, week=week, since=plan.told_until, until=until, made_at=now)
        for plan in plans
        if plan.told_until < until
    ]
    WeeklyDigest.objects.bulk_create(rows, ignore_conflicts=True)
    mine = [plan.pk for plan in plans]
    DigestPlan.objects.filter(pk__in=mine).update(last_week=week)
    # A moment in the future, of a clock that went wrong, is put right too.
    later = Q(told_until__lt=until) | Q(told_until__gt=now)
    DigestPlan.objects.filter(later, pk__in=mine).update(told_until=until)
    return len(rows)


@jobs.job
def digests_send() -> None:
    """Send all digests that wait, a batch at a time; those without news go without a mail."""
    now = clock.now()
    waiting = WeeklyDigest.objects.filter(state=WeeklyDigest.State.WAITING)
    waiting.filter(made_at__lt=now - GIVEN_UP).delete()
    digests_all = list(waiting.order_by("made_at", "pk").values_list("pk", flat=True))
    if not digests_all:
        return
    finder = finder_for(waiting)
    left = 0
    for start in range(0, len(digests_all), BATCH):
        batch = list(waiting.filter(pk__in=digests_all[start : start + BATCH]).order_by("pk"))
        left += _send_batch(batch, contents_of(batch, finder))
    if left:
        raise BeingSent


def _send_batch(batch: Sequence[WeeklyDigest], contents: dict[uuid.UUID, Contents]) -> int:
    """How many of these another process is at, or the server did not take."""
    silent = [one.pk for one in batch if one.pk not in contents]
    WeeklyDigest.objects.filter(pk__in=silent, state=WeeklyDigest.State.WAITING).delete()
    accounts = Account.objects.in_bulk([one.account_id for one in batch if one.pk in contents])
    left = 0
    for digest in batch:
        if digest.pk not in contents:
            continue
        if not _take(digest):
            left += not WeeklyDigest.objects.filter(
                pk=digest.pk, state=WeeklyDigest.State.SENT
            ).exists()
            continue
        mine = WeeklyDigest.objects.filter(pk=digest.pk)
        try:
            digest_mail(accounts[digest.account_id].email, digest, contents[digest.pk])
        except Exception as error:
            if not _is_refused(error):
                mine.update(taken_at=None)
                raise
            mine.update(state=WeeklyDigest.State.REFUSED)
        else:
            mine.update(state=WeeklyDigest.State.SENT, sent_at=clock.now())
    return left


def _is_refused(error: Exception) -> bool:
    """Whether the server will never take mail for this address (a code of 500 or more)."""
    refused: Mapping[str, tuple[int, bytes]] = getattr(error, "recipients", None) or {}
    return bool(refused) and all(code >= 500 for code, _words in refused.values())


def _take(digest: WeeklyDigest) -> bool:
    """Whether nobody else is sending it and it is still wanted; from now on we are at it."""
    now = clock.now()
    taken = Q(taken_at__gt=now - TAKEN, taken_at__lte=now)
    wanted = DigestPlan.objects.filter(is_wanted=True).values("pk")
    rows = WeeklyDigest.objects.filter(
        pk=digest.pk, state=WeeklyDigest.State.WAITING, account__in=wanted
    )
    return bool(rows.exclude(taken).update(taken_at=now))


def digest_mail(to: str, digest: WeeklyDigest, contents: Contents) -> None:
    """One mail, in the reader's language. Sent again after an accident, it has the same Message-ID."""
    reader = contents.reader
    with timezone.override(zone_named(reader.timezone)):
        mail.send(
            to,
            template="readers/mail/digest",
            context={
                "reader": reader.name,
                "sections": contents.sections,
                "total": contents.total,
                "since": digest.since,
                "link": f"{settings.SITE_URL}/{reader.language}/mine/",
                "stop_here": stop_address(digest.account_id, reader.language),
            },
            language=reader.language,
            key=f"weekly-{digest.account_id}-{digest.week:%Y%m%d}",
            headers=headers_for(digest.account_id, reader.language),
        )


def forget_old() -> None:
    """Delete the rows of mails that left long ago."""
    ended = WeeklyDigest.objects.exclude(state=WeeklyDigest.State.WAITING)
    ended.filter(made_at__lt=clock.now() - KEEP).delete()
