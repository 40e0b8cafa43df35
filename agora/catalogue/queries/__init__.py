"""Asking for resources: who may see which, cards for lists, and the search."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from django.db.models import Min, Q, QuerySet

from agora.catalogue import bridge, indexing
from agora.catalogue import facets as facet_words
from agora.catalogue.models import Edition, Practice, PracticeText, Resource, ResourceText
from agora.catalogue.publishing import resource_path
from agora.catalogue.queries import reasons
from agora.catalogue.search.contract import Hit, IndexMissing, Query, Range, Results, Suggestion
from agora.kernel import generations, languages
from agora.kernel.kinds import Described, Gone
from agora.kernel.models import OutboxEntry, Visibility
from agora.people.queries import (
    ANYBODY,
    Named,
    Viewer,
    organisation_names,
    organisation_names_at,
)
from agora.topics.queries import AXES, PACT, Vocabulary, vocabulary
from agora.ui import wording
from agora.ui.rows import NOTHING, Card, Chip, Link, Said

EMPTY = Results(0, (), {})
PAGE = 20
MAX_TEXT = 300
CONCEPTS = 3
FEW = 5
"""Fewer finds than this are followed by what is close to the search."""
MAX_PAGE = 500
SORTS = ("relevance", "newest", "title", "added")


@dataclass(frozen=True)
class Search:
    """A cleaned search: what the address of a results page says."""

    text: str = ""
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sort: str = "relevance"
    page: int = 1
    view: str = "list"
    bridge: bool = True
    """Whether what was written in other languages is found too, through the glossary."""

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but everything was asked for."""
        return bool(self.text or self.filters)


def resources_visible_to(viewer: Viewer) -> QuerySet[Resource]:
    """Resources this viewer may see; withdrawn ones are not among them."""
    allowed = Q(visibility=Visibility.PUBLIC)
    if "network" in viewer.tokens:
        allowed |= Q(visibility=Visibility.NETWORK)
    organisations = [t[4:] for t in viewer.tokens if t.startswith("org:")]
    teams = [t[5:] for t in viewer.tokens if t.startswith("team:")]
    if organisations:
        allowed |= Q(visibility=Visibility.ORGANISATION, owner_id__in=organisations)
    if teams:
        allowed |= Q(visibility=Visibility.TEAM, team_id__in=teams)
    return Resource.objects.filter(allowed, withdrawn_at__isnull=True)


def resource_describe(
    ids: Collection[uuid.UUID], language: str, tokens: frozenset[str]
) -> dict[uuid.UUID, Described]:
    """What a lower room may say of these resources to a viewer with these tokens.

    Questions about a practice go to its city, about anything else to its first publisher.
    """
    found = listings(ids, Viewer(tokens))
    cities = dict(
        Practice.objects.filter(pk__in=found).values_list("resource_id", "organisation_id")
    )
    return {
        pk: Described(
            _titled(data, language)[1],
            f"/{language}/{resource_path(data['type'], slug)}",
            cities.get(pk) or next((uuid.UUID(o) for o in data["publishers"]), None),
        )
        for pk, (slug, data) in found.items()
    }


def resource_tombstone(object_id: uuid.UUID, language: str) -> Gone | None:
    """What is left of a public resource that was withdrawn."""
    row = Resource.objects.filter(
        pk=object_id, withdrawn_at__isnull=False, visibility=Visibility.PUBLIC
    ).first()
    if row is None or row.withdrawn_at is None:
        return None
    title = best(row.texts.all(), language, row.original_language, "title")
    kind = vocabulary().by_id[row.type_id].key
    return Gone(
        title.text or row.slug,
        f"/{language}/{resource_path(kind, row.slug)}",
        row.withdrawn_reason,
        row.withdrawn_at,
    )


