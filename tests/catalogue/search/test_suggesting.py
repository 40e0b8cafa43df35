"""A few letters bring the terms and titles they may become."""

from __future__ import annotations

from pathlib import Path

import pytest

from agora.catalogue.search.contract import Suggestion
from agora.catalogue.search.engine import Reader
from tests.catalogue.search.making import index_of, key, record

PUBLIC = frozenset({"public"})
HOUSING = [
    ("en", "Housing"),
    ("es", "Vivienda"),
    ("fr", "Logement"),
    ("pt", "Habitação"),
    ("ar", "السكن"),
]
RIGHT = [("en", "Right to the city"), ("es", "Derecho a la ciudad")]


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    """Titles and labels that begin alike in several languages."""
    return index_of(
        tmp_path,
        record(0, ("en", "Housing first"), ("es", "Vivienda primero"), labels=HOUSING, published=1),
        record(1, ("pt", "Habitações e água"), labels=HOUSING, published=2),
        record(2, ("es", "El derecho a la ciudad"), labels=RIGHT, published=3),
        record(3, ("en", "A house for everyone"), published=4),
    )


def _texts(suggested: tuple[Suggestion, ...]) -> list[tuple[str, str]]:
    return [(each.kind, each.text) for each in suggested]


def test_terms_come_first_then_titles_the_newest_first(reader: Reader) -> None:
    assert reader.suggest("hous", "en", PUBLIC) == (
        Suggestion("term", "Housing", "en"),
        Suggestion("title", "A house for everyone", "en", key(3)),
        Suggestion("title", "Housing first", "en", key(0)),
    )


def test_accents_and_case_do_not_matter(reader: Reader) -> None:
    for typed in ("habita", "HABITA", "hábita"):
        assert _texts(reader.suggest(typed, "pt", PUBLIC)) == [
            ("term", "Habitação"),
            ("title", "Habitações e água"),
        ]
    assert _texts(reader.suggest("السك", "ar", PUBLIC)) == [("term", "السكن")]


def test_the_title_that_holds_the_words_is_offered(reader: Reader) -> None:
    assert _texts(reader.suggest("viv", "en", PUBLIC)) == [
        ("term", "Vivienda"),
        ("title", "Vivienda primero"),
    ]


def test_several_words_narrow_and_small_ones_may_be_typed(reader: Reader) -> None:
    for typed in ("derecho a la ci", "derecho ci", "Derecho  a la CIUDAD"):
        assert ("title", "El derecho a la ciudad") in _texts(reader.suggest(typed, "es", PUBLIC))
    assert _texts(reader.suggest("right to t", "en", PUBLIC)) == [("term", "Right to the city")]
    assert _texts(reader.suggest("the cit", "en", PUBLIC)) == []
    assert _texts(reader.suggest("cit", "en", PUBLIC)) == [("term", "Right to the city")]


def test_no_more_than_asked_and_nothing_for_a_letter(reader: Reader) -> None:
    assert len(reader.suggest("hous", "en", PUBLIC, 2)) == 2
    for typed in ("", "h", " ", "…"):
        assert reader.suggest(typed, "en", PUBLIC) == ()
    assert reader.suggest("hous", "en", PUBLIC, 0) == ()
