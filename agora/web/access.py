"""What the pages of the market answer to whom, and the URLconf held against every room's table.

`agora routes` prints the table and fails on a route that is not in it. The test of this table asks
each row for what it promises; `kernel.access` says what the roles are.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import get_resolver
from django.urls.resolvers import LocalePrefixPattern, URLPattern, URLResolver

from agora.kernel.access import LANGUAGE, METHODS, ROLES, Access, Statuses, register, table

__all__ = ["LANGUAGE", "METHODS", "ROLES", "TABLE", "routes", "unlisted", "without_route"]


def _reads(visitor: int, account: int, member: int, stranger: int) -> dict[str, Statuses]:
    statuses = (visitor, account, member, stranger)
    return {"GET": statuses, "HEAD": statuses}


PAGE = Access(_reads(200, 200, 200, 200))
LEADS_ON = Access(_reads(302, 302, 302, 302))
NOTHING_HERE = Access(dict.fromkeys(METHODS, (404, 404, 404, 404)))
THING = Access(_reads(200, 200, 200, 404), names_a_thing=True)
LEADS_TO_THING = Access(_reads(302, 302, 302, 404), names_a_thing=True)
# An empty form is refused with what is missing (422); whoever may not see the thing sees no form.
FORM = Access({**_reads(200, 200, 200, 404), "POST": (422, 422, 422, 404)}, names_a_thing=True)

TABLE: dict[str, Access] = {
    # Without a language.
    "": LEADS_ON,
    "id/<uuid:object_id>": LEADS_TO_THING,
    "health": PAGE,
    "glossary.ttl": PAGE,
    "glossary.rdf": PAGE,
    "glossary.jsonld": PAGE,
    "open-data/<str:name>": PAGE,
    "robots.txt": PAGE,
    "sitemap.xml": PAGE,
    "sitemap-<slug:name>.xml": PAGE,
    "media/<uuid:object_id>/": THING,
    # The read API.
    "api/v1/": NOTHING_HERE,
    "api/v1/openapi.json": PAGE,
    "api/v1/resources": PAGE,
    "api/v1/resources/<object_id>": THING,
    "api/v1/organisations": PAGE,
    "api/v1/organisations/<slug>": THING,
    "api/v1/topics": PAGE,
    # Pages that join rooms.
    f"{LANGUAGE}": PAGE,
    f"{LANGUAGE}about/": PAGE,
    f"{LANGUAGE}api/": PAGE,
    f"{LANGUAGE}open-data/": PAGE,
    f"{LANGUAGE}topics/": PAGE,
    f"{LANGUAGE}glossary/": PAGE,
    f"{LANGUAGE}topics/<slug:scheme>/<str:key>/": PAGE,
    f"{LANGUAGE}places/<slug:key>/": PAGE,
    f"{LANGUAGE}organisations/": PAGE,
    f"{LANGUAGE}organisations/<slug:slug>/": THING,
    # Explore.
    f"{LANGUAGE}explore/": PAGE,
    f"{LANGUAGE}explore/feed.atom": PAGE,
    f"{LANGUAGE}explore/download.csv": PAGE,
    f"{LANGUAGE}explore/download.json": PAGE,
    f"{LANGUAGE}suggest/": PAGE,
    # Everything findable.
    f"{LANGUAGE}resources/<slug:slug>/": THING,
    f"{LANGUAGE}resources/<slug:slug>/cite.bib": THING,
    f"{LANGUAGE}resources/<slug:slug>/reference-group/": THING,
    f"{LANGUAGE}resources/<slug:slug>/qr.svg": THING,
    f"{LANGUAGE}resources/<slug:slug>/picture.png": THING,
    f"{LANGUAGE}practices/<slug:slug>/": THING,
    f"{LANGUAGE}practices/<slug:slug>/cite.bib": THING,
    f"{LANGUAGE}practices/<slug:slug>/reference-group/": THING,
    f"{LANGUAGE}practices/<slug:slug>/qr.svg": THING,
    f"{LANGUAGE}practices/<slug:slug>/picture.png": THING,
    f"{LANGUAGE}collections/<slug:slug>/": THING,
    f"{LANGUAGE}collections/<slug:slug>/cite.bib": THING,
    f"{LANGUAGE}collections/<slug:slug>/reference-group/": THING,
    f"{LANGUAGE}collections/<slug:slug>/qr.svg": THING,
    f"{LANGUAGE}collections/<slug:slug>/picture.png": THING,
    f"{LANGUAGE}courses/<slug:slug>/": THING,
    f"{LANGUAGE}courses/<slug:slug>/cite.bib": THING,
    f"{LANGUAGE}courses/<slug:slug>/reference-group/": THING,
    f"{LANGUAGE}courses/<slug:slug>/qr.svg": THING,
    f"{LANGUAGE}courses/<slug:slug>/picture.png": THING,
    f"{LANGUAGE}articles/<slug:slug>/": THING,
    f"{LANGUAGE}articles/<slug:slug>/cite.bib": THING,
    f"{LANGUAGE}articles/<slug:slug>/reference-group/": THING,
    f"{LANGUAGE}articles/<slug:slug>/qr.svg": THING,
    f"{LANGUAGE}articles/<slug:slug>/picture.png": THING,
    # Forums.
    f"{LANGUAGE}forums/": PAGE,
    f"{LANGUAGE}forums/<slug:slug>/": THING,
    f"{LANGUAGE}forums/<slug:slug>/stands/<slug:stand_slug>/": THING,
    f"{LANGUAGE}forums/<slug:slug>/stands/<slug:stand_slug>/qr.svg": THING,
    # Forms.
    f"{LANGUAGE}ask/<slug:kind>/<uuid:object_id>/": FORM,
    f"{LANGUAGE}report/<slug:kind>/<uuid:object_id>/": FORM,
    # The pattern page.
    f"{LANGUAGE}patterns/": PAGE,
}


register(TABLE)


def routes() -> tuple[str, ...]:
    """Every address pattern of the URLconf, in its order, as `TABLE` writes it."""
    return tuple(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, before: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield before + str(pattern.pattern)
        else:
            own = pattern.pattern
            here = LANGUAGE if isinstance(own, LocalePrefixPattern) else str(own)
            yield from _walk(pattern, before + here)


def unlisted() -> tuple[str, ...]:
    """Routes that nobody decided about."""
    known = table()
    return tuple(route for route in routes() if route not in known)


def without_route() -> tuple[str, ...]:
    """Rows of the table whose route is gone."""
    present = set(routes())
    return tuple(route for route in table() if route not in present)
