"""Sending a draft for review, the dialogue about it, and every decision short of publishing."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agora.editorial import rules
from agora.editorial.comparing import Joined
from agora.editorial.drafts import DraftMoved, draft_for, draft_rebase
from agora.editorial.models import (
    Draft,
    Message,
    Revision,
    Submission,
    SubmissionAxis,
    SubmissionWriter,
)
from agora.editorial.review import deciding
from agora.editorial.review.checking import sending_problems
from agora.editorial.review.deciding import claim, record, say
from agora.editorial.review.errors import LiveMoved, WrongStep
from agora.editorial.review.merging import against_live
from agora.editorial.review.telling import (
    approvers_of,
    path_of,
    tell,
    tell_provider,
    tell_reviewers,
)
from agora.editorial.services import document_read
from agora.kernel import clock, editing
from agora.kernel.errors import AgoraError, InvalidDocument, NotYours
from agora.kernel.typed import typed
from agora.people.models import Person
from agora.people.queries import Standing, standing_of

__all__ = [
    "submission_approve",
    "submission_ask",
    "submission_assign",
    "submission_clear",
    "submission_comment",
    "submission_decline",
    "submission_publish_due",
    "submission_send",
    "submission_withdraw",
]

State = Submission.State
submission_approve = deciding.submission_approve
submission_publish_due = deciding.submission_publish_due
LONGEST: Final = 5000


@transaction.atomic
def submission_send(
    standing: Standing, draft_id: uuid.UUID, *, note: str = "", seen: int, keep_mine: bool = False
) -> Submission:
    """Send a draft for review as it is at the revision `seen`.

    Sent again, the open submission of the thing gets the new text and waits anew. Raises DraftMoved
    when somebody saved since `seen`; InvalidDocument with every problem that keeps it from being
    published; LiveMoved when what is live changed meanwhile at the same places, unless `keep_mine`
    says that the draft's words were chosen; WrongStep when it is approved already.
    """
    asked = draft_for(standing, draft_id, write=True)
    # The submission before the draft, as whoever approves locks them.
    before = (
        Submission.objects.select_for_update()
        .filter(kind=asked.kind, object_id=asked.object_id, state__in=Submission.OPEN)
        .first()
    )
    draft = Draft.objects.select_for_update().filter(pk=draft_id).first()
    if draft is None:
        raise NotYours(_("There is no such draft, or it is not yours."))
    if seen != draft.revision:
        raise DraftMoved(draft, Joined(draft.document, ()))
    if before is not None and before.state == State.APPROVED:
        raise WrongStep(
            _(
                "This is approved and waits for its hour. To change it, take it back first, then send "
                "it again."
            )
        )
    if before is not None and before.state != State.CHANGES_ASKED and _is_the_same(before, draft):
        return before  # the button was pressed twice
    document = _ready(draft, standing, keep_mine=keep_mine)
    submission = _frozen(before or Submission(), draft, document, standing)
    try:
        with transaction.atomic():
            submission.save()
    except IntegrityError as error:  # somebody sent it at the same moment
        raise WrongStep(_("Somebody else has just sent this. Look at what they sent.")) from error
    _note_axes(submission)
    _note_writers(submission, draft)
    if approvers := _must_be_cleared(submission):
        submission.state = State.CLEARING
        submission.save(update_fields=["state"])
        tell(
            approvers,
            cause=f"submission-clearing:{submission.pk}:{submission.turn}",
            template="clearing",
            values={"title": submission.title, "said_by": str(standing.account), "text": note},
            path=path_of(submission),
        )
    else:
        _tell_of_sending(submission, standing, note)
    say(submission, standing.account, "send", text=note)
    record("submit", submission, standing.account, note=f"revision {submission.revision}")
    return submission


def _is_the_same(submission: Submission, draft: Draft) -> bool:
    return submission.draft_id == draft.pk and submission.revision == draft.revision


def _tell_of_sending(submission: Submission, standing: Standing, note: str) -> None:
    tell_reviewers(
        submission,
        template="waiting",
        cause=f"submission-waiting:{submission.pk}:{submission.turn}",
        said_by=str(standing.account),
        text=note[:LONGEST],
        but=standing.account,
    )


def _ready(draft: Draft, standing: Standing, *, keep_mine: bool) -> dict[str, Any]:
    """The document as publishing would write it: cleaned, whole, and joined with what is live."""
    sort = editing.sort_of(draft.kind, draft.document)
    tidy = sort.tidy(draft.document) if sort else draft.document
    document = document_read(draft.kind, tidy).model_dump(mode="json")
    against = against_live(draft, document)
    if against.conflicts and not keep_mine:
        raise LiveMoved(
            _(
                "What is live changed since you began, at the same places as your draft. Look at both "
                "texts and choose, then send it again."
            ),
            against.conflicts,
        )
    if problems := sending_problems(draft, against.document):
        raise InvalidDocument(problems)
    if against.moved:
        draft_rebase(
            draft,
            against.document,
            base_number=against.number,
            by=standing.account,
            note=f"joined with version {against.number}",
        )
    return document_read(draft.kind, against.document).model_dump(mode="json")


def _frozen(
    submission: Submission, draft: Draft, document: dict[str, Any], standing: Standing
) -> Submission:
    """The submission with this text; a former one moves to its next turn."""
    sort = editing.sort_of(draft.kind, document)
    now = clock.now()
    again = not submission._state.adding
    submission.draft = draft
    submission.kind, submission.object_id = draft.kind, draft.object_id
    submission.sort = sort.name if sort else draft.kind
    submission.organisation_id = draft.organisation_id
    submission.language = str(document.get("original_language") or "und")
    submission.title = (editing.title_of(document) or draft.title)[:300]
    submission.document = document
    submission.revision, submission.base_number = draft.revision, draft.base_number
    submission.turn = submission.turn + 1 if again else 1
    submission.state = State.WAITING
    submission.waiting_since = now
    submission.submitted_by = standing.account
    if not again:
        submission.submitted_at = now
    submission.decided_by = submission.decided_at = submission.publish_at = None
    return submission


def _note_axes(submission: Submission) -> None:
    sort = editing.sort_of(submission.kind, submission.document)
    keys = sort.axes(submission.document) if sort else submission.document.get("axes") or ()
    submission.axes.all().delete()
    SubmissionAxis.objects.bulk_create(
        SubmissionAxis(submission=submission, key=str(key)[:80]) for key in dict.fromkeys(keys)
    )


def _note_writers(submission: Submission, draft: Draft) -> None:
    """Remember who wrote of it, also when the draft is gone one day."""
    wrote = set(Revision.objects.filter(draft=draft).values_list("saved_by", flat=True))
    wrote |= {draft.created_by, draft.changed_by, submission.submitted_by}
    SubmissionWriter.objects.bulk_create(
        [SubmissionWriter(submission=submission, account=one) for one in wrote if one],
        ignore_conflicts=True,
    )


def _must_be_cleared(submission: Submission) -> list[uuid.UUID]:
    """The organisation's approvers, where it has any but those who wrote this.

    An organisation says that it wants its own approval first by giving somebody that role.
    """
    return approvers_of(submission) if submission.organisation_id else []


@transaction.atomic
def submission_clear(standing: Standing, submission_id: uuid.UUID, *, seen_turn: int) -> Submission:
    """Let a submission go to the learning team: the organisation's own approval."""
    submission = claim(standing, submission_id, rules.approves_for_owner, seen_turn)
    deciding.must_be(submission, State.CLEARING)
    deciding.must_not_be_own(standing, submission)
    deciding.move(submission, State.WAITING)
    say(submission, standing.account, "clear")
    record("clear", submission, standing.account)
    _tell_of_sending(submission, standing, "")
    return submission


