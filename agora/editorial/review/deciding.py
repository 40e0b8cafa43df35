"""Approving and publishing, and what every decision has in common."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any, Final

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agora.editorial import rules
from agora.editorial.claims import honest, languages_of, read_by_another
from agora.editorial.comparing import join
from agora.editorial.drafts import draft_rebase
from agora.editorial.models import Draft, Message, Submission
from agora.editorial.review.checking import publishing_problems
from agora.editorial.review.errors import DecidedMeanwhile, LiveMoved, OwnWork, WrongStep
from agora.editorial.review.group.reading import group_reads
from agora.editorial.review.looking import look_after_publishing
from agora.editorial.review.merging import Against, against_live
from agora.editorial.review.telling import tell_provider, tell_reviewers
from agora.editorial.services import document_read, version_publish
from agora.journal.services import entry_write
from agora.kernel import clock
from agora.kernel.errors import AgoraError, InvalidDocument, NotYours
from agora.kernel.typed import typed
from agora.people.models import Account, Duty
from agora.people.queries import Standing, person_names, standing_of
from agora.ui import wording

ACTS = {
    "submit": gettext_lazy("sent something for review"),
    "clear": gettext_lazy("let something go to the learning team"),
    "take-back": gettext_lazy("took back what was sent"),
    "assign": gettext_lazy("gave a review to somebody"),
    "review-left": gettext_lazy("left a review to nobody, for their account was erased"),
    "ask-change": gettext_lazy("asked for a change"),
    "approve": gettext_lazy("approved something"),
    "decline": gettext_lazy("declined something"),
    "hold": gettext_lazy("could not be published at its hour"),
    "look-again": gettext_lazy("said when something is looked at again"),
}
State = Submission.State
DECISIONS: Final = ("send", "clear", "ask", "approve", "decline", "withdraw", "publish", "hold")
FURTHEST: Final = dt.timedelta(days=366)
"""How far ahead an hour of publishing may lie."""


def not_there() -> NotYours:
    """The answer to whoever may not see a submission."""
    return NotYours(_("There is no such submission, or it is not yours to work on."))


def claim(
    standing: Standing,
    submission_id: uuid.UUID,
    rule: Callable[[Standing, Submission], bool],
    seen_turn: int | None = None,
) -> Submission:
    """The submission, locked until the transaction ends; one decides after the other.

    Raises NotYours where the rule says no, DecidedMeanwhile where somebody decided since the turn
    that was seen.
    """
    submission = Submission.objects.select_for_update().filter(pk=submission_id).first()
    if submission is None or not rule(standing, submission):
        raise not_there()
    if seen_turn is not None and seen_turn != submission.turn:
        raise _decided_meanwhile(submission)
    return submission


def _decided_meanwhile(submission: Submission) -> DecidedMeanwhile:
    last = submission.messages.filter(verb__in=DECISIONS).order_by("-at", "-pk").first()
    verb, by = (last.verb, last.author) if last else ("", None)
    name = person_names([by]).get(by, "") if by else ""
    values = {
        "name": name or _("Somebody"),
        "when": wording.moment(last.at) if last else "",
    }
    sentences = {
        "send": _("%(name)s sent a new text on %(when)s. Look at it, then decide."),
        "clear": _("%(name)s let it go to the learning team on %(when)s. Look at it as it is now."),
        "ask": _("%(name)s asked for a change on %(when)s. It waits for the provider now."),
        "approve": _("%(name)s approved it on %(when)s, before you. Your decision was not taken."),
        "publish": _("%(name)s approved it on %(when)s, before you. Your decision was not taken."),
        "decline": _("%(name)s declined it on %(when)s, before you. Your decision was not taken."),
        "withdraw": _("%(name)s took it back on %(when)s. There is nothing to decide any more."),
        "hold": _("It could not be published at its hour. Look at it as it is now, then decide."),
    }
    said = sentences.get(verb, _("It changed meanwhile. Look at it as it is now, then decide."))
    return DecidedMeanwhile(said % values, by=by, verb=verb)


def must_be(submission: Submission, *states: str) -> None:
    """Refuse a step that does not follow from the state."""
    if submission.state in states:
        return
    sentences = {
        State.CLEARING: _("It still waits for the approval of the organisation itself."),
        State.WAITING: _("It waits for the learning team. Look at it as it is now."),
        State.CHANGES_ASKED: _("It waits for the provider, who was asked for a change."),
        State.APPROVED: _("It is approved already and waits for its hour."),
        State.PUBLISHED: _("It is published already. Begin a new draft to change it."),
        State.DECLINED: _("It was declined. The provider may send it again."),
        State.WITHDRAWN: _("It was taken back. The provider may send it again."),
    }
    raise WrongStep(sentences[State(submission.state)])


def must_not_be_own(standing: Standing, submission: Submission) -> None:
    """Refuse whoever sent it or wrote of it."""
    if rules.is_their_own(standing, submission):
        raise OwnWork


def move(submission: Submission, state: str, *, by: uuid.UUID | None = None) -> None:
    """Into the next state: a new turn, waiting from now on."""
    now = clock.now()
    submission.state = state
    submission.turn += 1
    submission.waiting_since = now
    if by is not None:
        submission.decided_by, submission.decided_at = by, now
    if state != State.APPROVED:
        submission.publish_at = None
    submission.save()


def record(
    verb: str,
    submission: Submission,
    by: uuid.UUID | None,
    *,
    note: str = "",
    person: uuid.UUID | None = None,
) -> None:
    """The journal's one line of an act."""
    entry_write(
        verb,
        submission.kind,
        submission.object_id,
        actor=by,
        note=note,
        organisation=submission.organisation_id,
        person=person,
    )


