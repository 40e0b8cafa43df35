"""The engine and the brute-force oracle answer the same, whatever is asked of them."""

from __future__ import annotations

import random
import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
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
from agora.catalogue.search.engine import Reader, build_aside, open_reader, open_writer
from agora.catalogue.search.lexicon import Lexicon
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
LEXICON = Lexicon(
    [
        *(("housing", tag, text) for tag, text in zip(
            WORDS, ("housing", "vivienda", "logement", "habitação", "السكن"), strict=True
        )),
        *(("water", tag, text) for tag, text in zip(
            WORDS, ("water", "agua", "eau", "água", "مياه"), strict=True
        )),
        ("city", "en", "city"), ("city", "es", "ciudad"), ("city", "ar", "مدينة"),
        ("right-to-the-city", "en", "right to the city"),
        ("right-to-the-city", "es", "derecho a la ciudad"),
        ("right-to-the-city", "fr", "droit à la ville"),
        ("budget", "es", "presupuesto"), ("budget", "pt", "orçamento"),
    ]
)  # fmt: skip


class Invented:
    """A small catalogue and questions about it, drawn from one seed.

    Drawn densely: most questions find something and most filters leave something, so
    that a wrong count shows. (Drawing every word by itself gave mostly empty answers.)
    """

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def words(self, language: str, least: int, most: int) -> str:
        known = WORDS.get(language, WORDS["en"])
        return " ".join(self.chance.choices(known, k=self.chance.randint(least, most)))

    def document(self) -> Document:
        chance = self.chance
        languages = chance.sample(LANGUAGES, chance.choice([0, 1, 1, 1, 2, 2, 3]))
        texts = tuple(
            TextPart(
                language,
                self.words(language, 0, 4),
                self.words(language, 0, 5),
                self.words(language, 0, 3),
                place == 0,
            )
            for place, language in enumerate(languages)
        )
        labels = tuple(
            Label(language, self.words(language, 0, 2))
            for language in chance.choices(LANGUAGES, k=chance.choice([0, 0, 1, 2]))
        )
        translated = chance.choice(list(WORDS)) if chance.random() < 0.2 else ""
        return Document(
            id=key(chance.randrange(30)),
            texts=texts,
            labels=labels,
            mentions=LEXICON.mentions(texts, labels),
            machine=(TextPart(translated, self.words(translated, 1, 3)),) if translated else (),
            facets={
                name: tuple(chance.choices(values, k=chance.choice([0, 1, 1, 2])))
                for name, values in FACETS.items()
            },
            numbers={"published": chance.randint(0, 4), "added": chance.randint(0, 2)},
            visible=tuple(
                chance.choice([["public"], ["public"], ["network"], ["org:1", "team:7"], []])
            ),
        )

    def write(self, most: int) -> tuple[list[Document], list[str]]:
        chance = self.chance
        documents = [self.document() for _ in range(chance.randint(0, most))]
        return documents, [key(chance.randrange(30)) for _ in range(chance.choice([0, 1, 4]))]

    def text(self) -> str:
        chance = self.chance
        text = self.words(chance.choice(list(WORDS)), 1, chance.choice([1, 1, 2, 3]))
        forms = [
            "",
            text,
            text,
            text.upper(),
            f'"{text}"',
            text[:-2],
            text[:4],
            text.replace("ã", "a").replace("ç", "c").replace("é", "e"),
        ]
        return chance.choice(forms)

    def query(self) -> Query:
        chance = self.chance
        names = chance.sample(list(FACETS), chance.choice([0, 0, 1, 1, 2, 3]))
        filters = {
            name: frozenset(chance.choices(FACETS[name], k=chance.choice([1, 2, 3])))
            for name in names
        }
        if chance.random() < 0.05:
            filters[chance.choice(["type", "unknown"])] = frozenset(chance.choice([[], ["?"]]))
        ends = [None, None, -1, 0, 1, 3, 5]
        limits = Range(chance.choice(ends), chance.choice(ends))
        text, language = self.text(), chance.choice(LANGUAGES)
        bridge = LEXICON.read(text, language).expansions
        return Query(
            text=text,
            language=language,
            viewer=frozenset(
                chance.choice([["public"]] * 3 + [TOKENS] * 2 + [["public", "org:1"], ["?"], []])
            ),
            filters=filters,
            ranges={"published": limits} if chance.random() < 0.2 else {},
            expansions=chance.choice([(), bridge, bridge, EXPANSIONS]),
            facets=(*FACETS, "unknown"),
            facet_size=chance.choice([None, None, None, 0, 2]),
            sort=chance.choice(["relevance", "newest", "title", "added"]),
            typing=chance.random() < 0.3,
            limit=50,
        )


EXPANSIONS = (
    Expansion("water", (Said("agua", "es"), Said("droit ville", "fr", 0.8)), "en"),
    Expansion("presupuesto vivienda", (Said("budget", "en"),), "es"),
)


@settings(max_examples=30, deadline=None, derandomize=True, database=None)
@given(seed=st.integers(0, 2**32), step=st.integers(1, 7))
def test_engine_and_oracle_agree(seed: int, step: int) -> None:
    made, oracle = Invented(seed), Oracle(SHAPE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        first = {document.id: document for document in made.write(40)[0]}
        build_aside(path, SHAPE, first.values())
        oracle.write(first.values())
        with open_writer(path, SHAPE) as writer:
            for _ in range(made.chance.randint(0, 3)):
                documents, deletions = made.write(12)
                writer.write(documents, deletions)
                oracle.write(documents, deletions)
        reader = open_reader(path, SHAPE)
        assert reader.count() == oracle.count()
        for _ in range(25):
            _agree(reader, oracle, made.query(), step)
        reader.close()


def _agree(reader: Reader, oracle: Oracle, query: Query, step: int) -> None:
    expected, got = oracle.search(query), reader.search(query)
    assert got.total == expected.total, query
    assert got.facets == expected.facets, query
    assert got.prefixed == expected.prefixed, query
    ids, wanted = [hit.id for hit in got.hits], [hit.id for hit in expected.hits]
    if query.sort == "relevance" and query.text.strip():
        assert sorted(ids) == sorted(wanted), query
        assert all(hit.matched for hit in got.hits), "every hit says why"
    else:
        assert ids == wanted, query
    assert _in_pages(reader, query, step) == ids, "pages cover the set once, in order"
    if query.expansions and not query.typing:
        without = reader.search(replace(query, expansions=(), facets=()))
        assert without.prefixed or {hit.id for hit in without.hits} <= set(ids), (
            "the bridge only adds"
        )
    near = reader.close_to(replace(query, limit=5))
    everything = oracle.search(replace(query, text=""))
    assert {hit.id for hit in near} <= {hit.id for hit in everything.hits}, query
    for text in reader.did_you_mean(query, {"housing": 1, "vivienda": 1}):
        free = replace(query, text=text, filters={}, ranges={}, expansions=(), typing=False)
        assert oracle.search(free).total, "what is meant is there for the viewer"


def _in_pages(reader: Reader, query: Query, step: int) -> list[str]:
    ids: list[str] = []
    while True:
        page = reader.search(replace(query, offset=len(ids), limit=step, facets=()))
        if not page.hits:
            return ids
        ids += [hit.id for hit in page.hits]


def test_the_invented_questions_are_worth_asking() -> None:
    made, oracle = Invented(1), Oracle(SHAPE)
    oracle.write(made.document() for _ in range(60))
    found = [oracle.search(made.query()).total for _ in range(300)]
    assert sum(total > 0 for total in found) > 80
    assert sum(total > 3 for total in found) > 25


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
