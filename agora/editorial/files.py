"""Files of what is not published yet: who may have them, and which are still needed."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from agora.editorial import rules
from agora.editorial.models import Draft, Revision, Submission
from agora.media.models import File
from agora.people.models import Duty
from agora.people.queries import Standing

_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def may_read(file: File, standing: Standing) -> bool:
    """Who reads the drafts of the organisation the file is for; who gave it; and reviewers, while
    something that refers to it waits for them."""
    if rules.may_read(standing, file) or file.uploaded_by == standing.account:
        return True
    if not any(duty.role == Duty.Role.REVIEWER for duty in standing.duties):
        return False
    waiting = Submission.objects.filter(state__in=Submission.OPEN)
    if file.organisation_id is not None:
        waiting = waiting.filter(organisation=file.organisation_id)
    return bool(_named(waiting, frozenset({file.pk})))


def needed(ids: frozenset[uuid.UUID], since: dt.datetime) -> set[uuid.UUID]:
    """Which of these files a draft, one of its earlier states, or something sent still names.

    What was saved before the oldest of them was given cannot name it, so it is not read.
    """
    found: set[uuid.UUID] = set()
    for rows in (
        Draft.objects.filter(changed_at__gte=since),
        Revision.objects.filter(saved_at__gte=since),
        Submission.objects.filter(submitted_at__gte=since),
    ):
        found |= _named(rows, ids - found)
        if found == ids:
            break
    return found


def named_in(document: Mapping[str, Any]) -> set[uuid.UUID]:
    """Every id that stands in this document, of a file or of something else."""
    return {uuid.UUID(one) for one in _ID.findall(json.dumps(document, default=str))}


def _named(rows: QuerySet[Any], ids: frozenset[uuid.UUID] | set[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these ids stand in the documents of these rows, read as text and not taken apart."""
    wanted = {str(key): key for key in ids}
    found: set[uuid.UUID] = set()
    texts: Iterable[str] = (
        rows.annotate(_told=Cast("document", TextField()))
        .values_list("_told", flat=True)
        .iterator(chunk_size=200)
    )
    for text in texts:
        found |= {wanted[one] for one in _ID.findall(text) if one in wanted}
        if len(found) == len(wanted):
            break
    return found
