"""A run with many people is counted by a job; its pages say the same as when they count at once."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from agora.courses.models import Enrolment, RunTally, SurveyQuestion
from agora.courses.services.learning import lesson_complete
from agora.courses.tutoring import counting
from agora.courses.tutoring.funnel import funnel
from agora.courses.tutoring.queries import Filters, overview
from agora.courses.tutoring.rooms import room_for
from agora.courses.tutoring.surveys import changes, reply_save, survey_open
from agora.kernel import clock
from agora.people.queries import standing_of
from tests.courses import making as make
from tests.courses.tutoring import held, people, tutors

pytestmark = pytest.mark.django_db


def _seen(there, somebody):
    room = room_for(standing_of(somebody.account), "small-course", there.run.pk)
    narrowed = [Filters(), Filters(cohort=there.a.pk), Filters(language="es")]
    numbers = [overview(room, one, "en") for one in narrowed]
    said = [(it.learning, it.completed, it.still, it.waits, it.lost, it.lessons) for it in numbers]
    way = funnel(there.run, "en")
    return said, (way.by_country, way.by_language), changes(room, "en")


def test_counted_before_is_the_same_as_counted_now(ondara, amina, beto, monkeypatch):
    there = held(ondara)
    tutors(beto, there.a)
    room = room_for(standing_of(amina.account), "small-course", there.run.pk)
    survey_open(room, True)
    question = SurveyQuestion.objects.get(fixed="practice")
    mine = people(there, there.a, *(f"A{number}" for number in range(6)))
    mine += people(there, there.b, *(f"B{number}" for number in range(7)), language="es")
    people(there, None, "Zoe")
    for one in mine:
        reply_save(one, "before", {question.pk: 2}, language="en")
        lesson_complete(one.pk, uuid.UUID(make.key("l1")), language="en")
    for one in (*mine[:5], *mine[6:12]):
        lesson_complete(one.pk, uuid.UUID(make.key("l2")), language="en")
        one.refresh_from_db()
        reply_save(one, "after", {question.pk: 5}, language="en")
    old = clock.now() - dt.timedelta(days=30)
    Enrolment.objects.filter(pk=mine[5].pk).update(last_at=old)
    assert counting.tallies_refresh() == 0
    live = [_seen(there, somebody) for somebody in (amina, beto)]
    assert live[0][0][0][2] == 1
    monkeypatch.setattr(counting, "MANY", 3)
    assert counting.tallies_refresh() == 1
    assert RunTally.objects.count() == 1
    assert [_seen(there, somebody) for somebody in (amina, beto)] == live
    assert counting.tallies_refresh() == 0
    assert "Counted:" in amina.client().get(there.at()).content.decode()
    monkeypatch.setattr(counting, "MANY", 500)
    counting.tallies_refresh()
    assert not RunTally.objects.exists()
