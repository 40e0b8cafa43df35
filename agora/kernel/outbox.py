"""What changed and must be indexed: one row per thing, cleared by version after the index commit."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from agora.kernel import clock
from agora.kernel.models import OutboxEntry


@dataclass(frozen=True)
class Changed:
    """A thing to index, as it stood when it was read from the outbox."""

    kind: str
    object_id: uuid.UUID
    version: uuid.UUID


def mark(kind: str, object_ids: Iterable[uuid.UUID]) -> None:
    """Note that these things changed; must be called in the transaction that changes them."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("outbox.mark outside a transaction would lose or invent a change")
    now = clock.now()
    rows = [
        OutboxEntry(kind=kind, object_id=object_id, version=uuid.uuid4(), changed_at=now)
        for object_id in set(object_ids)
    ]
    OutboxEntry.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=["version", "changed_at"],
    )


def pending(limit: int = 500) -> list[Changed]:
    """The oldest changes not yet indexed."""
    rows = OutboxEntry.objects.order_by("changed_at", "pk")[:limit]
    return [Changed(row.kind, row.object_id, row.version) for row in rows]


def clear(done: Sequence[Changed]) -> None:
    """Forget these changes, unless the thing changed again meanwhile."""
    with transaction.atomic():
        for start in range(0, len(done), 200):
            part = done[start : start + 200]
            OutboxEntry.objects.filter(version__in=[change.version for change in part]).delete()
