"""From pre-registration to a seat, by the mails alone, in two languages."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from agora.courses.models import Enrolment, Interest, Letter
from agora.courses.seats import interests, letters, planning
from agora.kernel import clock
from agora.people.models import Account
from agora.people.queries import standing_of
from tests.courses import seating as seat

pytestmark = pytest.mark.django_db
PAGE = "/{}/courses/small-course/interest/"
WORDS = {
    "en": ("Please confirm", "is open: take your place"),
    "es": ("Please confirm", "is open: take your place"),
}


@pytest.mark.parametrize("language", ["en", "es"])
def test_somebody_without_an_account_hears_of_the_opening_and_has_a_place_with_one_click(
    language, mail_server, cast, ondara
):
    course = seat.course_with(owner="ondara")
    visitor = Client()
    address = PAGE.format(language)
    page = visitor.get(address)
    assert page.status_code == 200
    data = {"email": "New.Learner@Brumal.example", "language": language, "place": ""}
    answer = visitor.post(address, data)
    assert answer.status_code == 200
    assert not Account.objects.filter(email="new.learner@brumal.example").exists()
    seat.work()
    confirm = seat.link_in(mail_server.wait(1)[0], "seats/interest/")
    assert visitor.get(confirm).status_code == 200
    assert Interest.objects.get().confirmed_at is None  # a mail scanner that looks confirms nothing
    assert visitor.post(confirm).status_code == 200
    assert visitor.post(confirm).status_code == 200
    assert Interest.objects.get().confirmed_at is not None

    run = seat.run_with(course, capacity=5)
    amina = standing_of(cast["editor"].account)
    assert planning.run_announce(amina, run.pk) == 1
    assert planning.run_announce(amina, run.pk) == 0
    seat.work()
    mail = mail_server.wait(2)[1]
    assert mail["X-Envelope-To"] == "new.learner@brumal.example"
    assert mail["Content-Language"] == language
    assert "List-Unsubscribe" in mail
    opening = seat.link_in(mail, "seats/opening/")
    assert opening.startswith(f"/{language}/")
    assert visitor.get(opening).status_code == 200
    assert not Enrolment.objects.exists()
    taken = visitor.post(opening)
    assert taken["Location"] == f"/{language}/courses/small-course/runs/{run.pk}/"
    mine = Enrolment.objects.get()
    assert (mine.state, mine.language, mine.version_id) == ("enrolled", language, course.live_id)
    assert mine.account.email == "new.learner@brumal.example"
    assert visitor.get(taken["Location"]).status_code == 200
    visitor.post(opening)
    assert Enrolment.objects.count() == 1
    seat.work()
    mail_server.wait(3)


def test_the_answer_is_the_same_whoever_is_known(mail_server):
    course = seat.course_with()
    known = seat.somebody("known")
    bodies = set()
    for email in ("unknown@brumal.example", known.email, known.email, "unknown@brumal.example"):
        answer = Client().post(PAGE.format("en"), {"email": email, "language": "en"})
        bodies.add((answer.status_code, answer.content.decode().replace(email, "")))
    assert len({status for status, _body in bodies}) == 1
    seat.work()
    assert len(mail_server.mails) == 2  # asked again within minutes, nobody is mailed again
    assert Interest.objects.filter(course=course).count() == 2


@pytest.mark.parametrize(
    "email",
    [
        "",
        "no address",
        "a@b\r\nBcc: all@brumal.example",
        "a@brumal.example\nSubject: x",
        "x" * 300 + "@b.org",
    ],
)
def test_what_is_no_address_is_refused_and_kept_in_the_form(email, mail_server):
    seat.course_with()
    answer = Client().post(PAGE.format("en"), {"email": email, "language": "es"})
    assert answer.status_code == 422
    assert 'value="es" selected' in answer.content.decode()
    assert not Interest.objects.exists()


def test_one_may_ask_only_where_a_course_is_open_for_it():
    seat.make.publish(seat.make.document(slug="closed"))
    assert Client().get("/en/courses/closed/interest/").status_code == 404
    assert Client().post("/en/courses/closed/interest/", {}).status_code == 404


def test_a_link_ends_after_fourteen_days_and_the_address_is_forgotten(mail_server):
    course = seat.course_with()
    interests.interest_ask(course, email="a@brumal.example", language="en")
    one = Interest.objects.get()
    token = letters.interest_token(one)
    assert Client().post(f"/en/seats/interest/{token[:-1]}x/").status_code == 410
    old = clock.now() - dt.timedelta(days=14, minutes=1)
    Interest.objects.update(asked_at=old)
    one.refresh_from_db()
    assert Client().post(f"/en/seats/interest/{letters.interest_token(one)}/").status_code == 410
    assert interests.interests_forget() == 1
    Interest.objects.all().delete()


def test_a_link_of_tomorrow_is_refused():
    course = seat.course_with()
    interests.interest_ask(course, email="a@brumal.example", language="en")
    Interest.objects.update(asked_at=clock.now() + dt.timedelta(days=2))
    token = letters.interest_token(Interest.objects.get())
    assert Client().post(f"/en/seats/interest/{token}/").status_code == 410


def test_a_confirmed_address_stays_and_is_forgotten_with_one_click():
    course = seat.course_with()
    interests.interest_ask(course, email="a@brumal.example", language="en")
    Interest.objects.update(confirmed_at=clock.now(), asked_at=clock.now() - dt.timedelta(days=200))
    assert interests.interests_forget() == 0
    stop = f"/en/seats/interest/{letters.stop_token(Interest.objects.get())}/stop/"
    assert Client().get(stop).status_code == 200
    assert Interest.objects.exists()
    assert Client(enforce_csrf_checks=True).post(stop).status_code == 200
    assert not Interest.objects.exists()
    assert Client().post(stop).status_code == 200


def test_no_secret_is_kept_in_the_database():
    course = seat.course_with()
    interests.interest_ask(course, email="a@brumal.example", language="en")
    kept = {*Interest.objects.values_list().get(), *Letter.objects.values_list().get()}
    assert not {letters.interest_token(Interest.objects.get())} & {str(one) for one in kept}


def test_one_may_wait_for_a_course_that_has_no_lessons_here():
    data = seat.make.document(slug="elsewhere", interest_open=True)
    data["course"]["modules"] = []
    assert seat.make.publish(data).live_id is None
    answer = Client().post(
        "/fr/courses/elsewhere/interest/",
        {"email": "a@brumal.example", "language": "fr", "place": "Kenya"},
    )
    assert answer.status_code == 200
    one = Interest.objects.get()
    assert (one.language, one.place.key) == ("fr", "ke")


def test_what_was_typed_stays_when_the_place_is_unknown():
    seat.course_with()
    answer = Client().post(
        PAGE.format("en"), {"email": "a@brumal.example", "language": "en", "place": "Atlantis"}
    )
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "We know no place of this name" in body
    assert 'value="Atlantis"' in body
    assert not Interest.objects.exists()


def test_one_takes_part_only_for_an_organisation_one_belongs_to(cast):
    run = seat.run_with()
    page = f"/en/courses/small-course/runs/{run.pk}/enrol/"
    wrong = cast.client("stranger").post(
        page, {"language": "en", "organisation": str(cast.ondara.pk)}
    )
    assert wrong.status_code == 302  # he is asked for none: what he adds is not heard
    assert Enrolment.objects.get().organisation_id is None
    other = cast.client("member").post(
        page, {"language": "en", "organisation": str(cast.brumal.pk)}
    )
    assert other.status_code == 422
    right = cast.client("member").post(
        page, {"language": "en", "organisation": str(cast.ondara.pk)}
    )
    assert right.status_code == 302
    assert Enrolment.objects.get(account=cast["member"].account).organisation_id == cast.ondara.pk


def test_too_many_requests_from_one_network_are_refused():
    seat.course_with()
    client = Client()
    answers = [
        client.post(PAGE.format("en"), {"email": f"a{n}@brumal.example", "language": "en"})
        for n in range(21)
    ]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert Interest.objects.count() == 20


def test_a_filled_trap_is_answered_as_any_and_kept_nowhere():
    seat.course_with()
    answer = Client().post(
        PAGE.format("en"),
        {"email": "a@brumal.example", "language": "en", "website": "https://spam.example"},
    )
    assert answer.status_code == 200
    assert not Interest.objects.exists()


def test_an_address_is_forgotten_with_the_account_that_has_it():
    from agora.kernel import personal

    course = seat.course_with()
    account = seat.somebody("a")
    interests.interest_ask(course, email=account.email, language="en")
    personal.erase(personal.Owner(account.pk, frozenset({account.email})))
    assert not Interest.objects.exists()
    assert not Letter.objects.exists()
