"""Which resources grow old, and who answers for them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Coalesce, Greatest

from agora.catalogue.indexing import live
from agora.catalogue.models import Resource
from agora.editorial.review.queries import reviews_at_all
from agora.editorial.rules import WRITERS
from agora.kernel import clock
from agora.people.queries import Standing


def years() -> int:
    """After how many years a resource wants to be looked over; 0: never."""
    return int(settings.REVIEW_YEARS)


def oldest(now: dt.datetime) -> dt.datetime | None:
    """What was looked over last before this moment has grown old; None where nothing does."""
    return now - dt.timedelta(days=365.25 * years()) if years() else None


def looked_over(resource: Resource) -> dt.datetime:
    """When somebody last worked on it or said that it is right."""
    return max(resource.changed_at, resource.looked_over_at or resource.changed_at)


def has_grown_old(resource: Resource) -> bool:
    """Whether its page says so."""
    before = oldest(clock.now())
    return before is not None and looked_over(resource) < before


def grown_old(now: dt.datetime | None = None) -> QuerySet[Any]:
    """The live resources that have grown old, each with `last_look`; the oldest first."""
    before = oldest(now or clock.now())
    if before is None:
        return live().none()
    return (
        live()
        .filter(changed_at__lt=before)
        .annotate(last_look=Greatest("changed_at", Coalesce("looked_over_at", "changed_at")))
        .filter(last_look__lt=before)
        .order_by("last_look", "pk")
    )


def sees_ageing(standing: Standing) -> bool:
    """Whether the desk has a list of what grows old for this person."""
    return reviews_at_all(standing) or bool(standing.organisations(*WRITERS))


def grown_old_for(standing: Standing) -> QuerySet[Any]:
    """What has grown old and this person answers for: their organisations’, or everybody’s."""
    if reviews_at_all(standing):
        return grown_old()
    return grown_old().filter(owner__in=standing.organisations(*WRITERS))


def may_decide(standing: Standing, owner: uuid.UUID | None) -> bool:
    """Whether this person may say that a thing of this owner is right, or take it off the market."""
    if standing.is_lead or (owner is None and reviews_at_all(standing)):
        return True
    return standing.has(owner, *WRITERS)
