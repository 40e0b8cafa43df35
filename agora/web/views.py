"""Pages that join rooms, permanent addresses, errors, and what machines ask for first."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from agora.catalogue import queries as catalogue
from agora.forums import queries as forums
from agora.kernel import addresses, kinds, languages
from agora.people.queries import ANYBODY, organisations_visible_to
from agora.people.viewing import viewer_from
from agora.topics import skos
from agora.topics.concepts.queries import withdrawn_id
from agora.topics.queries import GLOSSARY, THEMES, vocabulary
from agora.ui.gone import gone_by_id, gone_or_404
from agora.ui.meta import meta
from agora.ui.rows import Link, TopicPage
from agora.web import glossary, queries

KINDS = ("resource", "organisation", "forum", "stand", "concept")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The market's front: one search box, the axes, the latest forum, new practices, the map."""
    viewer, reader = viewer_from(request), request.LANGUAGE_CODE
    total, languages_total, _organisations = queries.market_size(reader=reader, viewer=viewer)
    forum = forums.forums_visible_to(viewer).order_by("-starts").first()
    words = vocabulary()
    examples = [
        Link(label, f"/{reader}/explore/?theme={key}", key)
        for key in ("participatory-budgeting", "housing-rights", "gender-equality", "resilience")
        if (term := words.term(THEMES, key)) and (label := term.label(reader))
    ]
    return render(
        request,
        "web/home.html",
        {
            "nav": "",
            "total": total,
            "languages_total": languages_total,
            "axes": queries.axes(reader=reader),
            "practices": queries.newest_of("practice", reader=reader, viewer=viewer, n=4),
            "newest": catalogue.newest(reader=reader, viewer=viewer, n=4),
            "collections": queries.newest_of("collection", reader=reader, viewer=viewer, n=3),
            "articles": queries.newest_of("article", reader=reader, viewer=viewer, n=3),
            "forum": forums.forum_page(forum, reader=reader, viewer=viewer) if forum else None,
            "dots": queries.practice_dots(reader=reader, viewer=viewer),
            "examples": tuple(examples),
            "meta": meta(
                _("Find what another city learned"),
                description=_(
                    "Courses, toolboxes, handbooks, co-learning spaces and practices from cities and "
                    "their networks, in your language."
                ),
                canonical=f"{settings.SITE_URL}{request.path}",
                feed=f"/{reader}/explore/feed.atom",
                feed_title=_("New on the market"),
                jsonld={
                    "@context": "https://schema.org",
                    "@type": "WebSite",
                    "name": settings.SITE_NAME,
                    "url": f"{settings.SITE_URL}/{reader}/",
                    "inLanguage": reader,
                    "potentialAction": {
                        "@type": "SearchAction",
                        "target": f"{settings.SITE_URL}/{reader}/explore/?q={{search_term_string}}",
                        "query-input": "required name=search_term_string",
                    },
                },
            ),
        },
    )


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What this is, for whom, and whom to ask."""
    viewer, reader = viewer_from(request), request.LANGUAGE_CODE
    total, offered, organisations = queries.market_size(reader=reader, viewer=viewer)
    counts = (
        Link(_("things to learn from"), f"/{reader}/explore/", "total", str(total)),
        Link(_("languages they are offered in"), f"/{reader}/explore/", "languages", str(offered)),
        Link(_("organisations"), f"/{reader}/organisations/", "organisations", str(organisations)),
    )
    return render(
        request,
        "web/about.html",
        {
            "nav": "about",
            "counts": counts,
            "contact_path": f"/{reader}/ask/market/{queries.MARKET}/",
            "meta": meta(
                _("About this market"),
                description=_("What the learning marketplace is, for whom, and how it works."),
                canonical=f"{settings.SITE_URL}{request.path}",
            ),
        },
    )


@require_safe
def api(request: HttpRequest) -> HttpResponse:
    """What machines may read."""
    reader = request.LANGUAGE_CODE
    some = catalogue.resources_visible_to(ANYBODY).values_list("pk", flat=True).first()
    endpoints = (
        Link(_("Search resources"), "/api/v1/resources", "GET"),
        Link(_("One resource"), f"/api/v1/resources/{some}", "GET"),
        Link(_("Organisations"), "/api/v1/organisations", "GET"),
        Link(_("Topics"), "/api/v1/topics", "GET"),
        Link(_("Description of the interface (OpenAPI 3.1)"), "/api/v1/openapi.json", "GET"),
        Link(_("Feed of what is new (Atom)"), f"/{reader}/explore/feed.atom", "GET"),
        Link(_("The open catalogue as files"), f"/{reader}/open-data/", "GET"),
    )
    return render(
        request,
        "web/api.html",
        {
            "nav": "about",
            "endpoints": endpoints,
            "meta": meta(
                _("For machines"),
                description=_("The read API, feeds and open formats."),
                canonical=f"{settings.SITE_URL}{request.path}",
            ),
        },
    )


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """Agendas, themes and places to browse by."""
    viewer, reader = viewer_from(request), request.LANGUAGE_CODE
    return render(
        request,
        "web/topics.html",
        {
            "nav": "topics",
            **queries.topic_groups(reader=reader, viewer=viewer),
            "meta": meta(
                _("Topics"),
                description=_("Agendas, themes, regions and countries to browse the market by."),
                canonical=f"{settings.SITE_URL}{request.path}",
            ),
        },
    )


@require_safe
def topic(request: HttpRequest, scheme: str, key: str) -> HttpResponse:
    """One concept, one address, one page."""
    viewer, reader = viewer_from(request), request.LANGUAGE_CODE
    term = vocabulary().term(scheme, key)
    if term is None:
        left = withdrawn_id(key) if scheme == GLOSSARY else None
        if left is None:
            raise Http404
        return gone_by_id(request, "concept", left)
    it = queries.topic_page(term, reader=reader, viewer=viewer)
    base = settings.SITE_URL
    more: dict[str, Any] = {}
    terms: dict[str, str] = {"@type": "DefinedTermSet", "name": it.scheme_label}
    if scheme == GLOSSARY:
        it, more = glossary.concept_page(it, term, reader=reader, viewer=viewer)
        terms |= {
            "@id": f"{base}/id/{skos.scheme_id()}",
            "url": f"{base}/{reader}/glossary/",
        }
        others = {text for texts in term.alternatives.values() for text in texts}
    else:
        more["concepts"], more["all_concepts"] = glossary.concepts_on(term, reader)
        others = set()
    data = {
        "@context": "https://schema.org",
        "@type": "DefinedTerm",
        "@id": f"{base}/id/{term.id}",
        "name": it.label,
        "alternateName": sorted(
            others | set(term.labels.values())
            if scheme == GLOSSARY
            else {label.text for label in it.labels}
        ),
        "description": it.definition,
        "termCode": it.notation,
        "inDefinedTermSet": terms,
        "url": f"{base}{it.path}",
    }
    return _topic_answer(
        request, it, {k: v for k, v in data.items() if v},
        follow_kind="topic", follow_id=term.id, **more,
    )  # fmt: skip


@require_safe
def place(request: HttpRequest, key: str) -> HttpResponse:
    """A city, country or region."""
    viewer, reader = viewer_from(request), request.LANGUAGE_CODE
    spot = vocabulary().places.get(key)
    if spot is None:
        raise Http404
    it = queries.place_page(spot, reader=reader, viewer=viewer)
    base = settings.SITE_URL
    types = {"city": "City", "country": "Country"}
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": types.get(spot.kind, "AdministrativeArea"),
        "@id": f"{base}/id/{spot.id}",
        "name": it.label,
        "alternateName": sorted({label.text for label in it.labels}),
        "url": f"{base}{it.path}",
    }
    if spot.latitude is not None:
        data["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": spot.latitude,
            "longitude": spot.longitude,
        }
    return _topic_answer(request, it, data, follow_kind="place", follow_id=spot.id)


def _topic_answer(
    request: HttpRequest, it: TopicPage, data: dict[str, Any], **more: Any
) -> HttpResponse:
    definition = more.get("definition")
    described = it.definition if definition is None or not definition.fallback else ""
    return render(
        request,
        "web/topic.html",
        {
            "nav": "topics",
            "it": it,
            **more,
            "meta": meta(
                it.label,
                description=described
                or _("What cities can learn about %(topic)s.") % {"topic": it.label},
                canonical=f"{settings.SITE_URL}{it.path}",
                feed=it.explore_path.replace("/explore/", "/explore/feed.atom"),
                feed_title=it.label,
                jsonld=data,
            ),
        },
    )


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """Everybody who offers something here, by kind."""
    viewer, reader = viewer_from(request), request.LANGUAGE_CODE
    return render(
        request,
        "web/organisations.html",
        {
            "nav": "organisations",
            "groups": queries.organisation_groups(reader=reader, viewer=viewer),
            "meta": meta(
                _("Organisations"),
                description=_("Cities, networks and partners who offer what they learned."),
                canonical=f"{settings.SITE_URL}{request.path}",
            ),
        },
    )


@require_safe
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """One organisation."""
    viewer, reader = viewer_from(request), request.LANGUAGE_CODE
    found = addresses.resolve("organisation", slug)
    row = organisations_visible_to(viewer).filter(pk=found[0]).first() if found else None
    if row is None:
        return gone_or_404(request, "organisation", slug)
    if row.slug != slug:
        return HttpResponsePermanentRedirect(f"/{reader}/organisations/{row.slug}/")
    it = queries.organisation_page(row, reader=reader, viewer=viewer)
    base = settings.SITE_URL
    data = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": f"{base}/id/{row.pk}",
        "name": it.name.text,
        "alternateName": sorted({said.text for said in it.other_names} | {it.short_name} - {""}),
        "description": it.summary.text,
        "sameAs": it.website,
        "areaServed": [link.label for link in it.serves],
        "url": f"{base}{it.path}",
    }
    return render(
        request,
        "web/organisation.html",
        {
            "nav": "organisations",
            "it": it,
            "meta": meta(
                it.name.text,
                description=it.summary.text,
                canonical=f"{base}{it.path}",
                feed=f"/{reader}/explore/feed.atom?organisation={row.slug}",
                feed_title=it.name.text,
                jsonld={key: value for key, value in data.items() if value},
            ),
        },
    )


def _negotiated(request: HttpRequest) -> str:
    tag = translation.get_language_from_request(request)
    return tag if tag in languages.TAGS else "en"


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Home, in the language the browser asks for."""
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    response = HttpResponseRedirect(f"/{_negotiated(request)}/{query}")
    patch_vary_headers(response, ["Accept-Language"])
    return response


