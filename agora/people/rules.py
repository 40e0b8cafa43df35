"""Who may do what with organisations, roles and the learning team, as predicates over a standing.

The first argument is a `people.queries.Standing`; the second an organisation's id, or the `Grant` of a
role. Nobody gives a role higher than those they may give: an admin gives roles within their organisation,
a lead within the part of the learning team that they lead and in every organisation, others none.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import rules

from agora.people.models import Duty, Membership
from agora.people.queries import Standing


@dataclass(frozen=True)
class Grant:
    """A role that somebody is to get or to lose. Without an organisation it is a duty in the
    learning team; an empty language or axis (its key) means every one."""

    role: str
    organisation: uuid.UUID | None = None
    language: str = ""
    axis: str = ""


@rules.predicate
def is_lead(standing: Standing, organisation: uuid.UUID | None = None) -> bool:
    """Leads the learning team, or a part of it."""
    return standing.is_lead


@rules.predicate
def belongs(standing: Standing, organisation: uuid.UUID) -> bool:
    """Has any role in the organisation."""
    return organisation in standing.roles


@rules.predicate
def administers(standing: Standing, organisation: uuid.UUID) -> bool:
    """Is an admin of the organisation."""
    return standing.has(organisation, Membership.Role.ADMIN)


@rules.predicate
def edits(standing: Standing, organisation: uuid.UUID) -> bool:
    """Is an editor of the organisation."""
    return standing.has(organisation, Membership.Role.EDITOR)


@rules.predicate
def is_on_the_team(standing: Standing, organisation: uuid.UUID | None = None) -> bool:
    """Has a duty in the learning team."""
    return bool(standing.duties)


@rules.predicate
def names_a_role(standing: Standing, grant: Grant) -> bool:
    """There is such a role there."""
    kinds = Membership.Role if grant.organisation else Duty.Role
    return grant.role in kinds.values


@rules.predicate
def is_over_its_organisation(standing: Standing, grant: Grant) -> bool:
    """Is an admin of the organisation in which the role is, or a lead."""
    return grant.organisation is not None and (
        standing.is_lead or standing.has(grant.organisation, Membership.Role.ADMIN)
    )


@rules.predicate
def leads_its_part(standing: Standing, grant: Grant) -> bool:
    """Leads the part of the learning team in which the duty is, or a larger one."""
    return grant.organisation is None and any(
        duty.role == Duty.Role.LEAD
        and duty.language in ("", grant.language)
        and duty.axis in ("", grant.axis)
        for duty in standing.duties
    )


may_see = belongs | is_lead
"""May see who belongs to an organisation, and its teams."""

may_manage = administers | is_lead
"""May invite people to an organisation, take them out, and read its journal."""

may_make_teams = administers | edits | is_lead
"""May make a team in an organisation."""

may_grant = names_a_role & (is_over_its_organisation | leads_its_part)
"""May give this role, and take it."""

may_decide_requests = is_lead
"""May say whether an organisation comes onto the market."""

may_see_the_team = is_on_the_team
"""May see who does what in the learning team."""
