"""Mailing an invitation: it goes to an address, which need not be anybody's account yet."""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.db.models import Q
from django.utils import timezone, translation

from agora.kernel import clock, jobs
from agora.notices import mail
from agora.notices.sending import TAKEN, BeingSent
from agora.people.invitations import digest_of, secret_of
from agora.people.models import Invitation
from agora.people.queries import name_of
from agora.people.words import role_name
from agora.topics.queries import PACT, vocabulary


def invitation_enqueue(invitation: uuid.UUID) -> None:
    """Have it mailed, in the open transaction."""
    invitation_mail.enqueue(str(invitation))


@jobs.job
def invitation_mail(invitation_id: str) -> None:
    """Mail an open invitation, once per time it was sent. The secret is made here and kept nowhere."""
    rows = Invitation.objects.filter(
        pk=invitation_id, state=Invitation.State.OPEN, mailed_at__isnull=True
    )
    invitation = rows.select_related("organisation", "invited_by", "axis").first()
    if invitation is None:
        return
    if not _take(invitation):
        raise BeingSent
    secret = secret_of(invitation)
    if digest_of(secret) != invitation.secret_digest:  # the installation's key was changed
        Invitation.objects.filter(pk=invitation.pk).update(secret_digest=digest_of(secret))
    language = invitation.mail_language
    try:
        with translation.override(language), timezone.override(dt.UTC):
            mail.send(
                invitation.email,
                template="notices/mail/invitation",
                context=_context(invitation, language, secret),
                language=language,
                key=f"invitation-{invitation.pk}-{int(invitation.expires_at.timestamp())}",
            )
    except Exception:
        Invitation.objects.filter(pk=invitation.pk).update(mail_taken_at=None)
        raise
    # Sent again meanwhile, it has another end, and another mail to come.
    Invitation.objects.filter(pk=invitation.pk, expires_at=invitation.expires_at).update(
        mailed_at=clock.now()
    )


def _take(invitation: Invitation) -> bool:
    """Whether no other process is mailing it; from now on we are."""
    now = clock.now()
    taken = Q(mail_taken_at__gt=now - TAKEN, mail_taken_at__lte=now)
    rows = Invitation.objects.filter(pk=invitation.pk, mailed_at__isnull=True).exclude(taken)
    return bool(rows.update(mail_taken_at=now))


def _context(invitation: Invitation, language: str, secret: str) -> dict[str, object]:
    organisation = invitation.organisation
    axis = vocabulary().term(PACT, invitation.axis.key) if invitation.axis else None
    return {
        "inviter": invitation.invited_by.name if invitation.invited_by else "",
        "into": name_of(organisation, language) if organisation else "",
        "role": role_name(invitation.role, duty=organisation is None),
        "for_language": invitation.language,
        "for_axis": axis.label(language) if axis else "",
        "until": invitation.expires_at,
        "link": f"{settings.SITE_URL}/{language}/desk/invitations/{secret}/",
    }
