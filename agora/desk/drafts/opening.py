"""From a live page to its draft."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agora.desk.pages import desk_page
from agora.editorial import rules
from agora.editorial.drafts import draft_open, live_document
from agora.editorial.models import Draft
from agora.editorial.owning import owner_of
from agora.kernel import editing
from agora.kernel.errors import NotHere, NotYours
from agora.people.queries import Standing
from agora.people.viewing import signed_in, standing_from
from agora.ui.rows import Link


def may_edit(standing: Standing, kind: str, object_id: uuid.UUID) -> bool:
    """Whether this person may write the live thing; two or three queries."""
    live = live_document(kind, object_id) if standing.works_here else None
    if live is None or editing.sort_of(kind, live[0]) is None:
        return False
    owner = owner_of(kind, live[0])
    return bool(rules.may_write(standing, Draft(organisation_id=owner)))


def acts(request: HttpRequest, kind: str, object_id: uuid.UUID) -> list[Link]:
    """On a live page: the way to its draft, for whoever may write it."""
    if not may_edit(standing_from(request), kind, object_id):
        return []
    return [Link(_("Edit"), reverse("desk-edit", args=[kind, object_id]))]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, standing: Standing, kind: str, object_id: uuid.UUID) -> HttpResponse:
    """Lead to the open draft of a live thing; a POST opens one where there is none."""
    there = Draft.objects.filter(kind=kind, object_id=object_id).first()
    if there is not None and rules.may_write(standing, there):
        return HttpResponseRedirect(reverse("draft", args=[there.pk]))
    if there is not None or not may_edit(standing, kind, object_id):
        raise Http404
    if request.method == "POST":
        try:
            found = draft_open(standing, kind, object_id)
        except (NotYours, NotHere) as error:
            raise Http404 from error
        return HttpResponseRedirect(reverse("draft", args=[found.pk]))
    live = live_document(kind, object_id)
    return desk_page(
        request,
        standing,
        "desk/drafts/edit.html",
        {"name": editing.title_of(live[0], request.LANGUAGE_CODE) if live else ""},
        title=_("Edit"),
        section="drafts",
    )
