"""Writing resources live; called by the editorial room alone."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Model

from agora.catalogue import models as m
from agora.catalogue.documents import PracticeShape, ResourceDocument
from agora.catalogue.listing import listing_write
from agora.catalogue.rows import (
    Found,
    contribution_rows,
    edition_rows,
    provenance_rows,
    resource_fields,
    text_rows,
)
from agora.catalogue.topic_suggestions import topics_forget
from agora.kernel import addresses, clock
from agora.kernel.documents import date_fields
from agora.kernel.errors import InvalidDocument, NotHere, Problem
from agora.media.models import File
from agora.media.services import files_keep
from agora.people.models import Organisation, Person, Team
from agora.topics.models import Concept, Place
from agora.topics.queries import Term, vocabulary

KIND = "resource"
_PATHS = {
    "practice": "practices",
    "collection": "collections",
    "article": "articles",
    "course": "courses",
}


def resource_path(type_key: str, slug: str) -> str:
    """Where a resource of this type lives, without the language."""
    return f"{_PATHS.get(type_key, 'resources')}/{slug}/"


class Names:
    """Looks up what a document names, and collects what does not exist.

    `known` holds organisations that were looked up before, for many documents of one transaction.
    """

    def __init__(self, known: dict[str, tuple[uuid.UUID | None]] | None = None) -> None:
        self.words = vocabulary()
        self.known: dict[str, tuple[uuid.UUID | None]] = {} if known is None else known
        self.problems: list[Problem] = []

    def term(self, field: str, scheme: str, key: str | None) -> Term | None:
        """The concept; a problem is noted where there is none."""
        if key is None:
            return None
        found = self.words.term(scheme, key)
        if found is None:
            self.problems.append(Problem(field, f"“{key}” is not one of our {scheme}"))
        return found

    def place(self, field: str, key: str | None) -> uuid.UUID | None:
        """The place; a problem is noted where there is none."""
        if key is None:
            return None
        found = self.words.places.get(key)
        if found is None:
            self.problems.append(Problem(field, f"“{key}” is not a place we know"))
        return found.id if found else None

    def organisation(self, field: str, reference: str | None) -> uuid.UUID | None:
        """The organisation at this address; a problem is noted where there is none."""
        if reference is None:
            return None
        if reference not in self.known:
            found = addresses.resolve("organisation", reference)
            if found is None and _is_uuid(reference):
                found = Organisation.objects.filter(pk=reference).values_list("pk", "slug").first()
            self.known[reference] = (found[0] if found else None,)
        (key,) = self.known[reference]
        if key is None:
            self.problems.append(Problem(field, f"“{reference}” is not an organisation we know"))
        return key

    def must_exist(self, field: str, model: type[Model], wanted: set[uuid.UUID]) -> None:
        """Note a problem for each id that no row of the model has."""
        if wanted:
            known = set(model._default_manager.filter(pk__in=wanted).values_list("pk", flat=True))
            self.problems += [Problem(field, f"{key} does not exist") for key in wanted - known]

    def files(self, field: str, wanted: set[uuid.UUID], owner: uuid.UUID | None) -> None:
        """Note a problem for each file that does not exist or was given for somebody else."""
        if wanted:
            known = dict(File.objects.filter(pk__in=wanted).values_list("pk", "organisation_id"))
            self.problems += [
                Problem(field, f"{key} does not exist")
                for key in wanted
                if known.get(key, owner) not in (None, owner) or key not in known
            ]

    def resource(self, reference: str) -> uuid.UUID | None:
        """The resource at this address, or None."""
        found = addresses.resolve(KIND, reference)
        if found is None and _is_uuid(reference):
            return m.Resource.objects.filter(pk=reference).values_list("pk", flat=True).first()
        return found[0] if found else None


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def resource_apply(object_id: uuid.UUID, document: ResourceDocument, version: int) -> str:
    """Write the document into the live tables; returns the address given.

    Raises InvalidDocument, with every problem, when it names what does not exist.
    """
    names = Names()
    found = Found(names, document)
    case = _practice_names(names, document.practice)
    names.must_exist("team", Team, {document.team} if document.team else set())
    given = {edition.file for edition in document.editions if edition.file}
    names.files("editions.file", given, found.owner)
    names.must_exist(
        "contributions.person", Person, {c.person for c in document.contributions if c.person}
    )
    if names.problems:
        raise InvalidDocument(names.problems)

    slug = addresses.claim(KIND, document.slug, object_id)
    resource, _ = m.Resource.objects.update_or_create(
        id=object_id,
        defaults={
            "slug": slug,
            **resource_fields(document, found, version),
            "withdrawn_at": None,
            "withdrawn_reason": "",
            "changed_at": clock.now(),
        },
    )
    resource.concepts.set(Concept.objects.filter(pk__in=found.concepts))
    resource.places.set(Place.objects.filter(pk__in=found.places))
    m.ResourceText.objects.filter(resource=resource).delete()
    m.ResourceText.objects.bulk_create(text_rows(object_id, document))
    m.Edition.objects.filter(resource=resource).delete()
    m.Edition.objects.bulk_create(edition_rows(object_id, document, found))
    m.Contribution.objects.filter(resource=resource).delete()
    m.Contribution.objects.bulk_create(contribution_rows(object_id, document, found))
    m.Provenance.objects.filter(resource=resource).delete()
    m.Provenance.objects.bulk_create(provenance_rows(object_id, document))
    files_keep(given)
    _practice(resource, document.practice, case)
    ties_write(names, resource, document)
    listing_write([resource])
    return slug


def ties_write(names: Names, resource: m.Resource, document: ResourceDocument) -> None:
    """Write what a resource is tied to and what it holds, as its document names it."""
    _relations(names, resource, document)
    _items(names, resource, document)


def _relations(names: Names, resource: m.Resource, document: ResourceDocument) -> None:
    """Ties to things that exist; one to a thing not yet here is left out until it comes."""
    m.Relation.objects.filter(resource=resource).delete()
    seen: set[tuple[uuid.UUID, str]] = set()
    for order, shape in enumerate(document.relations):
        target = names.resource(shape.to)
        if target is None or target == resource.pk or (target, shape.kind) in seen:
            continue
        seen.add((target, shape.kind))
        relation = m.Relation.objects.create(
            resource=resource, to_id=target, kind=shape.kind, order=order
        )
        m.RelationReason.objects.bulk_create(
            m.RelationReason(relation=relation, language=language, text=text)
            for language, text in shape.reason.items()
        )


def _items(names: Names, resource: m.Resource, document: ResourceDocument) -> None:
    m.CollectionItem.objects.filter(collection=resource).delete()
    seen: set[uuid.UUID] = set()
    for order, shape in enumerate(document.items):
        target = names.resource(shape.to)
        if target is None or target == resource.pk or target in seen:
            continue
        seen.add(target)
        item = m.CollectionItem.objects.create(collection=resource, item_id=target, order=order)
        m.CollectionNote.objects.bulk_create(
            m.CollectionNote(item=item, language=language, text=text)
            for language, text in shape.note.items()
        )


def _practice_names(names: Names, case: PracticeShape | None) -> dict[str, Any]:
    if case is None:
        return {}
    return {
        "place_id": names.place("practice.place", case.place),
        "organisation_id": names.organisation("practice.organisation", case.organisation),
    }


def _practice(resource: m.Resource, case: PracticeShape | None, found: dict[str, Any]) -> None:
    m.Practice.objects.filter(pk=resource.pk).delete()
    if case is None:
        return
    practice = m.Practice.objects.create(
        resource=resource,
        **found,
        **date_fields("starts", case.period.start),
        **date_fields("ends", case.period.end),
        cost_amount=case.cost.amount,
        cost_currency=case.cost.currency or "",
    )
    m.PracticeText.objects.bulk_create(
        m.PracticeText(
            practice=practice,
            language=language,
            problem=text.problem,
            done=text.done,
            cost=text.cost,
            conditions=text.conditions,
            lessons=text.lessons,
            origin=text.origin,
            state=text.state,
            source_version=text.source_version,
        )
        for language, text in case.texts.items()
    )
    for order, component in enumerate(case.components):
        row = m.PracticeComponent.objects.create(practice=practice, order=order)
        m.PracticeComponentText.objects.bulk_create(
            m.PracticeComponentText(
                component=row, language=language, title=text.title, text=text.text
            )
            for language, text in component.texts.items()
        )
    for order, series in enumerate(case.series):
        line = m.ResultSeries.objects.create(practice=practice, key=series.key, order=order)
        m.ResultSeriesText.objects.bulk_create(
            m.ResultSeriesText(
                series=line, language=language, title=text.title, unit=series.unit.get(language, "")
            )
            for language, text in series.texts.items()
        )
        m.ResultFigure.objects.bulk_create(
            m.ResultFigure(
                series=line,
                order=number,
                value=figure.value,
                at_least=figure.at_least,
                status=figure.status,
                source_name=figure.source.name,
                source_url=figure.source.url,
                **date_fields("period", figure.period),
            )
            for number, figure in enumerate(series.figures)
        )


def resource_withdraw(object_id: uuid.UUID, reason: str) -> None:
    """Leave a tombstone. Raises NotHere when there is nothing to withdraw."""
    now = clock.now()
    if not m.Resource.objects.filter(pk=object_id).update(
        withdrawn_at=now, withdrawn_reason=reason[:300], changed_at=now
    ):
        raise NotHere(f"There is no resource {object_id} to withdraw.")
    topics_forget(object_id)


def looked_over_write(object_id: uuid.UUID, by: uuid.UUID | None) -> None:
    """Note that somebody said today that it is still right; its document stays as it is."""
    m.Resource.objects.filter(pk=object_id).update(looked_over_at=clock.now(), looked_over_by=by)
