"""Who may take certificates back, and correct the names on them."""

from __future__ import annotations

from agora.credentials.models import Achievement
from agora.people.models import Membership
from agora.people.queries import Standing


def may_revoke(standing: Standing, achievement: Achievement) -> bool:
    """The lead of the learning team, and the admins of an organisation that issues it."""
    if standing.is_lead:
        return True
    mine = standing.organisations(Membership.Role.ADMIN)
    return bool(mine) and achievement.issuers.filter(organisation__in=mine).exists()
