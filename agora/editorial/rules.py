"""Who may do what with content: every rule of the room, as predicates over a person's standing.

The first argument is a `people.queries.Standing`, the second a draft, a submission, or whatever else
has an `organisation_id`. A thing without an organisation is the learning team's own.
"""

from __future__ import annotations

from typing import Any

import rules

from agora.kernel.models import Visibility
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


def may_move(standing: Standing, draft: Any, to: Any) -> bool:
    """May pass a draft to the organisation `to`: who writes for both, and a lead."""
    return standing.is_lead or (
        standing.has(draft.organisation_id, *WRITERS) and standing.has(to, *WRITERS)
    )


# Translating: the thing has a language beside its organisation, and who may see it (`visibility`).


@rules.predicate
def translates_for_owner(standing: Standing, thing: Any) -> bool:
    """Is a translator, an editor or an admin of the organisation whose thing it is."""
    return standing.has(thing.organisation_id, *WRITERS, Membership.Role.TRANSLATOR)


@rules.predicate
def translates_for_the_team(standing: Standing, thing: Any) -> bool:
    """Translates into this language in the learning team, and the thing is public."""
    return thing.visibility == Visibility.PUBLIC and standing.on_duty(
        Duty.Role.TRANSLATOR, language=thing.language
    )


@rules.predicate
def reads_translations(standing: Standing, thing: Any) -> bool:
    """Reads what others translated: for the owner, or for the learning team in this language."""
    return standing.has(thing.organisation_id, Membership.Role.REVIEWER, Membership.Role.ADMIN) or (
        thing.visibility == Visibility.PUBLIC
        and any(
            standing.on_duty(role, language=thing.language)
            for role in (Duty.Role.TRANSLATOR, Duty.Role.REVIEWER)
        )
    )


may_translate = is_lead | translates_for_owner | translates_for_the_team
"""May bring a thing into a language."""

may_read_translation = is_lead | reads_translations
"""May be the second person who reads a translation; never of their own."""

may_see_translation = may_translate | may_read_translation
"""May see the work on a translation."""
