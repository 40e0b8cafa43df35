"""Finding places, organisations and things of the market by what a person types."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from agora.catalogue.queries import Search, hit_cards, search
from agora.kernel import addresses
from agora.kernel.kinds import described_all
from agora.people.queries import Viewer, organisation_names_at, organisations_visible_to
from agora.topics.lookup import fold
from agora.topics.queries import vocabulary

MOST = 10
"""Candidates that are shown."""
_LONGEST = 300
_ADDRESS = re.compile(
    r"/(?:resources|practices|collections|articles|organisations)/([a-z0-9.-]+)/?"
)


@dataclass(frozen=True)
class Candidate:
    """Something that may be meant: what is kept of it, what it is called, and whether it is just that."""

    reference: str
    label: str
    exact: bool = False


def place_label(key: str, reader: str) -> str:
    """“Palmira, Colombia”: a city or region with its country."""
    words = vocabulary()
    spot = words.places.get(key)
    if spot is None:
        return key
    above = words.places.get(spot.parent or "")
    if spot.kind in ("city", "administrative") and above is not None:
        return f"{spot.label(reader)}, {above.label(reader)}"
    return spot.label(reader)


def labels_of(
    widget: str, references: Collection[str], reader: str, viewer: Viewer
) -> dict[str, str]:
    """What these references are called; those the viewer may not see are left out."""
    if widget == "place":
        places = vocabulary().places
        return {key: place_label(key, reader) for key in references if key in places}
    ids: dict[str, uuid.UUID] = {}
    slugs = []
    for reference in references:
        try:
            ids[reference] = uuid.UUID(reference)
        except ValueError:
            slugs.append(reference)
    ids.update(addresses.resolve_all(widget, slugs))
    said = described_all(widget, set(ids.values()), reader, viewer.tokens)
    return {ref: said[key].title for ref, key in ids.items() if key in said}


def find(widget: str, text: str, reader: str, viewer: Viewer) -> list[Candidate]:
    """What may be meant by a text, the best first."""
    text = " ".join(text.split())[:_LONGEST]
    if not text:
        return []
    if widget == "place":
        return _places(text, reader)
    at = _ADDRESS.search(text)
    known = labels_of(widget, [at.group(1) if at else text.casefold()], reader, viewer)
    exact = [Candidate(reference, label, exact=True) for reference, label in known.items()]
    if exact:
        return exact
    found = _organisations if widget == "organisation" else _resources
    return found(text, reader, viewer)


def _places(text: str, reader: str) -> list[Candidate]:
    asked = fold(text.split(",")[0])
    ranked = []
    for key, spot in vocabulary().places.items():
        names = [fold(name) for name in (*spot.names.values(), place_label(key, reader))]
        if any(asked == name for name in names) or fold(text) in names:
            ranked.append((0, spot.label(reader), key))
        elif any(name.startswith(asked) for name in names):
            ranked.append((1, spot.label(reader), key))
        elif len(asked) > 2 and any(asked in name for name in names):
            ranked.append((2, spot.label(reader), key))
    return [
        Candidate(key, place_label(key, reader), exact=rank == 0)
        for rank, _name, key in sorted(ranked)[:MOST]
    ]


def _organisations(text: str, reader: str, viewer: Viewer) -> list[Candidate]:
    visible = organisations_visible_to(viewer)
    slugs: list[str] = []
    for condition in (
        {"short_name__iexact": text},
        {"texts__name__istartswith": text},
        {"texts__name__icontains": text},
    ):
        rows = visible.filter(**condition).order_by("slug").values_list("slug", flat=True)
        slugs += rows.distinct()[:MOST]
        if len(slugs) >= MOST:
            break
    named = organisation_names_at(slugs, reader, viewer)
    return _unique(Candidate(slug, named[slug].name) for slug in slugs if slug in named)


def _resources(text: str, reader: str, viewer: Viewer) -> list[Candidate]:
    results = search(Search(text=text), reader=reader, viewer=viewer, limit=MOST)
    cards = hit_cards(results.hits, reader=reader, viewer=viewer)
    return _unique(
        Candidate(card.path.rstrip("/").rsplit("/", 1)[1], card.title.text) for card in cards
    )


def _unique(candidates: Iterable[Candidate]) -> list[Candidate]:
    return list({one.reference: one for one in candidates}.values())[:MOST]
