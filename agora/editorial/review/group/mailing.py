"""The mails to members of a reference group: they go to an address, which need not be an account's."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone, translation

from agora.editorial.models import GroupMember, Message, Submission
from agora.editorial.review.group.reading import digest_of, path_of, secret_of
from agora.kernel import clock, jobs
from agora.notices import mail
from agora.notices.sending import TAKEN, BeingSent
from agora.people.queries import person_names

INVITATION: Final = "invitation"
REMINDER: Final = "reminder"
ANSWERS: Final = "answers"
SENT: Final = {INVITATION: "mailed_at", REMINDER: "reminded_at", ANSWERS: "told_at"}
"""Which column says that a mail has left."""
SOON: Final = dt.timedelta(days=3)


@jobs.job
def group_mail(member_id: str, what: str) -> None:
    """Mail a member, once per invitation. The secret is made here and kept nowhere."""
    column = SENT[what]
    rows = GroupMember.objects.select_related("review__submission")
    member = rows.filter(pk=member_id, revoked_at=None, **{f"{column}__isnull": True}).first()
    if member is None or (what == REMINDER and member.declined_at is not None):
        return
    if not _take(member, column):
        raise BeingSent
    secret = secret_of(member)
    if digest_of(secret) != member.secret_digest:  # the installation's key was changed
        GroupMember.objects.filter(pk=member.pk).update(secret_digest=digest_of(secret))
    link = f"{settings.SITE_URL}/{member.language}{path_of(member)}"
    invited = int(member.invited_at.timestamp())
    try:
        with translation.override(member.language), timezone.override(dt.UTC):
            mail.send(
                member.email,
                template=f"editorial/mail/group_{what}",
                context={
                    "reader": member.name,
                    "title": member.review.submission.title,
                    "question": member.review.question,
                    "until": member.review.closes_at,
                    "invited_by": "".join(person_names([member.invited_by]).values()),
                    "link": link,
                },
                language=member.language,
                key=f"group-{what}-{member.pk}-{invited}",
                headers={"List-Unsubscribe": f"<{link}>"},
            )
    except Exception:
        GroupMember.objects.filter(pk=member.pk).update(mail_taken_at=None)
        raise
    # Invited again meanwhile, another mail is to come.
    GroupMember.objects.filter(pk=member.pk, invited_at=member.invited_at).update(
        **{column: clock.now(), "mail_taken_at": None}
    )


def _take(member: GroupMember, column: str) -> bool:
    """Whether no other process is mailing them; from now on we are."""
    now = clock.now()
    taken = Q(mail_taken_at__gt=now - TAKEN, mail_taken_at__lte=now)
    rows = GroupMember.objects.filter(pk=member.pk, **{f"{column}__isnull": True}).exclude(taken)
    return bool(rows.update(mail_taken_at=now))


def groups_remind() -> int:
    """Remind, in the last three days those who said nothing yet; once. How many these were."""
    now = clock.now()
    said = Message.objects.filter(member=OuterRef("pk"))
    quiet = GroupMember.objects.filter(
        ~Exists(said), revoked_at=None, declined_at=None, reminded_at=None, mailed_at__isnull=False,
        mailed_at__lt=now - SOON, review__closes_at__gt=now, review__closes_at__lte=now + SOON,
        review__released_at=None, review__submission__state__in=Submission.OPEN,
    )  # fmt: skip
    for key in (found := list(quiet.values_list("pk", flat=True)[:500])):
        group_mail.enqueue(str(key), REMINDER)
    return len(found)
