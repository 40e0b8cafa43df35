"""Drafts over live content: one open draft per thing, every state kept, nothing lost.

The live thing stays as it is until a version of the draft is published. Whoever saves names the
revision they began from; when somebody saved meanwhile, both changes are joined, and only where both
changed the same place is the writer asked.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from agora.editorial import rules
from agora.editorial.claims import honest
from agora.editorial.comparing import Joined, join
from agora.editorial.models import Draft, Revision, Submission, Version
from agora.editorial.owning import owner_of
from agora.editorial.services import document_read
from agora.journal.services import entry_write
from agora.kernel import clock, editing, ids, languages
from agora.kernel.editing import Editing
from agora.kernel.errors import AgoraError, InvalidDocument, NotHere, NotYours, Problem
from agora.kernel.kinds import kind_named, names
from agora.people.models import Organisation
from agora.people.queries import Standing

SAME_SITTING: Final = dt.timedelta(minutes=10)
"""Saves that happened by themselves within this time, by one person, are one state of the history."""
SUPERSEDED_FOR: Final = dt.timedelta(days=2)
"""So long may somebody write on from a state that the history does not show."""
LARGEST: Final = 2_000_000
"""Characters of a document's JSON."""


class DraftMoved(AgoraError):
    """Somebody else changed the same places meanwhile.

    `draft` is as they left it; `joined` holds both changes, and the places at which they differ.
    """

    def __init__(self, draft: Draft, joined: Joined) -> None:
        super().__init__(
            _(
                "Somebody else changed the same text while you were writing. "
                "Choose what to keep at each place, then save again."
            )
        )
        self.draft = draft
        self.joined = joined


class DraftIsWaiting(AgoraError):
    """The draft lies with the reviewers."""


def live_document(kind: str, object_id: uuid.UUID) -> tuple[dict[str, Any], int] | None:
    """The document that is live and its version's number.

    Number 0 says that it is live without ever having been published here (a shipped glossary
    concept, say). None where nothing is live.
    """
    last = (
        Version.objects.filter(kind=kind, object_id=object_id)
        .order_by("-number")
        .values_list("document", "number")
        .first()
    )
    if last is not None:
        return None if "withdrawn" in last[0] else (dict(last[0]), int(last[1]))
    reader = getattr(kind_named(kind), "live", None) if kind in names() else None
    found = reader(object_id) if reader else None
    return (dict(found), 0) if found else None


def drafts_of(standing: Standing) -> QuerySet[Draft]:
    """The drafts this person may read."""
    if standing.is_lead:
        return Draft.objects.all()
    allowed = Q(organisation__in=standing.organisations(*rules.READERS))
    if rules.is_the_teams_own(standing, Draft(organisation_id=None)):
        allowed |= Q(organisation__isnull=True)
    return Draft.objects.filter(allowed)


def draft_for(standing: Standing, draft_id: uuid.UUID, *, write: bool = False) -> Draft:
    """The draft, if this person may read it (or, with `write`, change it); else NotYours."""
    draft = drafts_of(standing).select_related("organisation").filter(pk=draft_id).first()
    if draft is None or (write and not rules.may_write(standing, draft)):
        raise NotYours(_("There is no such draft, or it is not yours."))
    return draft


def may_begin(standing: Standing, sort: Editing, organisation: uuid.UUID | None) -> bool:
    """Whether this person may begin a new thing of this sort for that organisation."""
    if standing.is_lead:
        return True
    if organisation is None:
        return bool(rules.is_the_teams_own(standing, Draft(organisation_id=None)))
    return sort.made_by == "organisation" and standing.has(organisation, *rules.WRITERS)


@transaction.atomic
def draft_start(
    standing: Standing,
    sort: str,
    *,
    language: str,
    organisation: uuid.UUID | None,
    document: Mapping[str, Any] | None = None,
) -> Draft:
    """Begin a new thing of this sort, from `document` where there is something to begin from."""
    found = editing.sort_named(sort)
    if found is None or not may_begin(standing, found, organisation):
        raise NotYours(_("You cannot begin this here. Choose an organisation you write for."))
    slug = None
    if organisation is not None:
        slug = Organisation.objects.values_list("slug", flat=True).get(pk=organisation)
    blank = found.blank(languages.normalise(language), slug)
    whole = honest({**blank, **_plain(document or {})})
    _measure(whole)
    key = ids.new_id()
    draft = Draft.objects.create(
        kind=found.kind,
        object_id=key,
        organisation_id=organisation,
        title=editing.title_of(whole)[:300],
        document=whole,
        created_by=standing.account,
        changed_by=standing.account,
    )
    Revision.objects.create(draft=draft, number=1, document=whole, saved_by=standing.account)
    entry_write("draft-start", found.kind, key, actor=standing.account, organisation=organisation)
    return draft


