"""The sitemap: every public page in every language, in parts of at most 1,000 things."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from agora.catalogue.publishing import resource_path
from agora.catalogue.queries import resources_visible_to
from agora.forums.models import Stand
from agora.forums.queries import forums_visible_to
from agora.kernel import languages
from agora.people.queries import ANYBODY, organisations_visible_to
from agora.topics.queries import GLOSSARY, GOALS, PACT, THEMES, vocabulary

PART = 1000
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

Entry = tuple[str, dt.date | None]


def _pages() -> list[Entry]:
    words = vocabulary()
    paths: list[Entry] = [
        (path, None)
        for path in (
            "",
            "explore/",
            "topics/",
            "glossary/",
            "organisations/",
            "forums/",
            "about/",
            "api/",
            "open-data/",
        )
    ]
    paths += [
        (f"organisations/{slug}/", changed.date())
        for slug, changed in organisations_visible_to(ANYBODY).values_list("slug", "changed_at")
    ]
    forums = forums_visible_to(ANYBODY)
    paths += [
        (f"forums/{slug}/", changed.date())
        for slug, changed in forums.values_list("slug", "changed_at")
    ]
    paths += [
        (f"forums/{forum}/stands/{slug}/", None)
        for forum, slug in Stand.objects.filter(forum__in=forums).values_list("forum__slug", "slug")
    ]
    for scheme in (PACT, GOALS, THEMES):
        paths += [(term.path, None) for term in words.concepts_of.get(scheme, ())]
    paths += [(spot.path, None) for spot in words.places.values()]
    return paths


def _glossary(part: int) -> Iterable[Entry]:
    terms = vocabulary().concepts_of.get(GLOSSARY, ())
    return [(term.path, None) for term in terms[(part - 1) * PART : part * PART]]


def _resources(part: int) -> Iterable[Entry]:
    rows = (
        resources_visible_to(ANYBODY)
        .order_by("pk")
        .values_list("type__key", "slug", "changed_at")[(part - 1) * PART : part * PART]
    )
    return [(resource_path(kind, slug), changed.date()) for kind, slug, changed in rows]


def _answer(body: str) -> HttpResponse:
    return HttpResponse(_HEAD + body, content_type="application/xml; charset=utf-8")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The index of the parts."""
    parts = -(-resources_visible_to(ANYBODY).count() // PART)
    concepts = -(-len(vocabulary().concepts_of.get(GLOSSARY, ())) // PART)
    names = [
        "pages",
        *(f"resources-{number}" for number in range(1, parts + 1)),
        *(f"glossary-{number}" for number in range(1, concepts + 1)),
    ]
    rows = "".join(
        f"<sitemap><loc>{escape(settings.SITE_URL)}/sitemap-{name}.xml</loc></sitemap>\n"
        for name in names
    )
    return _answer(f"<sitemapindex {_SPACE}>\n{rows}</sitemapindex>\n")


@require_safe
def part(request: HttpRequest, name: str) -> HttpResponse:
    """One part: each page once per language, with its siblings."""
    if name == "pages":
        entries: Iterable[Entry] = _pages()
    else:
        kind, _dash, number = name.partition("-")
        listed = {"resources": _resources, "glossary": _glossary}.get(kind)
        if listed is None or not number.isdigit() or len(number) > 6 or not int(number):
            raise Http404
        entries = listed(int(number))
        if not entries:
            raise Http404
    base = escape(settings.SITE_URL)
    rows = []
    for path, changed in entries:
        where = escape(path)
        siblings = "".join(
            f'<xhtml:link rel="alternate" hreflang="{tag}" href="{base}/{tag}/{where}"/>'
            for tag in languages.TAGS
        )
        when = f"<lastmod>{changed.isoformat()}</lastmod>" if changed else ""
        rows += [
            f"<url><loc>{base}/{tag}/{where}</loc>{when}{siblings}</url>\n"
            for tag in languages.TAGS
        ]
    return _answer(
        f'<urlset {_SPACE} xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{"".join(rows)}</urlset>\n'
    )
