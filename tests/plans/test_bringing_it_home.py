"""What people bring home from a course: actions, and whether they were applied."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agora.courses.models import Enrolment, Note
from agora.courses.outcomes import outcomes_of
from agora.courses.services.learning import lesson_complete
from agora.kernel import clock
from agora.kernel.models import Trace
from agora.kernel.personal import Owner, erase
from agora.notices.models import Notice
from agora.people.queries import standing_of
from agora.plans.logic import months_later
from agora.plans.models import Action, FollowUp
from agora.plans.services import follow_up_answer, follow_ups_due
from tests.courses import making as make

pytestmark = pytest.mark.django_db


def form(**more: str) -> dict[str, str]:
    """An action as the form sends it."""
    return {
        "title": "Ask the newcomers' council",
        "language": "en",
        "once": str(uuid.uuid4()),
        **more,
    }


def completed(somebody, run, **fields) -> Enrolment:
    """Somebody who has completed the course of the run."""
    mine = make.enrol(run, somebody.account, **fields)
    for name in ("l1", "l2"):
        lesson_complete(mine.pk, uuid.UUID(make.key(name)), language="en")
    return mine


@pytest.fixture
def run(db):
    """A run of the small course."""
    return make.run_of(make.publish(make.document()))


def test_an_action_from_a_course_is_joined_to_it_and_read_by_the_organisation(
    amina, beto, chidi, ondara, run
):
    mine = completed(amina, run, organisation=ondara)
    where = f"/es/mine/actions/new/?from={mine.pk}"
    page = amina.client().get(where)
    assert page.status_code == 200
    assert "Un curso pequeño" in page.text
    sent = form(organisation=str(ondara.pk), due="2199-01-31")
    first = amina.client().post(where, sent)
    again = amina.client().post(where, sent)
    assert first.status_code == again.status_code == 302
    action = Action.objects.get()
    assert (action.account_id, action.organisation_id) == (amina.account.pk, ondara.pk)
    trace = Trace.objects.get(verb="brought-home")
    assert (trace.from_kind, trace.from_id, trace.to_id) == ("resource", run.course_id, action.pk)
    path = f"/en/mine/actions/{action.pk}/"
    read = beto.client().get(path)
    assert read.status_code == 200
    assert "A small course" in read.text
    assert "newcomers" in read.text
    assert beto.client().post(path, form(state="done")).status_code == 404
    assert chidi.client().get(path).status_code == 404
    assert "newcomers" not in chidi.client().get("/en/mine/actions/").text
    assert Client().get(path).status_code == 302


def test_what_became_of_an_action_is_said_and_it_can_be_deleted(amina, ondara):
    amina.client().post("/en/mine/actions/new/", form(organisation=str(ondara.pk)))
    action = Action.objects.get()
    path = f"/en/mine/actions/{action.pk}/"
    sent = form(state="done", outcome="The council met.", organisation=str(ondara.pk))
    assert amina.client().post(path, sent).status_code == 302
    action.refresh_from_db()
    assert action.done_at is not None
    assert "The council met." in amina.client().get(path).text
    assert amina.client().post(path, {"do": "delete"}).status_code == 302
    assert not Action.objects.exists()


def test_a_private_action_is_nobody_elses(amina, beto, ondara):
    amina.client().post("/en/mine/actions/new/", form(organisation=str(ondara.pk), is_private="on"))
    action = Action.objects.get()
    assert beto.client().get(f"/en/mine/actions/{action.pk}/").status_code == 404
    assert amina.client().get(f"/en/mine/actions/{action.pk}/").status_code == 200


def test_a_form_that_lacks_something_says_so_and_keeps_what_was_typed(amina):
    answer = amina.client().post(
        "/en/mine/actions/new/",
        form(title="", text="We begin with a list.", due="2020-01-01", place="Nowhereville"),
    )
    assert answer.status_code == 422
    assert "We begin with a list." in answer.text
    assert "This day has passed." in answer.text
    assert "We do not know this place." in answer.text
    assert not Action.objects.exists()


def test_an_organisation_that_is_not_ones_own_is_not_taken(chidi, ondara):
    chidi.client().post("/en/mine/actions/new/", form(organisation=str(ondara.pk)))
    assert not Action.objects.filter(organisation=ondara).exists()


def test_an_enrolment_of_somebody_else_joins_nothing_and_gives_no_brief(amina, chidi, run):
    theirs = completed(amina, run)
    chidi.client().post(f"/en/mine/actions/new/?from={theirs.pk}", form())
    assert Action.objects.count() == 1
    assert not Trace.objects.filter(verb="brought-home").exists()
    brief = f"/en/mine/actions/brief/{theirs.pk}/"
    assert chidi.client().get(brief).status_code == 404
    assert "Lesson l1" in amina.client().get(brief).text
    assert "Lección l1" in amina.client().get(brief.replace("/en/", "/es/")).text


def test_a_note_becomes_an_action_of_its_writer_alone(amina, chidi, run):
    mine = completed(amina, run)
    key = uuid.uuid4()
    Note.objects.create(enrolment=mine, node_key=key, text="Talk to the mayor", language="en")
    where = f"/en/mine/actions/new/?from={mine.pk}&note={key}"
    assert "Talk to the mayor" in amina.client().get(where).text
    assert "Talk to the mayor" not in chidi.client().get(where).text


def test_after_three_months_a_mail_asks_once_and_whoever_applied_it_is_asked_no_more(amina, run):
    mine = completed(amina, run)
    rows = FollowUp.objects.filter(registration=mine.pk).order_by("months")
    assert [row.months for row in rows] == [0, 3, 6, 12]
    assert follow_ups_due() == 0
    later = months_later(clock.now(), 3) + dt.timedelta(hours=1)
    with time_machine.travel(later, tick=False):
        assert follow_ups_due() == 1
        assert follow_ups_due() == 0
        notice = Notice.objects.get(account=amina.account.pk)
        assert notice.path == f"/mine/follow-ups/{rows[1].pk}/"
        answer = amina.client().post(f"/es{notice.path}", {"answer": "applied", "text": "Sí."})
        assert answer.status_code == 302
    with time_machine.travel(months_later(later, 3), tick=False):
        assert follow_ups_due() == 0
    assert Notice.objects.count() == 1


def test_somebody_elses_question_does_not_exist(amina, chidi, run):
    mine = completed(amina, run)
    row = FollowUp.objects.get(registration=mine.pk, months=0)
    path = f"/en/mine/follow-ups/{row.pk}/"
    assert chidi.client().get(path).status_code == 404
    assert chidi.client().post(path, {"answer": "applied"}).status_code == 404
    assert amina.client().post(path, {"answer": "perhaps"}).status_code == 422
    row.refresh_from_db()
    assert row.answer == ""


def test_a_course_tells_what_was_applied_when_enough_people_answered(amina, run):
    from tests.conftest import _somebody

    people = [amina, *(_somebody(f"Person{n}") for n in range(4))]
    for number, one in enumerate(people):
        mine = completed(one, run)
        row = FollowUp.objects.get(registration=mine.pk, months=0)
        assert not [s for s in outcomes_of(run.course_id, "en") if "Applied at home" in s]
        follow_up_answer(standing_of(one.account), row.pk, "applied" if number else "not")
    assert "Applied at home by 4 of 5 who answered." in outcomes_of(run.course_id, "en")


def test_an_erased_person_leaves_the_action_to_the_organisation(amina, beto, ondara, run):
    mine = completed(amina, run, organisation=ondara)
    amina.client().post(
        f"/en/mine/actions/new/?from={mine.pk}",
        form(organisation=str(ondara.pk), responsible="Amina herself"),
    )
    erase(Owner(amina.account.pk))
    action = Action.objects.get()
    assert (action.account_id, action.responsible) == (None, "")
    assert beto.client().get(f"/en/mine/actions/{action.pk}/").status_code == 200


def test_the_list_asks_as_many_questions_for_three_actions_as_for_one(amina, ondara):
    client = amina.client()
    counts = []
    for _turn in range(3):
        client.post("/en/mine/actions/new/", form(organisation=str(ondara.pk)))
        client.get("/en/mine/actions/")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/en/mine/actions/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[2]


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-11-30", 3, "2025-02-28"),
        ("2026-03-15", 12, "2027-03-15"),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_its_month(day, months, then):
    moment = dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC)
    assert months_later(moment, months).date().isoformat() == then
