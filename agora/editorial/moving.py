"""Passing a draft to another organisation, and with it, once it is published, the thing."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from agora.editorial import rules
from agora.editorial.drafts import DraftIsWaiting, draft_for, live_document, revision_add
from agora.editorial.files import named_in
from agora.editorial.models import Draft, Submission
from agora.journal.services import entry_write
from agora.kernel import editing
from agora.kernel.errors import AgoraError, NotYours
from agora.media.models import File
from agora.people.models import Organisation
from agora.people.queries import Standing


class CannotMove(AgoraError):
    """This sort of thing belongs where it is."""


@transaction.atomic
def draft_move(standing: Standing, draft_id: uuid.UUID, organisation: uuid.UUID) -> Draft:
    """Make a draft another organisation's; what is live follows when a version of it is published.

    For who writes for both organisations, and for a lead. Raises NotYours for everybody else,
    DraftIsWaiting while it lies with the reviewers, CannotMove where the sort has no other owner.
    """
    asked = draft_for(standing, draft_id, write=True)
    # The submission before the draft, as whoever sends and approves locks them.
    waiting = Submission.objects.select_for_update().filter(
        kind=asked.kind, object_id=asked.object_id, state__in=Submission.OPEN
    )
    is_waiting = bool(list(waiting.values_list("pk", flat=True)))
    draft = Draft.objects.select_for_update().filter(pk=draft_id).first()
    to = Organisation.objects.filter(pk=organisation, withdrawn_at__isnull=True).first()
    if draft is None or to is None or not rules.may_move(standing, draft, to.pk):
        raise NotYours(_("There is no such draft, or it is not yours."))
    if draft.organisation_id == to.pk:
        return draft
    sort = editing.sort_of(draft.kind, draft.document)
    if sort is None or sort.give is None:
        raise CannotMove(_("A thing of this sort cannot belong to another organisation."))
    if is_waiting:
        raise DraftIsWaiting(
            _("This draft was sent for review. Take it back first, then you can pass it on.")
        )
    former = draft.organisation_id
    _files_follow(draft, to.pk)
    draft.organisation = to
    draft.save(update_fields=["organisation"])
    document = sort.give(draft.document, to.slug)
    revision_add(draft, document, standing.account, note="passed on")
    # Each of the two reads it in its own journal.
    for verb, whose, other in (("draft-pass", former, to.pk), ("draft-take", to.pk, former)):
        entry_write(
            verb,
            draft.kind,
            draft.object_id,
            actor=standing.account,
            organisation=whose,
            note=str(other or ""),
        )
    return draft


def _files_follow(draft: Draft, to: uuid.UUID) -> None:
    """The draft's files are the new owner's; one that is live too is for both until then."""
    files = File.objects.filter(organisation=draft.organisation_id)
    live = live_document(draft.kind, draft.object_id)
    shown = named_in(live[0]) if live else set()
    files.filter(pk__in=named_in(draft.document) - shown).update(organisation=to)
    files.filter(pk__in=named_in(draft.document) & shown).update(organisation=None)
