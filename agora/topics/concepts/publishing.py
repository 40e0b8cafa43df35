"""Writing a concept of the glossary live; called by the editorial room alone."""

from __future__ import annotations

import uuid

from django.db.models import Max
from django.utils.translation import gettext as _

from agora.kernel import clock, generations
from agora.kernel.errors import InvalidDocument, NotHere, Problem
from agora.kernel.models import TextState
from agora.topics.concepts import logic
from agora.topics.concepts.queries import label_owners
from agora.topics.documents import ConceptDocument, ConceptSays
from agora.topics.models import Concept, ConceptLabel, Scheme
from agora.topics.queries import GLOSSARY, GOALS, PACT, THEMES

KIND = "concept"


def concept_apply(object_id: uuid.UUID, document: ConceptDocument, version: int) -> str:
    """Write the document into the live tables; returns its key.

    The labels of a language are checked where its text was reviewed, and drafts otherwise. Raises
    InvalidDocument where it names what does not exist, or a word that is another concept's.
    """
    scheme = Scheme.objects.filter(key=GLOSSARY).first()
    if scheme is None:
        raise NotHere(_("There is no glossary yet: the operator runs `agora setup` first."))
    rows = list(
        Concept.objects.filter(scheme=scheme).select_related("parent").only(
            "key", "withdrawn", "parent__key", "parent__withdrawn", "domain", "order"
        )
    )  # fmt: skip
    ids = {row.key: row.pk for row in rows if not row.withdrawn}
    before = next((row for row in rows if row.pk == object_id), None)
    problems = [*_key_faults(document, before, rows)]
    if document.domain not in {row.domain for row in rows}:
        problems.append(Problem("domain", _("There is no domain “%s”.") % document.domain))
    broader = {
        row.key: row.parent.key if row.parent and not row.parent.withdrawn else None
        for row in rows
        if not row.withdrawn
    }
    problems += logic.hierarchy_faults(document, broader)
    links, unknown = _links(document)
    problems += unknown
    problems += logic.label_faults(
        document, label_owners(before.key if before else document.slug, document.texts)
    )
    if problems:
        raise InvalidDocument(problems)
    last = Concept.objects.filter(scheme=scheme).aggregate(last=Max("order"))["last"] or 0
    concept, _new = Concept.objects.update_or_create(
        id=object_id,
        defaults={
            "scheme": scheme,
            "key": document.slug,
            "parent_id": ids[document.broader] if document.broader else None,
            "domain": document.domain,
            "order": before.order if before else last + 1,
            "withdrawn": False,
            "withdrawn_at": None,
            "withdrawn_reason": "",
            "version": version,
        },
    )
    concept.related.set(Concept.objects.filter(pk__in=[ids[key] for key in document.related]))
    concept.links.set(Concept.objects.filter(pk__in=links))
    ConceptLabel.objects.filter(concept=concept).delete()
    ConceptLabel.objects.bulk_create(
        [
            label
            for language, text in document.texts.items()
            for label in _labels(object_id, language, text)
        ]
    )
    generations.bump(generations.TOPICS)
    return document.slug


def _key_faults(
    document: ConceptDocument, before: Concept | None, rows: list[Concept]
) -> list[Problem]:
    if before is not None and before.key != document.slug:
        said = _("The address of a concept stays as it is: “%s”.") % before.key
        return [Problem("slug", said)]
    if before is None and any(row.key == document.slug for row in rows):
        return [
            Problem(
                "slug",
                _("“%s” is the address of another concept, or was once. Choose another one.")
                % document.slug,
            )
        ]
    return []


def _links(document: ConceptDocument) -> tuple[list[uuid.UUID], list[Problem]]:
    """The themes, goals and axes it belongs to, and what is wrong with their names."""
    found: list[uuid.UUID] = []
    problems: list[Problem] = []
    for field, scheme, keys in (
        ("themes", THEMES, document.themes),
        ("goals", GOALS, document.goals),
        ("axes", PACT, document.axes),
    ):
        there = Concept.objects.filter(scheme__key=scheme, key__in=keys, withdrawn=False)
        if scheme != THEMES:
            there = there.filter(parent__isnull=True)
        known = dict(there.values_list("key", "pk"))
        found += [known[key] for key in keys if key in known]
        problems += [
            Problem(field, _("“%s” is not on this list. Choose one of it.") % key)
            for key in keys
            if key not in known
        ]
    return found, problems


def _labels(concept: uuid.UUID, language: str, text: ConceptSays) -> list[ConceptLabel]:
    role = ConceptLabel.Role
    reviewed = text.state == TextState.REVIEWED
    state = ConceptLabel.State.CHECKED if reviewed else ConceptLabel.State.DRAFT
    first = ConceptLabel(
        concept_id=concept, language=language, role=role.PREFERRED, text=text.preferred,
        form=text.form, region=text.region, state=state,
    )  # fmt: skip
    others = [
        ConceptLabel(
            concept_id=concept, language=language, role=role.ALTERNATIVE, text=label.text,
            form=label.form, region=label.region, state=state, order=order,
        )
        for order, label in enumerate(text.alternatives, start=1)
    ]  # fmt: skip
    if not text.definition:
        return [first, *others]
    meant = ConceptLabel(
        concept_id=concept, language=language, role=role.DEFINITION, text=text.definition,
        state=state,
    )  # fmt: skip
    return [first, *others, meant]


def concept_withdraw(object_id: uuid.UUID, reason: str) -> None:
    """Leave a tombstone; the shipped files do not bring it back.

    Raises NotHere when there is nothing to withdraw.
    """
    row = Concept.objects.filter(pk=object_id, scheme__key=GLOSSARY).first()
    if row is None:
        raise NotHere(f"There is no concept {object_id} to withdraw.")
    Concept.objects.filter(pk=row.pk).update(
        withdrawn=True,
        withdrawn_at=clock.now(),
        withdrawn_reason=reason[:300],
        version=row.version + 1,
    )
    generations.bump(generations.TOPICS)
