"""The rows a resource's document becomes: the same whether it is written alone or with many others."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from agora.catalogue import models as m
from agora.catalogue.documents import ResourceDocument
from agora.catalogue.logic import address_key
from agora.kernel.documents import date_fields
from agora.topics.queries import GOALS, PACT, THEMES, Term

if TYPE_CHECKING:
    from agora.catalogue.publishing import Names


class Found:
    """What a document names, looked up; the names keep what does not exist as problems."""

    def __init__(self, names: Names, document: ResourceDocument) -> None:
        self.type = names.term("type", "resource-types", document.type)
        self.licence = names.term("licence", "licences", document.licence)
        self.evidence = names.term("evidence", "evidence", document.evidence)
        self.level = names.term("level", "levels", document.level)
        concepts = [
            names.term(field, scheme, str(key))
            for field, scheme, keys in (
                ("audiences", "audiences", document.audiences),
                ("themes", THEMES, document.themes),
                ("axes", PACT, document.axes),
                ("pledges", PACT, document.pledges),
                ("goals", GOALS, document.goals),
                ("targets", GOALS, document.targets),
            )
            for key in keys
        ]
        self.concepts = list(dict.fromkeys(one.id for one in concepts if one))
        places = [names.place("places", key) for key in document.places]
        self.places = list(dict.fromkeys(one for one in places if one))
        self.owner = names.organisation("owner", document.owner)
        self.credits = [
            (
                names.term(f"contributions.{n}.role", "roles", shape.role),
                names.organisation(f"contributions.{n}.organisation", shape.organisation),
            )
            for n, shape in enumerate(document.contributions)
        ]
        self.formats: list[Term | None] = [
            names.term(f"editions.{n}.format", "formats", shape.format)
            for n, shape in enumerate(document.editions)
        ]


def resource_fields(document: ResourceDocument, found: Found, version: int) -> dict[str, Any]:
    """What stands in the resource's own row, without its id and address.

    Call it only when the names have no problem: then type, licence and evidence are there.
    """
    return {
        "type_id": _id(found.type),
        "original_language": document.original_language,
        **date_fields("published", document.published),
        "duration_minutes": document.duration_minutes,
        "level_id": _id(found.level),
        "licence_id": _id(found.licence),
        "evidence_id": _id(found.evidence),
        "illustrative": document.illustrative,
        "visibility": document.visibility,
        "owner_id": found.owner,
        "team_id": document.team,
        "version": version,
    }


def _id(term: Term | None) -> uuid.UUID | None:
    return term.id if term else None


def text_rows(key: uuid.UUID, document: ResourceDocument) -> Iterator[m.ResourceText]:
    """Its title and the rest, one row a language."""
    for language, text in document.texts.items():
        yield m.ResourceText(
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


def edition_rows(key: uuid.UUID, document: ResourceDocument, found: Found) -> Iterator[m.Edition]:
    """What is offered, in the document's order."""
    for order, (shape, form) in enumerate(zip(document.editions, found.formats, strict=True)):
        yield m.Edition(
            resource_id=key,
            order=order,
            language=shape.language,
            title=shape.title,
            url=shape.url,
            address_key=address_key(shape.url),
            file_id=shape.file,
            format_id=_id(form),
            size_bytes=shape.size_bytes,
            pages=shape.pages,
            duration_minutes=shape.duration_minutes,
            translator=shape.translator,
            machine=shape.machine,
            note=shape.note,
            **date_fields("published", shape.published),
        )


def contribution_rows(
    key: uuid.UUID, document: ResourceDocument, found: Found
) -> Iterator[m.Contribution]:
    """Who took part, in the document's order."""
    for order, (shape, (role, organisation)) in enumerate(
        zip(document.contributions, found.credits, strict=True)
    ):
        if role is not None:
            yield m.Contribution(
                resource_id=key,
                order=order,
                role_id=role.id,
                organisation_id=organisation,
                person_id=shape.person,
                credited_name=shape.name,
            )


def provenance_rows(key: uuid.UUID, document: ResourceDocument) -> Iterator[m.Provenance]:
    """Where it comes from; a source of several fields has a row for each."""
    for shape in document.provenance:
        for field in shape.fields or ("",):
            yield m.Provenance(
                resource_id=key,
                field=field,
                name=(shape.name or shape.source)[:300],
                url=shape.source,
                retrieved_at=date_fields("d", shape.retrieved)["d"],
            )
