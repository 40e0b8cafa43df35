"""What the services of this room share: locks, rows that are written without asking, the journal's line."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _

from agora.journal.services import entry_write
from agora.kernel.errors import AgoraError, NotYours
from agora.people import rules
from agora.people.account.services import person_make
from agora.people.models import Account, Duty, Membership, Organisation, Person
from agora.people.queries import Standing
from agora.people.rules import Grant
from agora.topics.models import Concept


class LastAdmin(AgoraError):
    """Without this person nobody could look after the organisation, or lead the learning team."""


class AlreadyThere(AgoraError):
    """It has been done before, perhaps by somebody else."""


def organisation_lock(standing: Standing, organisation: uuid.UUID) -> Organisation:
    """The organisation, locked until the act is done. NotYours when one may not even see it."""
    found = None
    if rules.may_see(standing, organisation):
        rows = Organisation.objects.select_for_update().filter(withdrawn_at__isnull=True)
        found = rows.filter(pk=organisation).first()
    if found is None:
        raise NotYours(_("There is no such organisation, or it is not yours."))
    return found


def membership_add(organisation: uuid.UUID, person: uuid.UUID, role: str) -> bool:
    """Write a role; says whether it is new. Asks nobody."""
    _row, new = Membership.objects.get_or_create(
        organisation_id=organisation, person_id=person, role=role, team=None
    )
    return new


def check_admin_remains(organisation: uuid.UUID, without: uuid.UUID) -> None:
    """Raise LastAdmin when nobody else with an open account is an admin."""
    others = Membership.objects.filter(
        organisation=organisation, role=Membership.Role.ADMIN, person__account__is_active=True
    ).exclude(person=without)
    if not others.exists():
        raise LastAdmin(
            _(
                "Nobody else is an admin of this organisation. Make a colleague an admin first, "
                "or hand over to one."
            )
        )


def check_lead_remains(leaving: Collection[Duty]) -> None:
    """Raise LastAdmin when nobody would lead every language and axis once these duties are gone."""
    whole = Duty.objects.select_for_update().filter(
        role=Duty.Role.LEAD, language="", axis=None, person__account__is_active=True
    )
    keys = {duty.pk for duty in leaving}
    if keys & {duty.pk for duty in whole} and not {duty.pk for duty in whole} - keys:
        raise LastAdmin(
            _("Nobody else leads the whole learning team. Make somebody else a lead first.")
        )


def roles_of(organisation: uuid.UUID, person: uuid.UUID) -> set[str]:
    return set(
        Membership.objects.filter(organisation=organisation, person=person).values_list(
            "role", flat=True
        )
    )


def member_at_least(organisation: uuid.UUID, person: uuid.UUID) -> None:
    if not roles_of(organisation, person):
        membership_add(organisation, person, Membership.Role.MEMBER)


def duty_add(
    person: uuid.UUID, role: str, *, language: str, axis: Concept | None
) -> tuple[Duty, bool]:
    """The duty, and whether it is new; asks nobody."""
    return Duty.objects.get_or_create(person_id=person, role=role, language=language, axis=axis)


def grant_of(duty: Duty) -> Grant:
    """What the rules ask about a duty."""
    return Grant(duty.role, None, duty.language, duty.axis.key if duty.axis else "")


def act_write(
    verb: str,
    organisation: uuid.UUID | None,
    standing: Standing,
    person: uuid.UUID | None,
    note: str,
) -> None:
    entry_write(
        verb,
        "organisation" if organisation else "person",
        organisation or person or uuid.UUID(int=0),
        actor=standing.account,
        note=note,
        organisation=organisation,
        person=person,
    )


def person_at(email: str, *, name: str = "", language: str = "") -> Person:
    """The person with this mail address; made, with an account, where there is none.

    For whoever vouches for the address: they sign in by a code that is mailed to it.
    """
    address = email.strip().lower()
    account = Account.objects.filter(email=address).first()
    if account is None:
        account = Account.objects.create_user(address)
        EmailAddress.objects.create(user_id=account.pk, email=address, verified=True, primary=True)
    return person_make(account, name=name, language=language)
