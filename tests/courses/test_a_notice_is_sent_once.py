"""The notice of an opening: one mail a person, whatever is done twice or breaks on the way."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from agora.courses.models import Interest, Letter
from agora.courses.seats import letters, planning
from agora.courses.seats.errors import RunIsClosed
from agora.kernel import clock, generations
from agora.kernel.errors import NotYours
from agora.people.queries import standing_of
from agora.topics.models import Place
from tests.courses import seating as seat

pytestmark = pytest.mark.django_db


def wait_for(course, *languages, **more):
    """Confirmed addresses that read these languages."""
    for number, language in enumerate(languages):
        Interest.objects.create(
            course=course, email=f"r{number}@brumal.example", language=language,
            confirmed_at=clock.now(), **more,
        )  # fmt: skip


class Breaking(EmailBackend):
    """A mail server that goes away after two mails."""

    left = 2

    def send_messages(self, messages):
        if Breaking.left == 0:
            raise ConnectionResetError
        Breaking.left -= 1
        return super().send_messages(messages)


def test_a_server_that_goes_away_halfway_leaves_the_rest_for_later_and_nobody_gets_two(
    settings, cast
):
    course = seat.course_with(owner="ondara")
    run, amina = seat.run_with(course), standing_of(cast["editor"].account)
    wait_for(course, "en", "en", "es", "ar")
    assert planning.run_announce(amina, run.pk) == 4
    settings.EMAIL_BACKEND = f"{__name__}.Breaking"
    with pytest.raises(ConnectionResetError):
        letters.openings_send.call(str(run.pk))
    assert len(mail.outbox) == 2
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    letters.openings_send.call(str(run.pk))
    letters.openings_send.call(str(run.pk))
    assert sorted(one.to[0] for one in mail.outbox) == [f"r{n}@brumal.example" for n in range(4)]
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}


def test_each_copy_has_its_own_links_and_the_hour_of_its_readers_city(settings, cast):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    course = seat.course_with(owner="ondara")
    starts = clock.now().replace(year=2099, month=3, day=2, hour=12, minute=0)
    run = seat.run_with(course, starts=starts, timezone="UTC")
    Place.objects.filter(key="ke").update(timezone="Africa/Nairobi")
    generations.bump(generations.TOPICS)
    for number, place in enumerate((Place.objects.get(key="ke"), None)):
        Interest.objects.create(
            course=course, email=f"c{number}@brumal.example", language="en", place=place,
            confirmed_at=clock.now(),
        )  # fmt: skip
    planning.run_announce(standing_of(cast["editor"].account), run.pk)
    letters.openings_send.call(str(run.pk))
    bodies = {one.to[0]: one.body for one in mail.outbox}
    assert "12:00 (UTC time)" in bodies["c1@brumal.example"]
    assert "15:00 (Nairobi time)" in bodies["c0@brumal.example"]
    links = {one.body.split("/seats/opening/")[1].split("/")[0] for one in mail.outbox}
    assert len(links) == 2
    assert not any(".invalid" in body for body in bodies.values())


def test_only_its_organisers_tell_and_only_of_a_run_that_is_open(cast):
    course = seat.course_with(owner="ondara")
    run = seat.run_with(course)
    wait_for(course, "en")
    with pytest.raises(NotYours):
        planning.run_announce(standing_of(cast["other"].account), run.pk)
    run.is_published = False
    run.save()
    with pytest.raises(RunIsClosed):
        planning.run_announce(standing_of(cast["editor"].account), run.pk)
    assert not Letter.objects.exists()
