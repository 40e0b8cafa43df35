"""The listing of a resource: what cards and neighbours need, in one row, derived from the tables."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from agora.catalogue import machine
from agora.catalogue.models import Contribution, Edition, Listing, Resource, ResourceText
from agora.catalogue.search.contract import TextPart
from agora.kernel.models import Origin
from agora.topics.queries import vocabulary

_PUBLISHES = ("publisher", "co-publisher")


def listing_data(resources: Sequence[Resource]) -> dict[uuid.UUID, dict[str, Any]]:
    """What is to be kept of each: texts by language, offered languages, publishers, topics, places.

    `texts` is {language: [title, summary, origin]}; `machine`, where optional engines made any,
    {language: [title, summary]} in languages `texts` has not; `editions` [[language, machine], …]; `terms`
    [[scheme, key], …]; everything else as its name says. Five queries whatever the number, six
    where engines are on.
    """
    words = vocabulary()
    keys = [resource.pk for resource in resources]
    made: dict[uuid.UUID, dict[str, Any]] = {}
    for row in resources:
        made[row.pk] = {
            "type": words.by_id[row.type_id].key,
            "original": row.original_language,
            "evidence": words.by_id[row.evidence_id].key,
            "minutes": row.duration_minutes,
            "year": str(row.published.year) if row.published else "",
            "illustrative": row.illustrative,
            "texts": {},
            "editions": [],
            "publishers": [],
            "terms": [],
            "places": [],
        }
    for owner, language, title, summary, origin in ResourceText.objects.filter(
        resource_id__in=keys
    ).values_list("resource_id", "language", "title", "summary", "origin"):
        made[owner]["texts"][language] = [title, summary, origin]
    originals = {
        key: (TextPart(data["original"], own[0], own[1], original=True), data["texts"])
        for key, data in made.items()
        if (own := data["texts"].get(data["original"])) and own[2] != Origin.MACHINE
    }
    for owner, parts in machine.kept(originals).items():
        if parts:
            made[owner]["machine"] = {one.language: [one.title, one.summary] for one in parts}
    for owner, language, by_machine in Edition.objects.filter(resource_id__in=keys).values_list(
        "resource_id", "language", "machine"
    ):
        made[owner]["editions"].append([language, by_machine])
    roles = {term.id for key in _PUBLISHES if (term := words.term("roles", key)) is not None}
    for owner, organisation in (
        Contribution.objects.filter(
            resource_id__in=keys, role_id__in=roles, organisation__isnull=False
        )
        .order_by("order", "pk")
        .values_list("resource_id", "organisation_id")
    ):
        made[owner]["publishers"].append(str(organisation))
    found: dict[uuid.UUID, list[tuple[int, str, str]]] = defaultdict(list)
    for owner, concept in Resource.concepts.through.objects.filter(
        resource_id__in=keys
    ).values_list("resource_id", "concept_id"):
        term = words.by_id.get(concept)
        if term is not None:
            found[owner].append((term.order, term.scheme, term.key))
    for owner, terms in found.items():
        made[owner]["terms"] = [[scheme, key] for _order, scheme, key in sorted(terms)]
    for owner, place in Resource.places.through.objects.filter(resource_id__in=keys).values_list(
        "resource_id", "place_id"
    ):
        spot = words.place_by_id.get(place)
        if spot is not None:
            made[owner]["places"].append(spot.key)
    for data in made.values():
        data["places"].sort(key=lambda key: (words.places[key].order, key))
    return made


def listing_write(resources: Sequence[Resource]) -> None:
    """Make the listings of these resources anew."""
    Listing.objects.bulk_create(
        [Listing(resource_id=key, data=data) for key, data in listing_data(resources).items()],
        batch_size=200,
        update_conflicts=True,
        unique_fields=["resource"],
        update_fields=["data"],
    )
