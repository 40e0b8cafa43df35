"""Closing the work on a thing that was withdrawn: there is nothing left to bring into a language."""

from __future__ import annotations

import uuid

from agora.editorial.models import Translation
from agora.editorial.translating import mails
from agora.journal.services import entry_write
from agora.kernel import clock


def work_close(kind: str, object_id: uuid.UUID, reason: str) -> int:
    """Close every open translation of the thing and tell who worked on it; how many there were.

    What they wrote stays, and is in the copy of their data. Called in the withdrawal's transaction.
    """
    rows = list(
        Translation.objects.select_for_update().filter(
            kind=kind, object_id=object_id, state__in=Translation.OPEN
        )
    )
    for one in rows:
        one.state, one.closed_for = Translation.State.CLOSED, reason[:300]
        one.decided_at = clock.now()
        one.save(update_fields=["state", "closed_for", "decided_at"])
        entry_write("translation-close", kind, object_id, note=one.language,
                    organisation=one.organisation_id)  # fmt: skip
        wrote = one.segments.order_by("pk").values_list("changed_by", flat=True)
        mails.translation_closed(one, [one.claimed_by, one.sent_by, *wrote])
    return len(rows)
