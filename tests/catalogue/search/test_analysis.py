"""Words that mean the same to a reader become the same token."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agora.catalogue.search import analysis
from agora.catalogue.search.contract import LANGUAGES


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Égalité", "egalite"),
        ("AÇÃO", "acao"),
        ("São Tomé", "sao tome"),
        ("straße", "strasse"),
        ("Łódź", "lodz"),
        ("œuvre", "oeuvre"),
        ("ﬁnance", "finance"),
        ("مُدُن", "مدن"),
        ("مـــدن", "مدن"),
        ("أإآٱا", "ااااا"),
        ("مدينة", "مدينه"),
        ("على", "علي"),
        ("٢٠٢٦", "2026"),
    ],
)
def test_folding_forgets_case_accents_and_letter_variants(written: str, folded: str) -> None:
    assert analysis.fold(written) == folded


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", ["city", "cities", "City's"]),
        ("es", ["ciudad", "ciudades"]),
        ("es", ["presupuesto", "presupuestos"]),
        ("es", ["participación", "participativo", "participativa"]),
        ("fr", ["ville", "villes"]),
        ("fr", ["communal", "communale", "communales"]),
        ("pt", ["cidade", "cidades"]),
        ("pt", ["participação", "participativo", "participativos"]),
        ("ar", ["مدينة", "المدينة"]),
        ("ar", ["ميزانية", "الميزانية", "والميزانية"]),
    ],
)
def test_forms_of_a_word_share_their_stem(language: str, forms: list[str]) -> None:
    assert len({analysis.tokens(form, language)[0] for form in forms}) == 1


@pytest.mark.parametrize(
    ("language", "text", "asked"),
    [
        ("pt", "participações", "participacao"),
        ("pt", "ações", "acao"),
        ("pt", "habitação", "habitacao"),
        ("es", "participación", "participacion"),
        ("es", "vivienda", "VIVIENDAS"),
        ("fr", "égalité", "egalite"),
        ("fr", "collectivités", "collectivite"),
        ("ar", "المدينة", "مدينه"),
        ("en", "neighbourhoods", "Neighbourhood"),
    ],
)
def test_a_word_asked_without_accents_finds_the_accented(
    language: str, text: str, asked: str
) -> None:
    assert analysis.tokens(text, language)[0] in analysis.stems_of(asked)


def test_small_words_are_dropped_in_the_language_of_the_text() -> None:
    assert analysis.tokens("L’eau dans la ville", "fr") == ["eau", "vill"]
    assert analysis.tokens("the right to the city", "en") == ["right", "citi"]
    assert analysis.tokens("sur", "es") == ["sur"]


@pytest.mark.parametrize(
    ("asked", "interface", "kept"),
    [
        ("derecho a la ciudad", "en", ["derecho", "ciudad"]),
        ("budget in cities", "es", ["budget", "cities"]),
        ("cooperación sur sur", "es", ["cooperación", "sur", "sur"]),
        ("le droit à la ville", "fr", ["droit", "ville"]),
        ("the", "en", ["the"]),
        ("o direito à cidade", "pt", ["direito", "cidade"]),
    ],
)
def test_small_words_of_a_query_are_told_by_its_own_language(
    asked: str, interface: str, kept: list[str]
) -> None:
    assert analysis.without_small_words(asked.split(), interface) == kept


def test_other_languages_are_folded_only() -> None:
    assert analysis.tokens("Die Städte", "de-AT") == ["die", "stadte"]
    assert "stadte" in analysis.stems_of("Städte")


def test_pieces_mark_beginnings_and_keep_short_words_whole() -> None:
    assert analysis.grams(["water", "de"]) == ["_wat", "wate", "ater", "_de"]


def test_title_order_ignores_quotes_accents_and_case() -> None:
    titles = ["Zürich", "«Águas» do Porto", "açúcar", "Bogotá"]
    assert sorted(titles, key=analysis.title_key) == [
        "açúcar",
        "«Águas» do Porto",
        "Bogotá",
        "Zürich",
    ]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(max_size=60), st.sampled_from([*LANGUAGES, "de", "", "zh-Hant"]))
def test_any_text_gives_clean_tokens(text: str, language: str) -> None:
    for token in (
        *analysis.tokens(text, language),
        *analysis.surface(text, language),
        *analysis.stems_of(text),
    ):
        assert token
        token.encode()
    for token in (*analysis.tokens(text, language), *analysis.surface(text, language)):
        assert token.split() == [token], "a token with a space would become two"
        assert token != "|", "a break is not a word"
