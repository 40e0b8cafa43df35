"""Did you mean, and completions from the glossary."""

from __future__ import annotations

from pathlib import Path

import pytest

from agora.catalogue.search.completing import Beginnings, Named
from agora.catalogue.search.contract import PUBLIC, Query
from agora.catalogue.search.spelling import near, words_of
from tests.catalogue.search.making import index_of, record

GLOSSARY = words_of(
    [("es", "presupuesto participativo"), ("es", "vivienda"), ("en", "housing"), ("ar", "السكن")]
)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("presupesto", "presupuesto"), ("vivenda", "vivienda"), ("vivineda", "vivienda")],
)
def test_a_letter_missing_wrong_or_swapped(wrong: str, right: str) -> None:
    assert near(wrong, GLOSSARY["es"], {})[0] == right


def test_the_readers_language_wins_a_tie() -> None:
    assert near("casar", {"casas": 1}, {"casal": 9}) == ["casas", "casal"]


def test_short_words_are_not_guessed_at() -> None:
    assert near("rio", {"río": 5, "trio": 2}, {}) == []


def test_a_misspelt_query_is_put_right_from_the_index_and_from_the_glossary(tmp_path: Path) -> None:
    reader = index_of(
        tmp_path,
        record(1, ("es", "Presupuestos participativos en Ondara", "vivienda")),
        record(2, ("pt", "Participação cidadã")),
    )
    asked = Query(text="partisipacao", language="pt")
    assert reader.did_you_mean(asked, {}) == ("participação",)
    asked = Query(text="vivenda participativos", language="es")
    assert reader.did_you_mean(asked, GLOSSARY["es"]) == ("vivienda participativos",)
    assert reader.did_you_mean(Query(text="vivienda", language="es"), GLOSSARY["es"]) == ()


def test_a_word_of_a_hidden_record_is_never_proposed_nor_taken_for_known(tmp_path: Path) -> None:
    reader = index_of(
        tmp_path,
        record(1, ("en", "Secretariat handbook"), visible=("org:1",)),
        record(2, ("en", "Handbooks for mayors")),
    )
    stranger = Query(text="secretriat", language="en")
    assert reader.did_you_mean(stranger, {}) == ()
    insider = Query(text="secretriat", language="en", viewer=frozenset({PUBLIC, "org:1"}))
    assert reader.did_you_mean(insider, {}) == ("secretariat",)


def test_completions_name_each_concept_once_the_readers_language_first() -> None:
    names = Beginnings(
        [
            Named("participation", "en", "participation"),
            Named("participatory-budgeting", "en", "participatory budgeting"),
            Named("participatory-budgeting", "en", "budgeting by participation", 1),
            Named("participation", "es", "participación"),
            Named("part-time", "fr", "participer à temps partiel"),
        ]
    )
    assert [(n.concept, n.text) for n in names.completions("partici", "en", 5)] == [
        ("participation", "participation"),
        ("participatory-budgeting", "participatory budgeting"),
        ("part-time", "participer à temps partiel"),
    ]
    assert [n.text for n in names.completions("PARTICIPACION", "en", 5)] == ["participación"]
    assert names.completions("p", "en", 5) == []


def test_an_arabic_label_is_completed_with_or_without_its_article() -> None:
    names = Beginnings([Named("budget", "ar", "الميزانية التشاركية"), Named("x", "ar", "ميزان")])
    for typed in ("الميزانية التش", "ميزانية التشا", "ميزانية تشا", "التشارك"):
        assert [n.concept for n in names.completions(typed, "ar", 5)] == ["budget"], typed


def test_the_amount_of_a_concept_counts_only_what_the_viewer_may_see(tmp_path: Path) -> None:
    reader = index_of(
        tmp_path,
        record(1, ("en", "Water"), facets={"language": ("en",)}),
        record(2, ("es", "Water"), facets={"language": ("es",)}),
        record(3, ("fr", "Water"), facets={"language": ("fr",)}, visible=("org:1",)),
    )
    assert reader.amount(Query(text="water"), "language") == (2, 2)
    insider = Query(text="water", viewer=frozenset({PUBLIC, "org:1"}))
    assert reader.amount(insider, "language") == (3, 3)