@transaction.atomic
def submission_withdraw(
    standing: Standing, submission_id: uuid.UUID, *, seen_turn: int
) -> Submission:
    """Take back what was sent; the draft stays as it is."""
    submission = claim(standing, submission_id, rules.may_take_back, seen_turn)
    deciding.must_be(submission, *Submission.OPEN)
    deciding.move(submission, State.WITHDRAWN, by=standing.account)
    say(submission, standing.account, "withdraw")
    record("take-back", submission, standing.account)
    return submission


@transaction.atomic
def submission_assign(
    standing: Standing, submission_id: uuid.UUID, *, assignee: uuid.UUID | None
) -> Submission:
    """Give a submission to a reviewer (an account), or to nobody."""
    submission = claim(standing, submission_id, rules.may_review)
    deciding.must_be(submission, *Submission.OPEN)
    person = None
    if assignee is not None:
        person = Person.objects.select_related("account").filter(account=assignee).first()
        theirs = standing_of(person.account) if person else None
        if person is None or theirs is None or not rules.may_decide(theirs, submission):
            raise AgoraError(
                _("They cannot decide about this one. Choose somebody whose duty it is."),
                "assignee",
            )
    if submission.assignee == assignee:
        return submission
    submission.assignee = assignee
    submission.save(update_fields=["assignee"])
    # Whom, as an id: a name could not be erased from here.
    say(submission, standing.account, "assign", text=str(assignee or ""))
    record("assign", submission, standing.account, person=person.pk if person else None)
    if assignee is not None and assignee != standing.account:
        tell(
            [assignee],
            cause=f"submission-assigned:{submission.pk}:{assignee}:{submission.turn}",
            template="assigned",
            values={"title": submission.title, "said_by": str(standing.account)},
            path=path_of(submission),
        )
    return submission


