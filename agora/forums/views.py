"""Forums, a forum, and a stand."""

from __future__ import annotations

import io

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agora.forums import queries
from agora.forums.models import Forum, Stand
from agora.forums.publishing import KIND
from agora.kernel import addresses
from agora.people.queries import Viewer
from agora.people.viewing import viewer_from
from agora.ui.gone import gone_or_404
from agora.ui.meta import meta


@require_safe
def forums(request: HttpRequest) -> HttpResponse:
    """All forums, the latest first."""
    viewer, reader = viewer_from(request), request.LANGUAGE_CODE
    rows = list(queries.forums_visible_to(viewer).order_by("-starts")[:50])
    return render(
        request,
        "forums/forums.html",
        {
            "nav": "forums",
            "forums": queries.forum_rows(rows, reader=reader, viewer=viewer),
            "meta": meta(
                _("Learning forums"),
                description=_(
                    "Learning forums with their stands, programme and things to learn from."
                ),
                canonical=f"{settings.SITE_URL}{request.path}",
            ),
        },
    )


def _forum(slug: str, viewer: Viewer) -> Forum:
    found = addresses.resolve(KIND, slug)
    forum = queries.forums_visible_to(viewer).filter(pk=found[0]).first() if found else None
    if forum is None:
        raise Http404
    return forum


@require_safe
def forum(request: HttpRequest, slug: str) -> HttpResponse:
    """A forum with its stands by axis."""
    viewer, reader = viewer_from(request), request.LANGUAGE_CODE
    try:
        found = _forum(slug, viewer)
    except Http404:
        return gone_or_404(request, KIND, slug)
    if found.slug != slug:
        return HttpResponsePermanentRedirect(f"/{reader}/forums/{found.slug}/")
    it = queries.forum_page(found, reader=reader, viewer=viewer)
    data = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": f"{settings.SITE_URL}/id/{found.pk}",
        "name": it.title.text,
        "description": it.summary.text,
        "startDate": found.starts.isoformat(),
        "endDate": found.ends.isoformat(),
        "location": {"@type": "Place", "name": it.place.label},
        "organizer": [
            {"@type": "Organization", "name": o.label, "url": f"{settings.SITE_URL}{o.path}"}
            for o in it.organisers
        ],
        "url": f"{settings.SITE_URL}{it.path}",
    }
    return render(
        request,
        "forums/forum.html",
        {
            "nav": "forums",
            "it": it,
            "meta": meta(
                it.title.text,
                description=it.summary.text,
                canonical=f"{settings.SITE_URL}{it.path}",
                jsonld=data,
            ),
        },
    )


def _stand(slug: str, stand_slug: str, viewer: Viewer) -> Stand:
    stand = (
        Stand.objects.filter(forum=_forum(slug, viewer), slug=stand_slug)
        .select_related("forum", "organisation")
        .first()
    )
    if stand is None:
        raise Http404
    return stand


@require_safe
def stand(request: HttpRequest, slug: str, stand_slug: str) -> HttpResponse:
    """The page a partner would proudly link to."""
    viewer, reader = viewer_from(request), request.LANGUAGE_CODE
    found = _stand(slug, stand_slug, viewer)
    it = queries.stand_page(found, reader=reader, viewer=viewer)
    if request.path != it.path:
        return HttpResponsePermanentRedirect(it.path)
    base = settings.SITE_URL
    data = {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "@id": f"{base}/id/{found.pk}",
        "name": it.title.text,
        "description": it.summary.text,
        "isPartOf": {"@type": "Event", "name": it.forum.label, "url": f"{base}{it.forum.path}"},
        "publisher": {"@type": "Organization", "name": it.organisation.label},
        "hasPart": [
            {"@type": "LearningResource", "name": card.title.text, "url": f"{base}{card.path}"}
            for card in it.things
        ],
        "url": f"{base}{it.path}",
    }
    return render(
        request,
        "forums/stand.html",
        {
            "nav": "forums",
            "it": it,
            "meta": meta(
                it.title.text,
                description=it.summary.text,
                canonical=f"{base}{it.path}",
                jsonld=data,
            ),
        },
    )


@require_safe
def stand_qr(request: HttpRequest, slug: str, stand_slug: str) -> HttpResponse:
    """A QR code of the stand's permanent address, as SVG."""
    found = _stand(slug, stand_slug, viewer_from(request))
    out = io.BytesIO()
    segno.make(f"{settings.SITE_URL}/id/{found.pk}", error="m").save(
        out, kind="svg", scale=6, border=3, light="#fff", xmldecl=True
    )
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")
