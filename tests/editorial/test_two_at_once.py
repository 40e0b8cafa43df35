"""Two people act on one submission at the same moment: one wins, the other is told."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from agora.catalogue.models import Resource
from agora.editorial.models import Message, Submission, Version
from agora.editorial.review import services
from agora.editorial.review.errors import DecidedMeanwhile
from agora.journal.models import Entry
from agora.kernel import clock
from tests.editorial.reviewing import drafted, on_duty, sent, somebody, standing

# On each test, not on the module: what a fixture adds to an item outweighs a module's mark.
at_the_same_time = pytest.mark.django_db(transaction=True)
State = Submission.State


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each of them got, or the error that it met."""
    together = threading.Barrier(len(acts))
    got: list[Any] = [None] * len(acts)

    def run(number: int, act: Callable[[], Any]) -> None:
        together.wait()
        try:
            got[number] = act()
        except Exception as error:  # the test looks at it
            got[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


@at_the_same_time
@pytest.mark.parametrize("other", ["approve", "decline", "ask"])
def test_two_reviewers_decide_at_once_and_one_decision_is_taken(other, amina, ondara):
    dora, emil = (standing(on_duty(somebody(name))) for name in ("Dora", "Emil"))
    submission = sent(amina, ondara)
    acts = {
        "approve": lambda: services.submission_approve(emil, submission.pk, seen_turn=1),
        "decline": lambda: services.submission_decline(
            emil, submission.pk, seen_turn=1, reason="No guide."
        ),
        "ask": lambda: services.submission_ask(emil, submission.pk, seen_turn=1, text="More."),
    }
    got = at_once(
        lambda: services.submission_approve(dora, submission.pk, seen_turn=1), acts[other]
    )
    told = [one for one in got if isinstance(one, DecidedMeanwhile)]
    won = [one for one in got if isinstance(one, Submission)]
    assert (len(told), len(won)) == (1, 1), got
    now = Submission.objects.get()
    winner = dora if now.decided_by == dora.account else emil
    assert told[0].by == winner.account
    assert winner.name in told[0].message
    assert now.turn == 2
    decided = Entry.objects.filter(verb__in=["approve", "decline", "ask-change"])
    assert list(decided.values_list("actor", flat=True)) == [winner.account]
    assert Resource.objects.count() == (1 if now.state == State.PUBLISHED else 0)


@at_the_same_time
def test_an_hour_that_comes_in_two_processes_publishes_once(amina, ondara, monkeypatch):
    dora = standing(on_duty(somebody("Dora")))
    submission = sent(amina, ondara)
    services.submission_approve(
        dora, submission.pk, seen_turn=1, publish_at=clock.now() + dt.timedelta(hours=1)
    )
    then = clock.now() + dt.timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: then)
    got = at_once(services.submission_publish_due, services.submission_publish_due)
    assert sorted(got) == [0, 1]
    assert Version.objects.filter(kind="resource").count() == 1
    assert Message.objects.filter(verb="publish").count() == 1


@at_the_same_time
def test_sent_twice_at_once_it_is_one_submission(amina, ondara):
    draft = drafted(amina, ondara)
    me = standing(amina)
    got = at_once(*[lambda: services.submission_send(me, draft.pk, seen=1)] * 2)
    assert Submission.objects.count() == 1, got
    assert Entry.objects.filter(verb="submit").count() == 1


@at_the_same_time
def test_taken_back_while_it_is_approved(amina, ondara):
    dora = standing(on_duty(somebody("Dora")))
    submission = sent(amina, ondara)
    got = at_once(
        lambda: services.submission_approve(dora, submission.pk, seen_turn=1),
        lambda: services.submission_withdraw(standing(amina), submission.pk, seen_turn=1),
    )
    assert sum(isinstance(one, DecidedMeanwhile) for one in got) == 1, got
    published = Submission.objects.get().state == State.PUBLISHED
    assert Resource.objects.exists() == published
