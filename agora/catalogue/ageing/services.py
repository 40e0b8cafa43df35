"""Looking over what has grown old, and reminding those who answer for it once a year."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agora.catalogue.ageing.queries import grown_old, grown_old_for, may_decide
from agora.catalogue.merging.queries import titles_of
from agora.catalogue.models import AgeingReminder, Resource
from agora.catalogue.publishing import KIND, looked_over_write
from agora.editorial.rules import WRITERS
from agora.editorial.services import content_withdraw
from agora.journal.services import entry_write
from agora.kernel import clock, generations, jobs
from agora.kernel.errors import AgoraError, NotYours
from agora.notices.models import Sort
from agora.notices.services import notice_enqueue
from agora.people.models import Membership
from agora.people.queries import Standing

ACTS: Final = {"looked-over": gettext_lazy("looked it over: still right")}
YEAR: Final = dt.timedelta(days=365)
FEW: Final = 8
"""Titles that a reminder names; of the rest it says how many."""
MOST_REASON: Final = 300


class NoReason(AgoraError):
    """A thing is not taken off the market without a word."""


def _mine(standing: Standing, resource_id: uuid.UUID) -> Resource:
    """A resource that has grown old and this person may decide about. Raises NotYours."""
    found: Resource | None = (
        grown_old_for(standing).filter(pk=resource_id).select_for_update(of=("self",)).first()
    )
    if found is None or not may_decide(standing, found.owner_id):
        raise NotYours(_("There is no such resource that has grown old, or it is not yours."))
    return found


def resource_to_decide(standing: Standing, resource_id: uuid.UUID) -> Resource:
    """A resource that has grown old and this person may decide about. Raises NotYours."""
    with transaction.atomic():
        return _mine(standing, resource_id)


@transaction.atomic
def resource_look_over(standing: Standing, resource_id: uuid.UUID) -> None:
    """Say that it is still right. Raises NotYours."""
    found = _mine(standing, resource_id)
    looked_over_write(found.pk, standing.account)
    entry_write("looked-over", KIND, found.pk, actor=standing.account, organisation=found.owner_id)
    # Its page says something else from now on.
    generations.bump(generations.CONTENT)


@transaction.atomic
def resource_take_off(standing: Standing, resource_id: uuid.UUID, reason: str) -> None:
    """Take it off the market with a reason that its page gives. Raises NotYours, NoReason."""
    found = _mine(standing, resource_id)
    if not reason.strip():
        raise NoReason(_("Say in a sentence why it is taken off the market."), "reason")
    content_withdraw(KIND, found.pk, reason.strip()[:MOST_REASON], by=standing.account)


def providers_remind() -> int:
    """Remind each organisation of what has grown old, once a year; how many were reminded.

    One mail for each organisation, to its editors and admins, with the titles of the oldest.
    """
    now = clock.now()
    recently = AgeingReminder.objects.filter(at__gt=now - YEAR, at__lte=now)
    reminded = set(recently.values_list("organisation_id", flat=True))
    old: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    rows = grown_old(now).filter(owner__isnull=False, owner__withdrawn_at__isnull=True)
    for key, owner in rows.values_list("pk", "owner_id").iterator(chunk_size=2_000):
        if owner not in reminded:
            old[owner].append(key)
    for owner, keys in old.items():
        _remind(owner, keys, now)
    return len(old)


@transaction.atomic
def _remind(owner: uuid.UUID, keys: list[uuid.UUID], now: dt.datetime) -> None:
    AgeingReminder.objects.update_or_create(organisation_id=owner, defaults={"at": now})
    members = Membership.objects.filter(
        organisation=owner, role__in=WRITERS, person__account__is_active=True
    )
    for account, language in members.order_by("pk").values_list(
        "person__account", "person__language"
    ):
        titles = titles_of(set(keys[:FEW]), language or "en")
        notice_enqueue(
            account,
            sort=Sort.REMINDERS,
            cause=f"ageing-{owner}-{now:%Y%m%d}",
            template="catalogue/mail/ageing",
            values={
                "titles": "\n".join(titles[key] for key in keys[:FEW] if key in titles),
                "count": str(len(keys)),
            },
            path="/desk/ageing/",
            organisation=owner,
        )


def register_periodic() -> None:
    """Let the worker remind."""
    jobs.periodic("catalogue.ageing", dt.timedelta(days=1), providers_remind)
