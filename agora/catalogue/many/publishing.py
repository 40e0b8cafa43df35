"""Writing many new resources live in a constant number of statements; called by the editorial room alone.

What one by one costs thirty statements each, together costs twenty for two hundred. Only for things that
were never here, and have no parts that look at others (a case, items, ties, files, people).
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Final

from agora.catalogue import models as m
from agora.catalogue.documents import ResourceDocument
from agora.catalogue.listing import listing_write
from agora.catalogue.logic import address_key
from agora.catalogue.publishing import KIND, Names
from agora.kernel import addresses
from agora.kernel.bulk import rows_insert
from agora.kernel.documents import date_fields
from agora.kernel.errors import Problem
from agora.topics.queries import GOALS, PACT, THEMES, Term

NOTHING: Final = uuid.UUID(int=0)
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
    good: list[tuple[uuid.UUID, ResourceDocument, _Found]] = []
    for key, document in documents:
        names = Names(known)
        found = _Found(names, document)
        if names.problems or not found.is_whole:
            problems[key] = names.problems
        else:
            good.append((key, document, found))
    slugs = addresses.claim_new(KIND, {key: document.slug for key, document, _f in good})
    resources = [
        m.Resource(
            id=key,
            slug=slugs[key],
            type_id=found.type or NOTHING,
            original_language=document.original_language,
            **date_fields("published", document.published),
            duration_minutes=document.duration_minutes,
            level_id=found.level,
            licence_id=found.licence or NOTHING,
            evidence_id=found.evidence or NOTHING,
            illustrative=document.illustrative,
            visibility=document.visibility,
            owner_id=found.owner,
            version=version,
        )
        for key, document, found in good
    ]
    rows_insert(m.Resource, resources)
    concepts, places = m.Resource.concepts.through, m.Resource.places.through
    rows_insert(
        concepts,
        (
            concepts(resource_id=key, concept_id=concept)
            for key, _document, found in good
            for concept in dict.fromkeys(found.concepts)
        ),
    )
    rows_insert(
        places,
        (
            places(resource_id=key, place_id=place)
            for key, _document, found in good
            for place in dict.fromkeys(found.places)
        ),
    )
    rows_insert(
        m.ResourceText,
        (
            m.ResourceText(
                resource_id=key,
                language=language,
                title=text.title,
                summary=text.summary,
                body=text.body,
                why=text.why,
                outcomes="\n".join(text.outcomes),
                origin=text.origin,
                state=text.state,
                source_version=text.source_version,
            )
            for key, document, _found in good
            for language, text in document.texts.items()
        ),
    )
    rows_insert(
        m.Edition,
        (
            m.Edition(
                resource_id=key,
                order=order,
                language=shape.language,
                title=shape.title,
                url=shape.url,
                address_key=address_key(shape.url),
                format_id=form.id if form else None,
                size_bytes=shape.size_bytes,
                pages=shape.pages,
                duration_minutes=shape.duration_minutes,
                translator=shape.translator,
                machine=shape.machine,
                note=shape.note,
                **date_fields("published", shape.published),
            )
            for key, document, found in good
            for order, (shape, form) in enumerate(
                zip(document.editions, found.formats, strict=True)
            )
        ),
    )
    rows_insert(
        m.Contribution,
        (
            m.Contribution(
                resource_id=key,
                order=order,
                role_id=role.id,
                organisation_id=organisation,
                credited_name=shape.name,
            )
            for key, document, found in good
            for order, (shape, role, organisation) in enumerate(
                (shape, *credit)
                for shape, credit in zip(document.contributions, found.credits, strict=True)
            )
            if role is not None
        ),
    )
    rows_insert(
        m.Provenance,
        (
            m.Provenance(
                resource_id=key,
                field=field,
                name=(shape.name or shape.source)[:300],
                url=shape.source,
                retrieved_at=date_fields("d", shape.retrieved)["d"],
            )
            for key, document, _found in good
            for shape in document.provenance
            for field in (shape.fields or ("",))
        ),
    )
    listing_write(resources)
    return slugs, problems


class _Found:
    """What a document names, looked up."""

    def __init__(self, names: Names, document: ResourceDocument) -> None:
        def one(field: str, scheme: str, key: str | None) -> uuid.UUID | None:
            term = names.term(field, scheme, key)
            return term.id if term else None

        self.type = one("type", "resource-types", document.type)
        self.licence = one("licence", "licences", document.licence)
        self.evidence = one("evidence", "evidence", document.evidence)
        self.level = one("level", "levels", document.level)
        self.is_whole = bool(self.type and self.licence and self.evidence)
        self.owner = names.organisation("owner", document.owner)
        self.concepts = [
            found
            for field, scheme, keys in (
                ("audiences", "audiences", document.audiences),
                ("themes", THEMES, document.themes),
                ("axes", PACT, document.axes),
                ("pledges", PACT, document.pledges),
                ("goals", GOALS, document.goals),
                ("targets", GOALS, document.targets),
            )
            for key in keys
            if (found := one(field, scheme, str(key)))
        ]
        self.places = [place for key in document.places if (place := names.place("places", key))]
        self.formats: list[Term | None] = [
            names.term(f"editions.{n}.format", "formats", shape.format)
            for n, shape in enumerate(document.editions)
        ]
        self.credits = [
            (
                names.term(f"contributions.{n}.role", "roles", shape.role),
                names.organisation(f"contributions.{n}.organisation", shape.organisation),
            )
            for n, shape in enumerate(document.contributions)
        ]
