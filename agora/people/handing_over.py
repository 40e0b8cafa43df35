"""Leaving, and handing over: all that was somebody's passes to a named colleague in one act."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from agora.journal.services import entry_write
from agora.kernel.errors import AgoraError, NotYours
from agora.people import rules, upstairs
from agora.people.keeping import (
    check_admin_remains,
    check_lead_remains,
    duty_add,
    grant_of,
    membership_add,
    organisation_lock,
)
from agora.people.models import Duty, Handover, Invitation, Membership, Person, Team
from agora.people.queries import Standing
from agora.people.rules import Grant
from agora.people.teams import team_add


class NeedsAnHeir(AgoraError):
    """Work of this person is open: it must pass to somebody."""


@dataclass(frozen=True)
class HandedOver:
    """What passed: roles (or duties) and pieces of open work."""

    roles: int
    work: int


@transaction.atomic
def handover(
    standing: Standing,
    organisation: uuid.UUID | None,
    leaver_id: uuid.UUID,
    heir_id: uuid.UUID | None,
) -> HandedOver:
    """End somebody's part in an organisation, or with none in the learning team.

    With an heir, a colleague there, everything passes to them: open work, invitations that wait, and every
    role that whoever does this may give (who leaves by themselves and is no admin passes on work alone).
    Without one, nothing may be open. Admins and leads do this for others, everybody for themselves.

    Raises NotYours, NeedsAnHeir, and LastAdmin when nobody would be left who gives roles.
    """
    if organisation is not None:
        organisation_lock(standing, organisation)
    leaver = _person_in(organisation, leaver_id)
    if leaver is None or not (
        leaver.pk == standing.person or _may_end(standing, organisation, leaver)
    ):
        raise NotYours(_("There is nobody of this name here, or it is not yours to decide."))
    heir = _heir(organisation, leaver, heir_id)
    if heir is None and upstairs.held(organisation, leaver.account_id):
        raise NeedsAnHeir(
            _("Work of this person is still open. Choose a colleague who takes it over."), "heir"
        )
    roles = work = 0
    if heir is not None:
        roles = (
            _pass_roles(standing, organisation, leaver, heir)
            if organisation is not None
            else _pass_duties(standing, leaver, heir)
        )
        work = upstairs.pass_on(organisation, leaver.account_id, heir.account_id)
        Invitation.objects.filter(
            organisation=organisation, invited_by=leaver, state=Invitation.State.OPEN
        ).update(invited_by=heir)
        Handover.objects.create(organisation_id=organisation, leaver=leaver, heir=heir)
    if organisation is not None:
        _end_membership(organisation, leaver)
    else:
        _end_duties(leaver)
    entry_write(
        "handover" if heir else "membership-end",
        "organisation" if organisation else "person",
        organisation or leaver.pk,
        actor=standing.account,
        note=f"to {heir.pk}; roles {roles}; work {work}" if heir else "",
        organisation=organisation,
        person=leaver.pk,
    )
    if heir is not None and heir.account_id != standing.account:
        upstairs.tell(
            heir.account_id,
            cause=f"handover-{organisation or 'team'}-{leaver.pk}-{heir.pk}",
            template="people/mail/handover",
            values={"left_by": str(leaver.account_id or ""), "pieces": str(work)},
            path=f"/desk/organisations/{organisation}/" if organisation else "/desk/team/",
        )
    return HandedOver(roles, work)


def _person_in(organisation: uuid.UUID | None, person_id: uuid.UUID) -> Person | None:
    if organisation is None:
        here = Duty.objects.filter(person=person_id).exists()
    else:
        rows = Membership.objects.filter(organisation=organisation, person=person_id)
        here = rows.exists()
    return Person.objects.filter(pk=person_id).first() if here else None


def _may_end(standing: Standing, organisation: uuid.UUID | None, leaver: Person) -> bool:
    if organisation is not None:
        return bool(rules.may_manage(standing, organisation))
    duties = Duty.objects.select_related("axis").filter(person=leaver)
    return all(rules.may_grant(standing, grant_of(duty)) for duty in duties)


def _heir(
    organisation: uuid.UUID | None, leaver: Person, heir_id: uuid.UUID | None
) -> Person | None:
    if heir_id is None:
        return None
    heir = _person_in(organisation, heir_id)
    if heir is None or heir.account is None or not heir.account.is_active:
        raise NotYours(_("Choose somebody who belongs here and can sign in."))
    if heir.pk == leaver.pk:
        raise NeedsAnHeir(_("Choose a colleague: one cannot hand over to oneself."), "heir")
    return heir


def _pass_roles(standing: Standing, organisation: uuid.UUID, leaver: Person, heir: Person) -> int:
    passed = 0
    for role, team in Membership.objects.filter(
        organisation=organisation, person=leaver
    ).values_list("role", "team"):
        if not rules.may_grant(standing, Grant(role, organisation)):
            continue
        if role != Membership.Role.MEMBER:
            passed += membership_add(organisation, heir.pk, role)
        if team is not None:
            team_add(Team.objects.get(pk=team), heir.pk)
    return passed


def _pass_duties(standing: Standing, leaver: Person, heir: Person) -> int:
    passed = 0
    for duty in Duty.objects.select_related("axis").filter(person=leaver):
        if rules.may_grant(standing, grant_of(duty)):
            _duty, new = duty_add(heir.pk, duty.role, language=duty.language, axis=duty.axis)
            passed += new
    return passed


def _end_membership(organisation: uuid.UUID, leaver: Person) -> None:
    rows = Membership.objects.filter(organisation=organisation, person=leaver)
    if rows.filter(role=Membership.Role.ADMIN).exists():
        check_admin_remains(organisation, leaver.pk)
    rows.delete()


def _end_duties(leaver: Person) -> None:
    rows = Duty.objects.filter(person=leaver)
    check_lead_remains(list(rows))
    rows.delete()