def file_visible_to(file_id: uuid.UUID, tokens: frozenset[str]) -> bool:
    """Whether the file is an edition of something a viewer with these tokens may see."""
    return Edition.objects.filter(
        file_id=file_id, resource__in=resources_visible_to(Viewer(tokens))
    ).exists()


def axes_of(words: Vocabulary, terms: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """The Pact axes among these (scheme, key), by themselves or through a pledge, in their order."""
    found = set()
    for scheme, key in terms:
        if scheme == PACT and (term := words.term(scheme, key)) is not None:
            found.add(term.parent or term.key)
    return tuple(axis for axis in AXES if axis in found)


def chips(editions: Iterable[Sequence[Any]], reader: str) -> tuple[Chip, ...]:
    """One chip per language the publisher offers, the interface languages first."""
    by_language: dict[str, bool] = {}
    for tag, machine in editions:
        key = languages.primary(tag)
        by_language[key] = by_language.get(key, True) and machine
    order = {tag: number for number, tag in enumerate(languages.TAGS)}
    return tuple(
        Chip(tag.upper(), languages.name(tag, reader), machine, tag == reader)
        for tag, machine in sorted(
            by_language.items(), key=lambda pair: (order.get(pair[0], 9), pair[0])
        )
    )


def listings(
    ids: Collection[uuid.UUID], viewer: Viewer = ANYBODY
) -> dict[uuid.UUID, tuple[str, dict[str, Any]]]:
    """Address and listing of those of these resources the viewer may see; one query."""
    if not ids:
        return {}
    return {
        pk: (slug, data)
        for pk, slug, data in resources_visible_to(viewer)
        .filter(pk__in=ids, listing__isnull=False)
        .values_list("pk", "slug", "listing__data")
    }


def cards(
    ids: Collection[uuid.UUID], reader: str, viewer: Viewer = ANYBODY
) -> dict[uuid.UUID, Card]:
    """Cards of those of these resources the viewer may see; two queries whatever their number."""
    return cards_from(listings(ids, viewer), reader, viewer)


def cards_from(
    found: Mapping[uuid.UUID, tuple[str, dict[str, Any]]],
    reader: str,
    viewer: Viewer = ANYBODY,
    named: Mapping[uuid.UUID, Named] | None = None,
) -> dict[uuid.UUID, Card]:
    """Cards of these listings; one query for the publishers' names unless they are given."""
    if named is None:
        named = organisation_names(publishers_of(found), reader, viewer)
    words = vocabulary()
    return {
        key: _card(key, slug, data, reader, words, named) for key, (slug, data) in found.items()
    }


def _titled(data: Mapping[str, Any], reader: str) -> tuple[str, str, str]:
    """The language, the words and the origin of the title that says it best to this reader."""
    texts = data["texts"]
    order = (*languages.preference(reader, data["original"]), *texts)
    tag = next((tag for tag in order if tag in texts), "")
    title, _summary, origin = texts.get(tag, ("", "", "human"))
    return tag, title, origin


def publishers_of(found: Mapping[uuid.UUID, tuple[str, dict[str, Any]]]) -> set[uuid.UUID]:
    """All publishers named in these listings."""
    return {uuid.UUID(o) for _slug, data in found.values() for o in data["publishers"]}


def _card(
    key: uuid.UUID,
    slug: str,
    data: dict[str, Any],
    reader: str,
    words: Vocabulary,
    named: Mapping[uuid.UUID, Named],
) -> Card:
    texts = data["texts"]
    order = (*languages.preference(reader, data["original"]), *texts)
    titled, title, origin = _titled(data, reader)
    summed = next((tag for tag in order if tag in texts and texts[tag][1]), titled)
    _title, summary, summary_origin = texts.get(summed, ("", "", "human"))
    publishers = [named[pk] for o in data["publishers"] if (pk := uuid.UUID(o)) in named]
    made = data.get("machine", {}).get(reader) if reader != languages.primary(titled) else None
    evidence = words.term("evidence", data["evidence"])
    kind = words.term("resource-types", data["type"])
    return Card(
        id=str(key),
        path=f"/{reader}/{resource_path(data['type'], slug)}",
        type_key=data["type"],
        type_label=kind.label(reader) if kind else data["type"],
        title=wording.said(title, titled, reader, origin),
        summary=wording.said(summary, summed, reader, summary_origin),
        axes=axes_of(words, data["terms"]),
        publishers=tuple(
            Link(o.short_name or o.name, f"/{reader}/organisations/{o.slug}/", o.slug)
            for o in publishers
        ),
        places=tuple(
            Link(spot.label(reader), f"/{reader}/{spot.path}", spot.key)
            for place in data["places"]
            if (spot := words.places.get(place)) and spot.kind != "world"
        ),
        audiences=tuple(
            term.label(reader)
            for scheme, name in data["terms"]
            if scheme == "audiences" and (term := words.term(scheme, name))
        ),
        languages=chips(data["editions"], reader),
        duration=wording.duration(data["minutes"]),
        year=data["year"],
        evidence_key=data["evidence"],
        evidence_label=evidence.label(reader) if evidence and evidence.key != "unknown" else "",
        illustrative=data["illustrative"],
        machine_title=wording.said(made[0], reader, reader, "machine") if made else NOTHING,
        machine_summary=wording.said(made[1], reader, reader, "machine") if made else NOTHING,
    )


def _asked(wanted: Search, reader: str, viewer: Viewer, **more: Any) -> Query:
    """The question a search puts to the index, with what the glossary knows of its words."""
    return Query(
        text=wanted.text,
        language=reader,
        viewer=viewer.tokens,
        filters=wanted.filters,
        expansions=bridge.expansions(wanted.text, reader) if wanted.bridge else (),
        **more,
    )


def search(wanted: Search, *, reader: str, viewer: Viewer, limit: int = PAGE) -> Results:
    """The records that match, with exact counts of every facet a page shows.

    Nothing where no index was built yet.
    """
    try:
        return indexing.reader().search(
            _asked(
                wanted,
                reader,
                viewer,
                facets=facet_words.NAMES,
                sort=wanted.sort,  # cleaned against SORTS by the form
                offset=(wanted.page - 1) * limit,
                limit=limit,
            )
        )
    except IndexMissing:
        return EMPTY


def search_every_id(wanted: Search, *, reader: str, viewer: Viewer, most: int) -> list[uuid.UUID]:
    """The ids of the first `most` finds, in order: for downloads and feeds."""
    try:
        found = indexing.reader().search(
            _asked(wanted, reader, viewer, sort=wanted.sort, limit=most)
        )
    except IndexMissing:
        return []
    return [uuid.UUID(hit.id) for hit in found.hits]


def search_since(
    wanted: Search, *, reader: str, tokens: frozenset[str], day: dt.date, most: int
) -> list[uuid.UUID]:
    """What a search finds of what came onto the market on this day (UTC) or later, newest first.

    `tokens` may be those of many viewers together: whoever shows a find asks who may see it.
    """
    asked = _asked(
        wanted,
        reader,
        Viewer(tokens),
        sort="added",
        limit=most,
        ranges={"added": Range(low=day.toordinal())},
        told=False,
    )
    try:
        found = indexing.reader().search(asked)
    except IndexMissing:
        return []
    return [uuid.UUID(hit.id) for hit in found.hits]


@dataclass(frozen=True)
class Arrival:
    """When a resource came onto the market, and the token a viewer needs to see it."""

    at: dt.datetime
    token: str


def arrivals(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Arrival]:
    """When these came, of those that are there; one query."""
    if not ids:
        return {}
    found = {}
    for pk, at, visibility, owner, team in Resource.objects.filter(
        pk__in=ids, withdrawn_at__isnull=True, listing__isnull=False
    ).values_list("pk", "added_at", "visibility", "owner_id", "team_id"):
        hidden = {"organisation": f"org:{owner}", "team": f"team:{team}"}
        found[pk] = Arrival(at, hidden.get(visibility, visibility))
    return found


def oldest_unindexed() -> dt.datetime | None:
    """When the oldest resource came that the index may not know yet; None where it knows all."""
    waiting = OutboxEntry.objects.filter(kind="resource").values("object_id")
    found: dt.datetime | None = Resource.objects.filter(pk__in=waiting).aggregate(
        at=Min("added_at")
    )["at"]
    return found


def listings_of_all(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[str, dict[str, Any]]]:
    """Address and listing of these resources, whoever may see them; one query."""
    return {
        pk: (slug, data)
        for pk, slug, data in Resource.objects.filter(
            pk__in=ids, withdrawn_at__isnull=True, listing__isnull=False
        ).values_list("pk", "slug", "listing__data")
    }


def count_with(filters: Mapping[str, frozenset[str]], *, reader: str, viewer: Viewer) -> int:
    """How many records these filters leave."""
    try:
        return (
            indexing.reader()
            .search(Query(language=reader, viewer=viewer.tokens, filters=filters, limit=1))
            .total
        )
    except IndexMissing:
        return 0


def facet_counts(
    names: tuple[str, ...], *, reader: str, viewer: Viewer = ANYBODY
) -> tuple[int, Mapping[str, Mapping[str, int]]]:
    """The total and these facets' counts over everything visible, asked once per index commit."""
    asked = (str(indexing.index_path()), generations.current().get(generations.INDEX, 0))
    known = _counts.setdefault(asked, {})
    if len(_counts) > 1 or len(known) > 200:
        _counts.clear()
        known = _counts.setdefault(asked, {})
    key = (viewer.tokens, names)
    if key not in known:
        try:
            found = indexing.reader().search(
                Query(language=reader, viewer=viewer.tokens, facets=names, limit=1)
            )
        except IndexMissing:
            return 0, {}
        known[key] = (found.total, found.facets)
    return known[key]


_Counts = dict[tuple[frozenset[str], tuple[str, ...]], tuple[int, Mapping[str, Mapping[str, int]]]]
_counts: dict[tuple[str, int], _Counts] = {}


def place_counts(wanted: Search, *, reader: str, viewer: Viewer) -> Mapping[str, Mapping[str, int]]:
    """How many finds each city and country has: for the map."""
    try:
        return (
            indexing.reader()
            .search(_asked(wanted, reader, viewer, facets=("city", "country"), limit=1))
            .facets
        )
    except IndexMissing:
        return {}


def hit_cards(hits: Iterable[Hit], *, reader: str, viewer: Viewer) -> tuple[Card, ...]:
    """Cards in the order of the hits; one that vanished since the last index commit is left out."""
    hits = list(hits)
    found = listings([uuid.UUID(hit.id) for hit in hits], viewer)
    made = cards_from(found, reader, viewer)
    bodies = _Bodies(key for key in made)
    shown = []
    for hit in hits:
        key = uuid.UUID(hit.id)
        if key in made:
            why = reasons.reasons_of(hit, found[key][1], reader, partial(bodies.of, key))
            shown.append(replace(made[key], why=why))
    return tuple(shown)


class _Bodies:
    """The long texts of a page's records, read in two queries when the first is asked for."""

    def __init__(self, ids: Iterable[uuid.UUID]) -> None:
        self._ids = list(ids)
        self._read: dict[uuid.UUID, list[tuple[str, str]]] | None = None

    def of(self, key: uuid.UUID) -> Sequence[tuple[str, str]]:
        """The long texts of one record with their languages, the original's first."""
        if self._read is None:
            self._read = defaultdict(list)
            texts = ResourceText.objects.filter(resource_id__in=self._ids).order_by("pk")
            for pk, tag, *parts in texts.values_list(
                "resource_id", "language", "body", "why", "outcomes"
            ):
                self._read[pk].append((tag, indexing.plain(" ".join(parts))))
            cases = PracticeText.objects.filter(practice_id__in=self._ids).order_by("pk")
            for pk, tag, *parts in cases.values_list(
                "practice_id", "language", "problem", "done", "conditions", "lessons"
            ):
                self._read[pk].append((tag, indexing.plain(" ".join(parts))))
        return self._read.get(key, ())


def close_to(
    wanted: Search, *, reader: str, viewer: Viewer, without: Iterable[Hit] = (), n: int = 6
) -> tuple[Card, ...]:
    """Records that meet some of the search or are spelt like it: for when little matches."""
    known = {hit.id for hit in without}
    try:
        hits = indexing.reader().close_to(_asked(wanted, reader, viewer, limit=n + len(known)))
    except IndexMissing:
        return ()
    left = [hit for hit in hits if hit.id not in known][:n]
    return hit_cards(left, reader=reader, viewer=viewer)


def suggestions(prefix: str, *, reader: str, viewer: Viewer, n: int = 8) -> tuple[Suggestion, ...]:
    """Completions of an unfinished text: what exists on a concept first, then terms and titles."""
    try:
        index = indexing.reader()
        text = prefix[:MAX_TEXT]
        concepts: list[Suggestion] = []
        for named in bridge.completions(text, reader, 4 * CONCEPTS):
            if len(concepts) == CONCEPTS:
                break
            if index.mentioned(named.concept, viewer.tokens):
                label = bridge.label(named.concept, reader)
                wanted = Search(text=label)
                records, spoken = index.amount(_asked(wanted, reader, viewer), "language")
                concepts.append(Suggestion("concept", label, reader, None, records, spoken))
        concepts.sort(key=lambda one: -one.records)
        said = {one.text.casefold() for one in concepts}
        others = index.suggest(text, reader, viewer.tokens, n)
        return (*concepts, *(one for one in others if one.text.casefold() not in said))[:n]
    except IndexMissing:
        return ()


def is_known(wanted: Search, *, reader: str) -> bool:
    """Whether the glossary knows any word of the search, in any of its languages."""
    return bool(bridge.expansions(wanted.text, reader))


def did_you_mean(wanted: Search, *, reader: str, viewer: Viewer) -> tuple[str, ...]:
    """The search with its misspelt words put right, each finding something the viewer may see."""
    try:
        index = indexing.reader()
        tries = index.did_you_mean(_asked(wanted, reader, viewer), bridge.words_in(reader))
        return tuple(
            text
            for text in tries
            if index.amount(_asked(replace(wanted, text=text, filters={}), reader, viewer), "type")[
                0
            ]
        )
    except IndexMissing:
        return ()


def newest(
    *,
    reader: str,
    viewer: Viewer = ANYBODY,
    filters: Mapping[str, frozenset[str]] | None = None,
    n: int = 6,
    sort: str = "added",
) -> tuple[Card, ...]:
    """The latest records under some filters."""
    wanted = Search(filters=filters or {}, sort=sort)
    keys = search_every_id(wanted, reader=reader, viewer=viewer, most=n)
    made = cards(keys, reader, viewer)
    return tuple(made[key] for key in keys if key in made)


def publisher_labels(values: Iterable[str], reader: str) -> dict[str, str]:
    """Names of the organisations at these addresses; their short name where they have one."""
    named = organisation_names_at(set(values), reader)
    return {slug: one.short_name or one.name for slug, one in named.items()}


def best(rows: Iterable[ResourceText], reader: str, original: str, attribute: str) -> Said:
    """The attribute in the best language that has it."""
    by_language = {row.language: row for row in rows if getattr(row, attribute)}
    for tag in (*languages.preference(reader, original), *by_language):
        row = by_language.get(tag)
        if row is not None:
            return wording.said(getattr(row, attribute), row.language, reader, row.origin)
    return NOTHING
