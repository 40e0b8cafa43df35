"""From records to index documents, and keeping the index in step with the outbox."""

from __future__ import annotations

import datetime as dt
import html
import logging
import re
import threading
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from agora.catalogue import bridge, machine
from agora.catalogue.facets import SHAPE
from agora.catalogue.listing import listing_write
from agora.catalogue.models import (
    Contribution,
    Edition,
    PracticeText,
    Resource,
    ResourceText,
)
from agora.catalogue.search import engine
from agora.catalogue.search.contract import Document, IndexMissing, Label, ShapeChanged, TextPart
from agora.catalogue.search.lexicon import Lexicon, indexed_stems
from agora.kernel import generations, outbox
from agora.kernel.models import Origin, Visibility
from agora.people.models import Organisation, OrganisationText
from agora.topics.models import Concept
from agora.topics.publishing import VOCABULARY
from agora.topics.queries import GOALS, PACT, THEMES, Term, Vocabulary, vocabulary

logger = logging.getLogger(__name__)
_TAGS = re.compile(r"<[^>]+>")
_PUBLISHES = {"publisher", "co-publisher"}


def plain(text: str) -> str:
    """The words of a cleaned HTML text."""
    return html.unescape(_TAGS.sub(" ", text))


def index_path() -> Path:
    """Where the index lives."""
    return Path(settings.SEARCH_INDEX)


def visibility_tokens(resource: Resource) -> tuple[str, ...]:
    """Who may find it."""
    if resource.visibility == Visibility.PUBLIC:
        return ("public",)
    if resource.visibility == Visibility.NETWORK:
        return ("network",)
    if resource.visibility == Visibility.TEAM:
        return (f"team:{resource.team_id}",)
    return (f"org:{resource.owner_id}",)


def documents(resources: Sequence[Resource]) -> Iterator[Document]:
    """The index documents of these resources, in a constant number of queries."""
    words, lexicon = vocabulary(), bridge.lexicon()
    keys = [resource.pk for resource in resources]
    texts: dict[uuid.UUID, list[ResourceText]] = defaultdict(list)
    for text in ResourceText.objects.filter(resource_id__in=keys):
        texts[text.resource_id].append(text)
    cases: dict[uuid.UUID, dict[str, str]] = defaultdict(dict)
    for case in PracticeText.objects.filter(practice_id__in=keys):
        cases[case.practice_id][case.language] = plain(
            f"{case.problem} {case.done} {case.conditions} {case.lessons}"
        )
    editions: dict[uuid.UUID, list[Edition]] = defaultdict(list)
    for edition in Edition.objects.filter(resource_id__in=keys):
        editions[edition.resource_id].append(edition)
    contributions: dict[uuid.UUID, list[Contribution]] = defaultdict(list)
    for contribution in Contribution.objects.filter(resource_id__in=keys):
        contributions[contribution.resource_id].append(contribution)
    concepts: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for owner, concept in Resource.concepts.through.objects.filter(
        resource_id__in=keys
    ).values_list("resource_id", "concept_id"):
        concepts[owner].append(concept)
    places: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for owner, place in Resource.places.through.objects.filter(resource_id__in=keys).values_list(
        "resource_id", "place_id"
    ):
        places[owner].append(place)
    agents = {
        c.organisation_id for rows in contributions.values() for c in rows if c.organisation_id
    }
    slugs = {
        pk: (slug, short)
        for pk, slug, short in Organisation.objects.filter(
            pk__in=agents, withdrawn_at__isnull=True, visibility=Visibility.PUBLIC
        ).values_list("pk", "slug", "short_name")
    }
    names: dict[uuid.UUID, list[Label]] = defaultdict(list)
    for pk, language, name in OrganisationText.objects.filter(
        organisation_id__in=slugs
    ).values_list("organisation_id", "language", "name"):
        names[pk].append(Label(language, name))
    translated = machine.kept(
        {
            text.resource_id: (
                TextPart(text.language, text.title, text.summary, original=True),
                [each.language for each in texts[text.resource_id]],
            )
            for resource in resources
            for text in texts[resource.pk]
            if text.language == resource.original_language and text.origin != Origin.MACHINE
        }
    )
    for resource in resources:
        yield _document(
            resource,
            texts[resource.pk],
            cases[resource.pk],
            editions[resource.pk],
            contributions[resource.pk],
            concepts[resource.pk],
            places[resource.pk],
            slugs,
            names,
            words,
            lexicon,
            translated.get(resource.pk, ()),
        )


