"""What every page of the studio begins and ends with."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from agora.desk.drafts import conflict
from agora.desk.drafts.common import Held, asker_from, held_or_404, who
from agora.desk.drafts.overview import head_of
from agora.desk.pages import desk_page
from agora.editorial.drafts import DraftMoved, draft_save
from agora.people.queries import Standing


def course_or_404(standing: Standing, draft_id: uuid.UUID, *, write: bool = False) -> Held:
    """The draft of a course, if this person may read it or, with `write`, change it."""
    held = held_or_404(standing, draft_id, write=write)
    if not isinstance(held.draft.document.get("course"), dict):
        raise Http404
    return held


def seen_in(request: HttpRequest) -> int:
    """The revision the page was drawn from."""
    sent = request.POST.get("seen", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else 0


def document_at(held: Held, seen: int) -> dict[str, Any]:
    """The document as it was when somebody began to write."""
    if seen == held.draft.revision:
        return dict(held.draft.document)
    older = held.draft.revisions.filter(number__lte=seen).order_by("-number")
    return dict(older.values_list("document", flat=True).first() or held.draft.document)


def collided(
    request: HttpRequest, standing: Standing, held: Held, moved: DraftMoved, onwards: str
) -> HttpResponse:
    """Somebody else changed the same places: both are shown, and nothing is written until chosen."""
    chosen = conflict.chosen(held, moved, request.POST)
    if chosen is not None:
        try:
            draft_save(standing, moved.draft.pk, chosen, seen=moved.draft.revision)
            return HttpResponseRedirect(onwards)
        except DraftMoved as again:
            moved = again
    by = moved.draft.changed_by
    held = Held(moved.draft, held.sort, True)
    return desk_page(
        request,
        standing,
        "desk/drafts/conflict.html",
        {
            **head_of(request, held),
            "by": who([by]).get(by, "") if by else "",
            "conflicts": conflict.places(held, moved, asker_from(request), request.POST),
            "typed": conflict.typed(request.POST),
        },
        title=_("Two texts for the same place"),
        section="drafts",
        status=409,
    )
