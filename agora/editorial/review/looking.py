"""Another look at what was published: when it is due, who is reminded, each reminder once."""

from __future__ import annotations

import calendar
import datetime as dt
import uuid
from typing import Final

from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.utils.translation import gettext as _

from agora.editorial import rules
from agora.editorial.drafts import live_document
from agora.editorial.models import LookAgain, LookReminder, Submission
from agora.editorial.review.telling import tell
from agora.journal.services import entry_write
from agora.kernel import clock
from agora.kernel.errors import AgoraError, NotYours
from agora.notices.models import Sort
from agora.people.models import Duty, Membership
from agora.people.queries import Standing

MONTHS: Final = {
    "practice": 24,
    "resource": 24,
    "collection": 12,
    "organisation": 12,
    "concept": 36,
    "article": 0,
    "forum": 0,
    "stand": 0,
}
"""After how many months a thing of a sort is looked at again; 0: never (news of one day)."""
OTHERS: Final = 24
BEFORE: Final = dt.timedelta(days=30)
FURTHEST: Final = dt.timedelta(days=3653)


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or its last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def default_date(sort: str, today: dt.date | None = None) -> dt.date | None:
    """When a thing of this sort that is published today is due for another look."""
    months = MONTHS.get(sort, OTHERS)
    return months_after(today or clock.now().date(), months) if months else None


def step_on(due: dt.date, today: dt.date) -> int | None:
    """Which reminder is due: 0 a month before, 1 at the date, then one for each month after it."""
    if today < due:
        return 0 if due - today <= BEFORE else None
    months = (today.year - due.year) * 12 + today.month - due.month
    return 1 + months - (1 if months_after(due, months) > today else 0)


def look_after_publishing(submission: Submission, *, by: uuid.UUID | None) -> None:
    """Note when what was just published is due again: as the reviewer chose, else by its sort."""
    due = submission.look_again or default_date(submission.sort)
    rows = LookAgain.objects.filter(kind=submission.kind, object_id=submission.object_id)
    if due is None:
        rows.delete()
        return
    LookAgain.objects.update_or_create(
        kind=submission.kind,
        object_id=submission.object_id,
        defaults={
            "sort": submission.sort,
            "organisation_id": submission.organisation_id,
            "title": submission.title,
            "language": submission.language,
            "due": due,
            "set_by": by,
            "set_at": clock.now(),
        },
    )


def looks_for(standing: Standing) -> QuerySet[LookAgain]:
    """What this person may see of it: their organisations' things, and those of their duties."""
    if standing.is_lead:
        return LookAgain.objects.all()
    allowed = Q(organisation__in=standing.organisations(*rules.WRITERS))
    for duty in standing.duties:
        if duty.role == Duty.Role.REVIEWER:
            if not duty.language:
                return LookAgain.objects.all()
            allowed |= Q(language=duty.language) | Q(language__startswith=f"{duty.language}-")
    return LookAgain.objects.filter(allowed)


@transaction.atomic
def look_set(standing: Standing, look_id: uuid.UUID, *, due: dt.date | None) -> None:
    """Look again on another day; None: it needs no other look.

    Whoever sets it says that they looked now. Raises NotYours, AgoraError for a day that is over.
    """
    look = looks_for(standing).select_for_update(of=("self",)).filter(pk=look_id).first()
    if look is None:
        raise NotYours(_("There is no such thing, or it is not yours."))
    today = clock.now().date()
    if due is not None and not today < due <= today + FURTHEST:
        raise AgoraError(_("Choose a day that is still to come, within ten years."), "due")
    entry_write(
        "look-again",
        look.kind,
        look.object_id,
        actor=standing.account,
        note=due.isoformat() if due else "never",
        organisation=look.organisation_id,
    )
    if due is None:
        look.delete()
        return
    look.due, look.set_by, look.set_at = due, standing.account, clock.now()
    look.save(update_fields=["due", "set_by", "set_at"])


def looks_remind() -> int:
    """Remind of what is due; returns how many reminders went out.

    Each reminder is one transaction with its row, which exists once: a job that was killed sends
    what is left.
    """
    today = clock.now().date()
    near = LookAgain.objects.filter(due__lte=today + BEFORE).annotate(
        last=Max("reminders__step", filter=Q(reminders__due=F("due")))
    )
    wanted = [
        (key, step)
        for key, due, last in near.order_by("due", "pk").values_list("pk", "due", "last")
        if (step := step_on(due, today)) is not None and (last is None or last < step)
    ]
    return sum(_remind(key, step) for key, step in wanted)


@transaction.atomic
def _remind(key: uuid.UUID, step: int) -> bool:
    look = LookAgain.objects.select_for_update().filter(pk=key).first()
    if look is None or step_on(look.due, clock.now().date()) != step:
        return False
    if live_document(look.kind, look.object_id) is None:
        look.delete()  # it was withdrawn
        return False
    _row, new = LookReminder.objects.get_or_create(look=look, due=look.due, step=step)
    if not new:
        return False
    tell(
        _whose(look),
        sort=Sort.REMINDERS,
        cause=f"look-again:{look.pk}:{look.due}:{step}",
        template="look_again",
        values={"title": look.title, "due_at": f"{look.due.isoformat()}T12:00:00+00:00"},
        path="/desk/review/due/",
        organisation=look.organisation_id,
    )
    return True


def _whose(look: LookAgain) -> list[uuid.UUID]:
    """The organisation's editors and admins; for the learning team's own, its leads."""
    if look.organisation_id is None:
        leads = Duty.objects.filter(role=Duty.Role.LEAD)
        return sorted({key for key in leads.values_list("person__account", flat=True) if key})
    editors = Membership.objects.filter(organisation=look.organisation_id, role__in=rules.WRITERS)
    return sorted({key for key in editors.values_list("person__account", flat=True) if key})
