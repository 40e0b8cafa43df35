"""Enrolling, waiting, offers that end, quotas, applications, leaving."""

from __future__ import annotations

import datetime as dt

import pytest

from agora.courses.models import Enrolment, GenderAnswer, Quota, SeatOffer
from agora.courses.seats import planning
from agora.courses.seats.errors import (
    AlreadyDecided,
    CapacityBelowSeated,
    OfferIsOver,
    RunIsClosed,
)
from agora.courses.seats.planning import Plan
from agora.courses.seats.seating import (
    Wish,
    offer_accept,
    offers_expire,
    seat_ask,
    seat_decide,
    seat_give,
    seat_leave,
)
from agora.kernel import clock
from agora.kernel.errors import AgoraError, NotYours
from agora.people.queries import standing_of
from agora.topics.models import Place
from tests.courses import seating as seat

pytestmark = pytest.mark.django_db


def ask(run, name, **wish):
    """Somebody asks; the enrolment."""
    return seat_ask(seat.somebody(name).pk, run.pk, Wish("en", **wish))


def state(enrolment):
    """The state it is in now."""
    return Enrolment.objects.get(pk=enrolment.pk).state


def test_a_seat_keeps_version_organisation_place_and_language(ondara):
    run = seat.run_with()
    place = Place.objects.get(key="ke")
    mine = seat_ask(
        seat.somebody("a").pk, run.pk, Wish("ar", organisation=ondara.pk, place=place.pk)
    )
    assert (mine.state, mine.language, mine.organisation_id, mine.place_id, mine.version_id) == (
        "enrolled", "ar", ondara.pk, place.pk, run.course.live_id,
    )  # fmt: skip


def test_who_waits_is_asked_in_order_and_an_offer_that_ends_goes_to_the_next(mail_server):
    run = seat.run_with(capacity=1, offer_hours=24)
    first, second, third = (ask(run, name) for name in ("a", "b", "c"))
    assert [state(one) for one in (first, second, third)] == [
        "enrolled",
        "waitlisted",
        "waitlisted",
    ]
    seat_leave(first.account_id, first.pk)
    assert [state(one) for one in (first, second, third)] == ["withdrawn", "offered", "waitlisted"]
    assert offers_expire() == 0
    SeatOffer.objects.update(expires_at=clock.now() - dt.timedelta(seconds=1))
    with pytest.raises(OfferIsOver):
        offer_accept(second.account_id, second.pk)
    assert offers_expire() == 1
    assert offers_expire() == 0
    assert [state(one) for one in (second, third)] == ["expired", "offered"]
    assert offer_accept(third.account_id, third.pk).state == "enrolled"
    assert offer_accept(third.account_id, third.pk).state == "enrolled"
    seat.work()
    told = sorted(
        (to.partition("@")[0], subject) for to, subject in seat.subjects(mail_server.mails)
    )
    assert ("b", "The place in “A small course” was given to somebody else") in told
    assert ("c", "You have a place in “A small course”") in told
    assert len(told) == 7, (
        told
    )  # a enrolled, b and c waiting, b offered, b over, c offered, c enrolled


def test_a_newcomer_does_not_pass_those_who_wait():
    run = seat.run_with(capacity=1)
    first, second = ask(run, "a"), ask(run, "b")
    seat_leave(first.account_id, first.pk)
    assert ask(run, "c").state == "waitlisted"
    assert state(second) == "offered"
    seat_leave(second.account_id, second.pk)
    assert Enrolment.objects.get(state="offered").account.email == "c@brumal.example"


@pytest.mark.parametrize("dates", [{"enrol_until": -1}, {"enrol_from": 1}, {"ends": -1}])
def test_nobody_enrols_outside_the_window(dates):
    fields = {name: clock.now() + dt.timedelta(hours=hours) for name, hours in dates.items()}
    with pytest.raises(RunIsClosed):
        ask(seat.run_with(**fields), "a")
    assert not Enrolment.objects.exists()


def test_a_run_that_is_not_published_is_not_there():
    run = seat.run_with()
    run.is_published = False
    run.save()
    with pytest.raises(NotYours):
        ask(run, "a")


def test_a_region_has_no_more_places_than_its_quota_and_others_get_the_rest():
    run = seat.run_with(capacity=3)
    Quota.objects.create(run=run, place=Place.objects.get(key="002"), places=1)
    kenya, chile = (Place.objects.get(key=key).pk for key in ("ke", "cl"))
    first, second = ask(run, "a", place=kenya), ask(run, "b", place=kenya)
    third = ask(run, "c", place=chile)
    assert [state(one) for one in (first, second, third)] == ["enrolled", "waitlisted", "enrolled"]
    seat_leave(first.account_id, first.pk)
    assert state(second) == "offered"