@require_safe
def by_id(request: HttpRequest, object_id: uuid.UUID) -> HttpResponse:
    """The permanent address of anything: leads to its page in the reader's language."""
    reader, tokens = _negotiated(request), viewer_from(request).tokens
    words = vocabulary()
    path = ""
    if object_id in words.by_id:
        path = f"/{reader}/{words.by_id[object_id].path}"
    elif object_id in words.place_by_id:
        path = f"/{reader}/{words.place_by_id[object_id].path}"
    elif object_id == skos.scheme_id():
        path = f"/{reader}/glossary/"
    else:
        for kind in KINDS:
            # What became one with another thing leads to that one.
            became = addresses.resolve(kind, str(object_id))
            object_id = became[0] if became else object_id
            found = kinds.described(kind, object_id, reader, tokens)
            left = None if found else kinds.gone(kind, object_id, reader)
            if found or left:
                path = found.path if found else left.path if left else ""
                break
    if not path:
        raise Http404
    response = HttpResponseRedirect(path)
    patch_vary_headers(response, ["Accept-Language"])
    return response


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """For the operator's monitor: the database answers."""
    from agora.kernel import generations

    generations.current()
    response = HttpResponse("ok\n", content_type="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Crawlers may read everything but forms and endless filter combinations."""
    lines = ["User-agent: *"]
    for tag in languages.TAGS:
        lines += [
            f"Disallow: /{tag}/ask/",
            f"Disallow: /{tag}/report/",
            f"Disallow: /{tag}/mine/",
            f"Disallow: /{tag}/lists/",
            f"Disallow: /{tag}/suggest/",
        ]
    lines += [f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _error(
    request: HttpRequest, code: int, headline: str | Promise, text: str | Promise
) -> HttpResponse:
    reader = request.path.lstrip("/").split("/", 1)[0]
    tag = reader if reader in languages.TAGS else _negotiated(request)
    with translation.override(tag):
        request.LANGUAGE_CODE = tag
        response = render(
            request,
            "web/error.html",
            {
                "nav": "",
                "code": code,
                "headline": str(headline),
                "text": str(text),
                "meta": meta(str(headline), robots="noindex"),
            },
            status=code,
        )
    response.headers["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, with what to do next."""
    if isinstance(exception, BadRequest) and str(exception):
        return _error(
            request, 400, gettext_lazy("This request cannot be understood"), str(exception)
        )
    return _error(
        request,
        400,
        gettext_lazy("This request cannot be understood"),
        gettext_lazy(
            "Something in the address or the form is not as it should be. Start again from a search."
        ),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _error(
        request,
        403,
        gettext_lazy("You may not do this"),
        gettext_lazy("Sign in with the right account, or ask the team."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return _error(
        request,
        404,
        gettext_lazy("We cannot find this page"),
        gettext_lazy("It may have moved, or the address has a mistake. A search may find it."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a page that needs neither database nor index."""
    return _error(
        request,
        500,
        gettext_lazy("Something broke on our side"),
        gettext_lazy("It is not your fault and we have noted it. Please try again in a moment."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 when a form's token is missing or old."""
    return _error(
        request,
        403,
        gettext_lazy("This form is too old"),
        gettext_lazy(
            "Go back, reload the page and send the form again. What you wrote should still be there."
        ),
    )