def say(
    submission: Submission,
    author: uuid.UUID | None,
    verb: str,
    *,
    field: str = "",
    text: str = "",
) -> Message:
    """One line of the thread."""
    return Message.objects.create(
        submission=submission,
        author=author,
        at=clock.now(),
        verb=verb,
        field=typed(field)[:200],
        text=typed(text)[:5000],
        language=translation.get_language() or "",
    )


@transaction.atomic
def submission_approve(
    standing: Standing,
    submission_id: uuid.UUID,
    *,
    seen_turn: int,
    publish_at: dt.datetime | None = None,
    look_again: dt.date | None = None,
    seen_live: int | None = None,
    text: str = "",
) -> Submission:
    """Approve, and publish at once or at its hour.

    `seen_live` is the number of the live version the reviewer compared with. Raises LiveMoved when
    another is live by now, or when both changed the same places; InvalidDocument when it names what
    is not there any more; OwnWork, DecidedMeanwhile, WrongStep.
    """
    submission = claim(standing, submission_id, rules.may_review, seen_turn)
    must_be(submission, State.WAITING, State.APPROVED)
    must_not_be_own(standing, submission)
    if group_reads(submission):
        raise WrongStep(
            _("A reference group still reads it. Close the reading first, or wait for its end.")
        )
    against = against_live(submission)
    if seen_live is not None and seen_live != against.number:
        raise LiveMoved(
            _("What is live changed while you were reading. Look at the difference again.")
        )
    if against.gone and seen_live is None:
        raise LiveMoved(
            _("This was withdrawn since the draft began. Look at it again before you approve.")
        )
    _refuse_conflicts(against)
    now = clock.now()
    submission.look_again = look_again
    if publish_at is not None:
        if not now < publish_at <= now + FURTHEST:
            raise AgoraError(
                _("Choose an hour that is still to come, within a year."), "publish_at"
            )
        if problems := publishing_problems(submission.kind, submission.object_id, against.document):
            raise InvalidDocument(problems)
        submission.publish_at = publish_at
        move(submission, State.APPROVED, by=standing.account)
    record("approve", submission, standing.account)
    say(submission, standing.account, "approve", text=text)
    if publish_at is None:
        _publish(submission, against, by=standing.account)
    else:
        tell_provider(
            submission,
            template="scheduled",
            cause=f"submission-scheduled:{submission.pk}:{submission.turn}",
            said_by=str(standing.account),
            publish_at=publish_at.isoformat(),
            text=text,
            but=standing.account,
        )
    return submission