def test_a_gender_is_kept_apart_only_where_it_is_asked_and_is_erased_with_the_account():
    run = seat.run_with(capacity=2, asks_gender=True)
    Quota.objects.create(run=run, gender="man", places=1)
    first, second, third = (
        ask(run, "a", gender="man"), ask(run, "b", gender="man"), ask(run, "c")
    )  # fmt: skip
    assert [state(one) for one in (first, second, third)] == ["enrolled", "waitlisted", "enrolled"]
    assert GenderAnswer.objects.count() == 2
    other = seat.run_with(run.course)
    ask(other, "d", gender="man")
    assert GenderAnswer.objects.count() == 2

    from agora.kernel import personal

    personal.erase(personal.Owner(first.account_id, frozenset({"a@brumal.example"})))
    assert not GenderAnswer.objects.filter(enrolment=first).exists()
    assert Enrolment.objects.get(pk=first.pk).account_id is None
    assert state(first) == "enrolled"


def test_capacity_goes_down_to_what_is_taken_and_no_further(cast):
    run = seat.run_with(seat.course_with(owner="ondara"), capacity=5)
    amina = standing_of(cast["editor"].account)
    for name in ("a", "b"):
        ask(run, name)
    with pytest.raises(CapacityBelowSeated) as caught:
        planning.run_change(amina, run.pk, Plan(capacity=1), {})
    assert caught.value.field == "capacity"
    planning.run_change(amina, run.pk, Plan(capacity=2), {})
    waits = ask(run, "c")
    planning.run_change(amina, run.pk, Plan(capacity=3), {})
    assert state(waits) == "offered"
    with pytest.raises(CapacityBelowSeated):  # the held place counts
        planning.run_change(amina, run.pk, Plan(capacity=2), {})


def test_an_application_is_decided_once_by_its_organisers_alone(cast, mail_server):
    run = seat.run_with(seat.course_with(owner="ondara"), capacity=1, admission="application")
    amina, dalia = (standing_of(cast[role].account) for role in ("editor", "other"))
    one, two, three = (ask(run, name) for name in ("a", "b", "c"))
    assert {state(each) for each in (one, two, three)} == {"applied"}
    with pytest.raises(NotYours):
        seat_decide(dalia, run.pk, one.pk, "accepted", "")
    foreign = ask(seat.run_with(run.course, admission="application"), "d")
    with pytest.raises(NotYours):
        seat_decide(amina, run.pk, foreign.pk, "accepted", "")
    with pytest.raises(AgoraError) as caught:
        seat_decide(amina, run.pk, one.pk, "declined", " ")
    assert caught.value.field == "reason"
    assert seat_decide(amina, run.pk, one.pk, "accepted", "").state == "enrolled"
    assert seat_decide(amina, run.pk, two.pk, "accepted", "").state == "waitlisted"
    assert (
        seat_decide(amina, run.pk, three.pk, "declined", "Others wait longer.").state == "declined"
    )
    with pytest.raises(AlreadyDecided):
        seat_decide(amina, run.pk, three.pk, "accepted", "")
    seat.work()
    declined = [m for m in mail_server.mails if "About your" in str(m["Subject"])]
    assert "Others wait longer." in declined[0].get_body(("plain",)).get_content()


def test_a_cancelled_run_tells_everybody_in_it_once(cast, mail_server):
    run = seat.run_with(seat.course_with(owner="ondara"), capacity=1)
    amina = standing_of(cast["editor"].account)
    for name in ("a", "b"):
        ask(run, name)
    planning.run_cancel(amina, run.pk)
    planning.run_cancel(amina, run.pk)
    seat.work()
    told = [to for to, subject in seat.subjects(mail_server.mails) if "not take place" in subject]
    assert sorted(told) == ["a@brumal.example", "b@brumal.example"]
    with pytest.raises(RunIsClosed):
        ask(run, "c")


def test_a_given_seat_is_one_seat_and_never_beyond_the_capacity():
    run = seat.run_with(capacity=1)
    a = seat.somebody("a").pk
    assert seat_give(run, a, language="fr").pk == seat_give(run, a, language="fr").pk
    with pytest.raises(AgoraError):
        seat_give(run, seat.somebody("b").pk, language="fr")


def test_a_group_that_lost_its_tutor_stays_and_is_shown_as_needing_one(cast):
    run = seat.run_with(seat.course_with(owner="ondara"), self_paced=False, starts=clock.now())
    amina = standing_of(cast["editor"].account)
    group = planning.cohort_write(
        amina, run.pk, name="Mornings", language="en", timezone="Africa/Nairobi", places=1,
        tutors=[cast["member"].account.pk],
    )  # fmt: skip
    mine = ask(run, "a")
    assert mine.cohort_id == group.pk
    client = cast.client("editor")
    assert "Beto" in client.get(f"/en/desk/runs/{run.pk}/groups/").content.decode()
    cast["member"].account.delete()
    assert "Needs a tutor" in client.get(f"/en/desk/runs/{run.pk}/groups/").content.decode()
    assert "Mornings" in client.get(f"/en/desk/runs/{run.pk}/").content.decode()
    assert state(mine) == "enrolled"
