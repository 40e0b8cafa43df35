"""Sending the drafts that an import made, all by one word; each goes the way of every draft."""

from __future__ import annotations

import time
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from agora.editorial.models import Draft, Submission
from agora.editorial.review.services import submission_send
from agora.exchange.bringing.faults import Fault
from agora.exchange.models import Import, ImportRow
from agora.kernel.errors import AgoraError
from agora.people.queries import Standing

SOME: Final = 50


def drafts_to_send(run: Import) -> QuerySet[ImportRow]:
    """The rows whose draft lies as the import left it, and waits for nobody yet."""
    sent = Submission.objects.filter(draft_id=OuterRef("draft"), state__in=Submission.OPEN)
    there = Draft.objects.filter(pk=OuterRef("draft"))
    rows: QuerySet[ImportRow] = run.rows.filter(
        Exists(there), ~Exists(sent), draft__isnull=False, state=ImportRow.State.DONE
    )
    return rows


def drafts_send(
    run: Import, standing: Standing, *, after: int = 0, seconds: float = float("inf")
) -> int | None:
    """Send on, for so many seconds; the number of the row to go on after, or None at the end.

    Each draft is sent in its own transaction. What cannot be sent stays a draft, and its row says why.
    """
    end = time.monotonic() + seconds
    while True:
        rows = list(drafts_to_send(run).filter(number__gt=after).order_by("number")[:SOME])
        if not rows:
            return None
        for row in rows:
            _send_one(row, standing)
            after = row.number
            if time.monotonic() > end:
                return after


def _send_one(row: ImportRow, standing: Standing) -> None:
    draft = row.draft and Draft.objects.filter(pk=row.draft).only("pk", "revision").first()
    if not draft:
        return
    notes = [one for one in row.says.get("notes", ()) if one.get("code") != "not-sent"]
    try:
        submission_send(standing, draft.pk, seen=draft.revision)
    except AgoraError:
        notes.append(Fault("not-sent").kept())
    says = (
        {**row.says, "notes": notes}
        if notes
        else {k: v for k, v in row.says.items() if k != "notes"}
    )
    if says != row.says:
        ImportRow.objects.filter(pk=row.pk).update(says=says)
