"""Nobody gives a role higher than they may, takes the last admin's, or reaches into another organisation."""

from __future__ import annotations

import uuid

import pytest
from django.db import transaction

from agora.journal.models import Entry
from agora.kernel.errors import NotYours
from agora.people import rules
from agora.people.keeping import LastAdmin
from agora.people.models import Duty, Membership, Team
from agora.people.queries import NOBODY, standing_of
from agora.people.rules import Grant
from agora.people.services import duty_give, duty_take, membership_give, membership_take, roles_set
from agora.topics.models import Concept

pytestmark = pytest.mark.django_db

WITHIN = ("translator", "editor", "reviewer", "member", "stranger", "other")
AXIS = "people"


@pytest.fixture
def standings(cast):
    return {role: standing_of(one.account) for role, one in cast.people.items()} | {
        "visitor": NOBODY
    }


def roles_of(somebody, organisation):
    return sorted(
        Membership.objects.filter(person=somebody.person, organisation=organisation).values_list(
            "role", flat=True
        )
    )


def acts(**which):
    return list(Entry.objects.filter(**which).order_by("pk").values_list("verb", "note"))


def test_who_may_give_which_role(cast, standings):
    """The whole table of B8: each role of the cast, each role that can be given."""
    may = {
        role: {
            grant
            for grant in Membership.Role.values
            if rules.may_grant(standing, Grant(grant, cast.ondara.pk))
        }
        for role, standing in standings.items()
    }
    everything = set(Membership.Role.values)
    assert may == {
        **{role: set() for role in standings}, "admin": everything, "lead": everything,
    }  # fmt: skip
    duties = {
        role: {grant for grant in Duty.Role.values if rules.may_grant(standing, Grant(grant))}
        for role, standing in standings.items()
    }
    assert duties == {role: set() for role in standings} | {"lead": set(Duty.Role.values)}
    for standing in standings.values():
        assert not rules.may_grant(standing, Grant("owner", cast.ondara.pk))
        assert not rules.may_grant(standing, Grant("lead", cast.ondara.pk))
        assert not rules.may_grant(standing, Grant("admin"))


def test_an_admin_gives_and_takes_and_each_act_is_in_the_journal_once(cast, standings):
    beto = cast["member"]
    before = Entry.objects.count()
    assert membership_give(standings["admin"], cast.ondara.pk, beto.person.pk, "editor")
    assert not membership_give(standings["admin"], cast.ondara.pk, beto.person.pk, "editor")
    assert roles_of(beto, cast.ondara) == ["editor", "member"]
    assert membership_take(standings["admin"], cast.ondara.pk, beto.person.pk, "editor")
    assert roles_of(beto, cast.ondara) == ["member"]
    assert acts(person=beto.person.pk) == [("role-give", "editor"), ("role-take", "editor")]
    assert Entry.objects.count() == before + 2
    entry = Entry.objects.latest("pk")
    assert (entry.actor, entry.organisation) == (cast["admin"].account.pk, cast.ondara.pk)


@pytest.mark.parametrize("role", WITHIN)
def test_others_give_and_take_nothing(role, cast, standings):
    before = list(Membership.objects.order_by("pk").values())
    written = Entry.objects.count()
    for target in ("member", "editor", "admin", role):
        for grant in ("admin", "translator"):
            with pytest.raises(NotYours), transaction.atomic():
                roles_set(
                    standings[role],
                    cast.ondara.pk,
                    cast[target].person.pk,
                    roles=[grant, "trainer"],
                )
    with pytest.raises(NotYours), transaction.atomic():
        roles_set(standings[role], cast.ondara.pk, cast["admin"].person.pk, roles=[])
    assert list(Membership.objects.order_by("pk").values()) == before
    assert Entry.objects.count() == written


def test_a_role_is_not_given_to_somebody_who_was_never_asked(cast, standings):
    for role in ("admin", "lead"):
        with pytest.raises(NotYours), transaction.atomic():
            membership_give(standings[role], cast.ondara.pk, cast["stranger"].person.pk, "editor")
    with pytest.raises(NotYours):
        membership_give(standings["admin"], cast.ondara.pk, uuid.UUID(int=5), "editor")


def test_the_last_admin_keeps_the_role_and_one_of_two_may_lose_it(cast, standings):
    gita, beto = cast["admin"], cast["member"]
    for role in ("admin", "lead"):
        with pytest.raises(LastAdmin), transaction.atomic():
            membership_take(standings[role], cast.ondara.pk, gita.person.pk, "admin")
    membership_give(standings["admin"], cast.ondara.pk, beto.person.pk, "admin")
    beto.account.is_active = False
    beto.account.save()
    with pytest.raises(LastAdmin), transaction.atomic():  # a closed account looks after nothing
        membership_take(standings["admin"], cast.ondara.pk, gita.person.pk, "admin")
    beto.account.is_active = True
    beto.account.save()
    membership_take(standings["admin"], cast.ondara.pk, gita.person.pk, "admin")
    assert roles_of(gita, cast.ondara) == ["member"]


