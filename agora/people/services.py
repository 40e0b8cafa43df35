"""Giving and taking roles and duties; asking for an organisation.

Every act checks, writes, and leaves one line in the journal, without names. Those of one organisation
wait for each other (its row is locked), so that two admins cannot take each other's last role at once.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from agora.journal.services import entry_write
from agora.kernel import languages
from agora.kernel.errors import NotYours
from agora.people import rules, upstairs
from agora.people.keeping import (
    act_write,
    check_admin_remains,
    check_lead_remains,
    duty_add,
    grant_of,
    member_at_least,
    membership_add,
    organisation_lock,
    person_at,
    roles_of,
)
from agora.people.models import Duty, Membership, OrganisationRequest, Person
from agora.people.queries import Standing, name_of
from agora.people.rules import Grant
from agora.people.teams import teams_set
from agora.topics.models import Concept, Place


@transaction.atomic
def roles_set(
    standing: Standing,
    organisation: uuid.UUID,
    person: uuid.UUID,
    *,
    roles: Collection[str],
    teams: Collection[uuid.UUID] | None = None,
) -> bool:
    """Give somebody of the organisation exactly these roles, and these teams where any are given.

    Says whether anything changed. Whoever loses every role stays a member. Raises NotYours for a role
    this person may not give or take, or when the other does not belong there; LastAdmin when nobody
    would be left who gives roles.
    """
    organisation_lock(standing, organisation)
    rows = list(Membership.objects.filter(organisation=organisation, person=person))
    if not rows:
        raise NotYours(_("This person does not belong to the organisation. Invite them first."))
    has = {row.role for row in rows} - {Membership.Role.MEMBER}
    wanted = set(roles) - {Membership.Role.MEMBER.value}
    given, taken = wanted - has, has - wanted
    for role in given | taken:
        if not rules.may_grant(standing, Grant(role, organisation)):
            raise NotYours(_("You cannot give or take this role."))
    if Membership.Role.ADMIN in taken:
        check_admin_remains(organisation, person)
    for role in sorted(taken):
        _role_end(rows, role)
        act_write("role-take", organisation, standing, person, role)
    for role in sorted(given):
        membership_add(organisation, person, role)
        act_write("role-give", organisation, standing, person, role)
    if teams is not None:
        teams_set(standing, organisation, person, set(teams))
    member_at_least(organisation, person)
    if given:
        _tell_roles(standing, organisation, person, given)
    return bool(given or taken)


def membership_give(
    standing: Standing, organisation: uuid.UUID, person: uuid.UUID, role: str
) -> bool:
    """Give somebody of the organisation one more role; says whether they had it not."""
    has = roles_of(organisation, person)
    return roles_set(standing, organisation, person, roles=has | {role})


def membership_take(
    standing: Standing, organisation: uuid.UUID, person: uuid.UUID, role: str
) -> bool:
    """Take one role from somebody, who stays a member; says whether they had it."""
    has = roles_of(organisation, person)
    return roles_set(standing, organisation, person, roles=has - {role})


@transaction.atomic
def duty_give(
    standing: Standing,
    person: uuid.UUID,
    role: str,
    *,
    language: str = "",
    axis: Concept | None = None,
) -> Duty:
    """Give somebody of the learning team one more duty. Twice counts once.

    Raises NotYours when this person leads no part that covers it, or when the other is not of the team.
    """
    tag = languages.normalise(language) if language else ""
    if not rules.may_grant(standing, Grant(role, None, tag, axis.key if axis else "")):
        raise NotYours(_("You cannot give this duty: it lies outside the part you lead."))
    if not Duty.objects.filter(person=person).exists():
        raise NotYours(_("This person is not of the learning team. Invite them first."))
    duty, new = duty_add(person, role, language=tag, axis=axis)
    if new:
        act_write("duty-give", None, standing, person, _scope(duty))
        upstairs.tell(
            Person.objects.values_list("account_id", flat=True).get(pk=person),
            cause=f"duty-{duty.pk}",
            template="people/mail/duty",
            values={"role": role, "for_language": tag},
            path="/desk/team/",
        )
    return duty


@transaction.atomic
def duty_take(standing: Standing, duty_id: uuid.UUID) -> None:
    """Take a duty. Raises NotYours, and LastAdmin when nobody would lead the whole team."""
    duty = Duty.objects.select_related("axis").filter(pk=duty_id).first()
    if duty is None or not rules.may_grant(standing, grant_of(duty)):
        raise NotYours(_("There is no such duty, or you do not lead this part of the team."))
    check_lead_remains([duty])
    act_write("duty-take", None, standing, duty.person_id, _scope(duty))
    duty.delete()


@transaction.atomic
def lead_add(email: str) -> bool:
    """The operator makes somebody lead the whole learning team; says whether they did not before.

    Whoever runs this holds the machine: nobody is asked.
    """
    person = person_at(email)
    duty, new = duty_add(person.pk, Duty.Role.LEAD, language="", axis=None)
    if new:
        entry_write("duty-give", "person", person.pk, note=f"{duty.role} * *", person=person.pk)
    return new


@transaction.atomic
def organisation_ask(
    standing: Standing,
    *,
    name: str,
    kind: Concept,
    seat: Place | None,
    website: str,
    why: str,
    language: str,
) -> OrganisationRequest:
    """Ask that one's organisation be on the market. The same question again is the same request."""
    if standing.person is None:
        raise NotYours(_("Complete your profile first: we must know who asks."))
    request, new = OrganisationRequest.objects.get_or_create(
        asked_by_id=standing.person,
        name=" ".join(name.split())[:200],
        state=OrganisationRequest.State.OPEN,
        defaults={
            "kind": kind,
            "seat": seat,
            "website": website,
            "why": why,
            "language": languages.normalise(language),
        },
    )
    if new:
        entry_write("organisation-ask", "organisation-request", request.pk, actor=standing.account)
        leads = Duty.objects.filter(role=Duty.Role.LEAD, person__account__is_active=True)
        for account in leads.values_list("person__account_id", flat=True).distinct():
            upstairs.tell(
                account,
                cause=f"organisation-request-{request.pk}",
                template="people/mail/organisation_asked",
                values={"title": request.name, "asked_by": str(standing.account)},
                path=f"/desk/team/requests/{request.pk}/",
            )
    return request


def _role_end(rows: Collection[Membership], role: str) -> None:
    """Take a role out of every row; what is left of a row in a team is that one is in the team."""
    for row in rows:
        if row.role != role:
            continue
        if row.team_id is not None:
            twin = Membership.objects.filter(
                person=row.person_id, team=row.team_id, role=Membership.Role.MEMBER
            )
            if not twin.exists():
                Membership.objects.filter(pk=row.pk).update(role=Membership.Role.MEMBER)
                continue
        Membership.objects.filter(pk=row.pk).delete()


def _tell_roles(
    standing: Standing, organisation: uuid.UUID, person: uuid.UUID, roles: Collection[str]
) -> None:
    rows = Membership.objects.filter(organisation=organisation, person=person, role__in=roles)
    for row in rows.select_related("person", "organisation").prefetch_related(
        "organisation__texts"
    ):
        upstairs.tell(
            row.person.account_id,
            cause=f"role-{row.pk}-{row.role}",
            template="people/mail/role",
            values={
                "title": name_of(row.organisation, row.person.language),
                "role": row.role,
                "given_by": str(standing.account),
            },
            path=f"/desk/organisations/{organisation}/",
        )


def _scope(duty: Duty) -> str:
    axis = duty.axis.key if duty.axis else "*"
    return f"{duty.role} {duty.language or '*'} {axis}"
