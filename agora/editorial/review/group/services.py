"""What the learning team and the provider do with a reference group.

The learning team opens the reading and invites; members comment until it closes, each seeing their own
comments; then the provider answers every comment, and the learning team releases the log.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agora.editorial import rules
from agora.editorial.models import GroupAnswer, GroupMember, GroupReview, Submission
from agora.editorial.review import deciding
from agora.editorial.review.errors import OwnWork, WrongStep
from agora.editorial.review.group import mailing, reading
from agora.editorial.review.telling import tell_provider, tell_reviewers
from agora.kernel import clock, generations, languages, names
from agora.kernel.errors import AgoraError, NotYours
from agora.kernel.typed import typed
from agora.people.queries import Standing

__all__ = [
    "group_answer",
    "group_close",
    "group_invite",
    "group_open",
    "group_release",
    "group_remove",
    "group_until",
    "groups_pass_on",
]

ACTS = {
    "group-open": gettext_lazy("asked a reference group to read"),
    "group-invite": gettext_lazy("invited somebody into a reference group"),
    "group-remove": gettext_lazy("took somebody out of a reference group"),
    "group-until": gettext_lazy("changed until when a reference group reads"),
    "group-close": gettext_lazy("closed the reading of a reference group"),
    "group-answer": gettext_lazy("answered a comment of a reference group"),
    "group-release": gettext_lazy("released what a reference group said"),
}
KINDS: Final = frozenset({"resource"})
"""What a reference group reads: whatever has a public page on which its log can stand."""
SHORTEST: Final = dt.timedelta(hours=1)
LONGEST: Final = dt.timedelta(days=180)
MOST_MEMBERS: Final = 60
State = Submission.State
Outcome = GroupAnswer.Outcome
_OPEN: Final = (State.CLEARING, State.WAITING, State.CHANGES_ASKED)


@transaction.atomic
def group_open(
    standing: Standing, submission_id: uuid.UUID, *, question: str, closes_at: dt.datetime
) -> GroupReview:
    """Begin a reading; raises WrongStep when there is one, or when the submission is decided."""
    submission = _for_the_team(standing, submission_id)
    if submission.kind not in KINDS:
        raise WrongStep(
            _("Reference groups read papers, practices, collections and articles only.")
        )
    deciding.must_be(submission, *_OPEN)
    review = GroupReview(
        submission=submission,
        question=typed(question)[:2000],
        closes_at=_closing(closes_at),
        opened_by=standing.account,
    )
    try:
        with transaction.atomic():
            review.save(force_insert=True)
    except IntegrityError as error:
        raise WrongStep(
            _("A reference group reads this already. You can let it read longer.")
        ) from error
    deciding.record("group-open", submission, standing.account)
    return review


@transaction.atomic
def group_invite(
    standing: Standing, submission_id: uuid.UUID, *, email: str, name: str = "", language: str = ""
) -> GroupMember:
    """Invite an address to read and comment; the link goes out by mail and ends a month after closing.

    Invited again, an address gets a new link, and the older one leads nowhere. Raises AgoraError for
    an address of somebody who wrote the text, or when there are too many members.
    """
    submission = _for_the_team(standing, submission_id)
    review = _unreleased(submission)
    if not reading.is_open(review, submission):
        raise WrongStep(_("The reading is closed. Let the group read longer, then invite."))
    address = email.strip().lower()
    name = typed(name)[:200]
    if name and (wrong := names.fault(name)):
        raise AgoraError(wrong, "name")
    account = (
        EmailAddress.objects.filter(email=address, verified=True, user__is_active=True)
        .values_list("user_id", flat=True)
        .first()
    )
    wrote = {submission.submitted_by, *(one.account for one in submission.writers.all())}
    if account is not None and account in wrote:
        raise AgoraError(
            _("They wrote some of this. Invite people who see it with fresh eyes."), "email"
        )
    member = review.members.select_for_update().filter(email=address).first()
    if member is None and review.members.filter(revoked_at=None).count() >= MOST_MEMBERS:
        raise AgoraError(
            _("A group has at most %(most)s members.") % {"most": MOST_MEMBERS}, "email"
        )
    member = member or GroupMember(review=review, email=address)
    member.account = account
    member.name = name or member.name
    member.language = language if language in languages.TAGS else "en"
    member.invited_by, member.invited_at = standing.account, clock.now()
    member.expires_at = review.closes_at + reading.AFTERWARDS
    member.mailed_at = member.reminded_at = member.declined_at = member.revoked_at = None
    member.secret_digest = reading.digest_of(reading.secret_of(member))
    member.save()
    deciding.record("group-invite", submission, standing.account)
    mailing.group_mail.enqueue(str(member.pk), mailing.INVITATION)
    return member


@transaction.atomic
def group_remove(standing: Standing, submission_id: uuid.UUID, member_id: uuid.UUID) -> GroupMember:
    """Take a member out: their link leads nowhere; what they said stays."""
    submission = _for_the_team(standing, submission_id)
    review = _unreleased(submission)
    member = review.members.select_for_update().filter(pk=member_id, revoked_at=None).first()
    if member is None:
        raise NotYours(_("There is no such member in this group."))
    member.revoked_at = clock.now()
    member.save(update_fields=["revoked_at"])
    deciding.record("group-remove", submission, standing.account)
    return member


@transaction.atomic
def group_until(
    standing: Standing, submission_id: uuid.UUID, *, closes_at: dt.datetime
) -> GroupReview:
    """Let the group read until another moment, also when it had closed."""
    submission = _for_the_team(standing, submission_id)
    review = _unreleased(submission)
    deciding.must_be(submission, *_OPEN)
    review.closes_at = _closing(closes_at)
    review.passed_on_at = None
    review.save(update_fields=["closes_at", "passed_on_at"])
    review.members.update(expires_at=review.closes_at + reading.AFTERWARDS)
    deciding.record("group-until", submission, standing.account)
    return review


@transaction.atomic
def group_close(standing: Standing, submission_id: uuid.UUID) -> GroupReview:
    """Close the reading now; the provider gets what was said."""
    submission = _for_the_team(standing, submission_id)
    review = _unreleased(submission)
    if not reading.is_open(review, submission):
        raise WrongStep(_("The reading is closed already."))
    review.closes_at = clock.now()
    review.save(update_fields=["closes_at"])
    review.members.update(expires_at=review.closes_at + reading.AFTERWARDS)
    _pass_on(review, submission)
    deciding.record("group-close", submission, standing.account)
    return review


def groups_pass_on() -> int:
    """Pass on what was said in every reading whose time is over; how many these were."""
    due = GroupReview.objects.filter(
        closes_at__lte=clock.now(), passed_on_at=None, released_at=None,
        submission__state__in=Submission.OPEN,
    )  # fmt: skip
    return sum(_pass_one_on(key) for key in due.values_list("pk", flat=True))


@transaction.atomic
def _pass_one_on(key: uuid.UUID) -> bool:
    review = GroupReview.objects.select_for_update().get(pk=key)
    if review.passed_on_at is not None or review.closes_at > clock.now():
        return False
    _pass_on(review, review.submission)
    return True


def _pass_on(review: GroupReview, submission: Submission) -> None:
    review.passed_on_at = clock.now()
    review.save(update_fields=["passed_on_at"])
    cause = f"group-closed:{review.pk}:{review.closes_at.timestamp():.0f}"
    if reading.comments_of(review).exists():
        path = reading.page_of(submission)
        tell_provider(submission, template="group_closed", cause=cause, path=path)
    else:
        tell_reviewers(submission, template="group_silent", cause=cause)


@transaction.atomic
def group_answer(
    standing: Standing, submission_id: uuid.UUID, message_id: uuid.UUID, *, outcome: str, text: str
) -> GroupAnswer:
    """Say what became of a comment; it can be changed until the log is released.

    The provider's writers answer, and the learning team. A reason is needed where the comment is
    not wholly accepted. Raises WrongStep while the group still reads.
    """
    submission = deciding.claim(standing, submission_id, rules.may_write | rules.may_review)
    review = _unreleased(submission)
    message = reading.comments_of(review).filter(pk=message_id).first()
    if message is None:
        raise NotYours(_("There is no such comment in this group."))
    if reading.is_open(review, submission):
        raise WrongStep(_("The group still reads. Its comments are answered once it has closed."))
    if outcome not in Outcome.values:
        raise AgoraError(_("Choose what became of it."), "outcome")
    text = typed(text)
    if not text and outcome != Outcome.ACCEPTED:
        raise AgoraError(_("Give the reason, so that whoever said it understands."), "text")
    if len(text) > reading.LONGEST_ANSWER:
        raise AgoraError(
            _("This is too long. Write at most %(most)s characters.")
            % {"most": reading.LONGEST_ANSWER},
            "text",
        )
    answer, _new = GroupAnswer.objects.update_or_create(
        message=message,
        defaults={
            "outcome": outcome,
            "text": text,
            "answered_by": standing.account,
            "answered_at": clock.now(),
        },
    )
    deciding.record("group-answer", submission, standing.account, note=outcome)
    return answer


@transaction.atomic
def group_release(standing: Standing, submission_id: uuid.UUID) -> GroupReview:
    """Release comments and answers: public once the text is published, or at once where it is.

    Raises WrongStep while the group reads, while a comment has no answer, or when nothing was said.
    """
    submission = _for_the_team(standing, submission_id)
    review = _unreleased(submission)
    if reading.is_open(review, submission):
        raise WrongStep(_("The group still reads. Close the reading first, or wait for its end."))
    comments = reading.comments_of(review)
    if not comments.exists():
        raise WrongStep(_("Nobody of the group said anything, so there is nothing to release."))
    if comments.filter(answer=None).exists():
        raise WrongStep(_("Some comments have no answer yet. Answer them first."))
    generations.hold(generations.CONTENT)
    review.released_at, review.released_by = clock.now(), standing.account
    review.save(update_fields=["released_at", "released_by"])
    generations.bump(generations.CONTENT)
    deciding.record("group-release", submission, standing.account)
    tell_provider(
        submission,
        template="group_released",
        cause=f"group-released:{review.pk}",
        path=reading.page_of(submission),
    )
    for key in reading.to_be_told(review).values_list("pk", flat=True):
        mailing.group_mail.enqueue(str(key), mailing.ANSWERS)
    return review


def _for_the_team(standing: Standing, submission_id: uuid.UUID) -> Submission:
    """The submission, locked, for somebody of the learning team who did not write it."""
    submission = deciding.claim(standing, submission_id, rules.may_review)
    if rules.is_their_own(standing, submission):
        raise OwnWork
    return submission


def _unreleased(submission: Submission) -> GroupReview:
    review = GroupReview.objects.select_for_update().filter(submission=submission).first()
    if review is None:
        raise NotYours(_("No reference group reads this."))
    if review.released_at is not None:
        raise WrongStep(_("What the group said is released already, and stays as it is."))
    return review


def _closing(closes_at: dt.datetime) -> dt.datetime:
    now = clock.now()
    if not now + SHORTEST <= closes_at <= now + LONGEST:
        raise AgoraError(_("Choose a day that is still to come, within half a year."), "closes_at")
    return closes_at
