"""Asking for concepts and places: the whole vocabulary, held in memory per generation."""

from __future__ import annotations

import sys
import threading
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Max

from agora.kernel import generations
from agora.kernel import kept as kept_file
from agora.kernel.models import Seed
from agora.topics.models import Concept, ConceptLabel, Place, PlaceName, Scheme, SchemeLabel

AXES = ("people", "planet", "government")
PACT, GOALS, THEMES, GLOSSARY = "pact-2022", "sdg", "themes", "glossary"


@dataclass(frozen=True, slots=True)
class Term:
    """A concept with everything said of it; `related` and `links` are (scheme, key) pairs.

    `links` lead from a glossary concept to the themes, goals and axes it belongs to.
    """

    id: uuid.UUID
    scheme: str
    key: str
    notation: str
    parent: str | None
    order: int
    url: str
    labels: Mapping[str, str]
    definitions: Mapping[str, str]
    alternatives: Mapping[str, tuple[str, ...]]
    related: tuple[tuple[str, str], ...] = ()
    children: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    domain: str = ""

    def label(self, language: str) -> str:
        """In the reader's language, else in English, else the key."""
        return self.labels.get(language) or self.labels.get("en") or self.key

    def definition(self, language: str) -> str:
        """In the reader's language, else in English, else nothing."""
        return self.definitions.get(language) or self.definitions.get("en") or ""

    @property
    def path(self) -> str:
        """Its one page, without the language."""
        return f"topics/{self.scheme}/{self.key}/"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with its names; `latitude` and `longitude` in degrees."""

    id: uuid.UUID
    key: str
    kind: str
    parent: str | None
    iso2: str
    m49: str
    latitude: float | None
    longitude: float | None
    timezone: str
    order: int
    names: Mapping[str, str]
    children: tuple[str, ...] = ()

    def label(self, language: str) -> str:
        """In the reader's language, else in English, else the key."""
        return self.names.get(language) or self.names.get("en") or self.key

    @property
    def path(self) -> str:
        """Its one page, without the language."""
        return f"places/{self.key}/"


@dataclass(frozen=True)
class SchemeInfo:
    """A scheme and what it is called."""

    key: str
    kind: str
    version: str
    source: str
    order: int
    labels: Mapping[str, str]
    roots: tuple[str, ...] = ()

    def label(self, language: str) -> str:
        """In the reader's language, else in English, else the key."""
        return self.labels.get(language) or self.labels.get("en") or self.key


@dataclass(frozen=True)
class Vocabulary:
    """All concepts and places of one generation."""

    schemes: Mapping[str, SchemeInfo]
    terms: Mapping[tuple[str, str], Term]
    by_id: Mapping[uuid.UUID, Term]
    places: Mapping[str, Spot]
    place_by_id: Mapping[uuid.UUID, Spot]
    concepts_of: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)
    by_label: Mapping[str, Term | Spot] = field(default_factory=dict)

    def in_words_of(self, text: str, language: str) -> str:
        """What a label in any language is called in the reader's; the text itself if unknown."""
        known = self.by_label.get(text.casefold())
        return known.label(language) if known else text

    def term(self, scheme: str, key: str) -> Term | None:
        """The concept, if it exists."""
        return self.terms.get((scheme, key))

    def ancestors(self, term: Term) -> list[Term]:
        """From the topmost concept down to the parent."""
        chain: list[Term] = []
        seen = {term.key}
        while term.parent and term.parent not in seen:
            seen.add(term.parent)
            term = self.terms[(term.scheme, term.parent)]
            chain.insert(0, term)
        return chain

    def place_ancestors(self, spot: Spot) -> list[Spot]:
        """From the world down to the parent."""
        chain: list[Spot] = []
        seen = {spot.key}
        while spot.parent and spot.parent not in seen:
            seen.add(spot.parent)
            spot = self.places[spot.parent]
            chain.insert(0, spot)
        return chain

    def axis_of(self, term: Term) -> str:
        """The Pact axis a concept belongs to, by itself, its parents or its relations."""
        for one in [term, *reversed(self.ancestors(term))]:
            if one.scheme == PACT and one.key in AXES:
                return one.key
            for scheme, key in one.related:
                if scheme == PACT and key in AXES:
                    return key
        return ""


_lock = threading.Lock()
_kept: tuple[int, Vocabulary] | None = None


def vocabulary() -> Vocabulary:
    """The vocabulary as it stands; read again only when topics changed."""
    global _kept
    generation = generations.current().get(generations.TOPICS, 0)
    held = _kept
    if held is not None and held[0] == generation:
        return held[1]
    with _lock:
        if _kept is None or _kept[0] != generation:
            _kept = (
                generation,
                kept_file.kept("vocabulary", state(), _read, (sys.modules[__name__],)),
            )
        return _kept[1]


def state() -> str:
    """What differs whenever the vocabulary in the database differs: for what is made of it."""
    generation = generations.current().get(generations.TOPICS, 0)
    newest = ConceptLabel.objects.aggregate(at=Max("pk"), n=Count("pk"))
    seed = Seed.objects.filter(pk="topics").values_list("digest", flat=True).first()
    return f"{generation} {newest['n']} {newest['at']} {seed}"


def forget() -> None:
    """Drop the held vocabulary (a test that rolls its database back needs this)."""
    global _kept
    _kept = None


