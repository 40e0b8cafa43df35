"""Writing organisations live; called by the editorial room alone."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from agora.kernel import addresses, clock, names
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
    problems += _taken(object_id, document)
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


def _taken(object_id: uuid.UUID, document: OrganisationDocument) -> list[Problem]:
    """Names that a reader would take for another organisation's, in whatever language that has it.

    A name it has already is not asked about again.
    """
    said = OrganisationText.objects.filter(organisation__withdrawn_at__isnull=True)
    mine = set(said.filter(organisation=object_id).values_list("name", flat=True))
    new = {tag: text.name for tag, text in document.texts.items() if text.name not in mine}
    if not new:
        return []
    others = {
        names.skeleton(name): name
        for name in said.exclude(organisation=object_id).values_list("name", flat=True)
    }
    return [
        Problem(
            f"texts.{tag}.name",
            _(
                "Another organisation is called “%s”, and readers could not tell them apart. Add "
                "the country or the place to the name."
            )
            % others[names.skeleton(name)],
        )
        for tag, name in new.items()
        if names.skeleton(name) in others
    ]


def organisation_withdraw(object_id: uuid.UUID, reason: str) -> None:
    """Leave a tombstone. Raises NotHere when there is nothing to withdraw."""
    now = clock.now()
    if not Organisation.objects.filter(pk=object_id).update(
        withdrawn_at=now, withdrawn_reason=reason[:300], changed_at=now
    ):
        raise NotHere(f"There is no organisation {object_id} to withdraw.")
