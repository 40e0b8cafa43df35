"""Language-neutral addresses with their history."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.db import transaction

from agora.kernel.models import Address

_LONGEST = 180


def claim(kind: str, slug: str, object_id: uuid.UUID) -> str:
    """Make `slug` the thing's current address and keep its old ones as redirects.

    An address that belongs to another thing of the kind, now or once, gets a number behind it.
    Returns the address given.
    """
    with transaction.atomic():
        mine = Address.objects.filter(kind=kind, object_id=object_id)
        if mine.filter(slug=slug, is_current=True).exists():
            return slug
        chosen, number = slug, 2
        while Address.objects.filter(kind=kind, slug=chosen).exclude(object_id=object_id).exists():
            ending = f"-{number}"
            chosen = slug[: _LONGEST - len(ending)].rstrip("-.") + ending
            number += 1
        mine.filter(is_current=True).update(is_current=False)
        Address.objects.update_or_create(
            kind=kind, slug=chosen, defaults={"object_id": object_id, "is_current": True}
        )
    return chosen


def resolve(kind: str, slug: str) -> tuple[uuid.UUID, str] | None:
    """The thing at this address and its current address; None when nothing ever lived there."""
    row = Address.objects.filter(kind=kind, slug=slug).first()
    if row is None:
        return None
    if row.is_current:
        return row.object_id, slug
    now = Address.objects.filter(kind=kind, object_id=row.object_id, is_current=True).first()
    return row.object_id, now.slug if now else slug


def at(kind: str, object_id: uuid.UUID) -> str | None:
    """The thing's current address."""
    row = Address.objects.filter(kind=kind, object_id=object_id, is_current=True).first()
    return row.slug if row else None


def resolve_all(kind: str, slugs: Collection[str]) -> dict[str, uuid.UUID]:
    """The things at these addresses, old ones included; one query."""
    if not slugs:
        return {}
    rows = Address.objects.filter(kind=kind, slug__in=slugs)
    return dict(rows.values_list("slug", "object_id"))
