"""Our public resources as learning resources, in the profile our own importer accepts."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from agora.catalogue.models import Contribution, Edition, Resource
from agora.catalogue.queries import resources_visible_to
from agora.exchange.amb.mapping import UNSTATED, object_id
from agora.exchange.amb.profile import HCRT
from agora.exchange.amb.values import CONTEXT
from agora.exchange.amb.vocabularies import HCRT_OF_TYPES, MEDIA_OF_FORMATS
from agora.kernel.models import Precision
from agora.people.queries import ANYBODY, Named, organisation_names
from agora.topics.queries import GOALS, PACT, THEMES, Vocabulary, vocabulary

CHUNK = 200
SDG = "http://metadata.un.org/sdg/"
_FIELD_OF_ROLE = {
    "publisher": "publisher",
    "co-publisher": "publisher",
    "host": "publisher",
    "author": "creator",
    "contributor": "contributor",
    "translator": "contributor",
    "funder": "funder",
}
_SHAPE_OF_DATE = {Precision.YEAR: "%Y", Precision.MONTH: "%Y-%m", Precision.DAY: "%Y-%m-%d"}


def resources_written(site: str) -> Iterator[dict[str, Any]]:
    """Every public resource, one record each; `site` is this market's address without a slash.

    The same number of queries for each two hundred.
    """
    words = vocabulary()
    rows = (
        resources_visible_to(ANYBODY)
        .order_by("added_at", "pk")
        .prefetch_related("texts", "editions", "contributions", "concepts", "provenance")
    )
    keys = list(rows.prefetch_related(None).values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        some = list(rows.filter(pk__in=keys[start : start + CHUNK]))
        agents = {
            one.organisation_id
            for row in some
            for one in row.contributions.all()
            if one.organisation_id
        }
        named = organisation_names(agents, "en")
        for row in some:
            yield _record(row, words, named, site)


def _record(
    row: Resource, words: Vocabulary, named: dict[uuid.UUID, Named], site: str
) -> dict[str, Any]:
    texts = {text.language: text for text in row.texts.all()}
    language = row.original_language if row.original_language in texts else next(iter(texts))
    text = texts[language]
    type_key, licence = words.by_id[row.type_id].key, words.by_id[row.licence_id]
    terms = [words.by_id[one.pk] for one in row.concepts.all() if one.pk in words.by_id]
    terms.sort(key=lambda term: (term.scheme, term.order, term.key))

    def concepts(*schemes: str) -> list[dict[str, Any]]:
        return [
            {
                "id": f"{SDG}{term.key}" if term.scheme == GOALS else f"{site}/id/{term.id}",
                "type": "Concept",
                "prefLabel": dict(term.labels),
            }
            for term in terms
            if term.scheme in schemes
        ]

    editions = list(row.editions.all())
    level = words.by_id.get(row.level_id) if row.level_id else None
    hcrt = HCRT_OF_TYPES.get(type_key, "other")
    data: dict[str, Any] = {
        "@context": [CONTEXT, {"@language": language}],
        "id": _address(row, site),
        "type": ["LearningResource", *(["Course"] if type_key == "course" else [])],
        "name": text.title,
        "description": text.summary,
        "about": concepts(THEMES, GOALS, PACT),
        "audience": concepts("audiences"),
        "inLanguage": list(
            dict.fromkeys(one.language for one in editions if one.language != UNSTATED)
        ),
        "learningResourceType": [
            {"id": f"{site}/id/{row.type_id}", "type": "Concept"},
            {"id": f"{HCRT}{hcrt}", "type": "Concept"},
        ],
        "educationalLevel": [{"id": f"{site}/id/{level.id}"}] if level else [],
        "license": {"id": licence.url or f"{site}/id/{licence.id}"}
        if licence.key != "unknown"
        else None,
        "datePublished": row.published.strftime(_SHAPE_OF_DATE[Precision(row.published_precision)])
        if row.published
        else None,
        "duration": f"PT{row.duration_minutes}M" if row.duration_minutes else None,
        "encoding": [_encoding(one, words) for one in editions if one.url],
        **_agents(row.contributions.all(), words, named, site),
    }
    return {name: value for name, value in data.items() if value not in (None, "", [])}


def _address(row: Resource, site: str) -> str:
    """Where the record came from, if it was imported; else its permanent address here."""
    for source in row.provenance.all():
        for address in (source.url, source.name):
            if address and object_id(address) == row.pk:
                return address
    return f"{site}/id/{row.pk}"


def _encoding(edition: Edition, words: Vocabulary) -> dict[str, Any]:
    term = words.by_id.get(edition.format_id) if edition.format_id else None
    data = {
        "type": "MediaObject",
        "contentUrl": edition.url,
        "inLanguage": edition.language if edition.language != UNSTATED else None,
        "encodingFormat": MEDIA_OF_FORMATS.get(term.key) if term else None,
        "contentSize": str(edition.size_bytes) if edition.size_bytes else None,
    }
    return {name: value for name, value in data.items() if value}


def _agents(
    contributions: Any, words: Vocabulary, named: dict[uuid.UUID, Named], site: str
) -> dict[str, list[dict[str, str]]]:
    """Credits by property; an organisation the public may not see is left out."""
    found: dict[str, list[dict[str, str]]] = {}
    one: Contribution
    for one in contributions:
        field = _FIELD_OF_ROLE.get(words.by_id[one.role_id].key, "contributor")
        if one.organisation_id:
            organisation = named.get(one.organisation_id)
            if organisation is None:
                continue
            agent = {
                "type": "Organization",
                "id": f"{site}/id/{organisation.id}",
                "name": organisation.name,
            }
        else:
            kind = "Organization" if field in ("publisher", "funder") else "Person"
            agent = {"type": kind, "name": one.credited_name}
        if agent not in found.setdefault(field, []):
            found[field].append(agent)
    return found
