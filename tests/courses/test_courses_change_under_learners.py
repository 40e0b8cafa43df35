"""A course is published anew: its learners follow, or are asked; nothing they did is lost (I9)."""

from __future__ import annotations

import uuid

import pytest

from agora.courses.models import Completion, Enrolment
from agora.courses.queries.learning import state_of
from agora.courses.services.learning import lesson_complete
from tests.courses import making as make

pytestmark = pytest.mark.django_db

AT = "/en/courses/small-course/learn/"
L1, L2, L3 = (uuid.UUID(make.key(name)) for name in ("l1", "l2", "l3"))


def _changed(change: str, *lessons: str):
    return make.publish(
        make.document(make.module("m1", *(make.lesson(name) for name in lessons)), change=change)
    )


@pytest.fixture
def mine(amina):
    made = make.enrol(make.run_of(make.publish(make.document())), amina.account)
    lesson_complete(made.pk, L1, language="en")
    return made


@pytest.mark.parametrize("change", ["editorial", "equivalent"])
def test_a_learner_follows_at_the_next_visit_and_keeps_what_is_done(amina, mine, change):
    live = _changed(change, "l1", "l2", "l3").live_id
    text = amina.client().get(f"{AT}progress/").content.decode()
    moved = Enrolment.objects.get(pk=mine.pk)
    assert moved.version_id == live
    assert "1 of 3 steps done" in text
    assert state_of(moved).done == {L1}


def test_who_has_completed_stays_so_and_sees_what_is_new(amina, mine):
    lesson_complete(mine.pk, L2, language="en")
    first = Completion.objects.get(enrolment=mine)
    _changed("equivalent", "l1", "l2", "l3")
    text = amina.client().get(f"{AT}finished/").content.decode()
    assert "Lesson l3" in text
    assert Enrolment.objects.get(pk=mine.pk).state == "completed"
    assert Completion.objects.get(enrolment=mine).version_id == first.version_id


def test_a_version_that_asks_no_more_than_was_done_completes_the_course(amina, mine):
    _changed("equivalent", "l1")
    amina.client().get(f"{AT}progress/")
    assert Enrolment.objects.get(pk=mine.pk).state == "completed"


def test_a_breaking_change_asks_and_who_stays_is_not_asked_again(amina, mine):
    live = _changed("breaking", "l1", "l3").live_id
    client = amina.client()
    assert client.get(AT).headers["Location"] == f"{AT}new-version/"
    text = client.get(f"{AT}new-version/").content.decode()
    assert "Lesson l3" in text
    assert "Lesson l2" in text
    assert "1 of 2 steps done" in text
    assert Enrolment.objects.get(pk=mine.pk).version_id == mine.version_id
    client.post(f"{AT}new-version/", {"version": str(live), "do": "stay"})
    assert client.get(AT).headers["Location"] == f"{AT}{L2}/"
    assert Enrolment.objects.get(pk=mine.pk).version_id == mine.version_id


def test_who_moves_by_a_breaking_change_keeps_what_is_done(amina, mine):
    live = _changed("breaking", "l1", "l3").live_id
    client = amina.client()
    client.post(f"{AT}new-version/", {"version": str(live), "do": "move"})
    moved = Enrolment.objects.get(pk=mine.pk)
    assert moved.version_id == live
    assert state_of(moved).done == {L1}
    assert client.get(AT).headers["Location"] == f"{AT}{L3}/"


def test_a_breaking_change_is_asked_about_though_a_small_one_came_after_it(amina, mine):
    _changed("breaking", "l1", "l3")
    _changed("editorial", "l1", "l3")
    assert amina.client().get(AT).headers["Location"] == f"{AT}new-version/"


def test_an_answer_to_a_version_that_is_not_the_newest_any_more_changes_nothing(amina, mine):
    old = _changed("breaking", "l1", "l3").live_id
    _changed("breaking", "l1", "l2", "l3")
    client = amina.client()
    client.post(f"{AT}new-version/", {"version": str(old), "do": "move"})
    assert Enrolment.objects.get(pk=mine.pk).version_id == mine.version_id
    assert "changed again" in client.get(f"{AT}new-version/").content.decode()
