"""A tutor sees who is where in their own groups, organisers everybody, and nobody else anything."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from agora.courses.models import CohortTutor, Enrolment
from agora.courses.services.learning import lesson_complete, lesson_open
from agora.kernel import clock
from agora.people.models import Membership
from tests.courses import making as make
from tests.courses.tutoring import held, people, tutors

pytestmark = pytest.mark.django_db
PAGES = ("", "people/", "questions/", "marking/", "messages/", "messages/new/")


@pytest.fixture
def there(ondara, amina, beto):
    """Amina organises; Beto, a mere member, tutors group A."""
    found = held(ondara)
    tutors(beto, found.a)
    return found


def _text(client, address, **asked):
    answer = client.get(address, asked)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_overview_counts_who_is_where(there, amina, beto):
    mine = people(there, there.a, "Xenia", "Yusuf", "Zoe")
    people(there, there.b, "Bruno")
    first = uuid.UUID(make.key("l1"))
    lesson_complete(mine[0].pk, first, language="en")
    lesson_open(mine[1], first, language="en")
    long_ago = clock.now() - dt.timedelta(days=15)
    Enrolment.objects.filter(pk=mine[1].pk).update(last_at=long_ago)
    it = beto.client().get(there.at()).context["it"]
    assert (it.learning, it.completed, it.still, it.waits) == (3, 0, 1, 1)
    assert [(row.here, row.still, row.finished) for row in it.lessons] == [(2, 1, 1), (0, 0, 0)]
    assert amina.client().get(there.at()).context["it"].learning == 4
    only = amina.client().get(there.at(), {"cohort": str(there.b.pk)}).context["it"]
    assert only.learning == 1


def test_a_tutor_reads_of_their_own_group_alone(there, beto, amina):
    (own,) = people(there, there.a, "Xenia")
    (other,) = people(there, there.b, "Bruno")
    said = _text(beto.client(), there.at("people/"))
    assert "Xenia" in said
    assert "Bruno" not in said
    narrowed = _text(beto.client(), there.at("people/"), cohort=str(there.b.pk))
    assert "Bruno" not in narrowed
    assert beto.client().get(there.at(f"people/{own.pk}/")).status_code == 200
    for end in ("", "attempts/", "progress/"):
        at = there.at(f"people/{other.pk}/{end}")
        answer = beto.client().post(at) if end else beto.client().get(at)
        assert answer.status_code == 404
    assert beto.client().get(there.at("messages/new/"), {"to": str(other.pk)}).status_code == 404
    assert "Bruno" in _text(amina.client(), there.at("people/"))


def test_learners_and_strangers_find_nothing(there, chidi):
    make.enrol(there.run, chidi.account, cohort=there.a)
    for page in PAGES:
        assert chidi.client().get(there.at(page)).status_code == 404


def test_the_page_of_another_course_is_not_there(there, ondara, amina):
    elsewhere = held(ondara, slug="other-course")
    (stray,) = people(elsewhere, elsewhere.a, "Xenia")
    wrong = there.at().replace(str(there.run.pk), str(elsewhere.run.pk))
    assert amina.client().get(wrong).status_code == 404
    assert amina.client().get(there.at(f"people/{stray.pk}/")).status_code == 404


def test_whoever_has_not_moved_is_listed_with_where_they_are(there, amina):
    old = clock.now() - dt.timedelta(days=20)
    (still,) = people(there, there.a, "Xenia", language="es")
    Enrolment.objects.filter(pk=still.pk).update(
        last_at=old, enrolled_at=old, last_lesson=uuid.UUID(make.key("l2"))
    )
    people(there, there.a, "Yusuf")
    said = _text(amina.client(), there.at("people/"), state="still")
    assert "Xenia" in said
    assert "Lesson l2" in said
    assert "0 of 2" in said
    assert "Yusuf" not in said
    assert "Xenia" in _text(amina.client(), there.at("people/"), state="still", language="es")
    assert "Xenia" not in _text(amina.client(), there.at("people/"), state="still", language="fr")


@pytest.mark.parametrize("page", ["", "people/"])
def test_pages_ask_as_often_for_three_as_for_one(there, amina, django_assert_num_queries, page):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    people(there, there.a, "Xenia")
    client = amina.client()
    client.get(there.at(page))
    with CaptureQueriesContext(
        connection,
    ) as before:
        client.get(there.at(page))
    people(there, there.b, "Yusuf", "Zoe")
    with django_assert_num_queries(len(before)):
        client.get(there.at(page))


def test_without_a_tutor_the_organisers_see_it(there, amina, beto):
    people(there, there.a, "Xenia")
    CohortTutor.objects.all().delete()
    Membership.objects.filter(person=beto.person).delete()
    assert beto.client().get(there.at()).status_code == 404
    said = _text(amina.client(), there.at())
    assert "no tutor; the organisers answer and mark." in said


def test_progress_is_taken_back_with_a_reason(there, beto):
    (one,) = people(there, there.a, "Xenia")
    first = uuid.UUID(make.key("l1"))
    lesson_complete(one.pk, first, language="en")
    at = there.at(f"people/{one.pk}/progress/")
    refused = beto.client().post(at, {"node": str(first), "why": ""})
    assert refused.status_code == 422
    assert one.progress.count() == 1
    done = beto.client().post(at, {"node": str(first), "why": "It was not their own work"})
    assert done.status_code == 302
    assert one.progress.count() == 0
