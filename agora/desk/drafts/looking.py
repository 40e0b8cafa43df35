"""Suggestions while typing the name of a place, an organisation or a thing of the market."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from agora.desk.drafts.common import asker_from
from agora.desk.forms.lookups import find
from agora.people.queries import Standing
from agora.people.viewing import signed_in

SORTS = ("place", "organisation", "resource")
LONGEST = 200


@require_safe
@signed_in
def lookup(request: HttpRequest, standing: Standing, sort: str) -> HttpResponse:
    """What may be meant by `q`, of what this person may see."""
    if sort not in SORTS:
        raise Http404
    text = request.GET.get("q", "").replace("\x00", "")[:LONGEST]
    asker = asker_from(request)
    found = find(sort, text, asker.reader, asker.viewer) if len(text.strip()) > 1 else []
    return JsonResponse(
        {"found": [{"reference": one.reference, "label": one.label} for one in found]}
    )
