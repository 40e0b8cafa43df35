"""An organisation comes onto the market: somebody asks and a lead approves, or a lead makes it."""

from __future__ import annotations

import pytest
from django.db import transaction

from agora.editorial.models import Version
from agora.editorial.organisations import (
    RequestIsDecided,
    organisation_approve,
    organisation_decline,
    organisation_make,
)
from agora.journal.models import Entry
from agora.kernel.errors import AgoraError, NotYours
from agora.people.colleagues import requests_for
from agora.people.invitations import invitation_accept, secret_of
from agora.people.models import (
    Account,
    Invitation,
    Membership,
    Organisation,
    OrganisationRequest,
)
from agora.people.queries import ANYBODY, organisations_visible_to, standing_of
from agora.people.services import organisation_ask
from agora.topics.models import Concept, Place
from tests.conftest import proven
from tests.notices.telling import plain, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return {
        "name": "Ciudad de Kitale",
        "kind": Concept.objects.get(scheme__key="organisation-kinds", key="local-government"),
        "seat": Place.objects.get(key="ke"),
        "website": "https://kitale.example",
        "language": "es",
    }


def ask(cast, city, by="stranger", **more):
    return organisation_ask(
        standing_of(cast[by].account), **{"why": "We would like to learn.", **city, **more}
    )


def test_who_asks_becomes_the_admin_of_a_published_organisation(cast, city, mail_server):
    chidi, ines = cast["stranger"], cast["lead"]
    request = ask(cast, city)
    assert Organisation.objects.filter(slug="ciudad-de-kitale").count() == 0
    work()
    (told,) = mail_server.wait(1)
    assert told["X-Envelope-To"] == "ines@ondara.example"
    assert f"/en/desk/team/requests/{request.pk}/" in plain(told)
    assert "Chidi" in plain(told)
    organisation_approve(standing_of(ines.account), request.pk, answer="Welcome!")
    city_now = Organisation.objects.get(slug="ciudad-de-kitale")
    assert city_now in organisations_visible_to(ANYBODY)
    assert (city_now.seat.key, city_now.website) == ("ke", "https://kitale.example")
    assert [(t.language, t.name) for t in city_now.texts.all()] == [("es", "Ciudad de Kitale")]
    assert standing_of(chidi.account).roles == {city_now.pk: frozenset({"admin"})}
    assert Version.objects.get(object_id=city_now.pk).published_by == ines.account.pk
    entries = Entry.objects.filter(kind="organisation-request", object_id=request.pk)
    assert list(entries.order_by("pk").values_list("verb", "actor")) == [
        ("organisation-ask", chidi.account.pk),
        ("organisation-approve", ines.account.pk),
    ]
    work()
    answer = mail_server.wait(2)[1]
    assert answer["X-Envelope-To"] == "chidi@ondara.example"
    assert "Welcome!" in plain(answer)
    assert f"/en/desk/organisations/{city_now.pk}/" in plain(answer)


def test_asking_twice_is_one_request_and_one_mail(cast, city, mail_server):
    assert ask(cast, city).pk == ask(cast, city, name=" Ciudad  de Kitale ").pk
    work()
    mail_server.wait(1)
    assert Entry.objects.filter(verb="organisation-ask").count() == 1


def test_declining_says_why_and_makes_nothing(cast, city, mail_server):
    request = ask(cast, city)
    standing = standing_of(cast["lead"].account)
    with pytest.raises(AgoraError) as refusal, transaction.atomic():
        organisation_decline(standing, request.pk, answer="  ")
    assert refusal.value.field == "answer"
    organisation_decline(standing, request.pk, answer="It is here already, as “Kitale”.")
    assert not Organisation.objects.filter(slug="ciudad-de-kitale").exists()
    assert not standing_of(cast["stranger"].account).works_here
    work()
    assert "It is here already" in plain(mail_server.wait(2)[1])
    assert ask(cast, city).pk != request.pk  # one may ask again


def test_of_two_leads_one_decides_and_the_other_is_told(cast, city):
    request = ask(cast, city)
    standing = standing_of(cast["lead"].account)
    organisation_approve(standing, request.pk)
    for act in (organisation_approve, organisation_decline):
        with pytest.raises(RequestIsDecided) as told, transaction.atomic():
            act(standing, request.pk, answer="Late.")
        assert told.value.request.state == "approved"
    assert Organisation.objects.filter(slug__startswith="ciudad-de-kitale").count() == 1
    assert OrganisationRequest.objects.get().answer == ""


@pytest.mark.parametrize("role", ["stranger", "other", "member", "editor", "admin", "team"])
def test_others_decide_nothing_and_see_only_what_they_asked(role, cast, city):
    request = ask(cast, city, by="translator")
    standing = standing_of(cast[role].account)
    assert list(requests_for(standing)) == []
    for act in (organisation_approve, organisation_decline):
        with pytest.raises(NotYours), transaction.atomic():
            act(standing, request.pk, answer="Yes.")
    with pytest.raises(NotYours), transaction.atomic():
        organisation_make(standing, admin_email="a@kitale.example", **city)
    assert list(requests_for(standing_of(cast["translator"].account))) == [request]
    assert list(requests_for(standing_of(cast["lead"].account))) == [request]
    assert Organisation.objects.count() == 2


def test_a_lead_makes_one_and_its_first_admin_is_invited(cast, city, mail_server):
    standing = standing_of(cast["lead"].account)
    made = organisation_make(standing, admin_email="First@kitale.example", **city)
    again = organisation_make(standing, admin_email="first@kitale.example", **city)
    assert made.pk == again.pk
    work()
    mail_server.wait(1)
    invitation = Invitation.objects.get()
    account = proven(Account.objects.create_user("first@kitale.example"))
    invitation_accept(account.pk, secret_of(invitation))
    assert Membership.objects.get(organisation=made).role == "admin"
    assert Entry.objects.filter(verb="organisation-make").count() == 1


@pytest.mark.parametrize(
    ("name", "slug"),
    [("مدينة كيتالي", None), ("City of Kitale", "city-of-kitale"), ("São Tomé!", "sao-tome")],
)
def test_every_name_gives_an_address(name, slug, cast, city):
    request = ask(cast, city, name=name)
    organisation_approve(standing_of(cast["lead"].account), request.pk)
    made = OrganisationRequest.objects.get().organisation
    assert made.slug == (slug or made.pk.hex)
    assert made.texts.get().name == name