def test_taking_a_role_that_came_with_a_team_leaves_one_in_the_team(cast, standings):
    amina = cast["editor"]
    roles_set(standings["admin"], cast.ondara.pk, amina.person.pk, roles=["translator"])
    rows = Membership.objects.filter(person=amina.person).values_list("role", "team__name")
    assert sorted(rows, key=str) == sorted(
        [("member", "Learning team"), ("translator", None)], key=str
    )
    assert not standing_of(amina.account).has(cast.ondara.pk, "editor")


def test_a_team_of_another_organisation_cannot_be_given(cast, standings):
    with pytest.raises(NotYours), transaction.atomic():
        roles_set(
            standings["admin"], cast.ondara.pk, cast["member"].person.pk,
            roles=[], teams=[cast.brumal_team.pk],
        )  # fmt: skip
    assert not Membership.objects.filter(team=cast.brumal_team).exists()


def test_an_admin_puts_people_into_teams_and_out_again(cast, standings):
    water = Team.objects.create(organisation=cast.ondara, name="Water")
    beto = cast["member"].person
    for _ in range(2):
        roles_set(standings["admin"], cast.ondara.pk, beto.pk, roles=[], teams=[water.pk])
    rows = Membership.objects.filter(person=beto).values_list("team__name", flat=True)
    assert set(rows) == {None, "Water"}
    assert sorted(verb for verb, _note in acts(person=beto.pk)) == [
        "team-join",
        "team-leave",
    ]
    roles_set(standings["admin"], cast.ondara.pk, beto.pk, roles=[], teams=[])
    assert roles_of(cast["member"], cast.ondara) == ["member"]


def test_a_suspended_admin_gives_nothing(cast):
    gita = cast["admin"]
    gita.account.is_active = False
    with pytest.raises(NotYours):
        membership_give(
            standing_of(gita.account), cast.ondara.pk, cast["member"].person.pk, "editor"
        )


def scoped_lead(somebody, *, language="", axis=None):
    Duty.objects.filter(person=somebody.person).delete()
    Duty.objects.create(person=somebody.person, role="lead", language=language, axis=axis)
    return standing_of(somebody.account)


def test_a_lead_of_a_part_gives_duties_in_that_part_alone(cast, standings):
    axis = Concept.objects.get(scheme__key="pact-2022", key=AXIS)
    hiro, team = cast["team"], cast["lead"].person
    portuguese = scoped_lead(hiro, language="pt")
    duty_give(portuguese, team.pk, "reviewer", language="pt")
    duty_give(portuguese, team.pk, "reviewer", language="pt", axis=axis)
    duty_give(portuguese, team.pk, "lead", language="pt")
    for language in ("", "es"):
        for role in Duty.Role.values:
            with pytest.raises(NotYours), transaction.atomic():
                duty_give(portuguese, hiro.person.pk, role, language=language)
    whole = Duty.objects.get(person=team, role="lead", language="")
    with pytest.raises(NotYours), transaction.atomic():
        duty_take(portuguese, whole.pk)
    people = scoped_lead(hiro, axis=axis)
    duty_give(people, team.pk, "translator", axis=axis)
    with pytest.raises(NotYours), transaction.atomic():
        duty_give(people, team.pk, "translator", language="pt")


def test_the_team_keeps_somebody_who_leads_all_of_it(cast, standings):
    mine = Duty.objects.get(person=cast["lead"].person)
    with pytest.raises(LastAdmin), transaction.atomic():
        duty_take(standings["lead"], mine.pk)
    duty_give(standings["lead"], cast["team"].person.pk, "lead", language="pt")
    with pytest.raises(LastAdmin), transaction.atomic():  # a lead of one language leads not all
        duty_take(standings["lead"], mine.pk)
    duty_give(standings["lead"], cast["team"].person.pk, "lead")
    duty_take(standings["lead"], mine.pk)
    assert not Duty.objects.filter(person=cast["lead"].person).exists()


def test_giving_a_duty_twice_is_one_duty_and_one_line(cast, standings):
    for _ in range(2):
        duty_give(standings["lead"], cast["team"].person.pk, "translator", language="pt")
    assert Duty.objects.filter(person=cast["team"].person, role="translator").count() == 1
    assert acts(verb="duty-give") == [("duty-give", "translator pt *")]


def test_a_duty_is_not_given_to_somebody_outside_the_team(cast, standings):
    with pytest.raises(NotYours):
        duty_give(standings["lead"], cast["admin"].person.pk, "reviewer")
