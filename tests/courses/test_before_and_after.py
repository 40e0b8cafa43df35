"""Learners are asked before the first lesson and at the end, if they like; groups of five are shown."""

from __future__ import annotations

import uuid

import pytest

from agora.courses.models import Enrolment, SurveyAnswer, SurveyQuestion, SurveyReply
from agora.courses.services.learning import lesson_complete
from agora.courses.tutoring.rooms import room_for
from agora.courses.tutoring.surveys import changes, moment_due, reply_save, survey_due
from agora.people.queries import standing_of
from tests.courses import making as make
from tests.courses.tutoring import held, people, tutors

pytestmark = pytest.mark.django_db


@pytest.fixture
def there(ondara, amina, beto):
    """Amina's run asks; Beto tutors group A."""
    found = held(ondara)
    tutors(beto, found.a)
    assert amina.client().post(found.at("survey/"), {"do": "open"}).status_code == 302
    return found


def _complete(one):
    for name in ("l1", "l2"):
        lesson_complete(one.pk, uuid.UUID(make.key(name)), language="en")
    one.refresh_from_db()


def _at(there, moment):
    return there.at().replace("tutor/", f"survey/{moment}/")


def test_a_learner_is_asked_twice_and_may_leave_it_out(there, chidi):
    mine = make.enrol(there.run, chidi.account, cohort=there.a)
    due = survey_due(mine)
    assert due.path == _at(there, "before")
    client = chidi.client()
    page = client.get(due.path).content.decode()
    assert "I use it in my work." in page
    assert client.get(_at(there, "after")).status_code == 302
    question = SurveyQuestion.objects.get(fixed="practice")
    refused = client.post(due.path, {f"q-{question.pk}": "6"})
    assert refused.status_code == 422
    sent = client.post(due.path, {f"q-{question.pk}": "2"})
    assert sent.url.endswith("/learn/")
    assert SurveyAnswer.objects.get().value == 2
    assert survey_due(mine) is None
    assert client.post(due.path, {f"q-{question.pk}": "5"}).status_code == 302
    assert SurveyAnswer.objects.get().value == 2
    _complete(mine)
    assert moment_due(mine) == "after"
    assert client.post(_at(there, "after"), {"do": "skip"}).status_code == 302
    assert SurveyReply.objects.get(moment="after").skipped
    assert survey_due(mine) is None


def test_strangers_are_asked_nothing(there, chidi):
    assert chidi.client().get(_at(there, "before")).status_code == 404


def test_whoever_began_is_not_asked_what_they_knew_before(there, chidi):
    mine = make.enrol(there.run, chidi.account)
    lesson_complete(mine.pk, uuid.UUID(make.key("l1")), language="en")
    assert survey_due(mine) is None


def test_the_change_is_of_those_who_answered_twice(there, amina, beto):
    question = SurveyQuestion.objects.get(fixed="practice")
    for number, one in enumerate(people(there, there.a, *(f"P{number}" for number in range(6)))):
        reply_save(one, "before", {question.pk: 2}, language="en")
        if number < 5:
            Enrolment.objects.filter(pk=one.pk).update(state="completed")
            one.refresh_from_db()
            reply_save(one, "after", {question.pk: 4}, language="en")
    room = room_for(standing_of(beto.account), "small-course", there.run.pk)
    answered = next(one for one in changes(room, "en") if one.question.id == question.pk)
    assert [(one.group, one.n, one.before, one.after, one.change) for one in answered.groups] == [
        ("A", 5, 2.0, 4.0, 2.0),
        ("All together", 5, 2.0, 4.0, 2.0),
    ]
    (bruno,) = people(there, there.b, "Bruno")
    reply_save(bruno, "before", {question.pk: 1}, language="en")
    Enrolment.objects.filter(pk=bruno.pk).update(state="completed")
    bruno.refresh_from_db()
    reply_save(bruno, "after", {question.pk: 5}, language="en")
    room = room_for(standing_of(amina.account), "small-course", there.run.pk)
    answered = next(one for one in changes(room, "en") if one.question.id == question.pk)
    assert [one.n for one in answered.groups] == [None, None, 0, None]
    table = amina.client().get(there.at("survey.csv")).content.decode()
    assert "hidden" in table
    assert "4.0" not in table


def test_an_organiser_asks_more_and_a_tutor_does_not(there, amina, beto):
    at = there.at("survey/")
    empty = amina.client().post(at, {"do": "add", "kind": "scale"})
    assert empty.status_code == 422
    assert "Write the question in one language at least." in empty.content.decode()
    own = {
        "do": "add",
        "kind": "text",
        "label_en": "What do you hope for?",
        "label_es": "¿Qué esperas?",
    }
    assert beto.client().post(at, own).status_code == 404
    assert amina.client().post(at, own).status_code == 302
    question = SurveyQuestion.objects.get(fixed="")
    (xenia,) = people(there, there.a, "Xenia")
    reply_save(xenia, "before", {question.pk: "Shade"}, language="en")
    said = beto.client().get(at).content.decode()
    assert "Shade" not in said
    assert "Fewer than 5 people answered" in said
    drop = {"do": "drop", "question": str(question.pk)}
    assert amina.client().post(at, drop).status_code == 302
    assert SurveyAnswer.objects.filter(question=question).exists()
    fixed = SurveyQuestion.objects.get(fixed="practice")
    assert amina.client().post(at, {"do": "drop", "question": str(fixed.pk)}).status_code == 404
