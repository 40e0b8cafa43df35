"""Writing organisations live; called by the editorial room alone."""

from __future__ import annotations

import uuid

from agora.kernel import addresses, clock
from agora.kernel.errors import InvalidDocument, NotHere, Problem
from agora.people.documents import OrganisationDocument
from agora.people.models import Organisation, OrganisationText
from agora.topics.models import Place
from agora.topics.queries import vocabulary


def organisation_apply(object_id: uuid.UUID, document: OrganisationDocument, version: int) -> str:
    """Write the document into the live tables; returns the address given."""
    words = vocabulary()
    problems: list[Problem] = []
    kind = words.term("organisation-kinds", document.kind)
    if kind is None:
        problems.append(Problem("kind", f"{document.kind} is not a kind of organisation"))
    for name, keys in (
        ("serves", document.serves),
        ("seat", (document.seat,) if document.seat else ()),
    ):
        problems += [
            Problem(name, f"{key} is not a place we know")
            for key in keys
            if key not in words.places
        ]
    if problems or kind is None:
        raise InvalidDocument(problems)
    slug = addresses.claim("organisation", document.slug, object_id)
    organisation, _ = Organisation.objects.update_or_create(
        id=object_id,
        defaults={
            "slug": slug,
            "kind_id": kind.id,
            "short_name": document.short_name,
            "website": document.website,
            "email": document.email,
            "seat_id": words.places[document.seat].id if document.seat else None,
            "original_language": document.original_language,
            "visibility": document.visibility,
            "withdrawn_at": None,
            "withdrawn_reason": "",
            "changed_at": clock.now(),
            "version": version,
        },
    )
    organisation.serves.set(
        Place.objects.filter(pk__in=[words.places[key].id for key in document.serves])
    )
    OrganisationText.objects.filter(organisation=organisation).delete()
    OrganisationText.objects.bulk_create(
        OrganisationText(
            organisation=organisation,
            language=language,
            name=text.name,
            summary=text.summary,
            body=text.body,
            origin=text.origin,
            state=text.state,
            source_version=text.source_version,
        )
        for language, text in document.texts.items()
    )
    return slug


def organisation_withdraw(object_id: uuid.UUID, reason: str) -> None:
    """Leave a tombstone. Raises NotHere when there is nothing to withdraw."""
    now = clock.now()
    if not Organisation.objects.filter(pk=object_id).update(
        withdrawn_at=now, withdrawn_reason=reason[:300], changed_at=now
    ):
        raise NotHere(f"There is no organisation {object_id} to withdraw.")
