"""Lessons are completed once; the last one completes the course."""

from __future__ import annotations

import uuid

import pytest

from agora.courses.models import Completion, CourseVersion, Enrolment, NodeProgress
from agora.courses.queries.learning import state_of
from agora.courses.services.learning import lesson_complete
from agora.kernel.errors import NotHere
from tests.courses import making as make

pytestmark = pytest.mark.django_db


def test_completing_both_lessons_completes_the_course_once(amina):
    course = make.publish(make.document())
    mine = make.enrol(make.run_of(course), amina.account)
    first, second = (uuid.UUID(make.key(name)) for name in ("l1", "l2"))
    assert state_of(mine).next.key == first
    onwards = lesson_complete(mine.pk, first, language="en")
    assert (onwards.lesson.key, onwards.is_completed) == (second, False)
    again = lesson_complete(mine.pk, first, language="es")
    assert not again.is_completed
    assert NodeProgress.objects.filter(enrolment=mine).count() == 1
    last = lesson_complete(mine.pk, second, language="es")
    assert (last.lesson, last.is_completed) == (None, True)
    done = Completion.objects.get(enrolment=mine)
    assert done.languages == ["en", "es"]
    assert Enrolment.objects.get(pk=mine.pk).state == "completed"
    assert not lesson_complete(mine.pk, second, language="es").is_completed


def test_a_lesson_of_another_course_is_not_there(amina):
    course = make.publish(make.document())
    make.publish(make.document(make.module("o", make.lesson("other")), slug="other-course"))
    mine = make.enrol(make.run_of(course), amina.account)
    with pytest.raises(NotHere):
        lesson_complete(mine.pk, uuid.UUID(make.key("other")), language="en")


def test_a_changed_course_is_another_version_and_learners_keep_theirs(amina):
    course = make.publish(make.document())
    mine = make.enrol(make.run_of(course), amina.account)
    data = make.document(make.module("m1", make.lesson("l1"), make.lesson("l2"), make.lesson("l3")))
    changed = make.publish(data)
    assert CourseVersion.objects.filter(course=course).count() == 2
    assert changed.live_id != mine.version_id
    assert len(state_of(Enrolment.objects.get(pk=mine.pk)).outline.lessons) == 2


def test_one_of_two_variants_is_enough(amina):
    data = make.document(
        make.module("m1", make.lesson("port", group="case"), make.lesson("inland", group="case"))
    )
    mine = make.enrol(make.run_of(make.publish(data)), amina.account)
    assert lesson_complete(mine.pk, uuid.UUID(make.key("inland")), language="en").is_completed
