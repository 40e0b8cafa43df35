"""The engine and the brute-force oracle answer the same, whatever is asked of them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agora.catalogue.search.contract import (
    Document,
    Expansion,
    Label,
    Query,
    Range,
    Shape,
    TextPart,
)
from agora.catalogue.search.contract import (
    Term as Said,
)
from agora.catalogue.search.engine import build_aside, open_reader, open_writer
from agora.catalogue.search.oracle import Oracle
from tests.catalogue.search.making import SHAPE, key

WORDS = {
    "en": ["city", "cities", "water", "housing", "budget", "the", "right", "to", "women"],
    "es": ["ciudad", "ciudades", "agua", "vivienda", "presupuesto", "la", "derecho", "a"],
    "fr": ["ville", "villes", "eau", "logement", "égalité", "egalite", "la", "droit"],
    "pt": ["cidade", "ações", "ação", "acao", "habitação", "orçamento", "o", "direito"],
    "ar": ["مدينة", "المدينة", "ميزانية", "السكن", "في", "الحق"],
}
FACETS = {
    "type": ["practice", "course", "paper"],
    "theme": ["housing", "water", "care economy", "wáter"],
    "country": ["ZZ", "YY"],
    "language": list(WORDS),
}
TOKENS = ["public", "network", "org:1", "team:7"]
LANGUAGES = [*WORDS, "de"]


def _words(language: str, most: int) -> st.SearchStrategy[str]:
    known = WORDS.get(language, WORDS["en"])
    return st.lists(st.sampled_from(known), max_size=most).map(" ".join)


@st.composite
def _texts(draw: st.DrawFn) -> tuple[TextPart, ...]:
    languages = draw(st.lists(st.sampled_from(LANGUAGES), max_size=3, unique=True))
    return tuple(
        TextPart(
            language,
            draw(_words(language, 4)),
            draw(_words(language, 5)),
            draw(_words(language, 3)),
            place == 0,
        )
        for place, language in enumerate(languages)
    )


@st.composite
def _labels(draw: st.DrawFn) -> tuple[Label, ...]:
    languages = draw(st.lists(st.sampled_from(LANGUAGES), max_size=2))
    return tuple(Label(language, draw(_words(language, 2))) for language in languages)


@st.composite
def _documents(draw: st.DrawFn) -> Document:
    return Document(
        id=key(draw(st.integers(0, 11))),
        texts=draw(_texts()),
        labels=draw(_labels()),
        facets={
            name: tuple(draw(st.lists(st.sampled_from(values), max_size=2)))
            for name, values in FACETS.items()
        },
        numbers={"published": draw(st.integers(0, 4)), "added": draw(st.integers(0, 2))},
        visible=tuple(draw(st.lists(st.sampled_from(TOKENS), max_size=2))),
    )


@st.composite
def _asked(draw: st.DrawFn) -> str:
    language = draw(st.sampled_from(list(WORDS)))
    text = draw(_words(language, 3))
    form = draw(st.sampled_from(["plain", "plain", "quoted", "cut", "upper", "bare"]))
    changed = {
        "quoted": f'"{text}"',
        "cut": text[:-2],
        "upper": text.upper(),
        "bare": text.replace("ã", "a").replace("ç", "c").replace("é", "e"),
    }
    return changed.get(form, text)


@st.composite
def _expansions(draw: st.DrawFn) -> tuple[Expansion, ...]:
    if draw(st.booleans()):
        return ()
    return (
        Expansion("water", (Said("agua", "es"), Said("droit ville", "fr", 0.8)), "en"),
        Expansion("presupuesto vivienda", (Said("budget", "en"),), "es"),
    )


@st.composite
def _queries(draw: st.DrawFn) -> Query:
    names = draw(st.lists(st.sampled_from([*FACETS, "unknown"]), max_size=3, unique=True))
    limits = st.none() | st.integers(-1, 5)
    return Query(
        text=draw(_asked()),
        language=draw(st.sampled_from(LANGUAGES)),
        viewer=frozenset(draw(st.lists(st.sampled_from(TOKENS), max_size=3))),
        filters={
            name: frozenset(draw(st.lists(st.sampled_from([*FACETS.get(name, []), "?"]))))
            for name in names
        },
        ranges={"published": Range(draw(limits), draw(limits))} if draw(st.booleans()) else {},
        expansions=draw(_expansions()),
        facets=(*FACETS, "unknown"),
        facet_size=draw(st.sampled_from([None, None, 0, 2])),
        sort=draw(st.sampled_from(["relevance", "newest", "title", "added"])),
        typing=draw(st.booleans()),
        limit=50,
    )


Writes = list[tuple[list[Document], list[str]]]
_writes: st.SearchStrategy[Writes] = st.lists(
    st.tuples(
        st.lists(_documents(), max_size=8),
        st.lists(st.integers(0, 11).map(key), max_size=2),
    ),
    min_size=1,
    max_size=3,
)


@pytest.fixture
def root() -> Iterator[Path]:
    """A folder for many small indexes."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    writes=_writes, queries=st.lists(_queries(), min_size=4, max_size=12), step=st.integers(1, 4)
)
def test_engine_and_oracle_agree(
    root: Path, writes: Writes, queries: list[Query], step: int
) -> None:
    with tempfile.TemporaryDirectory(dir=root) as folder:
        path, oracle = Path(folder), Oracle(SHAPE)
        first, deletions = writes[0]
        unique = {document.id: document for document in first}
        build_aside(path, SHAPE, unique.values())
        oracle.write(unique.values())
        with open_writer(path, SHAPE) as writer:
            for documents, removed in [([], deletions), *writes[1:]]:
                writer.write(documents, removed)
                oracle.write(documents, removed)
        reader = open_reader(path, SHAPE)
        assert reader.count() == oracle.count()
        for query in queries:
            expected, got = oracle.search(query), reader.search(query)
            assert got.total == expected.total, query
            assert got.facets == expected.facets, query
            assert got.prefixed == expected.prefixed, query
            ids, wanted = [hit.id for hit in got.hits], [hit.id for hit in expected.hits]
            if query.sort == "relevance" and query.text.strip():
                assert sorted(ids) == sorted(wanted), query
            else:
                assert ids == wanted, query
            assert _in_pages(reader, query, step) == ids, "pages cover the set once, in order"
        reader.close()


def _in_pages(reader: object, query: Query, step: int) -> list[str]:
    ids: list[str] = []
    while True:
        page = reader.search(replace(query, offset=len(ids), limit=step))  # type: ignore[attr-defined]
        if not page.hits:
            return ids
        ids += [hit.id for hit in page.hits]


def test_facet_counts_are_complete_beyond_ten_values(tmp_path: Path) -> None:
    shape = Shape(facets=("publisher",))
    documents = [
        Document(key(n), (TextPart("en", "water"),), facets={"publisher": (f"p{n % 300}",)})
        for n in range(900)
    ]
    build_aside(tmp_path, shape, documents[:500])
    with open_writer(tmp_path, shape) as writer:
        for start in (500, 700):
            writer.write(documents[start : start + 200])
    counts = open_reader(tmp_path).search(Query("water", facets=("publisher",))).facets
    assert counts["publisher"] == {f"p{n}": 3 for n in sorted(range(300), key=lambda n: f"p{n}")}
