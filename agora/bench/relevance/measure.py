"""nDCG and recall of the search on a set, with and without each part of the bridge."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from agora.bench.relevance.sets import Asked, Told
from agora.catalogue.search import engine
from agora.catalogue.search.contract import Document, Expansion, Query, Shape, TextPart
from agora.catalogue.search.lexicon import Lexicon

SHAPE = Shape(facets=("language",), numbers=())
DEPTH = 100
Expand = Callable[[str, str], tuple[Expansion, ...]]


@dataclass(frozen=True)
class Method:
    """One way to search: with the spelling or not, with what expansions."""

    name: str
    spelling: bool
    expand: Expand | None = None


def discounted(grades: Iterable[float]) -> float:
    """Σ (2^grade - 1) / log2(rank + 1), ranks from 1 (Järvelin and Kekäläinen 2002, Burges 2005)."""
    return sum((2**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))


def ndcg(found: Sequence[str], grades: Mapping[str, float], cut: int = 10) -> float:
    """Normalised discounted cumulative gain of the first `cut`; 0 where nothing is right."""
    best = discounted(sorted(grades.values(), reverse=True)[:cut])
    return discounted([grades.get(key, 0) for key in found[:cut]]) / best if best else 0.0


def recall(found: Sequence[str], grades: Mapping[str, float], cut: int = DEPTH) -> float:
    """The share of the right documents among the first `cut`."""
    return len(set(found[:cut]) & set(grades)) / len(grades) if grades else 0.0


def document_of(told: Told, lexicon: Lexicon, machine: Sequence[TextPart] = ()) -> Document:
    """A document of the set as the market would index it: its own words, nothing translated."""
    parts = (TextPart(told.language, told.title, told.text, original=True),)
    return Document(
        id=told.id,
        texts=parts,
        facets={"language": (told.language,)},
        mentions=lexicon.mentions(parts),
        machine=tuple(machine),
    )


class Index:
    """The documents of a set in an index of their own, in a temporary folder."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._folder = tempfile.TemporaryDirectory()
        path = Path(self._folder.name) / "index"
        engine.build_aside(path, SHAPE, documents)
        self._reader = engine.open_reader(path, SHAPE)

    def ranking(self, asked: Asked, method: Method, depth: int = DEPTH) -> list[str]:
        """What a reader sees for a query, in order: the finds, then what is close to it."""
        query = Query(
            text=asked.text,
            language=asked.language,
            limit=depth,
            spelling=method.spelling,
            expansions=method.expand(asked.text, asked.language) if method.expand else (),
        )
        found = [hit.id for hit in self._reader.search(query).hits]
        if len(found) < depth:
            found += [hit.id for hit in self._reader.close_to(query)]
        return list(dict.fromkeys(found))[:depth]

    def close(self) -> None:
        """Remove the folder."""
        self._reader.close()
        self._folder.cleanup()


@dataclass(frozen=True)
class Figure:
    """Means over queries: of all, of odd and of even ones by their place in the set."""

    ndcg: float
    recall: float
    odd: float
    even: float
    queries: int


def figure(scores: Sequence[tuple[float, float]]) -> Figure:
    """The means of (nDCG, recall) pairs."""

    def mean(values: Sequence[float]) -> float:
        return sum(values) / len(values) if values else 0.0

    gains = [gain for gain, _ in scores]
    return Figure(
        mean(gains),
        mean([share for _, share in scores]),
        mean(gains[1::2]),
        mean(gains[::2]),
        len(scores),
    )
