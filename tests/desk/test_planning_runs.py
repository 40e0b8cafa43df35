"""Organisers plan runs at the desk: every wrong date is said in a sentence, and lists stay quick."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agora.courses.models import Enrolment, Interest, Question, Quota, Run, RunText
from agora.courses.seats.queries import interest_counts, offers
from agora.courses.seats.seating import Wish, seat_ask
from agora.kernel import clock
from agora.people.models import Person
from agora.people.queries import ANYBODY
from tests.courses import making as make
from tests.courses import seating as seat

pytestmark = pytest.mark.django_db

GOOD = {
    "timezone": "America/Bogota",
    "starts": "2027-03-01T09:00",
    "ends": "2027-05-01T18:00",
    "admission": "open",
    "offer_hours": "48",
    "self_paced": "on",
    "title_es": "Primavera",
}


@pytest.fixture
def course(ondara):
    return seat.course_with(owner="ondara")


def test_an_editor_plans_publishes_and_changes_a_run(cast, course):
    client = cast.client("editor")
    assert "Plan a run" in client.get("/en/desk/runs/").content.decode()
    made = client.post(f"/en/desk/runs/new/{course.pk}/", GOOD)
    run = Run.objects.get()
    assert made["Location"] == f"/en/desk/runs/{run.pk}/"
    assert run.starts.isoformat() == "2027-03-01T14:00:00+00:00"  # nine in Bogotá
    assert not run.is_published
    assert offers(course.pk, "es", ANYBODY) == ()
    client.post(f"/en/desk/runs/{run.pk}/act/", {"do": "publish"})
    (offer,) = offers(course.pk, "es", ANYBODY)
    assert (str(offer.title), offer.zone, offer.next.path) == (
        "Primavera", "America/Bogota", f"/es/courses/small-course/runs/{run.pk}/enrol/",
    )  # fmt: skip
    page = client.get(f"/en/desk/runs/{run.pk}/edit/").content.decode()
    assert 'value="2027-03-01T09:00"' in page
    client.post(f"/en/desk/runs/{run.pk}/edit/", {**GOOD, "title_es": "", "title_fr": "Printemps"})
    assert list(RunText.objects.values_list("language", "title")) == [("fr", "Printemps")]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ends": "2027-02-01T09:00"}, "The run ends before it begins"),
        ({"ends": "2027-03-01T09:00"}, "The run ends before it begins"),
        (
            {"enrol_from": "2027-02-02T00:00", "enrol_until": "2027-02-01T00:00"},
            "Enrolment ends before it begins",
        ),
        ({"enrol_from": "2027-06-01T00:00"}, "Enrolment begins when the run is over"),
        ({"capacity": "0"}, "greater than or equal to 1"),
        ({"capacity": "-3"}, "greater than or equal to 1"),
        ({"starts": "yesterday"}, "Enter a valid date"),
        ({"timezone": "Mars/Olympus"}, "Mars/Olympus"),
        ({"timezone": "Europe/Madrid", "starts": "2027-03-28T02:30"}, "couldn’t be interpreted"),
        ({"offer_hours": "0"}, "greater than or equal to 1"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_with_a_sentence_and_kept(wrong, said, cast, course):
    client = cast.client("editor")
    answer = client.post(f"/en/desk/runs/new/{course.pk}/", {**GOOD, **wrong})
    body = answer.content.decode()
    assert answer.status_code == 422
    assert said in body
    assert "Primavera" in body
    assert not Run.objects.exists()


def test_fewer_places_than_are_taken_are_refused_in_the_form(cast, course):
    run = make.run_of(course, capacity=3)
    for name in ("a", "b"):
        make.enrol(run, seat.somebody(name))
    answer = cast.client("editor").post(f"/en/desk/runs/{run.pk}/edit/", {**GOOD, "capacity": "1"})
    assert answer.status_code == 422
    assert "2 places are taken or held" in answer.content.decode()


def test_quotas_and_questions_are_set_and_refused_in_words(cast, course):
    run = make.run_of(course, admission="application")
    client, begin = cast.client("editor"), f"/en/desk/runs/{run.pk}/"
    assert client.post(f"{begin}quotas/", {"place": "África", "places": "5"}).status_code == 302
    assert Quota.objects.get().place.key == "002"
    for wrong, said in (
        ({"place": "Atlantis", "places": "5"}, "no place of this name"),
        ({"places": "5"}, "one of the two"),
        ({"gender": "man", "places": "5"}, "does not ask for the gender"),
    ):
        answer = client.post(f"{begin}quotas/", wrong)
        assert (answer.status_code, said in answer.content.decode()) == (422, True)
    client.post(f"{begin}quotas/", {"delete": str(Quota.objects.get().pk)})
    assert not Quota.objects.exists()
    choice = {"kind": "choice", "required": "on", "label_en": "Where?", "options_en": "Here\nThere"}
    wrong = client.post(
        f"{begin}questions/", {**choice, "label_es": "¿Dónde?", "options_es": "Aquí"}
    )
    assert (wrong.status_code, "same number of options" in wrong.content.decode()) == (422, True)
    client.post(f"{begin}questions/", {**choice, "label_es": "¿Dónde?", "options_es": "Aquí\nAllí"})
    page = f"/es/courses/small-course/runs/{run.pk}/enrol/"
    learner = cast.client("stranger")
    assert "¿Dónde?" in learner.get(page).content.decode()
    assert learner.post(page, {"language": "es"}).status_code == 422
    question = Question.objects.get()
    assert learner.post(page, {"language": "es", f"q-{question.pk}": "1"}).status_code == 302
    one = Enrolment.objects.get()
    shown = client.get(f"{begin}applications/{one.pk}/").content.decode()
    assert "Where?" in shown
    assert "There" in shown
    assert client.post(f"{begin}applications/{one.pk}/", {"outcome": "declined"}).status_code == 422
    assert client.post(f"{begin}applications/{one.pk}/", {"outcome": "accepted"}).status_code == 302
    late = client.post(f"{begin}applications/{one.pk}/", {"outcome": "accepted"})
    assert late.status_code == 409


@pytest.mark.parametrize("page", ["people/", "waiting/", "applications/", "people.csv", ""])
def test_lists_of_people_ask_the_database_as_often_for_three_as_for_one(page, cast, course, ondara):
    run = make.run_of(course)
    client, counts = cast.client("editor"), []
    for names in (("a",), ("b", "c")):
        for name in names:
            for state in ("waitlisted", "applied", "withdrawn"):
                Enrolment.objects.create(
                    run=run, account=seat.somebody(name + state), language="en", state=state,
                    organisation=ondara,
                )  # fmt: skip
        client.get(f"/en/desk/runs/{run.pk}/{page}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/en/desk/runs/{run.pk}/{page}").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_list_of_runs_asks_as_often_for_three_as_for_one(cast, course):
    client, counts = cast.client("editor"), []
    for number in (1, 2):
        for _each in range(number):
            make.run_of(course)
        client.get("/en/desk/runs/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/en/desk/runs/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_offers_of_a_course_are_asked_for_in_as_many_queries_for_three_as_for_one(cast, course):
    counts = []
    for number in (1, 2):
        for _each in range(number):
            make.run_of(course)
        with CaptureQueriesContext(connection) as queries:
            offers(course.pk, "en", cast["editor"].viewer)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_no_cell_of_the_table_is_a_formula(cast, course):
    run = make.run_of(course)
    account = seat.somebody("a")
    Person.objects.filter(account=account).update(name="=HYPERLINK(1)")
    make.enrol(run, account)
    answer = cast.client("editor").get(f"/en/desk/runs/{run.pk}/people.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1][0] == "'=HYPERLINK(1)"
    assert account.email not in answer.content.decode()


def test_small_numbers_of_interest_are_hidden_and_cannot_be_worked_out(cast, course):
    for language, count in (("en", 9), ("es", 6), ("ar", 2)):
        for number in range(count):
            Interest.objects.create(
                course=course, email=f"{language}{number}@b.example", language=language,
                confirmed_at=clock.now(),
            )  # fmt: skip
    total, tongues, _countries = interest_counts(course.pk, "en")
    assert total == 17
    assert [(one.label, one.count) for one in tongues] == [
        ("English", 9), ("Spanish", None), ("Arabic", None),
    ]  # fmt: skip


def test_the_notice_is_shown_in_each_language_before_it_leaves(cast, course):
    run = make.run_of(course)
    Interest.objects.create(
        course=course, email="a@b.example", language="ar", confirmed_at=clock.now()
    )
    page = cast.client("editor").get(f"/en/desk/runs/{run.pk}/announce/").content.decode()
    assert "1 person was not told yet" in page
    assert 'lang="ar" dir="rtl"' in page
    assert 'lang="en"' in page
    assert "invalid" not in page


def test_what_waits_for_organisers_stands_on_their_work_page_and_on_nobody_elses(cast, course):
    run = make.run_of(course, admission="application")
    one = seat_ask(seat.somebody("a").pk, run.pk, Wish("en"))
    run.cohorts.create(name="Mornings", language="en")
    mine = cast.client("editor").get("/en/desk/").content.decode()
    assert "1 application" in mine
    assert "A group needs a tutor" in mine
    for role in ("member", "other", "stranger"):
        assert "1 application" not in cast.client(role).get("/en/desk/").content.decode()
    Enrolment.objects.filter(pk=one.pk).update(state="declined")
    run.cohorts.all().delete()
    assert "Runs of your courses" not in cast.client("editor").get("/en/desk/").content.decode()
