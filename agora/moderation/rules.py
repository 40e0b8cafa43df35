"""Who may do what with reports, decisions and appeals, as predicates over a person's standing."""

from __future__ import annotations

from typing import Any

import rules

from agora.editorial.rules import READERS, WRITERS
from agora.people.models import Duty
from agora.people.queries import Standing


@rules.predicate
def is_on_duty(standing: Standing, matter: Any) -> bool:
    """Moderates for the learning team what is in this language and of one of these axes."""
    return standing.on_duty(
        Duty.Role.MODERATOR,
        language=matter.language,
        axes=[axis.key for axis in matter.axes.all()],
    )


@rules.predicate
def writes_for_provider(standing: Standing, matter: Any) -> bool:
    """Is an editor or an admin of the providing organisation."""
    return standing.has(matter.organisation_id, *WRITERS)


@rules.predicate
def reads_for_provider(standing: Standing, matter: Any) -> bool:
    """Has a role in the providing organisation that works with texts."""
    return standing.has(matter.organisation_id, *READERS)


@rules.predicate
def wrote_it(standing: Standing, matter: Any) -> bool:
    """Is whose words it is about."""
    return standing.account is not None and standing.account == matter.author_id


may_decide = is_on_duty
"""May see the reports on a thing and decide about them."""

may_appeal = writes_for_provider | wrote_it
"""May appeal for the provider, or for themselves."""

may_read = reads_for_provider | wrote_it
"""May read what was decided about the provider's things, or about their own words."""


def moderates_at_all(standing: Standing) -> bool:
    """Whether the queue of reports is for this person."""
    return any(duty.role in (Duty.Role.LEAD, Duty.Role.MODERATOR) for duty in standing.duties)


def may_decide_appeal(standing: Standing, appeal: Any) -> bool:
    """Whether this person is another than who decided first and who appealed."""
    return standing.account is not None and standing.account not in (
        appeal.decision.by,
        appeal.by,
    )
