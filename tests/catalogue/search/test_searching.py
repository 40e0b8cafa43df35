"""What a person writes finds what she means, in any of the five languages."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from agora.catalogue.search.contract import Expansion, Match, Query, Range, Term
from agora.catalogue.search.engine import Reader
from tests.catalogue.search.making import index_of, key, record

PALMIRA, PORTO, LYON, AMMAN, LEEDS, PLAIN = range(6)


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    """Six records, each written in another language or two."""
    return index_of(
        tmp_path,
        record(
            PALMIRA,
            ("es", "Presupuesto participativo en los barrios", "Mujeres y jóvenes deciden."),
            labels=[("en", "participatory budgeting"), ("fr", "budget participatif")],
            facets={"type": ("practice",), "theme": ("budget", "participation")},
            published=5,
        ),
        record(
            PORTO,
            ("pt", "Ações para a habitação", "Participações dos cidadãos nas cidades."),
            facets={"type": ("practice",), "theme": ("housing",)},
            published=4,
        ),
        record(
            LYON,
            ("fr", "L’égalité dans les villes", "Un guide pour les collectivités."),
            ("en", "Equality in cities", "A guide for local governments."),
            facets={"type": ("guide",), "theme": ("equality",)},
            published=3,
        ),
        record(
            AMMAN,
            ("ar", "ميزانية المدينة", "المشاركة في الميزانيات"),
            facets={"type": ("paper",), "theme": ("budget",)},
            published=2,
        ),
        record(
            LEEDS,
            ("en", "Participatory budgeting in Leeds", "Neighbourhoods decide on money."),
            facets={"type": ("paper",), "theme": ("budget", "participation")},
            published=1,
        ),
        record(PLAIN, ("en", "Public transport", "A budget of time."), body="Buses and trams."),
    )


def _found(reader: Reader, text: str, **how: object) -> set[int]:
    asked = replace(Query(text), **how)  # type: ignore[arg-type]
    by_key = {key(number): number for number in range(6)}
    return {by_key[hit.id] for hit in reader.search(asked).hits}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("presupuestos participativos", {PALMIRA}),
        ("PRESUPUESTO", {PALMIRA}),
        ("barrio", {PALMIRA}),
        ("mujer joven", {PALMIRA}),
        ("habitacoes", {PORTO}),
        ("acao", {PORTO}),
        ("ação", {PORTO}),
        ("cidade", {PORTO}),
        ("egalite", {LYON}),
        ("collectivité", {LYON}),
        ("city", {LYON}),
        ("city equality", {LYON}),
        ("الميزانية", {AMMAN}),
        ("ميزانيه", {AMMAN}),
        ("مِيزَانِيَّة", {AMMAN}),
        ("participatory budgeting", {PALMIRA, LEEDS}),
        ("budget participatif", {PALMIRA}),
        ("buses", {PLAIN}),
        ("tram transport", {PLAIN}),
        ("the right to transport", set()),
        ("nothing of the kind", set()),
    ],
)
def test_words_are_found_in_any_form(reader: Reader, text: str, found: set[int]) -> None:
    assert _found(reader, text) == found


def test_every_word_must_be_met(reader: Reader) -> None:
    assert _found(reader, "budget") >= {LEEDS, PLAIN}
    assert _found(reader, "budget leeds") == {LEEDS}


def test_quotation_marks_ask_for_a_phrase(reader: Reader) -> None:
    assert _found(reader, "local governments guide") == {LYON}
    assert _found(reader, '"local governments"') == {LYON}
    assert _found(reader, '"governments local"') == set()
    assert _found(reader, "«participatory budgeting» leeds") == {LEEDS}


def test_the_glossary_bridges_languages_and_says_so(reader: Reader) -> None:
    bridge = Expansion(
        "presupuesto participativo",
        (Term("participatory budgeting", "en"), Term("budget participatif", "fr")),
        "es",
    )
    asked = Query("Presupuesto participativo", language="es", expansions=(bridge,))
    hits = {hit.id: hit.matched for hit in reader.search(asked).hits}
    assert hits == {
        key(PALMIRA): (Match("presupuesto participativo", "presupuesto participativo", "title"),),
        key(LEEDS): (Match("presupuesto participativo", "participatory budgeting", "title"),),
    }


def test_a_hit_says_which_word_of_the_record_met_which_word_asked(reader: Reader) -> None:
    hits = reader.search(Query("ville")).hits
    assert [hit.matched for hit in hits] == [(Match("ville", "villes", "title"),)]
    hits = reader.search(Query("budgeting barrio")).hits
    assert [hit.matched for hit in hits] == [
        (
            Match("budgeting", "participatory budgeting", "label"),
            Match("barrio", "barrios", "title"),
        )
    ]
    hits = reader.search(Query("tram")).hits
    assert [hit.matched for hit in hits] == [(Match("tram", "tram", "text"),)]


def test_titles_weigh_more_and_the_readers_language_comes_first(tmp_path: Path) -> None:
    reader = index_of(
        tmp_path,
        record(0, ("en", "A plan for parks", "Clean water and shade.")),
        record(1, ("en", "Water for parks", "Clean air and shade.")),
        record(2, ("es", "Clima", "Sombra."), labels=[("en", "climate")]),
        record(3, ("fr", "Clima", "Sombra."), labels=[("en", "climate")]),
    )
    assert [hit.id for hit in reader.search(Query("water")).hits] == [key(1), key(0)]
    for language, first in (("es", key(2)), ("fr", key(3))):
        hits = reader.search(Query("clima", language=language)).hits
        assert len(hits) == 2
        assert hits[0].id == first


def test_an_unfinished_word_finds_only_when_nothing_else_does(reader: Reader) -> None:
    assert reader.search(Query("transp")).prefixed
    assert _found(reader, "transp") == {PLAIN}
    assert _found(reader, "budge") == {PALMIRA, LEEDS}
    assert _found(reader, "transp ") == set(), "a space ends the word"
    found = reader.search(Query("public"))
    assert (found.total, found.prefixed) == (1, False)
    assert _found(reader, "equal", typing=True) == {LYON}


def test_facets_are_alternatives_inside_and_conditions_among_themselves(reader: Reader) -> None:
    filters = {"type": frozenset({"paper", "practice"}), "theme": frozenset({"budget"})}
    found = reader.search(Query(filters=filters, facets=("type", "theme", "country")))
    assert [hit.id for hit in found.hits] == [key(PALMIRA), key(AMMAN), key(LEEDS)]
    assert found.facets == {
        "type": {"paper": 2, "practice": 1},
        "theme": {"budget": 3, "participation": 2, "housing": 1},
        "country": {},
    }
    assert found.total == 3
    for unknown in ({"type": frozenset({"?"})}, {"?": frozenset({"paper"})}):
        assert reader.search(Query(filters=unknown)).total == 0


def test_ranges_include_both_ends(reader: Reader) -> None:
    def between(low: int | None, high: int | None) -> set[int]:
        return _found(reader, "", ranges={"published": Range(low, high)})

    assert between(2, 4) == {PORTO, LYON, AMMAN}
    assert between(5, None) == {PALMIRA}
    assert between(None, 0) == {PLAIN}
    assert between(3, 2) == between(None, -1) == set()
    assert between(0, 10**9) == set(range(6))


def test_titles_are_ordered_in_the_readers_language(reader: Reader) -> None:
    def order(language: str) -> list[int]:
        hits = reader.search(Query(sort="title", language=language)).hits
        return [next(n for n in range(6) if key(n) == hit.id) for hit in hits]

    assert order("en") == [PORTO, LYON, LEEDS, PALMIRA, PLAIN, AMMAN]
    assert order("fr") == [PORTO, LYON, LEEDS, PALMIRA, PLAIN, AMMAN]


def test_a_translation_stands_under_its_own_title(tmp_path: Path) -> None:
    reader = index_of(
        tmp_path,
        record(0, ("en", "Alpha"), ("es", "Zeta")),
        record(1, ("es", "Eme")),
        record(2, ("fr", "Oméga"), ("es", "«Ámbar»")),
    )

    def order(language: str) -> list[str]:
        return [hit.id for hit in reader.search(Query(sort="title", language=language)).hits]

    assert order("en") == [key(0), key(1), key(2)]
    assert order("es") == [key(2), key(1), key(0)]
    assert order("es-MX") == order("es")


def test_misspelt_words_have_close_records_that_are_never_counted(reader: Reader) -> None:
    asked = Query("presuposto particpativo", language="es")
    assert reader.search(asked).total == 0
    assert reader.close_to(asked)[0].id == key(PALMIRA)
    assert reader.close_to(Query("zzzzqqqq")) == ()
    elsewhere = replace(asked, filters={"type": frozenset({"paper"})})
    assert key(PALMIRA) not in {hit.id for hit in reader.close_to(elsewhere)}


NAUGHTY = [
    "",
    " ",
    "\x00",
    "\ud800",
    "a\ud800b",
    "😀",
    "…!?",
    '"',
    '""',
    '"""water"""',
    "(", "*", "~", "AND", "OR NOT", "own:water", "a^2", "[1 TO 2]", "\\",
    "ﷺ", "İstanbul", "ß", "日本語", "हिन्दी", "\u202eabc", "\u200b", "|", "\x1f",
    "water " * 200,
    "x" * 5_000,
    "%s%n{0}",
]  # fmt: skip


def _naughty() -> list[str]:
    folder = os.environ.get("AGORA_TEST_DATA")
    path = Path(folder) / "naughty_strings" / "blns.json" if folder else None
    if path is not None and path.exists():
        return [*NAUGHTY, *json.loads(path.read_text(encoding="utf-8"))]
    return NAUGHTY


def test_no_text_breaks_the_search(reader: Reader) -> None:
    for text in _naughty():
        for asked in (Query(text, typing=True), Query(f'"{text}', facets=("type",))):
            assert reader.search(asked).total >= 0
            reader.close_to(asked)
        for language in ("en", "ar", "?"):
            reader.suggest(text, language, frozenset({"public", text}))


def test_a_text_without_words_finds_nothing_but_an_empty_one_everything(reader: Reader) -> None:
    assert reader.search(Query("…!?😀", facets=("type",))).total == 0
    assert reader.search(Query("  ")).total == 6


def test_odd_pages_are_empty_not_errors(reader: Reader) -> None:
    assert reader.search(Query(limit=0)).hits == ()
    assert reader.search(Query(limit=-1, offset=-5)).total == 6
    assert reader.search(Query("budget", offset=10_000)).hits == ()
    assert len(reader.search(Query(limit=10**9)).hits) == 6
    for sort in ("title", "newest", "added", "relevance"):
        assert reader.search(Query(sort=sort, offset=4, limit=10**9)).total == 6  # type: ignore[arg-type]