def _document(
    resource: Resource,
    texts: list[ResourceText],
    cases: dict[str, str],
    editions: list[Edition],
    contributions: list[Contribution],
    concept_ids: list[uuid.UUID],
    place_ids: list[uuid.UUID],
    slugs: dict[uuid.UUID, tuple[str, str]],
    names: dict[uuid.UUID, list[Label]],
    words: Vocabulary,
    lexicon: Lexicon,
    translated: tuple[TextPart, ...],
) -> Document:
    type_term = words.by_id[resource.type_id]
    licence, evidence = words.by_id[resource.licence_id], words.by_id[resource.evidence_id]
    facets: dict[str, set[str]] = defaultdict(set)
    facets["type"].add(type_term.key)
    facets["licence"].add(licence.key)
    facets["evidence"].add(evidence.key)
    if resource.level_id and resource.level_id in words.by_id:
        facets["level"].add(words.by_id[resource.level_id].key)
    labels: list[Label] = _term_labels(type_term)
    told: list[Term] = []
    for concept_id in concept_ids:
        term = words.by_id.get(concept_id)
        if term is None:
            continue
        labels += _term_labels(term)
        told.append(term)
        for one in [term, *words.ancestors(term)]:
            name = _facet_of(one)
            if name:
                facets[name].add(one.key)
    for place_id in place_ids:
        spot = words.place_by_id[place_id]
        for one_place in [spot, *words.place_ancestors(spot)]:
            if one_place.kind == "world":
                continue
            name = {"region": "region", "country": "country"}.get(one_place.kind, "city")
            facets[name].add(one_place.key)
            labels += [Label(language, text) for language, text in one_place.names.items()]
    for edition in editions:
        facets["language"].add(edition.language.split("-")[0])
        if edition.format_id and edition.format_id in words.by_id:
            facets["format"].add(words.by_id[edition.format_id].key)
    for contribution in contributions:
        if contribution.organisation_id in slugs and contribution.organisation_id is not None:
            slug, short = slugs[contribution.organisation_id]
            facets["organisation"].add(slug)
            if words.by_id[contribution.role_id].key in _PUBLISHES:
                facets["publisher"].add(slug)
            labels += names[contribution.organisation_id]
            if short:
                labels.append(Label("en", short))
        elif contribution.credited_name:
            labels.append(Label(resource.original_language, contribution.credited_name))
    if resource.published:
        facets["year"].add(str(resource.published.year))
    parts = tuple(
        TextPart(
            text.language,
            text.title,
            text.summary,
            plain(f"{text.body} {text.why} {text.outcomes} {cases.get(text.language, '')}"),
            text.language == resource.original_language,
        )
        for text in texts
    )
    return Document(
        id=str(resource.pk),
        texts=parts,
        mentions=lexicon.mentions(parts, [_preferred(t, resource) for t in told]),
        labels=tuple(dict.fromkeys(labels)),
        facets={name: tuple(sorted(values)) for name, values in facets.items()},
        numbers={
            "published": resource.published.toordinal() if resource.published else 0,
            "added": resource.added_at.astimezone(dt.UTC).date().toordinal(),
        },
        visible=visibility_tokens(resource),
        machine=translated,
    )


def _term_labels(term: Term) -> list[Label]:
    found = [Label(language, text) for language, text in term.labels.items()]
    for language, others in term.alternatives.items():
        found += [Label(language, text) for text in others]
    return found


def _preferred(term: Term, resource: Resource) -> Label:
    """What a topic is called in the record's own language: enough to know its concept by."""
    spoken = resource.original_language if resource.original_language in term.labels else "en"
    return Label(spoken, term.label(spoken))


def _facet_of(term: Term) -> str:
    if term.scheme == PACT:
        return "pledge" if term.parent else "axis"
    if term.scheme == GOALS:
        return "target" if term.parent else "goal"
    return {THEMES: "theme", "audiences": "audience"}.get(term.scheme, "")


def live() -> QuerySet[Resource]:
    """Everything that belongs in the index, whoever may see it."""
    return Resource.objects.filter(withdrawn_at__isnull=True)


_lock = threading.Lock()
_reader: tuple[Path, int, engine.Reader] | None = None


