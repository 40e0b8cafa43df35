"""An admin holds places for colleagues; nobody is enrolled who did not take theirs."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from agora.courses.models import Enrolment, SeatOffer
from agora.courses.seats.errors import NotEnoughPlaces
from agora.courses.seats.seating import Wish, offers_expire, seat_ask
from agora.courses.seats.teams import Invited, team_hold
from agora.kernel import clock
from agora.kernel.errors import NotYours
from agora.people.queries import standing_of
from tests.courses import seating as seat

pytestmark = pytest.mark.django_db


def test_colleagues_and_addresses_get_a_place_each_in_their_language(cast, mail_server):
    run = seat.run_with(capacity=5)
    client = cast.client("admin")
    page = f"/en/courses/small-course/runs/{run.pk}/team/"
    beto = cast["member"].account
    assert "Beto" in client.get(page).content.decode()
    answer = client.post(
        page, {"people": [str(beto.pk)], "addresses": "nia@ondara.example es\nNIA@ondara.example"}
    )
    assert answer.status_code == 302
    assert sorted(Enrolment.objects.values_list("state", flat=True)) == ["offered", "offered"]
    seat.work()
    mails = {str(mail["X-Envelope-To"]): mail for mail in mail_server.wait(2)}
    assert mails["nia@ondara.example"]["Content-Language"] == "es"
    for to, mail in mails.items():
        link = seat.link_in(mail, "seats/offer/")
        visitor = Client()
        assert visitor.get(link).status_code == 200
        assert Enrolment.objects.filter(account__email=to, state="enrolled").count() == 0
        assert visitor.post(link, {"do": "accept"}).status_code == 302
        mine = Enrolment.objects.get(account__email=to)
        assert (mine.state, mine.organisation_id) == ("enrolled", cast.ondara.pk)
    assert set(SeatOffer.objects.values_list("email", flat=True)) == {""}
    assert client.post(page, {"people": [str(beto.pk)]}).status_code == 302
    assert Enrolment.objects.count() == 2


def test_all_get_a_place_or_nobody(cast):
    run = seat.run_with(capacity=2)
    gita = standing_of(cast["admin"].account)
    people = [Invited("en", email=f"p{n}@ondara.example") for n in range(3)]
    with pytest.raises(NotEnoughPlaces):
        team_hold(gita, cast.ondara.pk, run.pk, people)
    assert not Enrolment.objects.exists()
    assert team_hold(gita, cast.ondara.pk, run.pk, people[:2]) == 2
    assert seat_ask(seat.somebody("a").pk, run.pk, Wish("en")).state == "waitlisted"
    SeatOffer.objects.update(expires_at=clock.now() - dt.timedelta(hours=1))
    assert offers_expire() == 2
    assert Enrolment.objects.filter(state="offered").count() == 1


def test_only_its_admins_act_for_an_organisation_and_only_for_its_people(cast):
    run = seat.run_with()
    gita, amina = (standing_of(cast[role].account) for role in ("admin", "editor"))
    chidi = Invited("en", account=cast["stranger"].account.pk)
    with pytest.raises(NotYours):
        team_hold(gita, cast.ondara.pk, run.pk, [chidi])
    with pytest.raises(NotYours):
        team_hold(gita, cast.brumal.pk, run.pk, [Invited("en", email="a@b.example")])
    with pytest.raises(NotYours):
        team_hold(amina, cast.ondara.pk, run.pk, [Invited("en", email="a@b.example")])


def test_a_line_that_is_no_address_is_named_and_kept(cast):
    run = seat.run_with()
    page = f"/en/courses/small-course/runs/{run.pk}/team/"
    answer = cast.client("admin").post(page, {"addresses": "a@b.example\nnot one"})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "Line 2" in said
    assert "not one</textarea>" in said


def test_whoever_has_a_place_already_keeps_it_and_frees_the_held_one(cast):
    run = seat.run_with(capacity=2)
    nia = seat.somebody("nia")
    seat_ask(nia.pk, run.pk, Wish("en"))
    gita = standing_of(cast["admin"].account)
    team_hold(gita, cast.ondara.pk, run.pk, [Invited("en", email=nia.email)])
    waits = seat_ask(seat.somebody("b").pk, run.pk, Wish("en"))
    from agora.courses.seats.letters import offer_token

    offer = SeatOffer.objects.get(email=nia.email)
    assert Client().post(f"/en/seats/offer/{offer_token(offer)}/").status_code == 302
    assert Enrolment.objects.filter(account=nia, state="enrolled").count() == 1
    assert Enrolment.objects.get(pk=waits.pk).state == "offered"
    assert Client().get(f"/en/seats/offer/{offer_token(offer)}/").status_code == 410


def test_a_declined_place_is_free_again(cast):
    run = seat.run_with(capacity=1)
    gita = standing_of(cast["admin"].account)
    team_hold(gita, cast.ondara.pk, run.pk, [Invited("en", email="a@ondara.example")])
    from agora.courses.seats.letters import offer_token

    offer = SeatOffer.objects.get()
    Client().post(f"/en/seats/offer/{offer_token(offer)}/", {"do": "decline"})
    assert Enrolment.objects.get().state == "withdrawn"
    assert seat_ask(seat.somebody("b").pk, run.pk, Wish("en")).state == "enrolled"
