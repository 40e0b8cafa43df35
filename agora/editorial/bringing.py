"""Documents that come from elsewhere become drafts: what an import makes where it may not publish."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agora.editorial.drafts import revision_add
from agora.editorial.models import Draft, Revision, Submission
from agora.journal.services import entry_write
from agora.kernel import editing
from agora.kernel.errors import AgoraError


class DraftIsAnothers(AgoraError):
    """Another organisation writes on this thing."""


@transaction.atomic
def draft_bring(
    organisation: uuid.UUID,
    kind: str,
    object_id: uuid.UUID,
    document: Mapping[str, Any],
    *,
    base_number: int | None,
    by: uuid.UUID | None,
    note: str,
) -> tuple[uuid.UUID, int | None, int]:
    """Make the draft of a thing hold this document.

    `base_number` is the live version it was made over; None for a thing that is not live. Gives the
    draft, the revision it had before (None for a new one), and the one it has now.
    """
    draft = Draft.objects.select_for_update().filter(kind=kind, object_id=object_id).first()
    if draft is not None:
        if draft.organisation_id != organisation:
            raise DraftIsAnothers(_("Another organisation writes on this thing."))
        before = draft.revision
        revision_add(draft, dict(document), by, note=note)
        return draft.pk, before, draft.revision
    draft = Draft.objects.create(
        kind=kind,
        object_id=object_id,
        organisation_id=organisation,
        title=editing.title_of(document)[:300],
        document=dict(document),
        base_number=base_number,
        created_by=by,
        changed_by=by,
    )
    Revision.objects.create(
        draft=draft, number=1, document=dict(document), saved_by=by, note=note[:300]
    )
    entry_write("draft-start", kind, object_id, actor=by, organisation=organisation)
    return draft.pk, None, 1


@transaction.atomic
def draft_bring_back(
    draft_id: uuid.UUID, *, before: int | None, after: int, by: uuid.UUID | None, note: str
) -> bool:
    """Take back what `draft_bring` did, unless somebody wrote on it or sent it since; whether it was."""
    draft = Draft.objects.select_for_update().filter(pk=draft_id).first()
    if draft is None or draft.revision != after:
        return False
    if Submission.objects.filter(draft=draft, state__in=Submission.OPEN).exists():
        return False
    if before is None:
        entry_write(
            "draft-discard", draft.kind, draft.object_id, actor=by,
            organisation=draft.organisation_id,
        )  # fmt: skip
        draft.delete()
        return True
    former = draft.revisions.filter(number__lte=before).order_by("-number").first()
    if former is None:
        return False
    revision_add(draft, former.document, by, note=note)
    return True
