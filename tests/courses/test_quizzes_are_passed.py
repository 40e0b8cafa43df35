"""A quiz is begun, answered, failed, tried again and passed; what is right is not told before."""

from __future__ import annotations

import uuid

import pytest
from django.template.loader import render_to_string

from agora.courses.models import Attempt, NodeProgress
from agora.courses.services.learning import lesson_complete
from agora.kernel.errors import AgoraError, NotHere
from tests.courses import making as make
from tests.courses.exercises import Player, capital, every_sort, item, learner, option, quiz, words

pytestmark = pytest.mark.django_db

RIGHT = {
    "capital": "Sucre",
    "many": ["Water", "Air"],
    "word": " the CITY  of óndara ",
    "sum": "١٢٫٤",
    "first": ["Ask", "Listen", "Act"],
    "pairs": {"Mayor": "City hall", "Minister": "Ministry"},
    "essay": "We would ask first.",
}


def test_failing_then_passing_fulfils_the_block_and_the_lesson(amina):
    mine = learner(amina, quiz(capital()))
    player = Player(mine, "quiz")
    with pytest.raises(AgoraError):
        lesson_complete(mine.pk, uuid.UUID(make.key("l1")), language="en")
    assert "3 of 3 attempts left" in words(player.page())
    player.begin()
    failed = player.answer(capital="La Paz")
    assert (failed.is_done, failed.errors) == (False, {})
    said = words(player.page())
    assert "Not passed yet: 0% of the points." in said
    assert "2 of 3 attempts left" in said
    assert "Think of 1825." in said
    assert "Sucre" not in said
    player.begin()
    assert player.answer(capital="Sucre").is_done
    said = words(player.page())
    assert "Passed with 100% of the points." in said
    assert "It is in the constitution." in said
    assert NodeProgress.objects.get(enrolment=mine).score == 1
    assert lesson_complete(mine.pk, uuid.UUID(make.key("l1")), language="en").is_completed


def test_every_sort_answered_rightly_is_full(amina):
    player = Player(learner(amina, quiz(*every_sort(), pass_percent=100)), "quiz")
    player.begin()
    outcome = player.answer(**RIGHT)
    assert (outcome.errors, outcome.is_done, outcome.score) == ({}, True, 1.0)
    attempt = Attempt.objects.get()
    assert (attempt.passed, attempt.waits, attempt.language) == (True, True, "en")
    assert attempt.answers["first"] == ["o1", "o2", "o3"]


def test_no_key_of_an_answer_is_on_the_page_before_it_is_sent(amina):
    player = Player(learner(amina, quiz(*every_sort())), "quiz")
    player.begin()
    page = player.page()
    for secret in ("secret-right", "12.5", "Ondara", "constitution", "1825", "o1", "q1", "correct"):
        assert secret not in page
    assert 'value="right"' not in page
    labels = [row.label for q in player.it["questions"] if q.sort == "order" for row in q.rows]
    assert labels != ["Ask", "Listen", "Act"]


def test_what_was_typed_stays_when_something_is_open_and_nothing_is_counted(amina):
    player = Player(learner(amina, quiz(*every_sort())), "quiz")
    player.begin()
    outcome = player.answer(capital="La Paz", sum="<b>twelve</b>")
    assert set(outcome.errors) == {"many", "word", "sum", "first", "pairs", "essay"}
    page = player.page(outcome)
    assert "checked" in page
    assert 'value="&lt;b&gt;twelve&lt;/b&gt;"' in page
    assert "This is not a number." in page
    assert Attempt.objects.get().sent_at is None
    sent = player.answer(capital="Sucre", anyway="1")
    assert sent.errors == {}
    assert Attempt.objects.get().sent_at is not None
    assert "Not answered" in words(player.page())


def test_two_things_at_one_place_are_told(amina):
    player = Player(learner(amina, quiz(every_sort()[4])), "quiz")
    attempt = player.begin()
    outcome = player.send(
        do="send", attempt=attempt, **{"a:first:0": 0, "a:first:1": 0, "a:first:2": 2}
    )
    assert outcome.errors == {"first": "Two things have the same place. Give each its own."}


