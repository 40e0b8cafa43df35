"""Asking for lists: always from those of the one who asks."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from agora.catalogue.queries import cards
from agora.people.models import Membership, Person
from agora.people.queries import Standing, Viewer
from agora.readers.models import ListItem, SavedList
from agora.ui.rows import Card


@dataclass(frozen=True)
class Row:
    """A thing in a list as a page shows it."""

    id: uuid.UUID
    card: Card
    note: str


def lists_of(account: uuid.UUID | None) -> QuerySet[SavedList]:
    """The lists of this account, the last used first."""
    return (
        SavedList.objects.filter(account=account)
        .annotate(things=Count("items"))
        .order_by("-changed_at", "pk")
    )


def lists_with(account: uuid.UUID | None, resource: uuid.UUID) -> list[SavedList]:
    """Those of this account's lists that hold a thing."""
    return list(
        SavedList.objects.filter(account=account, items__resource=resource).order_by("name")
    )


def rows_of(items: Any, reader: str, viewer: Viewer) -> list[Row]:
    """These items as rows; what the viewer may not see is left out. Three queries."""
    found = list(items)
    made = cards([item.resource_id for item in found], reader, viewer)
    return [
        Row(item.pk, made[item.resource_id], item.note)
        for item in found
        if item.resource_id in made
    ]


def items_of(kept: SavedList) -> QuerySet[ListItem]:
    """What is in a list, in its order."""
    return ListItem.objects.filter(list=kept).order_by("order", "pk")


def colleagues_of(standing: Standing) -> QuerySet[Person]:
    """Whoever has an account and belongs to an organisation this person belongs to."""
    together = Membership.objects.filter(organisation__in=list(standing.roles)).values("person")
    found = Person.objects.filter(pk__in=together, account__is_active=True)
    return found.exclude(account=standing.account).order_by("name", "pk")
