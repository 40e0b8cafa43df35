"""Who somebody is decides what they may see: tokens, never more than were given."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from agora.people.models import Membership, Team
from agora.people.queries import ANYBODY, organisation_names, organisations_visible_to, viewer_of
from tests.catalogue.shelf import found

pytestmark = pytest.mark.django_db


def test_nobody_signed_in_sees_what_is_public():
    for user in (None, AnonymousUser()):
        assert viewer_of(user) == ANYBODY
    assert ANYBODY.tokens == {"public"}
    assert ANYBODY.is_anonymous


def test_an_account_sees_the_network_and_a_member_their_own(
    amina, beto, chidi, ondara, ondara_team
):
    mine = {"public", "network", f"org:{ondara.pk}", f"team:{ondara_team.pk}"}
    assert amina.viewer.tokens == beto.viewer.tokens == mine
    assert chidi.viewer.tokens == {"public", "network"}
    assert not chidi.viewer.is_anonymous


def test_a_member_of_the_organisation_is_not_in_each_of_its_teams(amina, chidi, ondara):
    other = Team.objects.create(organisation=ondara, name="Another team")
    Membership.objects.create(person=chidi.person, organisation=ondara)
    assert f"team:{other.pk}" not in amina.viewer.tokens
    assert chidi.viewer.tokens == {"public", "network", f"org:{ondara.pk}"}


def test_a_closed_account_is_nobody(amina):
    amina.account.is_active = False
    assert viewer_of(amina.account) == ANYBODY


def test_an_account_without_a_person_belongs_nowhere(chidi):
    chidi.person.delete()
    assert viewer_of(chidi.account).tokens == {"public", "network"}


def test_organisations_are_seen_by_whom_they_are_for(amina, chidi, ondara):
    found("open")
    found("closed", visibility="organisation")
    found("inner", visibility="network")
    found("ondara", kind="local-government", visibility="organisation")

    def seen(viewer) -> set[str]:
        return set(organisations_visible_to(viewer).values_list("slug", flat=True))

    assert seen(ANYBODY) == {"open"}
    assert seen(chidi.viewer) == {"open", "inner"}
    assert seen(amina.viewer) == {"open", "inner", "ondara"}
    keys = {ondara.pk}
    assert organisation_names(keys, "en") == {}
    assert organisation_names(keys, "en", amina.viewer)[ondara.pk].slug == "ondara"


def test_reading_the_market_never_touches_the_session(client):
    found("open")
    client.get("/en/organisations/")
    from django.contrib.sessions.models import Session

    assert Session.objects.count() == 0
    assert not client.cookies