def test_sending_twice_counts_once(amina):
    player = Player(learner(amina, quiz(capital())), "quiz")
    attempt = player.begin()
    player.send(do="begin")
    place = next(c.value for c in player.it["questions"][0].choices if c.label == "Sucre")
    first = player.send(do="send", attempt=attempt, a__capital=place)
    again = player.send(do="send", attempt=attempt, a__capital="0")
    assert first.is_done
    assert again.is_done
    assert again.score == 1.0
    assert [one.number for one in Attempt.objects.all()] == [1]


def test_one_budget_over_all_languages_and_an_attempt_keeps_its_own(amina):
    mine = learner(amina, quiz(capital(), every_sort()[2], attempts=2))
    english, spanish = Player(mine, "quiz"), Player(mine, "quiz", "es")
    english.begin()
    page = words(spanish.page())
    assert "What of capital?" in page
    assert "You began this attempt in English" in page
    spanish.answer(capital="La Paz", word="la ciudad de Ondara")
    assert Attempt.objects.get().language == "en"
    assert Attempt.objects.get().passed is False
    spanish.begin()
    assert "¿Qué de capital?" in words(english.page())
    assert spanish.answer(capital="Sucre", word="la Ciudad de ONDARA").is_done
    assert [one.language for one in Attempt.objects.order_by("number")] == ["en", "es"]
    refused = english.send(do="begin")
    assert "You have no attempt left." in refused.errors[""]


def test_after_the_last_attempt_it_says_what_to_do_and_what_was_right(amina):
    player = Player(learner(amina, quiz(capital(), attempts=1)), "quiz")
    player.begin()
    player.answer(capital="La Paz")
    said = words(player.page())
    assert "You have no attempt left. Ask your tutor" in said
    assert "Right would be: Sucre" in said
    assert "Try again" not in said


def test_the_best_score_counts_and_never_falls(amina):
    two = item("two", "multiple", option("a", "A", right=True), option("b", "B", right=True))
    player = Player(learner(amina, quiz(two, pass_percent=50)), "quiz")
    for chosen in (["A"], ["A", "B"], ["A"]):
        player.begin()
        player.answer(two=chosen)
    assert NodeProgress.objects.get().score == 1


def test_questions_are_drawn_once_for_an_attempt(amina):
    many = [item(f"n{n}", "numeric", value=str(n)) for n in range(30)]
    player = Player(learner(amina, quiz(*many, draw=5, attempts=0)), "quiz")
    player.begin()
    names = [one.name for one in player.it["questions"]]
    assert len(names) == 5
    assert [one.name for one in player.it["questions"]] == names
    seen = set(names)
    for _round in range(12):
        player.send(do="send", attempt=player.it["attempt"], anyway="1")
        player.begin()
        seen |= {one.name for one in player.it["questions"]}
    assert len(seen) > 5


def test_the_attempt_of_somebody_else_is_not_there(amina, chidi):
    mine = learner(amina, quiz(capital()))
    attempt = Player(mine, "quiz").begin()
    other = make.enrol(mine.run, chidi.account)
    stranger = Player(other, "quiz")
    stranger.begin()
    with pytest.raises(NotHere):
        stranger.send(do="send", attempt=attempt, a__capital="1")
    for attempt in ("", "x", str(uuid.uuid4()), "' OR 1=1 --"):
        with pytest.raises(NotHere):
            stranger.send(do="send", attempt=attempt, a__capital="1")
    with pytest.raises(NotHere):
        stranger.send(do="win")


@pytest.mark.parametrize(
    "place", ["", "-1", "3", "999999999999", "１", "0x1", "None", "secret-right"]
)
def test_what_is_no_place_on_the_page_is_no_answer(amina, place):
    player = Player(learner(amina, quiz(capital())), "quiz")
    attempt = player.begin()
    outcome = player.send(do="send", attempt=attempt, a__capital=place)
    assert outcome.errors == {"capital": "Choose an answer."}


def test_a_preview_shows_the_questions_and_sends_nothing(amina):
    block = Player(learner(amina, quiz(*every_sort())), "quiz").block()
    given = {"block": block, "it": block.of.present(block, None)}
    page = render_to_string(block.of.template, given)
    assert "What of capital?" in page
    assert "<form" not in page
    assert "Ondara" not in page
