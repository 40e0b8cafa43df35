"""Inviting somebody by mail into an organisation or the learning team, and answering.

The secret is made from the invitation's id and the day it ends with the installation's key, so that the
job that mails it needs no more than the id; the row keeps its SHA-256. Sent again, an invitation ends later
and has another secret: the older mail leads nowhere.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from typing import Final

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from agora.journal.services import entry_write
from agora.kernel import clock, languages
from agora.kernel.errors import AgoraError, NotYours
from agora.people import rules, upstairs
from agora.people.keeping import duty_add, membership_add, organisation_lock
from agora.people.models import Duty, Invitation, Membership, Person
from agora.people.queries import Standing, standing_of
from agora.people.rules import Grant
from agora.topics.models import Concept

LASTS: Final = dt.timedelta(days=14)
MOST_OPEN: Final = 200
"""Open invitations of one organisation, or of the learning team: a bound on what a thief could mail."""


class InvitationOver(AgoraError):
    """It has ended, was taken back, or was answered before."""


class InvitedIsSomebodyElse(AgoraError):
    """Whoever is signed in has not shown that the invited address is theirs."""


class AlreadyIn(AgoraError):
    """Whoever is invited has this role already."""


@transaction.atomic
def invitation_send(
    standing: Standing,
    *,
    email: str,
    role: str,
    organisation: uuid.UUID | None = None,
    language: str = "",
    axis: Concept | None = None,
    mail_language: str,
) -> Invitation:
    """Invite an address into an organisation, or with none into the learning team, and mail it.

    One that is open for the same address and role is answered with itself: nothing is mailed twice.
    Raises NotYours for a role one may not give, AlreadyIn, and AgoraError when too many are open.
    """
    tag = languages.normalise(language) if language else ""
    if organisation is not None:
        organisation_lock(standing, organisation)
        tag, axis = "", None
    if not rules.may_grant(standing, Grant(role, organisation, tag, axis.key if axis else "")):
        raise NotYours(_("You cannot invite somebody into this role."))
    address = email.strip().lower()
    if _has_it(address, role, organisation, tag, axis):
        raise AlreadyIn(_("Somebody with this address has this role already."), "email")
    open_ones = Invitation.objects.filter(organisation=organisation, state=Invitation.State.OPEN)
    same = open_ones.filter(email=address, role=role, language=tag, axis=axis).first()
    if same is not None:
        if is_over(same):
            _send_anew(same, standing)
        return same
    if open_ones.count() >= MOST_OPEN:
        raise AgoraError(
            _("Too many invitations are open. Take back those nobody will answer, then try again.")
        )
    invitation = Invitation(
        organisation_id=organisation,
        email=address,
        role=role,
        language=tag,
        axis=axis,
        invited_by_id=standing.person,
        mail_language=mail_language if mail_language in languages.TAGS else "en",
        expires_at=clock.now() + LASTS,
    )
    invitation.secret_digest = digest_of(secret_of(invitation))
    invitation.save(force_insert=True)
    _journal("invitation-send", invitation, standing.account)
    upstairs.invite(invitation.pk)
    return invitation


@transaction.atomic
def invitation_resend(
    standing: Standing, organisation: uuid.UUID | None, invitation_id: uuid.UUID
) -> Invitation:
    """Mail it once more, with a new secret and a new end; the person who sends it now invites."""
    invitation = _mine(standing, organisation, invitation_id)
    _send_anew(invitation, standing)
    return invitation


@transaction.atomic
def invitation_revoke(
    standing: Standing, organisation: uuid.UUID | None, invitation_id: uuid.UUID
) -> Invitation:
    """Take it back: its mail leads nowhere any more."""
    invitation = _mine(standing, organisation, invitation_id)
    _close(invitation, Invitation.State.REVOKED)
    _journal("invitation-revoke", invitation, standing.account)
    return invitation


@transaction.atomic
def invitation_accept(account_id: uuid.UUID, secret: str) -> Invitation:
    """Give the role to whoever is signed in. Accepting one's own once more changes nothing.

    Raises NotYours when there is no such invitation, InvitationOver, InvitedIsSomebodyElse.
    """
    invitation = invitation_for(secret, lock=True)
    _check_address(account_id, invitation)
    if invitation.state == Invitation.State.ACCEPTED:
        return invitation
    _check_open(invitation)
    person = _person_of(account_id, invitation)
    if invitation.organisation_id is not None:
        membership_add(invitation.organisation_id, person.pk, invitation.role)
    else:
        duty_add(person.pk, invitation.role, language=invitation.language, axis=invitation.axis)
    _close(invitation, Invitation.State.ACCEPTED)
    _journal("invitation-accept", invitation, account_id, person.pk)
    if invitation.invited_by is not None:
        upstairs.tell(
            invitation.invited_by.account_id,
            cause=f"invitation-accepted-{invitation.pk}",
            template="people/mail/accepted",
            values={"accepted_by": str(account_id), "role": invitation.role},
            path=page_of(invitation),
        )
    return invitation


@transaction.atomic
def invitation_decline(account_id: uuid.UUID, secret: str) -> Invitation:
    """Say no. Raises as accepting does."""
    invitation = invitation_for(secret, lock=True)
    _check_address(account_id, invitation)
    if invitation.state == Invitation.State.DECLINED:
        return invitation
    _check_open(invitation)
    _close(invitation, Invitation.State.DECLINED)
    _journal("invitation-decline", invitation, account_id)
    return invitation


def invitation_for(secret: str, *, lock: bool = False) -> Invitation:
    """The invitation with this secret, in whatever state; NotYours when there is none."""
    rows = Invitation.objects.select_related("organisation", "axis", "invited_by")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(secret_digest=digest_of(secret)).first()
    if found is None or found.state == Invitation.State.REVOKED:
        raise NotYours(_("There is no such invitation. Perhaps a newer mail brought another link."))
    if found.organisation is not None and found.organisation.withdrawn_at is not None:
        raise NotYours(_("This organisation is not on the market any more."))
    return found


def secret_of(invitation: Invitation) -> str:
    """What the mail carries: 64 hexadecimal digits."""
    said = f"{invitation.pk}:{invitation.expires_at.timestamp()}"
    return salted_hmac("people.invitation", said, algorithm="sha256").hexdigest()


def digest_of(secret: str) -> str:
    """What the row keeps of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_over(invitation: Invitation) -> bool:
    """Whether its time is over, or has not come: a clock that was turned back opens nothing."""
    return not invitation.expires_at - LASTS <= clock.now() < invitation.expires_at