@transaction.atomic
def submission_comment(
    standing: Standing, submission_id: uuid.UUID, *, field: str = "", text: str
) -> Message:
    """Say something in the thread, perhaps about one field of the document.

    Whoever writes for the organisation answers, whoever reviews comments; the other side is told.
    """
    submission = claim(standing, submission_id, rules.may_follow)
    text = _said(text)
    if not rules.may_review(standing, submission) or rules.is_their_own(standing, submission):
        message = say(submission, standing.account, "answer", field=field, text=text)
        tell_reviewers(
            submission,
            template="answered",
            cause=f"message:{message.pk}",
            said_by=str(standing.account),
            text=text,
            but=standing.account,
        )
        return message
    message = say(submission, standing.account, "comment", field=field, text=text)
    tell_provider(
        submission,
        template="commented",
        cause=f"message:{message.pk}",
        said_by=str(standing.account),
        text=text,
        but=standing.account,
    )
    return message


@transaction.atomic
def submission_ask(
    standing: Standing, submission_id: uuid.UUID, *, seen_turn: int, text: str
) -> Submission:
    """Ask the provider for a change; from then on it waits for them.

    The organisation's own approver may ask before the learning team sees it.
    """
    submission = claim(
        standing, submission_id, rules.may_review | rules.approves_for_owner, seen_turn
    )
    clearing = submission.state == State.CLEARING
    allowed = rules.approves_for_owner if clearing else rules.may_review
    if not allowed(standing, submission):
        raise deciding.not_there()
    deciding.must_be(submission, State.CLEARING, State.WAITING, State.APPROVED)
    deciding.must_not_be_own(standing, submission)
    text = _said(text)
    deciding.move(submission, State.CHANGES_ASKED, by=standing.account)
    say(submission, standing.account, "ask", text=text)
    record("ask-change", submission, standing.account)
    tell_provider(
        submission,
        template="asked",
        cause=f"submission-asked:{submission.pk}:{submission.turn}",
        said_by=str(standing.account),
        text=text,
        but=standing.account,
    )
    return submission


@transaction.atomic
def submission_decline(
    standing: Standing, submission_id: uuid.UUID, *, seen_turn: int, reason: str
) -> Submission:
    """Decline with a reason; the draft stays with its writers."""
    submission = claim(standing, submission_id, rules.may_review, seen_turn)
    deciding.must_be(submission, State.WAITING, State.CHANGES_ASKED, State.APPROVED)
    deciding.must_not_be_own(standing, submission)
    reason = _said(reason)
    deciding.move(submission, State.DECLINED, by=standing.account)
    say(submission, standing.account, "decline", text=reason)
    record("decline", submission, standing.account)
    tell_provider(
        submission,
        template="declined",
        cause=f"submission-declined:{submission.pk}:{submission.turn}",
        said_by=str(standing.account),
        text=reason,
        but=standing.account,
    )
    return submission


def _said(text: str) -> str:
    """What somebody wrote; raises AgoraError where they wrote nothing, or too much."""
    text = typed(text)
    if not text:
        raise AgoraError(_("Write a sentence, so that they know what to do."), "text")
    if len(text) > LONGEST:
        raise AgoraError(
            _("This is too long. Write at most %(most)s characters.") % {"most": LONGEST}, "text"
        )
    return text
