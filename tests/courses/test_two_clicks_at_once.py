"""Two clicks at the same moment: one attempt, one move, one fulfilled block."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from agora.courses.models import Attempt, GameState, NodeProgress
from tests.courses.exercises import Player, capital, learner, memory, quiz

at_the_same_time = pytest.mark.django_db(transaction=True)


def at_once(act: Callable[[], Any], times: int = 3) -> list[Any]:
    """What each of them got, or the error that it met."""
    together = threading.Barrier(times)
    got: list[Any] = [None] * times

    def run(number: int) -> None:
        together.wait()
        try:
            got[number] = act()
        except Exception as error:  # the test looks at it
            got[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


@at_the_same_time
def test_a_quiz_begun_and_sent_thrice_at_once_is_one_attempt(amina):
    player = Player(learner(amina, quiz(capital(), attempts=1)), "quiz")
    begun = at_once(lambda: player.send(do="begin"))
    assert [(one.errors, one.is_done) for one in begun] == [({}, False)] * 3
    attempt = Attempt.objects.get()
    assert attempt.number == 1
    place = next(c.value for c in player.it["questions"][0].choices if c.label == "Sucre")
    sent = at_once(lambda: player.send(do="send", attempt=attempt.pk, a__capital=place))
    assert [(one.is_done, one.score) for one in sent] == [(True, 1.0)] * 3
    assert Attempt.objects.count() == NodeProgress.objects.count() == 1


@at_the_same_time
def test_one_card_clicked_thrice_at_once_is_one_move(amina):
    player = Player(learner(amina, memory()), "memory")
    dealt = at_once(lambda: player.send(do="deal", turn=0))
    assert [one.errors for one in dealt] == [{}] * 3
    assert GameState.objects.get().turn == 1
    at_once(lambda: player.send(turn=1, card=0))
    game = GameState.objects.get()
    assert (game.turn, game.state["open"], game.state["tries"]) == (2, [0], 0)
