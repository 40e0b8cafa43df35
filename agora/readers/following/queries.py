"""Asking for what somebody follows and searches, and for what is new there."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping

from agora.catalogue.facets import facet_of_concept
from agora.catalogue.queries import Search, arrivals, search_since
from agora.people.queries import Viewer, organisation_names, organisations_visible_to
from agora.readers.logic import search_at
from agora.readers.models import DigestPlan, Follow, SavedSearch
from agora.topics.queries import vocabulary
from agora.ui.rows import Link

MOST_NEW = 300


def followed(row: Follow) -> tuple[str, uuid.UUID]:
    """Kind and id of what a row follows."""
    if row.organisation_id:
        return "organisation", row.organisation_id
    if row.concept_id:
        return "topic", row.concept_id
    return "place", row.place_id or uuid.UUID(int=0)


def follows(account: uuid.UUID | None, kind: str, object_id: uuid.UUID) -> bool:
    """Whether this account follows it."""
    field = {"organisation": "organisation", "topic": "concept", "place": "place"}.get(kind)
    return (
        bool(field)
        and Follow.objects.filter(account=account, **{f"{field}_id": object_id}).exists()
    )


def thing_named(kind: str, object_id: uuid.UUID, reader: str, viewer: Viewer) -> Link | None:
    """The name and page of something one may follow and the viewer may see; None where it is none."""
    words = vocabulary()
    if kind == "organisation":
        named = organisation_names([object_id], reader, viewer).get(object_id)
        return Link(named.name, f"/{reader}/organisations/{named.slug}/", kind) if named else None
    if kind == "topic" and (term := words.by_id.get(object_id)):
        can = facet_of_concept(term.scheme, term.key) or term.domain
        return Link(term.label(reader), f"/{reader}/{term.path}", kind) if can else None
    if kind == "place" and (spot := words.place_by_id.get(object_id)):
        return Link(spot.label(reader), f"/{reader}/{spot.path}", kind)
    return None


def things_named(rows: Iterable[Follow], reader: str, viewer: Viewer) -> dict[uuid.UUID, Link]:
    """The same for many follows, by the row's id; one query. What the viewer may not see is left out."""
    rows = list(rows)
    organisations = organisation_names(
        {row.organisation_id for row in rows if row.organisation_id}, reader, viewer
    )
    found = {}
    for row in rows:
        kind, key = followed(row)
        if kind == "organisation":
            if named := organisations.get(key):
                path = f"/{reader}/organisations/{named.slug}/"
                found[row.pk] = Link(named.short_name or named.name, path, kind)
        elif link := thing_named(kind, key, reader, viewer):
            found[row.pk] = link
    return found


def search_of(
    kind: str, key: uuid.UUID, slugs: Mapping[uuid.UUID, str], language: str
) -> Search | None:
    """The search that finds what there is of something one follows, as its page asks it.

    `slugs` are the addresses of organisations. None where there is nothing to ask.
    """
    words = vocabulary()
    if kind == "organisation":
        return Search(filters={"organisation": frozenset({slugs[key]})}) if key in slugs else None
    if kind == "topic":
        term = words.by_id.get(key)
        if term is None:
            return None
        where = facet_of_concept(term.scheme, term.key)
        if where is None:
            return Search(text=term.label(language))
        return Search(filters={where[0]: frozenset({where[1]})})
    spot = words.place_by_id.get(key)
    if spot is None:
        return None
    name = {"country": "country", "region": "region"}.get(spot.kind, "city")
    return Search(filters={} if spot.kind == "world" else {name: frozenset({spot.key})})


def slugs_of(keys: Collection[uuid.UUID], viewer: Viewer) -> dict[uuid.UUID, str]:
    """Addresses of these organisations; one query."""
    rows = organisations_visible_to(viewer).filter(pk__in=list(keys))
    return dict(rows.values_list("pk", "slug"))


def new_in(
    searches: Iterable[SavedSearch], since: dt.datetime, viewer: Viewer
) -> dict[uuid.UUID, int]:
    """How much is new in each search since then; one question to the index each, one query in all."""
    found = {
        one.pk: (
            max(since, one.created_at),
            search_since(
                search_at(one.address), reader=one.language, tokens=viewer.tokens,
                day=since.astimezone(dt.UTC).date(), most=MOST_NEW,
            ),
        )
        for one in searches
    }  # fmt: skip
    came = arrivals({key for _since, keys in found.values() for key in keys})
    return {
        pk: sum(
            1
            for key in keys
            if key in came and came[key].at > after and came[key].token in viewer.tokens
        )
        for pk, (after, keys) in found.items()
    }


def plan_of(account: uuid.UUID | None) -> DigestPlan | None:
    """How somebody has the weekly mail; None where nothing is kept yet."""
    return DigestPlan.objects.filter(pk=account).first()
