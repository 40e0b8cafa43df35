"""Exercises as their pages answer: 303 and 422 for learners, nothing for everybody else."""

from __future__ import annotations

import pytest

from agora.courses.models import Attempt, Enrolment, GameState, Note
from tests.courses import making as make
from tests.courses.exercises import Player, capital, every_sort, learner, memory, quiz

pytestmark = pytest.mark.django_db


def at(name: str, language: str = "en") -> str:
    lesson = f"/{language}/courses/small-course/learn/{make.key('l1')}/"
    return f"{lesson}{make.key(name)}/" if name else lesson


def test_what_is_open_is_told_with_what_was_typed(amina):
    player = Player(learner(amina, quiz(capital(), every_sort()[2])), "quiz")
    client = amina.client()
    begun = client.post(at("quiz"), {"do": "begin"})
    assert begun.status_code == 303
    place = next(c.value for c in player.it["questions"][0].choices if c.label == "La Paz")
    sent = {"do": "send", "attempt": player.it["attempt"], "a:capital": place, "a:word": "\x00 "}
    answer = client.post(at("quiz"), sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Write an answer." in text
    assert f'value="{place}" checked' in text
    sent["a:word"] = "Ondara"
    assert client.post(at("quiz"), sent).status_code == 303
    assert Attempt.objects.get().sent_at


def test_strangers_are_led_to_the_course_and_nothing_is_written(amina, chidi):
    learner(amina, quiz(capital()), memory())
    for name, fields in (("quiz", {"do": "begin"}), ("memory", {"do": "deal", "turn": 0})):
        sent = chidi.client().post(at(name), fields)
        assert (sent.status_code, sent.headers["Location"]) == (302, "/en/courses/small-course/")
    assert not Attempt.objects.exists()
    assert not GameState.objects.exists()


def test_the_attempt_of_somebody_else_answers_404(amina, chidi):
    mine = learner(amina, quiz(capital()))
    attempt = Player(mine, "quiz").begin()
    make.enrol(mine.run, chidi.account)
    sent = chidi.client().post(at("quiz"), {"do": "send", "attempt": attempt, "a:capital": "1"})
    assert sent.status_code == 404
    assert Attempt.objects.get().sent_at is None


def test_whoever_has_left_the_run_is_told(amina):
    mine = learner(amina, quiz(capital()))
    attempt = Player(mine, "quiz").begin()
    Enrolment.objects.update(state=Enrolment.State.WITHDRAWN)
    sent = amina.client().post(at("quiz"), {"do": "send", "attempt": attempt, "a:capital": "1"})
    assert sent.status_code != 303
    assert Attempt.objects.get().sent_at is None


def test_words_of_the_market_are_marked_where_the_exercise_is_in_another_language(amina):
    learner(amina, memory(), quiz(capital()))
    text = amina.client().get(at("", "fr")).content.decode()
    assert '<h2 lang="en" dir="ltr">Goals</h2>' in text
    assert f'id="x-{make.key("memory")}" lang="fr" dir="ltr"' in text


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "\u202eabc", "a" * 20_000])
def test_a_hostile_note_breaks_no_page(amina, text):
    note = {
        "key": make.key("note"),
        "kind": "reflection",
        "texts": make.says(en={"text": "What will you do?"}),
    }
    learner(amina, note)
    client = amina.client()
    sent = client.post(at("note"), {"text": text})
    assert sent.status_code == (422 if len(text) > 10_000 else 303)
    assert Note.objects.count() == (sent.status_code == 303)
    shown = sent if sent.status_code == 422 else client.get(at(""))
    assert "<script>alert" not in shown.content.decode()
