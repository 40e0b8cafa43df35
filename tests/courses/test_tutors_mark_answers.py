"""What was written waits for a tutor, who marks it; a tutor may give more attempts."""

from __future__ import annotations

import uuid

import pytest

from agora.courses.models import Attempt, AttemptAllowance, Enrolment, NodeProgress
from agora.courses.queries.quizzes import answers_waiting
from agora.courses.services.marking import attempt_mark, quiz_attempts_give
from agora.journal.models import Entry
from agora.kernel.errors import AgoraError, NotHere
from tests.courses import making as make
from tests.courses.exercises import Player, capital, item, learner, quiz, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(amina):
    """Amina's quiz, whose essay decides."""
    essay = item("essay", "extended", points=3)
    mine = learner(amina, quiz(capital(), essay, pass_percent=75, counts_extended=True, attempts=2))
    player = Player(mine, "quiz")
    player.begin()
    outcome = player.answer(capital="Sucre", essay="First we asked.\n\nThen we built.")
    assert not outcome.is_done
    return player


def test_a_mark_passes_what_waited(waiting, beto):
    said = words(waiting.page())
    assert "Your answers wait for your tutor." in said
    assert "Waits for your tutor" in said
    assert "Try again" not in said
    assert "wait for your tutor" in waiting.send(do="begin").errors[""]
    run = waiting.enrolment.run_id
    (one,) = answers_waiting([run])
    assert (one.item, one.points, one.account) == ("essay", 3, waiting.enrolment.account_id)
    assert one.answer == "First we asked.\n\nThen we built."
    attempt_mark(one.attempt, "essay", 2, "Say whom you asked.", by=beto.account.pk)
    assert answers_waiting([run]) == ()
    attempt = Attempt.objects.get()
    assert (attempt.passed, attempt.waits, float(attempt.score)) == (True, False, 0.75)
    assert NodeProgress.objects.get().node_key == waiting.key
    said = words(waiting.page())
    assert "Passed with 75% of the points." in said
    assert "Say whom you asked." in said
    assert Entry.objects.get(verb="answer-mark").actor == beto.account.pk


def test_too_low_a_mark_fails_and_another_attempt_may_begin(waiting, beto):
    attempt_mark(Attempt.objects.get().pk, "essay", 1, "", by=beto.account.pk)
    assert Attempt.objects.get().passed is False
    assert not NodeProgress.objects.exists()
    assert "Try again" in waiting.page()


def test_only_the_runs_asked_for_are_told(waiting):
    assert answers_waiting([]) == ()
    assert answers_waiting([uuid.uuid4()]) == ()


@pytest.mark.parametrize("points", [-1, 4])
def test_marks_out_of_range_are_refused(waiting, beto, points):
    with pytest.raises(AgoraError, match="between 0 and 3 points"):
        attempt_mark(Attempt.objects.get().pk, "essay", points, "", by=beto.account.pk)


def test_what_is_no_answer_is_not_marked(waiting, beto):
    attempt = Attempt.objects.get().pk
    for key, name in ((attempt, "capital"), (attempt, "x"), (uuid.uuid4(), "essay")):
        with pytest.raises(NotHere):
            attempt_mark(key, name, 1, "", by=beto.account.pk)


def test_whoever_left_is_marked_without_progress(waiting, beto):
    Enrolment.objects.update(state=Enrolment.State.WITHDRAWN)
    attempt_mark(Attempt.objects.get().pk, "essay", 3, "", by=beto.account.pk)
    assert Attempt.objects.get().passed
    assert not NodeProgress.objects.exists()


def test_a_tutor_gives_one_more_attempt_with_a_reason(amina, beto):
    player = Player(learner(amina, quiz(capital(), attempts=1)), "quiz")
    player.begin()
    player.answer(capital="La Paz")
    mine = player.enrolment
    assert player.send(do="begin").errors
    with pytest.raises(AgoraError, match="Say why"):
        quiz_attempts_give(mine, player.key, 1, by=beto.account.pk, reason=" ")
    with pytest.raises(AgoraError, match="between 1 and"):
        quiz_attempts_give(mine, player.key, 0, by=beto.account.pk, reason="ill")
    with pytest.raises(NotHere):
        quiz_attempts_give(mine, uuid.UUID(make.key("l1")), 1, by=beto.account.pk, reason="ill")
    quiz_attempts_give(mine, player.key, 1, by=beto.account.pk, reason="The power went out")
    assert AttemptAllowance.objects.get().more == 1
    assert "1 of 2 attempts left" in words(player.page())
    player.begin()
    assert player.answer(capital="Sucre").is_done
    assert "The power went out" in Entry.objects.get(verb="attempts-give").note
