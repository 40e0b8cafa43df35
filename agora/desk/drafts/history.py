"""The history of a draft: every state, what changed between any two, and going back."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agora.desk.drafts.common import Held, asker_from, held_or_404, who
from agora.desk.drafts.overview import head_of
from agora.desk.forms.saying import changes_said
from agora.desk.pages import desk_page
from agora.editorial.drafts import DraftMoved, draft_restore, revision_documents
from agora.editorial.models import Version
from agora.kernel.errors import NotHere, NotYours
from agora.people.queries import Standing
from agora.people.viewing import signed_in

PER_PAGE = 30


@dataclass(frozen=True)
class Former:
    """One state: a revision of the draft (`r12`) or a version that was live (`v3`)."""

    key: str
    label: str
    at: Any
    by: str
    note: str
    by_itself: bool = False


def _versions(held: Held) -> list[Version]:
    found = Version.objects.filter(kind=held.draft.kind, object_id=held.draft.object_id)
    return list(found.exclude(document__has_key="withdrawn").order_by("-number").defer("document"))


@require_safe
@signed_in
def history(request: HttpRequest, standing: Standing, draft_id: uuid.UUID) -> HttpResponse:
    """All states; `from` and `to` name two of them to compare."""
    held = held_or_404(standing, draft_id)
    page = Paginator(revision_documents(held.draft), PER_PAGE).get_page(request.GET.get("page"))
    revisions = list(page.object_list)
    versions = _versions(held)
    names = who({*(r.saved_by for r in revisions), *(v.published_by for v in versions)})
    states = [
        Former(
            f"r{one.number}",
            _("Draft, state %(number)s") % {"number": one.number},
            one.saved_at,
            names.get(one.saved_by, "") if one.saved_by else "",
            _note(one.note),
            one.is_autosave,
        )
        for one in revisions
    ]
    lives = [
        Former(
            f"v{one.number}",
            _("Published, version %(number)s") % {"number": one.number},
            one.published_at,
            names.get(one.published_by, "") if one.published_by else "",
            "",
        )
        for one in versions
    ]
    first, second = request.GET.get("from", ""), request.GET.get("to", "")
    changes = None
    if first or second:
        before, after = _document(held, first), _document(held, second or f"r{held.draft.revision}")
        changes = changes_said(held.sort, before, after, asker_from(request))
    return desk_page(
        request,
        standing,
        "desk/drafts/history.html",
        {
            **head_of(request, held),
            "states": states,
            "lives": lives,
            "page_of": page,
            "first": first,
            "second": second or f"r{held.draft.revision}",
            "changes": changes,
        },
        title=_("History: %(title)s") % {"title": held.title},
        section="drafts",
    )


def _note(note: str) -> str:
    """What the system noted of a state, in the reader's words; a person's note as it is."""
    if note == "passed on":
        return _("passed to another organisation")
    beginning, _space, number = note.rpartition(" ")
    said = {
        "version": _("begun from version %(number)s"),
        "restored version": _("back to version %(number)s"),
        "restored revision": _("back to state %(number)s"),
        "joined with version": _("joined with version %(number)s"),
    }
    return said[beginning] % {"number": number} if beginning in said else note


def _document(held: Held, key: str) -> dict[str, Any]:
    """The document of `r12` or `v3`; 404 where there is none."""
    number = key[1:]
    if not number.isdecimal() or not number.isascii() or len(number) > 9:
        raise Http404
    found: QuerySet[Any] | None = None
    if key[0] == "r":
        found = held.draft.revisions.filter(number=int(number))
    elif key[0] == "v":
        found = Version.objects.filter(
            kind=held.draft.kind, object_id=held.draft.object_id, number=int(number)
        )
    document = found.values_list("document", flat=True).first() if found is not None else None
    if document is None:
        raise Http404
    return dict(document)


@require_POST
@signed_in
def restore(request: HttpRequest, standing: Standing, draft_id: uuid.UUID) -> HttpResponse:
    """Go back to a state; the present one stays in the history."""
    held = held_or_404(standing, draft_id, write=True)
    key, seen = request.POST.get("state", ""), request.POST.get("seen", "")
    number = int(key[1:]) if key[1:].isdecimal() and len(key) < 10 else 0
    refused = ""
    if key[:1] not in ("r", "v") or not number:
        refused = _("Choose a state to go back to.")
    else:
        try:
            draft_restore(
                standing,
                draft_id,
                revision=number if key[0] == "r" else None,
                version=number if key[0] == "v" else None,
                seen=int(seen) if seen.isdecimal() and len(seen) < 10 else 0,
            )
        except NotYours as error:
            raise Http404 from error
        except NotHere as error:
            refused = error.message
        except DraftMoved:
            refused = _("Somebody saved this draft meanwhile. Look at it, then go back again.")
        else:
            return HttpResponseRedirect(reverse("draft", args=[draft_id]))
    return desk_page(
        request,
        standing,
        "desk/drafts/restore.html",
        {**head_of(request, held), "refused": refused},
        title=_("Not gone back"),
        section="drafts",
        status=409 if number else 422,
    )
