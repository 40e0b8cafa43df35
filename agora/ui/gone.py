"""The page at the address of something that was withdrawn."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from agora.kernel import addresses, kinds
from agora.ui.meta import meta


def gone_or_404(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """410 with the reason where a public thing of this kind was withdrawn, else Http404."""
    found = addresses.resolve(kind, slug)
    return gone_by_id(request, kind, found[0] if found else uuid.UUID(int=0))


def gone_by_id(request: HttpRequest, kind: str, object_id: uuid.UUID) -> HttpResponse:
    """The same, for a thing named by its id."""
    left = kinds.gone(kind, object_id, request.LANGUAGE_CODE)
    if left is None:
        raise Http404
    return render(
        request,
        "ui/withdrawn.html",
        {
            "title": left.title,
            "reason": left.reason,
            "when": left.when,
            "meta": meta(_("No longer on the market"), robots="noindex"),
        },
        status=410,
    )