def is_backed(invitation: Invitation) -> bool:
    """Whether whoever invited may still give this role."""
    if invitation.invited_by is None or invitation.invited_by.account is None:
        return False
    axis = invitation.axis.key if invitation.axis else ""
    grant = Grant(invitation.role, invitation.organisation_id, invitation.language, axis)
    return bool(rules.may_grant(standing_of(invitation.invited_by.account), grant))


def addresses_shown_to_be(account_id: uuid.UUID) -> frozenset[str]:
    """The mail addresses that this account has shown to be its own, in lower case."""
    rows = EmailAddress.objects.filter(user_id=account_id, user__is_active=True, verified=True)
    return frozenset(str(address).lower() for address in rows.values_list("email", flat=True))


def page_of(invitation: Invitation) -> str:
    """The desk's page about it, without a language."""
    if invitation.organisation_id is None:
        return "/desk/team/"
    return f"/desk/organisations/{invitation.organisation_id}/"


def _check_address(account_id: uuid.UUID, invitation: Invitation) -> None:
    if invitation.email not in addresses_shown_to_be(account_id):
        raise InvitedIsSomebodyElse(
            _(
                "This invitation is for another mail address than yours. Sign in with the invited "
                "address, or add it to your account and confirm it there."
            )
        )


def _check_open(invitation: Invitation) -> None:
    if invitation.state != Invitation.State.OPEN:
        raise InvitationOver(_("This invitation has been answered already."))
    if is_over(invitation) or not is_backed(invitation):
        raise InvitationOver(
            _("This invitation is no longer valid. Ask whoever invited you to send it again.")
        )


def _has_it(
    address: str, role: str, organisation: uuid.UUID | None, language: str, axis: Concept | None
) -> bool:
    people = Person.objects.filter(account__email=address)
    if organisation is not None:
        rows = Membership.objects.filter(organisation=organisation, person__in=people)
        # Whoever has any role is a member already.
        if role != Membership.Role.MEMBER:
            rows = rows.filter(role=role)
        return rows.exists()
    return Duty.objects.filter(person__in=people, role=role, language=language, axis=axis).exists()


def _mine(
    standing: Standing, organisation: uuid.UUID | None, invitation_id: uuid.UUID
) -> Invitation:
    """The open invitation of that organisation, if this person may give its role."""
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("axis")
        .filter(pk=invitation_id, organisation=organisation, state=Invitation.State.OPEN)
        .first()
    )
    axis = invitation.axis.key if invitation and invitation.axis else ""
    if invitation is None or not rules.may_grant(
        standing, Grant(invitation.role, organisation, invitation.language, axis)
    ):
        raise NotYours(_("There is no such open invitation."))
    return invitation


def _send_anew(invitation: Invitation, standing: Standing) -> None:
    invitation.expires_at = clock.now() + LASTS
    invitation.secret_digest = digest_of(secret_of(invitation))
    invitation.invited_by_id = standing.person
    invitation.mailed_at = invitation.mail_taken_at = None
    invitation.save(
        update_fields=["expires_at", "secret_digest", "invited_by", "mailed_at", "mail_taken_at"]
    )
    _journal("invitation-resend", invitation, standing.account)
    upstairs.invite(invitation.pk)


def _close(invitation: Invitation, state: Invitation.State) -> None:
    invitation.state = state
    invitation.answered_at = clock.now()
    invitation.save(update_fields=["state", "answered_at"])


def _person_of(account_id: uuid.UUID, invitation: Invitation) -> Person:
    """The person behind the account; one who has written no profile yet gets an empty one."""
    person, _new = Person.objects.get_or_create(
        account_id=account_id,
        defaults={
            "name": invitation.email.split("@", 1)[0][:200],
            "language": invitation.mail_language,
        },
    )
    return person


def _journal(
    verb: str, invitation: Invitation, actor: uuid.UUID | None, person: uuid.UUID | None = None
) -> None:
    axis = invitation.axis.key if invitation.axis else ""
    entry_write(
        verb,
        "invitation",
        invitation.pk,
        actor=actor,
        note=" ".join(part for part in (invitation.role, invitation.language, axis) if part),
        organisation=invitation.organisation_id,
        person=person,
    )
