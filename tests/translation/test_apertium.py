"""Apertium translates through pipes that stay open, survive crashes and never make one wait."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from agora.translation import modes, stream
from agora.translation.apertium import Apertium
from tests.translation.installed import TAGS, alive, apertium, need_apertium, stand_in

WATER = "sed -u -z s/agua/water/"
NASTY = [
    "", " ", "\x00", "a\x00b\x00", "\x1b[31mrojo\x07", "casa\nagua\r\n\ttierra", "123 !! ...",
    "[casa] {agua} ^tierra$ a/b \\ @tú <b>C#</b> 5* #tag ~x", "\\", "[", "]", "^", "$", "^a<n>$",
    "[<STREAMCMD:FLUSH>]", "\\[\\]\\", "😀 casa 👩‍👩‍👧", "\u202easac\u202c", "\ud800 casa", "السكن اللائق",
    "水の家", "e\u0301 casa", "a" * 20_000, "casa " * 4_000, "[" * 3_000, "¿" * 500, "\ue000casa\uffff",
]  # fmt: skip


@pytest.fixture(scope="module")
def real() -> Iterator[Apertium]:
    need_apertium()
    engine = apertium()
    yield engine
    engine.close()


def test_it_translates_directly_and_through_a_middle_language(real):
    assert real.translate(["una casa y una ciudad"], "es", "en") == ["a house and a city"]
    assert real.steps("fr", "en") == (("fr", "es"), ("es", "en"))
    assert real.translate(["Les villes et l'eau."], "fr", "en") == ["The cities and the water."]
    (portuguese,) = real.translate(["the city"], "en", "pt")
    assert portuguese == "a cidade"


def test_one_start_serves_many_texts(real):
    real.translate(["casa"], "es", "en")
    before = {pipe.name: pipe.process_ids for pipe in real.pipes()}
    texts = ["agua", "ciudad", "casa"] * 40
    assert real.translate(texts, "es", "en") == ["water", "city", "house"] * 40
    assert {pipe.name: pipe.process_ids for pipe in real.pipes()} == before


def test_words_it_does_not_know_stay_without_marks_and_capitals_stay_as_they_were(real):
    assert real.translate(["agua xyzzy", "ciudad XYZ"], "es", "en") == ["water xyzzy", "city XYZ"]
    (made,) = real.translate(["El agua [v2] {x} de la_casa@b.org 100% 😀"], "es", "en")
    assert made == "The water [v2] {x} of la_casa@b.org 100% 😀"


def test_a_pair_there_is_no_way_for_is_not_done(real):
    assert ("es", "ar") not in real.pairs
    assert real.translate(["casa"], "es", "ar") == [None]


def test_hostile_texts_get_an_answer_each_and_the_next_text_is_right(real, caplog):
    for text in NASTY:
        made, after = real.translate([text, "agua"], "es", "en")
        assert made is not None, repr(text[:40])
        assert after == "water", repr(text[:40])
    assert caplog.records == []


@pytest.mark.parametrize(
    "end", [".", "!", "?", "…", "...", ":", ";", ",", '"', ")", "»", "-", " 5"]
)
def test_a_text_may_end_in_any_way(real, end):
    (made,) = real.translate([f"es agua{end}"], "es", "en")
    assert made is not None
    assert "water" in made
    assert made.endswith(end.strip())


def test_a_long_text_is_translated_to_its_end(real):
    (made,) = real.translate(["El agua es vida. " * 400], "es", "en")
    assert made.count("water") == 400


def test_eight_threads_get_their_own_answers(real):
    words = {"agua": "water", "casa": "house", "ciudad": "city", "libro": "book"}
    wrong: list[str] = []

    def ask(number: int) -> None:
        word = list(words)[number % len(words)]
        for _ in range(25):
            answers = real.translate([word, f"{word} y {word}"], "es", "en")
            wrong.extend(f"{word}: {one}" for one in answers if words[word] not in str(one))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_after_a_crash_the_next_text_is_translated_again(real, caplog):
    real.translate(["agua"], "es", "en")
    (pipe,) = [one for one in real.pipes() if one.name == "Apertium es-en"]
    for at in (0, 3, -1):
        before = pipe.process_ids
        os.kill(before[at], signal.SIGKILL)
        with caplog.at_level(logging.WARNING):
            made = real.translate(["agua", "casa"], "es", "en")
        assert made[1] == "house"
        assert made[0] in (None, "water")
        assert real.translate(["agua"], "es", "en") == ["water"]
        assert alive(before) == []
    assert 1 <= len(caplog.records) <= 3
    assert "the search goes on without it" in caplog.text


# ------------------------------------------------------------ stand-ins, on every machine


@pytest.fixture
def made(tmp_path: Path) -> Iterator[list[Apertium]]:
    engines: list[Apertium] = []
    yield engines
    for engine in engines:
        engine.close()


def test_nothing_is_started_before_the_first_text(tmp_path, made):
    engine = stand_in(tmp_path, {"spa-eng": WATER})
    made.append(engine)
    assert engine.pairs == {("es", "en")}
    assert engine.pipes() == ()
    assert engine.translate(["agua"], "es", "en") == ["water"]
    assert [pipe.is_running for pipe in engine.pipes()] == [True]


def test_a_silent_program_is_ended_and_left_alone_for_a_while(tmp_path, made, caplog):
    engine = stand_in(tmp_path, {"spa-eng": "cat | sleep 600"}, seconds=0.3)
    made.append(engine)
    before = time.monotonic()
    assert engine.translate(["agua", "casa"], "es", "en") == [None, None]
    (pipe,) = engine.pipes()
    assert not pipe.is_running
    assert [record.getMessage() for record in caplog.records] == [
        "Apertium es-en did not answer within 0.3 seconds; its programs were ended, and the search "
        "goes on without it (next try in 5 s)"
    ]
    assert engine.translate(["agua"] * 50, "es", "en") == [None] * 50
    assert time.monotonic() - before < 4
    assert len(caplog.records) == 1


def test_the_whole_group_is_gone_after_a_time_out(tmp_path, made):
    engine = stand_in(tmp_path, {"spa-eng": "cat | cat | sleep 600 | cat"}, seconds=0.5)
    made.append(engine)
    seen: set[int] = set()
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.01):
            for pipe in engine.pipes():
                seen.update(pipe.process_ids)

    watcher = threading.Thread(target=watch)
    watcher.start()
    engine.translate(["agua"], "es", "en")
    done.set()
    watcher.join()
    assert len(seen) == 4
    assert alive(seen) == []


def test_a_program_that_ends_at_once_rests_longer_each_time(tmp_path, made, caplog):
    engine = stand_in(tmp_path, {"spa-eng": "true"})
    made.append(engine)
    for _ in range(20):
        assert engine.translate(["agua"], "es", "en") == [None]
    waits = [record.getMessage().rsplit("next try in ", 1)[1] for record in caplog.records]
    assert waits == ["0 s)", "1 s)"]


def test_answers_out_of_step_are_not_taken_for_translations(tmp_path, made):
    engine = stand_in(tmp_path, {"spa-eng": "sed -u -z p"})  # says everything twice
    made.append(engine)
    words = [f"palabra {number}" for number in range(20)]
    for word in words:
        assert engine.translate([word], "es", "en") in ([word], [None])
    several = engine.translate(words, "es", "en")
    assert all(answer in (word, None) for word, answer in zip(words, several, strict=True))


def test_idle_programs_are_ended_and_start_again(tmp_path):
    (tmp_path / "spa-eng.mode").write_text(WATER)
    engine = Apertium((tmp_path,), idle=0.2, first=TAGS)
    try:
        assert engine.translate(["agua"], "es", "en") == ["water"]
        (pipe,) = engine.pipes()
        ids = pipe.process_ids
        end = time.monotonic() + 20
        while pipe.is_running and time.monotonic() < end:
            time.sleep(0.05)
        assert not pipe.is_running
        assert alive(ids) == []
        assert engine.translate(["agua"], "es", "en") == ["water"]
    finally:
        engine.close()


def test_a_forked_child_starts_programs_of_its_own(tmp_path, made):
    engine = stand_in(tmp_path, {"spa-eng": WATER})
    made.append(engine)
    engine.translate(["agua"], "es", "en")
    (pipe,) = engine.pipes()
    parents = pipe.process_ids
    child = os.fork()
    if child == 0:
        code = 1
        try:
            engine.forget()
            fine = engine.translate(["agua"], "es", "en") == ["water"]
            own = engine.pipes()[0].process_ids
            engine.close()
            code = 0 if fine and own != parents else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert pipe.process_ids == parents
    assert engine.translate(["agua"], "es", "en") == ["water"]


@pytest.mark.parametrize(
    "line",
    ["", "cat; rm x", "cat > x", "cat `id`", "cat $(id)", "cat $HOME", "cat | | cat", "cat && cat",
     "no-such-program-here x", "cat 'unclosed"],
)  # fmt: skip
def test_a_mode_that_is_more_than_programs_in_a_row_is_left_out(tmp_path, line):
    engine = stand_in(tmp_path, {"spa-eng": line})
    assert engine.pairs == frozenset()
    assert len(engine.faults) == 1
    assert engine.faults[0].startswith("spa-eng.mode is left out: ")
    assert engine.translate(["agua"], "es", "en") == [None]


def test_variants_of_a_language_are_no_direction_of_their_own(tmp_path):
    engine = stand_in(tmp_path, {"spa-cat_valencia": "cat", "pt-gl-latin1": "cat", "es-ca": "cat"})
    assert engine.pairs == {("es", "ca")}


def test_the_shortest_way_wins_and_then_the_middle_language_we_speak():
    pairs = {("fr", "ca"), ("ca", "en"), ("fr", "es"), ("es", "en"), ("es", "pt"), ("pt", "gl")}
    routes = modes.routes(pairs, TAGS)
    assert routes["fr", "en"] == (("fr", "es"), ("es", "en"))
    assert routes["fr", "gl"] == (("fr", "es"), ("es", "pt"), ("pt", "gl"))
    assert ("en", "fr") not in routes


@pytest.mark.parametrize("text", [text for text in NASTY if text.strip()])
def test_a_text_that_comes_back_unchanged_is_unchanged(text):
    for piece in stream.pieces(stream.tidy(text)):
        sent = stream.to_stream(piece)
        assert b"\0" not in sent
        assert stream.from_stream(sent, piece) == piece
