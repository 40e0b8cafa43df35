"""The teams of an organisation: made, joined, left."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from agora.kernel.errors import AgoraError, NotYours
from agora.people import rules
from agora.people.keeping import (
    AlreadyThere,
    act_write,
    member_at_least,
    membership_add,
    organisation_lock,
)
from agora.people.models import Membership, Team
from agora.people.queries import Standing


class TeamIsClosed(AgoraError):
    """Admins put people into this team."""


@transaction.atomic
def team_make(standing: Standing, organisation: uuid.UUID, name: str, *, is_open: bool) -> Team:
    """Make a team of the organisation; whoever makes it and belongs there is in it.

    Raises NotYours, and AlreadyThere when a team has this name.
    """
    organisation_lock(standing, organisation)
    if not rules.may_make_teams(standing, organisation):
        raise NotYours(_("Editors and admins of the organisation make its teams."))
    clean = " ".join(name.split())[:200]
    if Team.objects.filter(organisation=organisation, name__iexact=clean).exists():
        raise AlreadyThere(
            _("There is a team of this name already. Join it, or choose another name."), "name"
        )
    team = Team.objects.create(organisation_id=organisation, name=clean, is_open=is_open)
    if standing.person is not None and rules.belongs(standing, organisation):
        team_add(team, standing.person)
    act_write("team-make", organisation, standing, None, f"team {team.pk}")
    return team


@transaction.atomic
def team_join(standing: Standing, organisation: uuid.UUID, team_id: uuid.UUID) -> Team:
    """Join an open team of one's own organisation. Twice counts once."""
    organisation_lock(standing, organisation)
    team = _team_of(organisation, team_id)
    if standing.person is None or not rules.belongs(standing, organisation):
        raise NotYours(_("This team is not yours to join."))
    if not team.is_open and not rules.administers(standing, organisation):
        raise TeamIsClosed(_("An admin of your organisation puts people into this team. Ask them."))
    if team_add(team, standing.person):
        act_write("team-join", organisation, standing, standing.person, f"team {team.pk}")
    return team


@transaction.atomic
def team_leave(standing: Standing, organisation: uuid.UUID, team_id: uuid.UUID) -> Team:
    """Leave a team of one's own organisation; one stays in the organisation, with one's roles."""
    organisation_lock(standing, organisation)
    team = _team_of(organisation, team_id)
    if standing.person is None or not rules.belongs(standing, organisation):
        raise NotYours(_("This team is not yours to leave."))
    if team_drop(team, standing.person):
        act_write("team-leave", organisation, standing, standing.person, f"team {team.pk}")
    return team


def teams_set(
    standing: Standing, organisation: uuid.UUID, person: uuid.UUID, wanted: set[uuid.UUID]
) -> None:
    if not rules.may_manage(standing, organisation):
        raise NotYours(_("You cannot put people into teams here."))
    teams = {team.pk: team for team in Team.objects.filter(organisation=organisation)}
    if not wanted <= set(teams):
        raise NotYours(_("This team is not of this organisation."))
    for key, team in teams.items():
        if key in wanted and team_add(team, person):
            act_write("team-join", organisation, standing, person, f"team {key}")
        elif key not in wanted and team_drop(team, person):
            act_write("team-leave", organisation, standing, person, f"team {key}")


def _team_of(organisation: uuid.UUID, team_id: uuid.UUID) -> Team:
    team = Team.objects.filter(organisation=organisation, pk=team_id).first()
    if team is None:
        raise NotYours(_("There is no such team in this organisation."))
    return team


def team_add(team: Team, person: uuid.UUID) -> bool:
    if Membership.objects.filter(team=team, person=person).exists():
        return False
    Membership.objects.create(
        organisation_id=team.organisation_id,
        team=team,
        person_id=person,
        role=Membership.Role.MEMBER,
    )
    return True


def team_drop(team: Team, person: uuid.UUID) -> bool:
    """Out of the team, keeping in the organisation whatever roles were written with it."""
    rows = Membership.objects.filter(team=team, person=person)
    roles = set(rows.values_list("role", flat=True))
    if not roles:
        return False
    rows.delete()
    for role in roles - {Membership.Role.MEMBER.value}:
        membership_add(team.organisation_id, person, role)
    member_at_least(team.organisation_id, person)
    return True
