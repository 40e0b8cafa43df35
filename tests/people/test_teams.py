"""Teams of an organisation: editors make them, colleagues join the open ones, strangers see none."""

from __future__ import annotations

import uuid

import pytest
from django.db import transaction

from agora.journal.models import Entry
from agora.kernel.errors import NotYours
from agora.people.keeping import AlreadyThere
from agora.people.models import Membership, Team
from agora.people.queries import standing_of, viewer_of
from agora.people.teams import TeamIsClosed, team_join, team_leave, team_make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["editor", "admin"])
def test_who_makes_a_team_is_in_it(role, cast):
    team = team_make(standing_of(cast[role].account), cast.ondara.pk, "  Water \n", is_open=False)
    assert (team.name, team.is_open) == ("Water", False)
    assert f"team:{team.pk}" in viewer_of(cast[role].account).tokens
    assert Entry.objects.filter(verb="team-make", organisation=cast.ondara.pk).count() == 1


def test_a_lead_makes_a_team_without_belonging_to_it(cast):
    team = team_make(standing_of(cast["lead"].account), cast.ondara.pk, "Water", is_open=True)
    assert not Membership.objects.filter(team=team).exists()


@pytest.mark.parametrize("role", ["member", "translator", "reviewer", "other", "team", "stranger"])
def test_others_make_none(role, cast):
    with pytest.raises(NotYours):
        team_make(standing_of(cast[role].account), cast.ondara.pk, "Water", is_open=True)
    assert not Team.objects.filter(name="Water").exists()


def test_a_name_is_there_once_whatever_its_case(cast):
    standing = standing_of(cast["editor"].account)
    team_make(standing, cast.ondara.pk, "Water", is_open=True)
    for name in ("Water", "WATER", " water "):
        with pytest.raises(AlreadyThere) as refusal, transaction.atomic():
            team_make(standing, cast.ondara.pk, name, is_open=True)
        assert refusal.value.field == "name"
    team_make(standing_of(cast["other"].account), cast.brumal.pk, "Water", is_open=True)


def test_a_colleague_joins_an_open_team_once_and_leaves_it(cast):
    beto = cast["member"]
    water = Team.objects.create(organisation=cast.ondara, name="Water", is_open=True)
    for _ in range(2):
        team_join(standing_of(beto.account), cast.ondara.pk, water.pk)
    assert Membership.objects.filter(person=beto.person, team=water).count() == 1
    for _ in range(2):
        team_leave(standing_of(beto.account), cast.ondara.pk, water.pk)
    assert not Membership.objects.filter(team=water).exists()
    assert Membership.objects.filter(person=beto.person, organisation=cast.ondara).exists()
    verbs = Entry.objects.filter(person=beto.person.pk).order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["team-join", "team-leave"]


def test_a_closed_team_is_not_joined_by_oneself(cast):
    closed = Team.objects.create(organisation=cast.ondara, name="Closed")
    for role in ("member", "editor", "translator", "reviewer"):
        with pytest.raises(TeamIsClosed), transaction.atomic():
            team_join(standing_of(cast[role].account), cast.ondara.pk, closed.pk)
    assert not Membership.objects.filter(team=closed).exists()
    team_join(standing_of(cast["admin"].account), cast.ondara.pk, closed.pk)


def test_leaving_a_team_keeps_the_roles_one_had_with_it(cast):
    amina = cast["editor"]
    team_leave(standing_of(amina.account), cast.ondara.pk, cast.ondara_team.pk)
    assert standing_of(amina.account).roles == {cast.ondara.pk: frozenset({"editor"})}
    assert f"team:{cast.ondara_team.pk}" not in viewer_of(amina.account).tokens


def test_another_organisations_team_under_ones_own_is_not_there(cast):
    Team.objects.update(is_open=True)
    beto = standing_of(cast["member"].account)
    for organisation, team in (
        (cast.ondara.pk, cast.brumal_team.pk), (cast.brumal.pk, cast.brumal_team.pk),
        (cast.ondara.pk, uuid.UUID(int=3)),
    ):  # fmt: skip
        for act in (team_join, team_leave):
            with pytest.raises(NotYours), transaction.atomic():
                act(beto, organisation, team)
    lead = standing_of(cast["lead"].account)
    with pytest.raises(NotYours):  # a lead sees a team and is in none
        team_join(lead, cast.ondara.pk, cast.ondara_team.pk)
