"""What every page about a draft begins with."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from agora.desk.forms.answers import Asker
from agora.desk.forms.engine import Around
from agora.desk.forms.lookups import find
from agora.editorial.drafts import draft_for
from agora.editorial.models import Draft, Submission
from agora.editorial.rules import may_write
from agora.kernel import addresses, editing, languages
from agora.kernel.editing import Editing
from agora.kernel.errors import AgoraError, NotYours
from agora.people.queries import Standing, organisation_names, person_names
from agora.people.viewing import viewer_from
from agora.ui import wording


@dataclass(frozen=True)
class Held:
    """A draft with the sort of thing it is."""

    draft: Draft
    sort: Editing
    writable: bool

    @property
    def title(self) -> str:
        """Its title, or what it is."""
        return self.draft.title or _("Untitled: %(sort)s") % {"sort": self.sort.title}

    @property
    def original(self) -> str:
        """The language it is written in first."""
        return str(self.draft.document.get("original_language") or "en")


def held_or_404(standing: Standing, draft_id: uuid.UUID, *, write: bool = False) -> Held:
    """The draft, if this person may read it or, with `write`, change it."""
    try:
        draft = draft_for(standing, draft_id, write=write)
    except NotYours as error:
        raise Http404 from error
    sort = editing.sort_of(draft.kind, draft.document)
    if sort is None:
        raise Http404
    return Held(draft, sort, write or bool(may_write(standing, draft)))


def asker_from(request: HttpRequest) -> Asker:
    """In whose eyes, and in which language."""
    return Asker(wording.reader(), viewer_from(request))


def around(held: Held, asker: Asker, language: str = "") -> Around:
    """What the forms of a draft must know; a language that is none is the original one."""
    try:
        tag = languages.normalise(language) if language else held.original
    except ValueError:
        tag = held.original
    draft = held.draft
    return Around(draft.kind, tag, held.original, asker, draft.organisation_id)


@dataclass(frozen=True)
class State:
    """Where a draft stands, in words: who waits for whom."""

    word: str
    tone: str
    submission: Submission | None = None


def open_submissions(drafts: Collection[Draft]) -> dict[tuple[str, uuid.UUID], Submission]:
    """The open submission of each of these things; one query."""
    found = Submission.objects.filter(
        object_id__in=[draft.object_id for draft in drafts], state__in=Submission.OPEN
    ).defer("document")
    return {(one.kind, one.object_id): one for one in found}


def state_of(draft: Draft, submission: Submission | None) -> State:
    """In words."""
    states = Submission.State
    if submission is None:
        word = _("Draft") if draft.base_number is None else _("Changes to a published page")
        return State(word, "mine")
    said = {
        states.CLEARING: (_("Waits for your organisation’s approver"), "theirs"),
        states.WAITING: (_("Waits for the learning team"), "theirs"),
        states.CHANGES_ASKED: (_("A change is asked for"), "mine"),
        states.APPROVED: (_("Approved, to be published"), "done"),
    }
    word, tone = said[states(submission.state)]
    return State(word, tone, submission)


def who(accounts: Collection[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """The names behind these accounts."""
    return person_names(accounts)


def writes_for(request: HttpRequest, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """What these organisations are called, to whoever belongs to them."""
    named = organisation_names(ids, wording.reader(), viewer_from(request))
    return {key: one.name for key, one in named.items()}


def organisation_called(request: HttpRequest, name: str) -> uuid.UUID:
    """The one organisation of this name; raises AgoraError where there is none, or several."""
    asker = asker_from(request)
    found = find("organisation", name, asker.reader, asker.viewer)
    exact = [one for one in found if one.label.casefold() == name.casefold()] or found
    at = addresses.resolve("organisation", exact[0].reference) if len(exact) == 1 else None
    if at is None:
        raise AgoraError(
            _("We do not know which organisation this is. Write its full name."), "other"
        )
    return at[0]