@transaction.atomic
def draft_open(standing: Standing, kind: str, object_id: uuid.UUID) -> Draft:
    """The open draft of a thing, or a new one over what is live.

    Raises NotYours when this person may not write it, NotHere when nothing is live.
    """
    there = Draft.objects.filter(kind=kind, object_id=object_id).first()
    if there is not None:
        return draft_for(standing, there.pk, write=True)
    live = live_document(kind, object_id)
    if live is None:
        raise NotHere(_("There is nothing to edit at this address."))
    document, number = live
    draft = Draft(
        kind=kind,
        object_id=object_id,
        organisation_id=owner_of(kind, document),
        title=editing.title_of(document)[:300],
        document=document,
        base_number=number,
        created_by=standing.account,
        changed_by=standing.account,
    )
    if editing.sort_of(kind, document) is None or not rules.may_write(standing, draft):
        raise NotYours(_("There is no such draft, or it is not yours."))
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:  # somebody opened it at the same moment
        there = Draft.objects.get(kind=kind, object_id=object_id)
        return draft_for(standing, there.pk, write=True)
    Revision.objects.create(
        draft=draft,
        number=1,
        document=document,
        saved_by=standing.account,
        note=f"version {number}",
    )
    entry_write(
        "draft-open", kind, object_id, actor=standing.account, organisation=draft.organisation_id
    )
    return draft


@transaction.atomic
def draft_save(
    standing: Standing,
    draft_id: uuid.UUID,
    document: Mapping[str, Any],
    *,
    seen: int,
    autosave: bool = False,
    note: str = "",
) -> Draft:
    """Save a document into a draft; `seen` is the revision the writer began from.

    When somebody saved meanwhile, what only one of the two changed is taken from them; where both
    changed one place, DraftMoved carries both and nothing is written. The same document again
    changes nothing. The organisation a draft belongs to does not change by saving it. A text that was
    written anew is a person's, and a draft until somebody else has read it.
    """
    draft = _locked(standing, draft_id)
    mine = _plain(document)
    _measure(mine)
    if seen != draft.revision:
        base = (
            Revision.objects.filter(draft=draft, number__lte=seen)
            .order_by("-number")
            .values_list("document", flat=True)
            .first()
        )
        joined = join(base or {}, draft.document, mine)
        if joined.conflicts:
            raise DraftMoved(draft, joined)
        mine = joined.document
    mine = honest(mine, draft.document)
    if mine == draft.document:
        return draft
    revision_add(draft, mine, standing.account, autosave=autosave, note=note)
    return draft


@transaction.atomic
def draft_restore(
    standing: Standing,
    draft_id: uuid.UUID,
    *,
    revision: int | None = None,
    version: int | None = None,
    seen: int,
) -> Draft:
    """Go back to an older revision of the draft, or to a version that was live: as a new revision."""
    draft = _locked(standing, draft_id)
    if seen != draft.revision:
        raise DraftMoved(draft, Joined(draft.document, ()))
    document = _former(draft, revision, version)
    note = f"restored version {version}" if version else f"restored revision {revision}"
    if document is None or "withdrawn" in document:
        raise NotHere(_("That state is not there any more. Choose another one."))
    document = _of_its_owner(draft, dict(document))
    if document != draft.document:
        revision_add(draft, document, standing.account, note=note)
    return draft


def _of_its_owner(draft: Draft, document: dict[str, Any]) -> dict[str, Any]:
    """An older state, as the draft's present organisation has it: it may have been passed on since."""
    sort = editing.sort_of(draft.kind, document)
    if (
        draft.organisation is None
        or sort is None
        or sort.give is None
        or owner_of(draft.kind, document) == draft.organisation_id
    ):
        return document
    return sort.give(document, draft.organisation.slug)


