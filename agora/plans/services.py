"""Planning actions, and asking what came of a course."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from agora.catalogue.queries import resource_describe
from agora.courses.models import Enrolment
from agora.journal.services import entry_write
from agora.kernel import clock, generations, traces
from agora.kernel.errors import NotYours
from agora.kernel.typed import typed
from agora.notices.services import notice_enqueue
from agora.people.models import Person
from agora.people.queries import Standing
from agora.plans.errors import NotAMember
from agora.plans.logic import MONTHS, months_later
from agora.plans.models import Action, FollowUp
from agora.plans.queries import actions_kept_by, follow_ups_of

BROUGHT_HOME: Final = "brought-home"
"""The trace from a course to an action."""
AT_ONCE: Final = 200
TOO_LATE: Final = dt.timedelta(days=60)
"""A question that could not be asked for so long (the worker stood still) is not asked any more."""


@dataclass(frozen=True)
class Plan:
    """What somebody says they will do."""

    title: str
    language: str
    text: str = ""
    responsible: str = ""
    organisation: uuid.UUID | None = None
    place: uuid.UUID | None = None
    due: dt.date | None = None
    state: str = Action.State.PLANNED
    is_private: bool = False
    outcome: str = ""

    def columns(self) -> dict[str, object]:
        """As the row keeps it."""
        return {
            "title": typed(self.title)[:300],
            "text": typed(self.text)[:4000],
            "responsible": typed(self.responsible)[:200],
            "language": self.language,
            "organisation_id": self.organisation,
            "place_id": self.place,
            "due": self.due,
            "state": Action.State(self.state),
            "is_private": self.is_private,
            "outcome": typed(self.outcome)[:4000],
        }


def _must_belong(standing: Standing, plan: Plan) -> None:
    if plan.organisation is not None and plan.organisation not in standing.roles:
        raise NotAMember(_("Choose an organisation you belong to."), "organisation")


@transaction.atomic
def action_make(
    standing: Standing,
    plan: Plan,
    *,
    once: uuid.UUID,
    came_from: traces.Thing | None = None,
) -> Action:
    """Plan an action; the same form sent twice makes one. The trace says what it came from.

    Raises NotYours without an account and NotAMember for an organisation that is not theirs.
    """
    if standing.account is None:
        raise NotYours("action")
    _must_belong(standing, plan)
    action, new = Action.objects.get_or_create(
        once=once, defaults={**plan.columns(), "account_id": standing.account}
    )
    if action.account_id != standing.account:
        raise NotYours("action")
    if new:
        if came_from is not None:
            traces.leave(came_from, BROUGHT_HOME, ("action", action.pk), by=standing.account)
        entry_write(
            "action-make",
            "action",
            action.pk,
            actor=standing.account,
            organisation=action.organisation_id,
        )
    return action


@transaction.atomic
def action_change(standing: Standing, action_id: uuid.UUID, plan: Plan) -> Action:
    """Change an action of one's own, its state and what came of it among that.

    Raises NotYours, and NotAMember for an organisation that is not theirs.
    """
    action = actions_kept_by(standing).select_for_update().filter(pk=action_id).first()
    if action is None:
        raise NotYours("action")
    if plan.organisation != action.organisation_id:
        _must_belong(standing, plan)
    for name, value in plan.columns().items():
        setattr(action, name, value)
    now = clock.now()
    action.changed_at = now
    action.done_at = (action.done_at or now) if action.state == Action.State.DONE else None
    action.save()
    entry_write(
        "action-change",
        "action",
        action.pk,
        actor=standing.account,
        organisation=action.organisation_id,
        note=action.state,
    )
    return action


@transaction.atomic
def action_delete(standing: Standing, action_id: uuid.UUID) -> None:
    """Delete an action of one's own, and its traces. Raises NotYours."""
    action = actions_kept_by(standing).filter(pk=action_id).first()
    if action is None:
        raise NotYours("action")
    traces.lift(BROUGHT_HOME, ("action", action.pk))
    entry_write(
        "action-delete",
        "action",
        action.pk,
        actor=standing.account,
        organisation=action.organisation_id,
    )
    action.delete()


def follow_ups_plan(enrolment: Enrolment) -> None:
    """When a course is completed: the question at the end, and after 3, 6 and 12 months."""
    now = clock.now()
    FollowUp.objects.bulk_create(
        [
            FollowUp(
                account_id=enrolment.account_id,
                course=enrolment.run.course_id,
                registration=enrolment.pk,
                months=months,
                due_at=months_later(now, months),
                asked_at=now if months == 0 else None,
            )
            for months in MONTHS
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def follow_up_answer(
    standing: Standing, follow_up_id: uuid.UUID, answer: str, text: str = ""
) -> FollowUp:
    """Answer, or answer anew. Raises NotYours for somebody else's."""
    found = follow_ups_of(standing).select_for_update().filter(pk=follow_up_id).first()
    if found is None:
        raise NotYours("follow-up")
    found.answer = FollowUp.Answer(answer)
    found.text = typed(text)[:2000]
    found.answered_at = clock.now()
    found.asked_at = found.asked_at or found.answered_at
    found.save()
    generations.bump(generations.CONTENT)
    return found


def follow_ups_due() -> int:
    """Ask by mail whoever is to be asked now, in batches; how many were asked.

    Whoever said already that it is applied is not asked again.
    """
    now = clock.now()
    asked = 0
    keys = list(
        FollowUp.objects.filter(asked_at__isnull=True, due_at__lte=now, account__isnull=False)
        .order_by("due_at")
        .values_list("pk", flat=True)[:AT_ONCE]
    )
    for key in keys:
        asked += _ask(key, now)
    return asked


@transaction.atomic
def _ask(key: uuid.UUID, now: dt.datetime) -> int:
    row = FollowUp.objects.select_for_update().filter(pk=key, asked_at__isnull=True).first()
    if row is None or row.account_id is None:
        return 0
    row.asked_at = now
    row.save(update_fields=["asked_at"])
    applied = FollowUp.objects.filter(
        registration=row.registration, answer=FollowUp.Answer.APPLIED
    ).exists()
    if applied or row.due_at < now - TOO_LATE:
        return 0
    language = (
        Person.objects.filter(account=row.account_id).values_list("language", flat=True).first()
    )
    about = resource_describe([row.course], language or "en", frozenset({"public", "network"})).get(
        row.course
    )
    if about is None:
        return 0
    notice_enqueue(
        row.account_id,
        sort="reminders",
        cause=f"follow-up-{row.pk}",
        template="plans/mail/follow_up",
        values={"title": about.title, "months": str(row.months)},
        path=f"/mine/follow-ups/{row.pk}/",
    )
    return 1