def _read() -> Vocabulary:
    scheme_labels: dict[uuid.UUID, dict[str, str]] = defaultdict(dict)
    for scheme_id, language, text in SchemeLabel.objects.values_list(
        "scheme_id", "language", "text"
    ):
        scheme_labels[scheme_id][language] = text
    labels: dict[str, dict[uuid.UUID, dict[str, list[str]]]] = {
        role: defaultdict(lambda: defaultdict(list)) for role in ConceptLabel.Role.values
    }
    said = ConceptLabel.objects.order_by("order", "pk").values_list(
        "concept_id", "language", "role", "text"
    )
    for concept_id, language, role, text in said.iterator(chunk_size=2_000):
        labels[role][concept_id][sys.intern(language)].append(text)
    schemes = {scheme.pk: scheme for scheme in Scheme.objects.order_by("order", "key")}
    rows = list(Concept.objects.filter(withdrawn=False).order_by("order", "key"))
    name_of = {row.pk: (schemes[row.scheme_id].key, row.key) for row in rows}
    children: dict[tuple[str, str], list[str]] = defaultdict(list)
    roots: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        scheme_key = schemes[row.scheme_id].key
        if row.parent_id in name_of and row.parent_id is not None:
            children[name_of[row.parent_id]].append(row.key)
        else:
            roots[scheme_key].append(row.key)
    related: dict[uuid.UUID, list[tuple[str, str]]] = defaultdict(list)
    for from_id, to_ids in related_to({row.pk: row.parent_id for row in rows}).items():
        related[from_id] = [name_of[to_id] for to_id in to_ids]
    links: dict[uuid.UUID, list[tuple[str, str]]] = defaultdict(list)
    for from_id, to_id in Concept.links.through.objects.values_list(
        "from_concept_id", "to_concept_id"
    ):
        if to_id in name_of:
            links[from_id].append(name_of[to_id])
    terms: dict[tuple[str, str], Term] = {}
    for row in rows:
        scheme_key = schemes[row.scheme_id].key
        term = Term(
            id=row.pk,
            scheme=scheme_key,
            key=row.key,
            notation=row.notation,
            parent=name_of[row.parent_id][1]
            if row.parent_id in name_of and row.parent_id
            else None,
            order=row.order,
            url=row.url,
            labels={lang: texts[0] for lang, texts in labels["preferred"][row.pk].items()},
            definitions={lang: texts[0] for lang, texts in labels["definition"][row.pk].items()},
            alternatives={lang: tuple(t) for lang, t in labels["alternative"][row.pk].items()},
            related=tuple(sorted(related[row.pk])),
            children=tuple(children[(scheme_key, row.key)]),
            links=tuple(sorted(links[row.pk])),
            domain=row.domain,
        )
        terms[(scheme_key, row.key)] = term
    places = _read_places()
    concepts_of: dict[str, list[Term]] = defaultdict(list)
    for term in terms.values():
        concepts_of[term.scheme].append(term)
    return Vocabulary(
        schemes={
            scheme.key: SchemeInfo(
                scheme.key,
                scheme.kind,
                scheme.version,
                scheme.source,
                scheme.order,
                scheme_labels[scheme.pk],
                tuple(roots[scheme.key]),
            )
            for scheme in schemes.values()
        },
        terms=terms,
        by_id={term.id: term for term in terms.values()},
        places=places,
        place_by_id={spot.id: spot for spot in places.values()},
        concepts_of={key: tuple(value) for key, value in concepts_of.items()},
        by_label=_by_label(terms.values(), places.values()),
    )


def related_to(above: Mapping[uuid.UUID, uuid.UUID | None]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """What is related to each of these concepts, whichever of the two said so.

    `above` is what stands directly above each. Who stands above or below another is not said to be
    related besides (SKOS forbids it).
    """

    def higher(key: uuid.UUID) -> set[uuid.UUID]:
        found: set[uuid.UUID] = set()
        at = above.get(key)
        while at is not None and at not in found:
            found.add(at)
            at = above.get(at)
        return found

    found: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for one, other in Concept.related.through.objects.values_list(
        "from_concept_id", "to_concept_id"
    ):
        if (
            one in above
            and other in above
            and one not in higher(other)
            and other not in higher(one)
        ):
            found[one].add(other)
            found[other].add(one)
    return found


def _by_label(terms: Iterable[Term], places: Iterable[Spot]) -> dict[str, Term | Spot]:
    """Every label to what it names.

    A preferred label wins over an alternative, a term over a place. The glossary, whose
    labels are no record's topics, is left out.
    """
    found: dict[str, Term | Spot] = {}
    terms = [term for term in terms if term.scheme != GLOSSARY]
    for spot in places:
        found.update((text.casefold(), spot) for text in spot.names.values())
    listed = list(terms)
    for term in reversed(listed):
        for others in term.alternatives.values():
            found.update((text.casefold(), term) for text in others)
    for term in reversed(listed):
        found.update((text.casefold(), term) for text in term.labels.values())
    return found


def _read_places() -> dict[str, Spot]:
    names: dict[uuid.UUID, dict[str, str]] = defaultdict(dict)
    for place_id, language, text in PlaceName.objects.values_list("place_id", "language", "text"):
        names[place_id][language] = text
    rows = list(Place.objects.order_by("order", "key"))
    key_of = {row.pk: row.key for row in rows}
    children: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.parent_id:
            children[key_of[row.parent_id]].append(row.key)
    return {
        row.key: Spot(
            id=row.pk,
            key=row.key,
            kind=row.kind,
            parent=key_of[row.parent_id] if row.parent_id else None,
            iso2=row.iso2,
            m49=row.m49,
            latitude=float(row.latitude) if row.latitude is not None else None,
            longitude=float(row.longitude) if row.longitude is not None else None,
            timezone=row.timezone,
            order=row.order,
            names=names[row.pk],
            children=tuple(children[row.key]),
        )
        for row in rows
    }
