"""Asking for actions, for what is to be answered, and for what was applied."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, QuerySet

from agora.kernel.kinds import Described
from agora.kernel.models import Trace
from agora.people.queries import Standing
from agora.plans.models import Action, FollowUp

FEWEST: Final = 5
"""Fewer answers than this are not told: they might say what one person answered."""


def actions_kept_by(standing: Standing) -> QuerySet[Action]:
    """The actions somebody may change: their own."""
    if standing.account is None:
        return Action.objects.none()
    return Action.objects.filter(account_id=standing.account)


def actions_visible_to(standing: Standing) -> QuerySet[Action]:
    """Their own, and those of their organisations that are not private."""
    if standing.account is None:
        return Action.objects.none()
    return Action.objects.filter(
        Q(account_id=standing.account) | Q(organisation__in=list(standing.roles), is_private=False)
    )


def follow_ups_of(standing: Standing) -> QuerySet[FollowUp]:
    """What somebody is asked."""
    if standing.account is None:
        return FollowUp.objects.none()
    return FollowUp.objects.filter(account_id=standing.account)


@dataclass(frozen=True)
class Applied:
    """Of so many people who answered lately, so many say it was applied at home, wholly or in part."""

    answered: int
    applied: int
    actions: int

    @property
    def is_told(self) -> bool:
        """Whether enough people answered for a number to be shown."""
        return self.answered >= FEWEST


def applied_of(courses: Collection[uuid.UUID]) -> dict[uuid.UUID, Applied]:
    """What was applied of these courses, each person counted by their best answer; three queries."""
    best: dict[uuid.UUID, dict[uuid.UUID, bool]] = {}
    for course, registration, answer in FollowUp.objects.filter(
        course__in=courses, answered_at__isnull=False
    ).values_list("course", "registration", "answer"):
        people = best.setdefault(course, {})
        good = answer in (FollowUp.Answer.APPLIED, FollowUp.Answer.PARTLY)
        people[registration] = people.get(registration, False) or good
    made = dict(
        Trace.objects.filter(
            from_kind="resource", from_id__in=courses, verb="brought-home", to_kind="action"
        )
        .values_list("from_id")
        .annotate(n=Count("pk"))
    )
    return {
        course: Applied(
            len(best.get(course, {})), sum(best.get(course, {}).values()), made.get(course, 0)
        )
        for course in courses
    }


def action_describe(
    ids: Collection[uuid.UUID], language: str, tokens: frozenset[str]
) -> dict[uuid.UUID, Described]:
    """Actions that whoever belongs to their organisation may see."""
    organisations = [
        uuid.UUID(token.removeprefix("org:")) for token in tokens if token.startswith("org:")
    ]
    return {
        row.pk: Described(row.title, f"/{language}/mine/actions/{row.pk}/")
        for row in Action.objects.filter(
            pk__in=ids, organisation__in=organisations, is_private=False
        )
    }
