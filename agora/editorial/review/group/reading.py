"""Asking for readings: whose link it is, what was said to whom it may be shown, the public log.

The secret of a member's link is made from the member's id and the moment of the invitation with the
installation's key, so that the job that mails it needs no more than the id; the row keeps its SHA-256.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from agora.editorial import rules
from agora.editorial.models import GroupMember, GroupReview, Message, Submission
from agora.kernel import clock
from agora.kernel.errors import AgoraError, NotYours
from agora.people.invitations import addresses_shown_to_be
from agora.people.queries import Standing

AFTERWARDS: Final = dt.timedelta(days=30)
"""How long after closing a link still shows what became of the comments."""
LONGEST_ANSWER: Final = 2000


class ReadingOver(AgoraError):
    """The link has ended."""


def secret_of(member: GroupMember) -> str:
    """What the mail carries: 64 hexadecimal digits."""
    said = f"{member.pk}:{member.invited_at.timestamp()}"
    return salted_hmac("editorial.group_member", said, algorithm="sha256").hexdigest()


def digest_of(secret: str) -> str:
    """What the row keeps of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_open(review: GroupReview, submission: Submission) -> bool:
    """Whether the group may still comment."""
    return (
        review.released_at is None
        and clock.now() < review.closes_at
        and submission.state in Submission.OPEN
    )


def group_reads(submission: Submission) -> bool:
    """Whether a reference group may still comment on it."""
    review = GroupReview.objects.filter(submission=submission).first()
    return review is not None and is_open(review, submission)


def member_for(secret: str, *, lock: bool = False) -> GroupMember:
    """The member with this secret, with review and submission; raises NotYours, ReadingOver."""
    rows = GroupMember.objects.select_related("review__submission")
    if lock:
        rows = rows.select_for_update(of=("self",))
    member = rows.filter(secret_digest=digest_of(secret), revoked_at=None).first()
    if member is None:
        raise NotYours(_("There is no such reading. Perhaps a newer mail brought another link."))
    if not member.invited_at <= clock.now() < member.expires_at:
        raise ReadingOver(_("This link has ended. Thank you for reading."))
    return member


def page_of(submission: Submission) -> str:
    """The desk's page about the group of a submission, without the language."""
    return f"/desk/review/{submission.pk}/group/"


def path_of(member: GroupMember) -> str:
    """The member's own page, without the language."""
    return f"/desk/reading/{secret_of(member)}/"


def comments_of(review: GroupReview) -> QuerySet[Message]:
    """All that the group said, in its order."""
    return Message.objects.filter(
        submission=review.submission_id, audience=Message.Audience.GROUP
    ).order_by("at", "pk")


def to_be_told(review: GroupReview) -> QuerySet[GroupMember]:
    """The members who said something and can still be told what became of it."""
    said = comments_of(review).exclude(member=None).values("member")
    return review.members.filter(pk__in=said, revoked_at=None)


def readings_of(account: uuid.UUID) -> tuple[GroupMember, ...]:
    """What this account is asked to read and has not declined, the next to close first."""
    mine = Q(account=account) | Q(email__in=addresses_shown_to_be(account))
    return tuple(
        GroupMember.objects.select_related("review__submission")
        .filter(
            mine, revoked_at=None, declined_at=None, review__closes_at__gt=clock.now(),
            review__released_at=None, review__submission__state__in=Submission.OPEN,
        )
        .order_by("review__closes_at", "pk")[:20]
    )  # fmt: skip


@dataclass(frozen=True)
class Comment:
    """What somebody of the group said, and what became of it; `by` is empty where no name is shown."""

    id: uuid.UUID
    by: str
    field: str
    text: str
    language: str
    at: dt.datetime
    outcome: str = ""
    answer: str = ""


def all_said(
    standing: Standing, review: GroupReview, submission: Submission
) -> tuple[Comment, ...]:
    """The comments this person may see: the learning team all, the provider once the reading closed.

    The provider sees a name only where its bearer agreed.
    """
    is_team = rules.may_review(standing, submission) and not rules.is_their_own(
        standing, submission
    )
    if not is_team and is_open(review, submission):
        return ()
    return _shown(comments_of(review), with_names=bool(is_team))


def said_by(member: GroupMember) -> tuple[Comment, ...]:
    """The member's own comments; with what became of them once that is released."""
    comments = _shown(comments_of(member.review).filter(member=member), with_names=False)
    if member.review.released_at is not None:
        return comments
    return tuple(
        Comment(one.id, one.by, one.field, one.text, one.language, one.at) for one in comments
    )


@dataclass(frozen=True)
class Log:
    """A released reading: what was asked, when, and every comment with its answer."""

    question: str
    closed_at: dt.datetime
    kind: str
    sort: str
    document: dict[str, object]
    comments: tuple[Comment, ...]

    def count(self, outcome: str) -> int:
        """How many comments ended so."""
        return sum(one.outcome == outcome for one in self.comments)


def _public(kind: str, object_id: uuid.UUID) -> QuerySet[GroupReview]:
    return GroupReview.objects.filter(
        submission__kind=kind,
        submission__object_id=object_id,
        submission__state=Submission.State.PUBLISHED,
        released_at__isnull=False,
    )


def has_log(kind: str, object_id: uuid.UUID) -> bool:
    """Whether anybody may read what a reference group said of it."""
    return _public(kind, object_id).exists()


def logs_of(kind: str, object_id: uuid.UUID) -> tuple[Log, ...]:
    """The public logs of a thing, the latest first; whoever may see the thing may see them."""
    found = _public(kind, object_id).select_related("submission").order_by("-released_at", "pk")
    return tuple(
        Log(
            question=review.question,
            closed_at=review.closes_at,
            kind=kind,
            sort=review.submission.sort,
            document=review.submission.document,
            comments=_shown(comments_of(review), with_names=False),
        )
        for review in found[:5]
    )


def _shown(messages: QuerySet[Message], *, with_names: bool) -> tuple[Comment, ...]:
    rows: Iterable[Message] = messages.select_related("member", "answer")
    return tuple(
        Comment(
            id=row.pk,
            by=_name(row.member, with_names),
            field=row.field,
            text=row.text,
            language=row.language,
            at=row.at,
            outcome=row.answer.outcome if hasattr(row, "answer") else "",
            answer=row.answer.text if hasattr(row, "answer") else "",
        )
        for row in rows
    )


def _name(member: GroupMember | None, with_names: bool) -> str:
    if member is None:
        return ""
    if member.is_named or with_names:
        return member.name or (member.email if with_names else "")
    return ""
