"""Writing many new resources live in a constant number of statements; called by the editorial room alone.

What one by one costs thirty statements each, together costs twenty for two hundred. Only for things that
were never here, and have no parts that look at others (a case, items, ties, files, people).
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from agora.catalogue import models as m
from agora.catalogue.documents import ResourceDocument
from agora.catalogue.listing import listing_write
from agora.catalogue.publishing import KIND, Names
from agora.catalogue.rows import (
    Found,
    contribution_rows,
    edition_rows,
    provenance_rows,
    resource_fields,
    text_rows,
)
from agora.kernel import addresses
from agora.kernel.bulk import rows_insert
from agora.kernel.errors import Problem

Many = Sequence[tuple[uuid.UUID, ResourceDocument]]


def resource_is_plain(document: ResourceDocument) -> bool:
    """Whether it can be written with others at once."""
    return not (
        document.practice
        or document.items
        or document.relations
        or document.team
        or any(edition.file for edition in document.editions)
        or any(credit.person for credit in document.contributions)
    )


def resources_apply_new(
    documents: Many, version: int
) -> tuple[dict[uuid.UUID, str], dict[uuid.UUID, list[Problem]]]:
    """Write these documents; gives the addresses, and the problems of those that were left out."""
    known: dict[str, tuple[uuid.UUID | None]] = {}
    problems: dict[uuid.UUID, list[Problem]] = {}
    good: list[tuple[uuid.UUID, ResourceDocument, Found]] = []
    for key, document in documents:
        names = Names(known)
        found = Found(names, document)
        if names.problems:
            problems[key] = names.problems
        else:
            good.append((key, document, found))
    slugs = addresses.claim_new(KIND, {key: document.slug for key, document, _f in good})
    resources = [
        m.Resource(id=key, slug=slugs[key], **resource_fields(document, found, version))
        for key, document, found in good
    ]
    rows_insert(m.Resource, resources)
    concepts, places = m.Resource.concepts.through, m.Resource.places.through
    rows_insert(
        concepts,
        (
            concepts(resource_id=key, concept_id=concept)
            for key, _document, found in good
            for concept in found.concepts
        ),
    )
    rows_insert(
        places,
        (
            places(resource_id=key, place_id=place)
            for key, _document, found in good
            for place in found.places
        ),
    )
    rows_insert(
        m.ResourceText, (row for key, document, _f in good for row in text_rows(key, document))
    )
    rows_insert(
        m.Edition,
        (row for key, document, found in good for row in edition_rows(key, document, found)),
    )
    rows_insert(
        m.Contribution,
        (row for key, document, found in good for row in contribution_rows(key, document, found)),
    )
    rows_insert(
        m.Provenance, (row for key, document, _f in good for row in provenance_rows(key, document))
    )
    listing_write(resources)
    return slugs, problems
