"""Accepting or refusing the topics that were suggested for a live resource.

Accepting publishes a new version of the resource with the topic; refusing outlives the next reading
of its text.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agora.catalogue.indexing import live
from agora.catalogue.models import Resource, ResourceText, SuggestedTopic, TopicEvidence
from agora.catalogue.publishing import KIND
from agora.editorial.drafts import live_document
from agora.editorial.services import document_read, version_publish
from agora.journal.services import entry_write
from agora.kernel.errors import AgoraError, NotHere, NotYours
from agora.people.models import Duty
from agora.people.queries import Standing, text_for
from agora.topics.queries import AXES, GOALS, PACT, THEMES, Term, vocabulary

State = SuggestedTopic.State
ACTS: Final = {
    "topic-accept": gettext_lazy("accepted a suggested topic"),
    "topic-refuse": gettext_lazy("refused a suggested topic"),
}


class DecidedAlready(AgoraError):
    """Somebody else decided about this suggestion meanwhile."""


def resources_to_read(standing: Standing) -> QuerySet[Resource]:
    """The live resources whose topics this person decides about, by the scope of their duties."""
    if standing.is_lead:
        return live()
    allowed = Q(pk__in=[])
    for duty in standing.duties:
        if duty.role != Duty.Role.REVIEWER:
            continue
        covered = Q()
        if duty.language:
            covered &= Q(original_language=duty.language) | Q(
                original_language__startswith=f"{duty.language}-"
            )
        if duty.axis:
            of_axis = Resource.concepts.through.objects.filter(
                resource=OuterRef("pk"), concept__scheme__key=PACT, concept__key=duty.axis
            )
            covered &= Q(Exists(of_axis))
        if not covered:
            return live()
        allowed |= covered
    return live().filter(allowed)


@dataclass(frozen=True)
class Proof:
    """The words of the text that led to a suggestion, and the glossary's concept they say."""

    words: str
    language: str
    concept: str


@dataclass(frozen=True)
class Suggestion:
    """A topic that a text seems to be about; `per_cent` says how surely."""

    id: int
    scheme: str
    term: Term
    per_cent: int
    proofs: tuple[Proof, ...]


@dataclass(frozen=True)
class ToDecide:
    """A resource with what is suggested for it."""

    id: uuid.UUID
    title: str
    language: str
    suggestions: tuple[Suggestion, ...]


def resources_with_suggestions(standing: Standing) -> QuerySet[Resource]:
    """Of these resources, those for which something is suggested, those changed last first."""
    waiting = SuggestedTopic.objects.filter(resource=OuterRef("pk"), state=State.OPEN)
    return resources_to_read(standing).filter(Exists(waiting)).order_by("-changed_at", "pk")


def to_decide(resources: list[Resource], reader: str) -> tuple[ToDecide, ...]:
    """These resources with their suggestions and the words that led to them; three queries."""
    words = vocabulary()
    keys = [resource.pk for resource in resources]
    texts: dict[uuid.UUID, list[ResourceText]] = defaultdict(list)
    for text in ResourceText.objects.filter(resource__in=keys).only(
        "resource_id", "language", "title"
    ):
        texts[text.resource_id].append(text)
    rows = list(SuggestedTopic.objects.filter(resource__in=keys, state=State.OPEN))
    proofs: dict[int, list[Proof]] = defaultdict(list)
    for proof in TopicEvidence.objects.filter(suggestion__in=[row.pk for row in rows]):
        concept = words.by_id.get(proof.concept_id)
        proofs[proof.suggestion_id].append(
            Proof(proof.words, proof.language, concept.label(reader) if concept else "")
        )
    found: dict[uuid.UUID, list[Suggestion]] = defaultdict(list)
    for row in rows:
        term = words.by_id.get(row.concept_id)
        if term is not None:
            found[row.resource_id].append(
                Suggestion(row.pk, term.scheme, term, round(row.score * 100), tuple(proofs[row.pk]))
            )
    told = []
    for resource in resources:
        said = text_for(texts[resource.pk], resource.original_language, resource.original_language)
        told.append(
            ToDecide(
                resource.pk,
                said.title if said else resource.slug,
                said.language if said else resource.original_language,
                tuple(found[resource.pk]),
            )
        )
    return tuple(told)


@transaction.atomic
def topic_accept(standing: Standing, suggestion_id: int) -> SuggestedTopic:
    """Give the resource this topic, as a new version. Raises NotYours, DecidedAlready."""
    row = _claimed(standing, suggestion_id)
    term = vocabulary().by_id.get(row.concept_id)
    found = live_document(KIND, row.resource_id)
    field = field_of(term) if term else ""
    if term is None or found is None or not field:
        raise NotHere(_("The topic or the resource is not there any more."))
    document: dict[str, Any] = dict(found[0])
    if term.key not in document.get(field, ()):
        document[field] = [*document.get(field, ()), term.key]
    row.state = State.ACCEPTED
    row.save(update_fields=["state"])
    entry_write("topic-accept", KIND, row.resource_id, actor=standing.account, note=term.key)
    version_publish(
        KIND,
        row.resource_id,
        document_read(KIND, document),
        by=standing.account,
        note=f"topic {term.scheme} {term.key}",
    )
    return row


@transaction.atomic
def topic_refuse(standing: Standing, suggestion_id: int) -> SuggestedTopic:
    """Say that it is not about this. Raises NotYours, DecidedAlready."""
    row = _claimed(standing, suggestion_id)
    row.state = State.REFUSED
    row.save(update_fields=["state"])
    term = vocabulary().by_id.get(row.concept_id)
    entry_write(
        "topic-refuse",
        KIND,
        row.resource_id,
        actor=standing.account,
        note=term.key if term else "",
    )
    return row


def field_of(term: Term) -> str:
    """The place of a resource's document in which this topic is named; empty where there is none."""
    if term.scheme == THEMES:
        return "themes"
    if term.scheme == PACT:
        return "axes" if term.key in AXES else "pledges"
    if term.scheme == GOALS:
        return "targets" if term.parent else "goals"
    return ""


def _claimed(standing: Standing, suggestion_id: int) -> SuggestedTopic:
    row = SuggestedTopic.objects.select_for_update().filter(pk=suggestion_id).first()
    if row is None or not resources_to_read(standing).filter(pk=row.resource_id).exists():
        raise NotYours(_("There is no such suggestion, or it is not yours to decide."))
    if row.state != State.OPEN:
        raise DecidedAlready(_("Somebody has decided about this one meanwhile."))
    return row
