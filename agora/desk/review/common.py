"""What the pages of the review share: fetching or 404, states in words."""

from __future__ import annotations

import datetime as dt
import uuid

from django.http import Http404
from django.utils.translation import gettext as _

from agora.desk.drafts.common import Held
from agora.editorial.models import Draft, Submission
from agora.editorial.review.queries import submission_for
from agora.kernel import clock, editing
from agora.kernel.errors import NotYours
from agora.people.queries import Standing

State = Submission.State


def submission_or_404(standing: Standing, submission_id: uuid.UUID) -> Submission:
    """The submission, if this person may follow it."""
    try:
        return submission_for(standing, submission_id)
    except NotYours as error:
        raise Http404 from error


def sort_of_sent(sent: Submission) -> editing.Editing | None:
    """What sort of thing was sent; None where no part of the market edits it any more."""
    return editing.sort_named(sent.sort) or editing.sort_of(sent.kind, sent.document)


def held_of_sent(sent: Submission, sort: editing.Editing) -> Held:
    """What was sent, as the pages that show a draft to be read take it."""
    shown = Draft(
        kind=sent.kind, object_id=sent.object_id, title=sent.title, document=sent.document,
        organisation_id=sent.organisation_id,
    )  # fmt: skip
    return Held(shown, sort, writable=False)


def sort_title(sort: str) -> str:
    """What a sort of thing is called."""
    found = editing.sort_named(sort)
    return str(found.title) if found else sort


def state_said(state: str, *, to_team: bool) -> tuple[str, str]:
    """Who waits for whom, in words, and whether it waits for the reader."""
    if to_team:
        said = {
            State.CLEARING: (_("Waits for its organisation"), "theirs"),
            State.WAITING: (_("Waits for us"), "mine"),
            State.CHANGES_ASKED: (_("Waits for the provider"), "theirs"),
        }
    else:
        said = {
            State.CLEARING: (_("Waits for your organisation’s approver"), "mine"),
            State.WAITING: (_("Waits for the learning team"), "theirs"),
            State.CHANGES_ASKED: (_("A change is asked for"), "mine"),
        }
    said |= {
        State.APPROVED: (_("Approved, to be published"), "done"),
        State.PUBLISHED: (_("Published"), "done"),
        State.DECLINED: (_("Declined"), ""),
        State.WITHDRAWN: (_("Taken back"), ""),
    }
    return said[State(state)]


def days_since(moment: dt.datetime) -> int:
    """Whole days from then until now."""
    return max(0, (clock.now() - moment).days)
