"""Keeping topic suggestions beside the records: made in the worker, never acting by themselves.

What is to be read is not queued but seen: a resource whose version, or the state of the topics,
is another than when it was read last. So nothing is lost with a killed worker, a thousand
imported records cost no thousand jobs, and a new glossary is followed by new suggestions.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.db.models import F, Q, QuerySet

from agora.catalogue import bridge
from agora.catalogue.indexing import live, plain
from agora.catalogue.models import (
    PracticeText,
    Resource,
    ResourceText,
    SuggestedTopic,
    TopicEvidence,
    TopicReading,
)
from agora.catalogue.search.contract import TextPart
from agora.catalogue.suggesting import Suggested, suggestions_from
from agora.kernel import clock, generations, jobs
from agora.kernel.models import Origin
from agora.topics.queries import GLOSSARY, Vocabulary, vocabulary

EVERY: Final = dt.timedelta(seconds=20)
BATCH: Final = 100
AT_ONCE: Final = 300
"""Resources read in one go: the jobs of others, such as mail, wait meanwhile."""


def register_periodic() -> None:
    """Let the worker read what was published or changed."""
    jobs.periodic("catalogue.topics_suggest", EVERY, topics_suggest_due)


def unread() -> QuerySet[Resource]:
    """The live resources whose present version was not read under the present topics."""
    now = generations.current().get(generations.TOPICS, 0)
    read = Q(topic_reading__version=F("version"), topic_reading__topics=now)
    return live().exclude(pk__in=Resource.objects.filter(read).values("pk"))


def topics_suggest_due(limit: int = AT_ONCE) -> int:
    """Read the resources that changed since they were read last; returns how many."""
    keys = list(unread().order_by("changed_at", "pk").values_list("pk", flat=True)[:limit])
    for start in range(0, len(keys), BATCH):
        topics_suggest(keys[start : start + BATCH])
    return len(keys)


def topics_suggest(keys: Sequence[uuid.UUID]) -> int:
    """Read these resources and keep what their texts suggest; returns how many were read.

    Their topics stay as they are. What a curator decided stays; what nobody decided is replaced.
    The number of queries does not grow with the number of resources, save that a database takes
    many rows in batches. A resource that is withdrawn, or changes while it is read, is left for
    the next time.
    """
    now = generations.current().get(generations.TOPICS, 0)
    words, lexicon = vocabulary(), bridge.lexicon()
    resources = list(live().filter(pk__in=keys))
    texts = _texts(resources)
    made = {
        resource.pk: suggestions_from(texts[resource.pk], words, lexicon) for resource in resources
    }
    with transaction.atomic():
        same = Q(pk__in=[])
        versions: dict[int, list[uuid.UUID]] = defaultdict(list)
        for resource in resources:
            versions[resource.version].append(resource.pk)
        for version, held in versions.items():
            same |= Q(version=version, pk__in=held)
        # Ordered, so that two who lock some of the same never wait for each other in a ring.
        locked = live().filter(same).order_by("pk").select_for_update()
        kept = {key: made[key] for key in locked.values_list("pk", flat=True)}
        _keep(kept, words)
        TopicReading.objects.bulk_create(
            [
                TopicReading(
                    resource_id=resource.pk,
                    version=resource.version,
                    topics=now,
                    language=made[resource.pk].language,
                    made_at=clock.now(),
                )
                for resource in resources
                if resource.pk in kept
            ],
            update_conflicts=True,
            unique_fields=["resource"],
            update_fields=["version", "topics", "language", "made_at"],
        )
    return len(kept)


def topics_forget(key: uuid.UUID) -> None:
    """Remove what was suggested for a resource, decided or not: it is withdrawn."""
    SuggestedTopic.objects.filter(resource_id=key).delete()
    TopicReading.objects.filter(resource_id=key).delete()


def texts_of(resource: Resource) -> list[TextPart]:
    """What a resource says in the language it was written in."""
    return _texts([resource])[resource.pk]


def _texts(resources: Sequence[Resource]) -> dict[uuid.UUID, list[TextPart]]:
    """The original text of each; where there is none, the texts that no machine made."""
    keys = [resource.pk for resource in resources]
    cases: dict[tuple[uuid.UUID, str], str] = {}
    for case in PracticeText.objects.filter(practice_id__in=keys):
        told = f"{case.problem} {case.done} {case.conditions} {case.lessons}"
        cases[case.practice_id, case.language] = plain(told)
    rows: dict[uuid.UUID, list[ResourceText]] = defaultdict(list)
    for row in ResourceText.objects.filter(resource_id__in=keys).order_by("language"):
        rows[row.resource_id].append(row)
    found: dict[uuid.UUID, list[TextPart]] = {}
    for resource in resources:
        every = rows[resource.pk]
        originals = [row for row in every if row.language == resource.original_language]
        found[resource.pk] = [
            TextPart(
                row.language,
                row.title,
                row.summary,
                plain(f"{row.body} {row.why} {row.outcomes} ")
                + cases.get((resource.pk, row.language), ""),
            )
            for row in originals or [row for row in every if row.origin != Origin.MACHINE]
        ]
    return found


def _keep(made: dict[uuid.UUID, Suggested], words: Vocabulary) -> None:
    known: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for owner, concept in Resource.concepts.through.objects.filter(
        resource_id__in=made
    ).values_list("resource_id", "concept_id"):
        known[owner].add(concept)
        if term := words.by_id.get(concept):
            # What belongs to a pledge belongs to its axis, and a list by axis shows it already.
            known[owner].update(one.id for one in words.ancestors(term))
    mine = SuggestedTopic.objects.filter(resource_id__in=made)
    mine.filter(state=SuggestedTopic.State.OPEN).delete()
    for owner, concept in mine.values_list("resource_id", "concept_id"):
        known[owner].add(concept)
    rows: list[SuggestedTopic] = []
    evidence: list[TopicEvidence] = []
    now = clock.now()
    for owner, suggested in made.items():
        for topic in suggested.topics():
            concept_id = words.terms[topic.scheme, topic.key].id
            if concept_id in known[owner]:
                continue
            row = SuggestedTopic(
                resource_id=owner, concept_id=concept_id, score=topic.score, made_at=now
            )
            rows.append(row)
            evidence += [
                TopicEvidence(
                    suggestion=row,
                    concept_id=words.terms[GLOSSARY, proof.concept].id,
                    words=proof.words,
                    language=proof.language,
                    place=proof.place,
                    order=order,
                )
                for order, proof in enumerate(topic.evidence)
            ]
    SuggestedTopic.objects.bulk_create(rows)
    TopicEvidence.objects.bulk_create(evidence)
