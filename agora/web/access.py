"""Who gets what at which address: every route × method × role, held against the URLconf.

`agora routes` prints the table and fails on a route that is not in it. The test of this table asks
each row for what it promises.

The four roles ask for two things. A *visitor* without an account and an *account* that belongs to
no team ask for a public thing. A *member* asks for a thing that only their team may see, and a
*stranger*, signed in or not, asks for that same thing. Where a route names no single thing, member
and stranger get what everybody gets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import get_resolver
from django.urls.resolvers import LocalePrefixPattern, URLPattern, URLResolver

ROLES = ("visitor", "account", "member", "stranger")
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE")
LANGUAGE = "<language>/"
"""How the table writes the language at the beginning of an address."""

Statuses = tuple[int, int, int, int]
_REFUSED: Statuses = (405, 405, 405, 405)


@dataclass(frozen=True)
class Access:
    """What one route answers: per method one HTTP status for each of `ROLES`.

    A method that is not named is refused with 405 to everybody, before anything is looked up.
    `names_a_thing` says whether the address leads to one thing that may be hidden.
    """

    answers: Mapping[str, Statuses]
    names_a_thing: bool = False

    def expected(self, method: str, role: str) -> int:
        """The status this role gets for this method."""
        return self.answers.get(method, _REFUSED)[ROLES.index(role)]


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
    f"{LANGUAGE}resources/<slug:slug>/qr.svg": THING,
    f"{LANGUAGE}resources/<slug:slug>/picture.png": THING,
    f"{LANGUAGE}practices/<slug:slug>/": THING,
    f"{LANGUAGE}practices/<slug:slug>/cite.bib": THING,
    f"{LANGUAGE}practices/<slug:slug>/qr.svg": THING,
    f"{LANGUAGE}practices/<slug:slug>/picture.png": THING,
    f"{LANGUAGE}collections/<slug:slug>/": THING,
    f"{LANGUAGE}collections/<slug:slug>/cite.bib": THING,
    f"{LANGUAGE}collections/<slug:slug>/qr.svg": THING,
    f"{LANGUAGE}collections/<slug:slug>/picture.png": THING,
    f"{LANGUAGE}articles/<slug:slug>/": THING,
    f"{LANGUAGE}articles/<slug:slug>/cite.bib": THING,
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
    return tuple(route for route in routes() if route not in TABLE)


def without_route() -> tuple[str, ...]:
    """Rows of the table whose route is gone."""
    present = set(routes())
    return tuple(route for route in TABLE if route not in present)