def _former(draft: Draft, revision: int | None, version: int | None) -> Any:
    if version is not None:
        versions = Version.objects.filter(kind=draft.kind, object_id=draft.object_id)
        return versions.filter(number=version).values_list("document", flat=True).first()
    return draft.revisions.filter(number=revision or 0).values_list("document", flat=True).first()


@transaction.atomic
def draft_discard(standing: Standing, draft_id: uuid.UUID) -> None:
    """Throw a draft away with its history; what is live stays, what was sent is withdrawn first."""
    draft = _locked(standing, draft_id)
    if Submission.objects.filter(draft=draft, state__in=Submission.OPEN).exists():
        raise DraftIsWaiting(
            _("This draft was sent for review. Take it back first, then you can discard it.")
        )
    entry_write(
        "draft-discard",
        draft.kind,
        draft.object_id,
        actor=standing.account,
        organisation=draft.organisation_id,
    )
    draft.delete()


def draft_problems(draft: Draft) -> list[Problem]:
    """What keeps a draft from being published, each with its place; empty when nothing does."""
    try:
        document_read(draft.kind, draft.document)
    except InvalidDocument as error:
        return list(error.problems)
    return []


def revision_documents(draft: Draft) -> QuerySet[Revision]:
    """The states of a draft that its history shows, newest first, without their documents."""
    return draft.revisions.filter(is_superseded=False).order_by("-number").defer("document")


def revisions_forget() -> int:
    """Let go of superseded states nobody writes on from any more; says how many went."""
    old = clock.now() - SUPERSEDED_FOR
    gone, _by_model = Revision.objects.filter(is_superseded=True, saved_at__lt=old).delete()
    return gone


def _locked(standing: Standing, draft_id: uuid.UUID) -> Draft:
    draft_for(standing, draft_id, write=True)
    found = Draft.objects.select_for_update().filter(pk=draft_id).first()
    if found is None:
        raise NotYours(_("There is no such draft, or it is not yours."))
    return found


def revision_add(
    draft: Draft,
    document: dict[str, Any],
    by: uuid.UUID | None,
    *,
    autosave: bool = False,
    note: str = "",
) -> None:
    """Write the document as the next revision; the caller holds the draft's row.

    An autosave right after one of the same person takes its place in the history. The former one is
    kept out of sight: whoever began from it is joined with what they really saw.
    """
    now = clock.now()
    draft.document = document
    draft.title = editing.title_of(document)[:300]
    draft.revision += 1
    draft.changed_by = by
    draft.changed_at = now
    draft.save(update_fields=["document", "title", "revision", "changed_by", "changed_at"])
    last = draft.revisions.order_by("-number").defer("document").first()
    if (
        autosave
        and last is not None
        and last.is_autosave
        and last.saved_by == by
        and now - SAME_SITTING < last.saved_at <= now
    ):
        last.is_superseded = True
        last.save(update_fields=["is_superseded"])
    Revision.objects.create(
        draft=draft,
        number=draft.revision,
        document=document,
        saved_by=by,
        saved_at=now,
        is_autosave=autosave,
        note=note[:300],
    )


def _plain(document: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of the JSON object; what is no JSON is refused by the database field's encoder."""
    return dict(document)


def _measure(document: Mapping[str, Any]) -> None:
    if _length(document) > LARGEST:
        raise AgoraError(
            _("This is too long to be kept as one draft. Put a part of it into a file.")
        )


def _length(value: Any) -> int:
    if isinstance(value, str):
        return len(value) + 2
    if isinstance(value, Mapping):
        return sum(_length(key) + _length(inner) + 2 for key, inner in value.items()) + 2
    if isinstance(value, list | tuple):
        return sum(_length(inner) + 1 for inner in value) + 2
    return 8


def draft_rebase(
    draft: Draft,
    document: Mapping[str, Any],
    *,
    base_number: int,
    by: uuid.UUID | None,
    note: str = "",
) -> None:
    """Let a draft begin from another live version, with this document as its next revision.

    The caller holds the draft's row and has joined both.
    """
    draft.base_number = base_number
    draft.save(update_fields=["base_number"])
    if dict(document) != draft.document:
        revision_add(draft, dict(document), by, note=note)
