"""Who may do what with content: every rule of the room, as predicates over a person's standing.

The first argument is a `people.queries.Standing`, the second a draft, a submission, or whatever else
has an `organisation_id`. A thing without an organisation is the learning team's own.
"""

from __future__ import annotations

from typing import Any

import rules

from agora.people.models import Duty, Membership
from agora.people.queries import Standing

WRITERS = (Membership.Role.ADMIN, Membership.Role.EDITOR)
READERS = (*WRITERS, Membership.Role.REVIEWER, Membership.Role.TRANSLATOR, Membership.Role.APPROVER)


@rules.predicate
def is_lead(standing: Standing, thing: Any = None) -> bool:
    """Leads the learning team."""
    return standing.is_lead


@rules.predicate
def writes_for_owner(standing: Standing, thing: Any) -> bool:
    """Is an editor or an admin of the organisation whose thing it is."""
    return standing.has(thing.organisation_id, *WRITERS)


@rules.predicate
def reads_for_owner(standing: Standing, thing: Any) -> bool:
    """Has a role in the organisation that works with texts."""
    return standing.has(thing.organisation_id, *READERS)


@rules.predicate
def is_the_teams_own(standing: Standing, thing: Any) -> bool:
    """The thing is the learning team's, and this person is one of its reviewers."""
    return thing.organisation_id is None and any(
        duty.role == Duty.Role.REVIEWER for duty in standing.duties
    )


may_write = is_lead | writes_for_owner | is_the_teams_own
"""May change a draft, send it, discard it, go back to an older state."""

may_read = may_write | reads_for_owner
"""May see a draft and its history."""


@rules.predicate
def is_on_review_duty(standing: Standing, submission: Any) -> bool:
    """Reviews for the learning team what is in this language and of one of these axes."""
    return standing.on_duty(
        Duty.Role.REVIEWER,
        language=submission.language,
        axes=[axis.key for axis in submission.axes.all()],
    )


@rules.predicate
def is_their_own(standing: Standing, submission: Any) -> bool:
    """They sent it, or wrote some of it."""
    return standing.account is not None and (
        standing.account == submission.submitted_by
        or standing.account in {writer.account for writer in submission.writers.all()}
    )


@rules.predicate
def approves_for_owner(standing: Standing, thing: Any) -> bool:
    """Is an approver of the organisation whose thing it is."""
    return standing.has(thing.organisation_id, Membership.Role.APPROVER)


may_review = is_on_review_duty
"""May work on a submission for the learning team: be assigned, comment, read what is the team's."""

may_decide = is_on_review_duty & ~is_their_own
"""May approve, decline or ask for a change: nobody decides about their own."""

may_clear = approves_for_owner & ~is_their_own
"""May say for the organisation that a submission may go to the learning team."""

may_follow = may_review | may_read
"""May see a submission and its thread, and write in it."""

may_take_back = may_write
"""May take a submission back."""
