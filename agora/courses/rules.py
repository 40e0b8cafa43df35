"""Who may do what with courses: predicates over a standing."""

from __future__ import annotations

import uuid

from agora.courses.models import CohortTutor, Run
from agora.people.models import Membership
from agora.people.queries import Standing

ORGANISERS = (Membership.Role.ADMIN, Membership.Role.EDITOR, Membership.Role.TRAINER)


def organises(standing: Standing, owner: uuid.UUID | None) -> bool:
    """Whether somebody organises the courses of this organisation (of nobody: the leads)."""
    return standing.is_lead or standing.has(owner, *ORGANISERS)


def tutors(standing: Standing, run: Run) -> bool:
    """Whether somebody tutors a cohort of this run; one query."""
    return (
        standing.account is not None
        and CohortTutor.objects.filter(cohort__run=run, account_id=standing.account).exists()
    )
