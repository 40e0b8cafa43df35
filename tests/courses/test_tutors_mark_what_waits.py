"""Tutors mark the answers of their own groups, one after the other, and the learner is told."""

from __future__ import annotations

import uuid

import pytest

from agora.courses.models import Attempt, AttemptAllowance
from agora.notices.models import Notice
from tests.courses import making as make
from tests.courses.exercises import Player, capital, item, quiz
from tests.courses.tutoring import held, people, tutors

pytestmark = pytest.mark.django_db


def _answered(enrolment, essay="First we asked."):
    player = Player(enrolment, "quiz")
    player.begin()
    player.answer(capital="Sucre", essay=essay)
    return Attempt.objects.get(enrolment=enrolment)


@pytest.fixture
def there(ondara, amina, beto):
    """Beto tutors group A of a run with a quiz whose essay waits."""
    block = quiz(capital(), item("essay", "extended", points=3), counts_extended=True)
    found = held(ondara, make.module("m1", make.lesson("l1", block)))
    tutors(beto, found.a)
    return found


def test_the_next_in_line_is_marked_and_the_learner_told(there, beto):
    xenia, yusuf = people(there, there.a, "Xenia", "Yusuf")
    first, second = _answered(xenia), _answered(yusuf, "Then we built.")
    client = beto.client()
    said = client.get(there.at("marking/")).content.decode()
    assert "Xenia" in said
    assert "Yusuf" in said
    page = client.get(there.at(f"marking/{first.pk}/")).content.decode()
    assert "First we asked." in page
    assert "What of essay?" in page
    sent = {"item": "essay", "points": "2", "comment": "Say whom you asked."}
    done = client.post(there.at(f"marking/{first.pk}/"), sent)
    assert done.url == there.at(f"marking/{second.pk}/")
    first.refresh_from_db()
    assert (first.waits, first.passed, first.marked_by) == (False, True, beto.account.pk)
    told = Notice.objects.get()
    assert (told.account_id, told.sort) == (xenia.account_id, "courses")
    assert told.values["comment"] == "Say whom you asked."
    last = client.post(there.at(f"marking/{second.pk}/"), {"item": "essay", "points": "0"})
    assert last.url == there.at("marking/")
    again = client.post(there.at(f"marking/{first.pk}/"), sent)
    assert again.status_code == 409
    assert "marked already" in again.content.decode()
    assert Notice.objects.count() == 2


def test_points_out_of_range_keep_what_was_typed(there, beto):
    (xenia,) = people(there, there.a, "Xenia")
    attempt = _answered(xenia)
    sent = {"item": "essay", "points": "4", "comment": "Well said"}
    refused = beto.client().post(there.at(f"marking/{attempt.pk}/"), sent)
    assert refused.status_code == 422
    said = refused.content.decode()
    assert "Give between 0 and 3 points." in said
    assert "Well said" in said
    assert Attempt.objects.get().waits


def test_attempts_of_another_group_or_run_are_not_there(there, beto, amina, ondara):
    (bruno,) = people(there, there.b, "Bruno")
    attempt = _answered(bruno)
    at = there.at(f"marking/{attempt.pk}/")
    sent = {"item": "essay", "points": "3"}
    assert beto.client().get(at).status_code == 404
    assert beto.client().post(at, sent).status_code == 404
    assert "Bruno" not in beto.client().get(there.at("marking/")).content.decode()
    elsewhere = held(ondara, slug="other-course")
    foreign = elsewhere.at(f"marking/{attempt.pk}/")
    assert amina.client().get(foreign).status_code == 404
    assert amina.client().post(foreign, sent).status_code == 404
    assert amina.client().get(at).status_code == 200
    assert Attempt.objects.get().waits


def test_a_tutor_gives_more_attempts(there, beto):
    (xenia,) = people(there, there.a, "Xenia")
    at = there.at(f"people/{xenia.pk}/attempts/")
    key = str(uuid.UUID(make.key("quiz")))
    refused = beto.client().post(at, {"quiz": key, "more": "2", "reason": ""})
    assert refused.status_code == 422
    stray = beto.client().post(at, {"quiz": str(uuid.uuid4()), "more": "2", "reason": "ill"})
    assert stray.status_code == 422
    done = beto.client().post(at, {"quiz": key, "more": "2", "reason": "The power went out"})
    assert done.status_code == 302
    assert AttemptAllowance.objects.get().more == 2
