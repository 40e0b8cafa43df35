"""Asking who works where: organisations one belongs to, their people, teams and open invitations.

All of it starts from what the viewer may see; a number of rows never changes the number of queries.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from agora.kernel.errors import NotYours
from agora.people import rules
from agora.people.models import (
    Duty,
    Invitation,
    Membership,
    Organisation,
    OrganisationRequest,
    Person,
    Team,
)
from agora.people.queries import Standing, name_of

ORDER = list(Membership.Role.values)


@dataclass(frozen=True)
class Mine:
    """An organisation as its own people see it in a list."""

    id: uuid.UUID
    slug: str
    name: str
    roles: tuple[str, ...]
    people: int


@dataclass(frozen=True)
class Colleague:
    """Somebody of an organisation: roles in their usual order, teams by name."""

    id: uuid.UUID
    name: str
    roles: tuple[str, ...]
    teams: tuple[Team, ...]
    since: dt.datetime
    can_sign_in: bool


@dataclass(frozen=True)
class TeamRow:
    """A team with how many are in it, and whether the viewer is."""

    id: uuid.UUID
    name: str
    is_open: bool
    people: int
    mine: bool


def organisations_of(standing: Standing, text: str = "") -> QuerySet[Organisation]:
    """Those this person belongs to; for a lead all. `text` is looked for in their names."""
    found = Organisation.objects.filter(withdrawn_at__isnull=True)
    if not standing.is_lead:
        found = found.filter(pk__in=list(standing.roles))
    if text:
        found = found.filter(Q(texts__name__icontains=text) | Q(slug__icontains=text)).distinct()
    return found.order_by("slug")


def rows_of(
    organisations: Iterable[Organisation], standing: Standing, reader: str
) -> tuple[Mine, ...]:
    """These organisations as rows; two queries."""
    keys = [organisation.pk for organisation in organisations]
    found = Organisation.objects.filter(pk__in=keys).prefetch_related("texts")
    counted = found.annotate(people=Count("memberships__person", distinct=True))
    by_key = {organisation.pk: organisation for organisation in counted}
    return tuple(
        Mine(
            key,
            by_key[key].slug,
            name_of(by_key[key], reader),
            _ordered(standing.roles.get(key, frozenset())),
            by_key[key].people,
        )
        for key in keys
    )


def organisation_for(standing: Standing, organisation: uuid.UUID) -> Organisation:
    """The organisation, if this person may see its people; else NotYours."""
    found = None
    if rules.may_see(standing, organisation):
        rows = Organisation.objects.prefetch_related("texts").filter(withdrawn_at__isnull=True)
        found = rows.filter(pk=organisation).first()
    if found is None:
        raise NotYours(_("There is no such organisation, or it is not yours."))
    return found


def people_of(organisation: uuid.UUID) -> QuerySet[Person]:
    """Whoever belongs to the organisation, by name, each with their memberships there."""
    mine = Membership.objects.filter(organisation=organisation)
    return (
        Person.objects.filter(Exists(mine.filter(person=OuterRef("pk"))))
        .select_related("account")
        .prefetch_related(Prefetch("memberships", mine.select_related("team"), to_attr="here"))
        .order_by("name", "pk")
    )


def colleague(person: Person) -> Colleague:
    """One of `people_of` as a row."""
    rows: list[Membership] = person.here  # type: ignore[attr-defined]  # prefetched in people_of
    teams = {row.team.pk: row.team for row in rows if row.team}
    return Colleague(
        person.pk,
        person.name,
        _ordered({row.role for row in rows}),
        tuple(sorted(teams.values(), key=lambda team: team.name)),
        min(row.since for row in rows),
        bool(person.account and person.account.is_active),
    )


def colleague_for(organisation: uuid.UUID, person: uuid.UUID) -> Colleague:
    """One person of the organisation; NotYours when they do not belong to it."""
    found = people_of(organisation).filter(pk=person).first()
    if found is None:
        raise NotYours(_("This person does not belong to the organisation."))
    return colleague(found)


def teams_of(organisation: uuid.UUID, standing: Standing) -> tuple[TeamRow, ...]:
    """The organisation's teams by name; one query."""
    mine = Membership.objects.filter(team=OuterRef("pk"), person=standing.person)
    rows = Team.objects.filter(organisation=organisation).annotate(
        people=Count("memberships__person", distinct=True), mine=Exists(mine)
    )
    return tuple(
        TeamRow(team.pk, team.name, team.is_open, team.people, team.mine)
        for team in rows.order_by("name")
    )


def open_invitations(organisation: uuid.UUID | None) -> QuerySet[Invitation]:
    """Invitations that wait for an answer, the newest first; without an organisation the team's."""
    return (
        Invitation.objects.filter(organisation=organisation, state=Invitation.State.OPEN)
        .select_related("invited_by", "axis")
        .order_by("-created_at", "pk")
    )


def heirs_in(
    organisation: uuid.UUID | None, leaver: uuid.UUID
) -> tuple[tuple[uuid.UUID, str], ...]:
    """Who can take over from somebody: everybody else there who can sign in, by name."""
    rows = Person.objects.filter(account__is_active=True).exclude(pk=leaver)
    if organisation is None:
        rows = rows.filter(duties__isnull=False)
    else:
        rows = rows.filter(memberships__organisation=organisation)
    return tuple(rows.distinct().order_by("name", "pk").values_list("pk", "name"))


def team_people() -> QuerySet[Person]:
    """The learning team by name, each with their duties."""
    duties = Duty.objects.select_related("axis").order_by("role", "language", "pk")
    return (
        Person.objects.filter(Exists(Duty.objects.filter(person=OuterRef("pk"))))
        .select_related("account")
        .prefetch_related(Prefetch("duties", duties))
        .order_by("name", "pk")
    )


def team_person(person: uuid.UUID) -> Person:
    """One of the learning team; NotYours when they are not of it."""
    found = team_people().filter(pk=person).first()
    if found is None:
        raise NotYours(_("This person is not of the learning team."))
    return found


def requests_for(standing: Standing) -> QuerySet[OrganisationRequest]:
    """Requests to be on the market, the oldest open one first: a lead sees all, others their own."""
    found = OrganisationRequest.objects.select_related("asked_by", "kind", "seat", "decided_by")
    if not rules.may_decide_requests(standing):
        found = found.filter(asked_by=standing.person, asked_by__isnull=False)
    return found.order_by("asked_at", "pk")


def names_of_people(keys: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Names by person's id; one query."""
    return dict(Person.objects.filter(pk__in=set(keys)).values_list("pk", "name"))


def _ordered(roles: Collection[str]) -> tuple[str, ...]:
    """In their usual order; “member” only where there is nothing else."""
    found = sorted(set(roles), key=ORDER.index)
    more = [role for role in found if role != Membership.Role.MEMBER]
    return tuple(more or found)
