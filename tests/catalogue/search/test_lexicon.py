"""Looking phrases up in the glossary: by stems, the longest first, in the likely language."""

from __future__ import annotations

import pytest

from agora.catalogue.search.contract import Label, Mentions, TextPart
from agora.catalogue.search.lexicon import Lexicon

LEXICON = Lexicon(
    [
        ("budget", "en", "budget"),
        ("budget", "es", "presupuesto"),
        ("budget", "fr", "budget"),
        ("participatory-budgeting", "en", "participatory budgeting"),
        ("participatory-budgeting", "es", "presupuesto participativo"),
        ("participatory-budgeting", "pt", "orçamento participativo"),
        ("waste-picker", "en", "waste picker"),
        ("waste-picker", "es", "reciclador"),
        ("waste-picker", "pt", "catador"),
        ("waste", "en", "waste"),
        ("policy", "en", "policy"),
        ("police", "en", "police"),
        ("right-to-the-city", "es", "derecho a la ciudad"),
        ("right-to-the-city", "en", "right to the city"),
        ("housing", "ar", "السكن"),
        ("adequate-housing", "ar", "السكن اللائق"),
        ("son", "es", "son cubano"),
    ]
)


def concepts(text: str, language: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.phrase, each.concepts) for each in LEXICON.read(text, language).expansions]


@pytest.mark.parametrize(
    ("text", "interface", "phrase", "concept", "language"),
    [
        ("presupuesto participativo", "en", "presupuesto participativo", "participatory-budgeting", "es"),
        ("PRESUPUESTOS PARTICIPATIVOS", "es", "presupuestos participativos", "participatory-budgeting", "es"),
        ("orcamento participativo", "pt", "orcamento participativo", "participatory-budgeting", "pt"),
        ("recicladores", "es", "recicladores", "waste-picker", "es"),
        ("catadores", "en", "catadores", "waste-picker", "pt"),
        ("derecho a la ciudad", "en", "derecho ciudad", "right-to-the-city", "es"),
        ("السكن اللائق", "en", "السكن اللائق", "adequate-housing", "ar"),
    ],
)  # fmt: skip
def test_a_phrase_is_known_in_any_language_and_form(
    text: str, interface: str, phrase: str, concept: str, language: str
) -> None:
    reading = LEXICON.read(text, interface)
    found = {each.phrase: each for each in reading.expansions}
    assert found[phrase].concepts == (concept,)
    assert found[phrase].language == reading.language == language


def test_the_shorter_phrases_within_come_too_for_single_words() -> None:
    assert ("presupuesto", ("budget",)) in concepts("presupuesto participativo", "es")


def test_the_interface_language_decides_where_both_know_the_word() -> None:
    assert LEXICON.read("budget", "fr").language == "fr"
    assert LEXICON.read("budget", "en").language == "en"


def test_words_alike_only_by_stem_give_way_to_the_one_spelt_so() -> None:
    assert concepts("policy", "en") == [("policy", ("policy",))]
    assert concepts("police", "en") == [("police", ("police",))]


def test_quoted_words_mean_themselves() -> None:
    assert concepts('"presupuesto participativo"', "es") == []


def test_a_query_in_a_language_without_glossary_is_left_as_it_is() -> None:
    assert concepts("Abfallwirtschaft Gemeinde", "en") == []
    assert concepts("", "en") == []
    assert concepts("🏙️ ‏", "ar") == []


def test_a_very_long_query_is_read_up_to_its_limit() -> None:
    assert concepts("palabra " * 10_000 + "presupuesto", "es") == []


def test_a_record_mentions_the_concepts_of_its_texts_each_in_its_language() -> None:
    found = LEXICON.mentions(
        [
            TextPart("es", "Presupuestos participativos", "Para recicladores", "la policía", True),
            TextPart("de", "budget", ""),
        ],
        [Label("en", "waste")],
    )
    assert found == Mentions(
        title=("budget", "participatory-budgeting"),
        text=("budget", "participatory-budgeting", "waste-picker", "waste"),
        body=(),
    )


def test_the_words_that_mention_a_concept_are_found_as_written() -> None:
    text = "Guía: Presupuestos Participativos para todas"
    assert LEXICON.place("participatory-budgeting", text, "es") == "Presupuestos Participativos"
    assert LEXICON.place("waste-picker", text, "es") == ""
    assert LEXICON.place("adequate-housing", "الحق في السكن اللائق للجميع", "ar") == "السكن اللائق"


def test_small_words_within_a_phrase_are_written_with_it() -> None:
    lexicon = Lexicon([("rain-garden", "es", "jardín de lluvia")])
    text = "Los Jardines de la Lluvia de Ondara"
    assert lexicon.place("rain-garden", text, "es") == "Jardines de la Lluvia"
    assert lexicon.phrases(text, "es") == [("Jardines de la Lluvia", ("rain-garden",))]


def test_a_negation_makes_another_phrase() -> None:
    lexicon = Lexicon(
        [
            ("adequate-housing", "ar", "سكن لائق"),
            ("inadequate-housing", "ar", "سكن غير لائق"),
            ("landless", "es", "sin tierra"),
            ("land", "es", "tierra"),
        ]
    )

    def read(text: str, language: str) -> list[tuple[str, ...]]:
        return [each.concepts for each in lexicon.read(text, language).expansions]

    assert read("السكن غير اللائق", "ar") == [("inadequate-housing",)]
    assert read("السكن اللائق", "ar") == [("adequate-housing",)]
    assert set(read("campesinos sin tierra", "es")) == {("landless",), ("land",)}
    assert read("tierra", "en") == [("land",)]


def test_a_short_stem_needs_the_word_itself_or_its_plural() -> None:
    lexicon = Lexicon([("house", "es", "casa"), ("sea", "es", "mar")])
    assert lexicon.read("casas", "es").expansions
    assert not lexicon.read("casos", "es").expansions
    assert not lexicon.mentions([TextPart("es", "Estudios de casos")]).text
    assert lexicon.mentions([TextPart("es", "Mares")]).text == ("sea",)
