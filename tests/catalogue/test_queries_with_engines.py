"""A query's words and phrases get what the engines know of them; the glossary's concepts stay."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from agora.catalogue import bridge
from agora.translation import engines
from tests.translation.installed import need_apertium, need_freedict
from tests.translation.test_freedict import written

pytestmark = pytest.mark.django_db


@pytest.fixture
def engine(tmp_path, settings):
    """A translator that knows two words and a phrase, and a dictionary of one word."""
    modes, words = tmp_path / "modes", tmp_path / "words"
    modes.mkdir()
    words.mkdir()
    (modes / "spa-eng.mode").write_text(
        "sed -u -z -e 's/presupuesto participativo/people money/' -e s/zagua/zwater/"
    )
    written(words, "spa-eng", {"zagua": "zwater, ztide", "ciudad": "ztown"})
    settings.ENGINES = ("apertium", "freedict")
    settings.APERTIUM_MODES, settings.FREEDICT = [modes], [words]
    engines.forget()
    yield modes
    engines.forget()


def _terms(text, reader="es"):
    return {
        each.phrase: [(term.text, term.language, term.weight) for term in each.terms]
        for each in bridge.expansions(text, reader)
    }


def test_off_a_query_has_what_the_glossary_knows_and_nothing_more(db):
    assert all(not terms for terms in _terms("presupuesto participativo de zagua").values())


def test_words_and_phrases_are_translated_and_keep_their_concepts(engine):
    found = {one.phrase: one for one in bridge.expansions("presupuesto participativo zagua", "es")}
    phrase = found["presupuesto participativo"]
    assert phrase.concepts
    assert [term.text for term in phrase.terms] == ["people money"]
    assert found["zagua"].concepts == ()
    terms = [(term.text, term.weight) for term in found["zagua"].terms]
    assert terms == [("zwater", bridge.TRANSLATED), ("ztide", bridge.LOOKED_UP)]
    assert bridge.LOOKED_UP < bridge.TRANSLATED <= 1


def test_a_word_translated_as_itself_gets_no_term(engine):
    assert "xyzzy" not in _terms("xyzzy zagua")


def test_an_engine_that_fails_leaves_what_the_glossary_knows(engine, settings):
    (engine / "spa-eng.mode").write_text("false")
    settings.FREEDICT = []
    text = "presupuesto participativo de zagua"
    with_engines = bridge.expansions(text, "es")
    settings.ENGINES = ()
    engines.forget()
    assert with_engines == bridge.expansions(text, "es")


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00", "😀", "zagua " * 10_000, "السكن zagua العربية", "\u202ezagua\u202c", "[^$]<>/\\@{}",
     '"presupuesto participativo"', '"zagua', "a" * 5_000],
)  # fmt: skip
def test_hostile_queries_get_an_answer(engine, text, caplog):
    for reader in ("es", "ar"):
        bridge.expansions(text, reader)
    assert caplog.records == []


def test_remembered_words_ask_no_program(engine):
    text = "presupuesto participativo de zagua"
    first = bridge.expansions(text, "es")
    engines.close()
    assert bridge.expansions(text, "es") == first
    assert not any(pipe.is_running for one in engines.translators() for pipe in one.pipes())


def test_the_installed_engines_reach_every_language_they_know(settings):
    need_apertium()
    need_freedict()
    settings.ENGINES = ("apertium", "freedict")
    engines.forget()
    try:
        assert {(text, tag) for text, tag, _ in _terms("ciudades")["ciudades"]} >= {
            ("cities", "en"), ("villes", "fr"), ("cidades", "pt"), ("town", "en"),
        }  # fmt: skip
        assert ("cities", "en") in {
            (text, tag) for text, tag, _ in _terms("villes", "fr")["villes"]
        }
    finally:
        engines.forget()


def test_the_doctor_names_what_is_installed_and_what_is_missing(engine, settings, capsys):
    with pytest.raises(SystemExit):
        call_command("doctor")
    said = capsys.readouterr().out
    assert "ok     Optional engine apertium: es-en\n" in said
    assert "ok     Optional engine freedict: es-en\n" in said
    settings.APERTIUM_MODES = []
    (engine / "eng-spa.mode").write_text("no-such-program")
    with pytest.raises(SystemExit):
        call_command("doctor")
    said = capsys.readouterr().out
    assert "to do  Optional engine apertium: named in AGORA_ENGINES and not installed." in said
    settings.ENGINES = ()
    settings.APERTIUM_MODES = [engine]
    with pytest.raises(SystemExit):
        call_command("doctor")
    said = capsys.readouterr().out
    assert (
        "ok     Optional engine apertium: installed, not switched on (AGORA_ENGINES); es-en" in said
    )
