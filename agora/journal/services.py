"""Writing the journal."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from agora.journal.models import Entry
from agora.kernel.bulk import rows_insert


def entry_write(
    verb: str,
    kind: str,
    object_id: uuid.UUID,
    *,
    actor: uuid.UUID | None = None,
    note: str = "",
    organisation: uuid.UUID | None = None,
    person: uuid.UUID | None = None,
) -> None:
    """Add one line; call it in the transaction of the act itself.

    `actor` is an account, `person` a person; a note holds no names and no addresses, which could
    not be erased from here.
    """
    Entry.objects.create(
        verb=verb,
        kind=kind,
        object_id=object_id,
        actor=actor,
        note=note[:500],
        organisation=organisation,
        person=person,
    )


def entries_write(
    verb: str,
    kind: str,
    object_ids: Iterable[uuid.UUID],
    *,
    actor: uuid.UUID | None,
    note: str,
    organisation: uuid.UUID | None,
) -> None:
    """Add one line for each of these things, to which the same was done."""
    rows_insert(
        Entry,
        (
            Entry(
                verb=verb,
                kind=kind,
                object_id=object_id,
                actor=actor,
                note=note[:500],
                organisation=organisation,
            )
            for object_id in object_ids
        ),
    )