def _refuse_conflicts(against: Against) -> None:
    if against.conflicts:
        raise LiveMoved(
            _(
                "What is live changed since the draft began, at the same places. Ask the provider to "
                "look at both texts and send it again."
            ),
            against.conflicts,
        )


def _publish(submission: Submission, against: Against, *, by: uuid.UUID | None) -> None:
    """Write it live; the draft goes, or begins anew from what is live. In the caller's transaction."""
    document = document_read(submission.kind, _as_read(submission, against, by))
    published = version_publish(submission.kind, submission.object_id, document, by=by)
    submission.published_number = published.number
    move(submission, State.PUBLISHED, by=by)
    say(submission, by, "publish")
    look_after_publishing(submission, by=by)
    draft = (
        Draft.objects.select_for_update()
        .filter(kind=submission.kind, object_id=submission.object_id)
        .first()
    )
    if draft is not None and (draft.pk, draft.revision) == (
        submission.draft_id,
        submission.revision,
    ):
        draft.delete()
    elif draft is not None:
        # Somebody wrote on while it was read: what they wrote stays, over the new version.
        sent = (
            draft.revisions.filter(number__lte=submission.revision)
            .order_by("-number")
            .values_list("document", flat=True)
            .first()
        )
        now = against_live(submission)
        mine = join(sent or submission.document, now.live, draft.document).document
        mine = honest(mine, now.live, draft.document)
        draft_rebase(draft, mine, base_number=published.number, by=draft.changed_by)
    tell_provider(
        submission,
        template="published",
        cause=f"submission-published:{submission.pk}",
        path=f"/desk/review/{submission.pk}/",
    )


def _as_read(submission: Submission, against: Against, by: uuid.UUID | None) -> dict[str, Any]:
    """The document with its new texts reviewed in the languages whose reviewer approved it.

    Whoever approves wrote none of it, so they are the second person.
    """
    standing = standing_of(Account.objects.filter(pk=by).first() if by else None)
    axes = [axis.key for axis in submission.axes.all()]
    spoken = {
        tag
        for tag in languages_of(against.document)
        if standing.on_duty(Duty.Role.REVIEWER, language=tag, axes=axes)
    }
    return read_by_another(against.document, against.live, spoken)


def submission_publish_due() -> int:
    """Publish what is approved and whose hour has come; returns how many were published.

    Each is one transaction: a job that was killed half-way has done it or has not.
    """
    due = Submission.objects.filter(state=State.APPROVED, publish_at__lte=clock.now())
    return sum(
        _publish_one(key) for key in due.order_by("publish_at", "pk").values_list("pk", flat=True)
    )


@transaction.atomic
def _publish_one(key: uuid.UUID) -> bool:
    submission = Submission.objects.select_for_update().get(pk=key)
    if (
        submission.state != State.APPROVED
        or submission.publish_at is None
        or submission.publish_at > clock.now()
    ):
        return False
    against = against_live(submission)
    try:
        if against.gone:
            raise LiveMoved(_("It was withdrawn from the market meanwhile."))
        _refuse_conflicts(against)
        with transaction.atomic():
            _publish(submission, against, by=submission.decided_by)
    except (LiveMoved, InvalidDocument) as error:
        _hold(key, error.message)
        return False
    return True


def _hold(key: uuid.UUID, why: str) -> None:
    """It cannot be published as it is: it waits for the reviewers again, who are told."""
    submission = Submission.objects.get(pk=key)
    move(submission, State.WAITING)
    say(submission, None, "hold", text=why)
    record("hold", submission, None)
    tell_reviewers(
        submission,
        template="held",
        cause=f"submission-held:{submission.pk}:{submission.turn}",
        text=why,
    )
