"""Language-neutral addresses with their history."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Mapping

from django.db import transaction

from agora.kernel.bulk import rows_insert
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


def claim_new(kind: str, wanted: Mapping[uuid.UUID, str]) -> dict[uuid.UUID, str]:
    """As `claim`, for many things that have no address yet; gives the address of each."""
    with transaction.atomic():
        slugs = list(wanted.values())
        taken = set(
            Address.objects.filter(kind=kind, slug__in=slugs).values_list("slug", flat=True)
        )
        taken |= {slug for slug, count in Counter(slugs).items() if count > 1}
        free = {key: slug for key, slug in wanted.items() if slug not in taken}
        rows_insert(
            Address, (Address(kind=kind, slug=slug, object_id=key) for key, slug in free.items())
        )
        return {
            key: free[key] if key in free else claim(kind, slug, key)
            for key, slug in wanted.items()
        }


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


def lead_to(kind: str, gone: uuid.UUID, kept: uuid.UUID) -> list[tuple[str, bool]]:
    """Let every address of a thing, and its id, lead to another thing that takes its place.

    What led to it before leads there at once, so there are no chains. Gives the addresses moved and
    whether each was the current one, for `lead_back`.
    """
    with transaction.atomic():
        mine = Address.objects.filter(kind=kind, object_id=gone)
        moved = list(mine.order_by("pk").values_list("slug", "is_current"))
        mine.update(object_id=kept, is_current=False)
        Address.objects.create(kind=kind, slug=str(gone), object_id=kept, is_current=False)
    return moved


def lead_back(
    kind: str, moved: Collection[tuple[str, bool]], gone: uuid.UUID, kept: uuid.UUID
) -> None:
    """Give a thing back the addresses that `lead_to` took, but for one that the other uses now."""
    with transaction.atomic():
        Address.objects.filter(kind=kind, slug=str(gone), object_id=kept).delete()
        theirs = Address.objects.filter(kind=kind, object_id=kept, is_current=False)
        for is_current in (False, True):
            slugs = [slug for slug, was in moved if bool(was) is is_current]
            for start in range(0, len(slugs), 200):
                part = theirs.filter(slug__in=slugs[start : start + 200])
                part.update(object_id=gone, is_current=is_current)
