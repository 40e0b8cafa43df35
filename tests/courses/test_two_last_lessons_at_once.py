"""The two last lessons are completed at the same moment: the course is completed once."""

from __future__ import annotations

import threading
import uuid

import pytest
from django.db import connection

from agora.courses.models import Completion, Enrolment, NodeProgress
from agora.courses.services.learning import lesson_complete
from tests.courses import making as make


# On the test, not on the module: what a fixture adds to an item outweighs a module's mark.
@pytest.mark.django_db(transaction=True)
def test_two_last_lessons_at_once_complete_the_course_once(amina):
    mine = make.enrol(make.run_of(make.publish(make.document())), amina.account)
    together, came = threading.Barrier(4), []

    def complete(name: str) -> None:
        try:
            together.wait(10)
            onwards = lesson_complete(mine.pk, uuid.UUID(make.key(name)), language="en")
            came.append(onwards.is_completed)
        finally:
            connection.close()

    threads = [threading.Thread(target=complete, args=(name,)) for name in ("l1", "l2") * 2]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert sorted(came) == [False, False, False, True]
    assert NodeProgress.objects.filter(enrolment=mine).count() == 2
    assert Completion.objects.count() == 1
    assert Enrolment.objects.get(pk=mine.pk).state == "completed"