def reader() -> engine.Reader:
    """The open index, as fresh as the last index commit.

    Raises IndexMissing where none was built.
    """
    global _reader
    generation = generations.current().get(generations.INDEX, 0)
    path = index_path()
    kept = _reader
    if kept is not None and kept[0] == path and kept[1] == generation:
        return kept[2]
    with _lock:
        if _reader is None or _reader[0] != path:
            _reader = (path, generation, engine.open_reader(path, SHAPE))
        elif _reader[1] != generation:
            _reader[2].reload()
            _reader = (path, generation, _reader[2])
        return _reader[2]


def forget_reader() -> None:
    """Close the open index (tests with their own folder need this)."""
    global _reader
    with _lock:
        if _reader is not None:
            _reader[2].close()
        _reader = None


def index_rebuild(progress: Callable[[int, int], None] | None = None) -> int:
    """Build the whole index aside and swap it in; returns how many records it holds.

    Changes made meanwhile stay in the outbox and are indexed right after.
    """
    seen = outbox.pending(limit=10**9)
    total = live().count()

    def every() -> Iterator[Document]:
        done = 0
        for part in _batches(live().order_by("pk"), 500):
            listing_write(part)
            yield from documents(part)
            done += len(part)
            if progress:
                progress(done, total)

    def again(keys: list[str]) -> Iterator[Document]:
        return documents(list(live().filter(pk__in=keys)))

    engine.build_aside(index_path(), SHAPE, every(), catch_up=again)
    outbox.clear(seen)
    generations.bump(generations.INDEX)
    return total


def _batches(rows: QuerySet[Resource], size: int) -> Iterator[list[Resource]]:
    batch: list[Resource] = []
    for row in rows.iterator(chunk_size=size):
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


AT_MOST = 2_000
"""Resources that one change of a concept may touch before building the whole index is quicker."""


class _TooMany(Exception):
    pass


def _mentioning(keys: set[uuid.UUID]) -> set[uuid.UUID]:
    """What mentions these glossary concepts, or may do so now; raises _TooMany.

    Found by the index itself: it knows who mentioned a concept by its former words, and whose texts
    hold all stems of one of its present ones. What has one of them as a topic carries its labels.
    """
    words = vocabulary()
    rows = Concept.objects.filter(pk__in=keys).values_list("pk", "key")
    told = dict(rows)
    phrases = {
        stems
        for key in told
        if (term := words.by_id.get(key)) is not None
        for label in _term_labels(term)
        if (stems := indexed_stems(label.text, label.language))
    }
    total, found = reader().touched_by(sorted(told.values()), sorted(phrases), AT_MOST)
    if total > AT_MOST:
        raise _TooMany
    tagged = Resource.concepts.through.objects.filter(concept_id__in=keys)
    return {uuid.UUID(each) for each in found} | set(tagged.values_list("resource_id", flat=True))


# Which resources must be indexed again when a thing of a lower kind changed.
_DEPENDENTS: dict[str, Callable[[set[uuid.UUID]], Iterable[uuid.UUID]]] = {
    "organisation": lambda keys: Contribution.objects.filter(organisation_id__in=keys).values_list(
        "resource_id", flat=True
    ),
    "resource": lambda keys: keys,
    "concept": _mentioning,
}


def index_catch_up(limit: int = 500) -> int:
    """Index what the outbox holds; returns how many changes were taken from it.

    The order is: read the outbox, commit the index, clear the outbox by version. A kill in between
    repeats work and loses none. Raises IndexBusy when another process is writing.
    """
    changes = outbox.pending(limit)
    if not changes:
        return 0
    if any(change.kind == VOCABULARY for change in changes):
        index_rebuild()  # labels and mentions of every document may have changed
        return len(changes)
    keys: set[uuid.UUID] = set()
    try:
        for kind, dependents in _DEPENDENTS.items():
            mine = {change.object_id for change in changes if change.kind == kind}
            if mine:
                keys |= set(dependents(mine))
    except (_TooMany, IndexMissing):
        index_rebuild()
        return len(changes)
    if keys:
        found = list(live().filter(pk__in=keys))
        gone = [str(key) for key in keys - {row.pk for row in found}]
        try:
            with engine.open_writer(index_path(), SHAPE) as writer:
                writer.write(documents(found), gone)
        except (IndexMissing, ShapeChanged):
            logger.warning("The search index is missing or of another shape: rebuilding it")
            index_rebuild()
            return len(changes)
        generations.bump(generations.INDEX)
    outbox.clear(changes)
    return len(changes)
