"""Words of reports, decisions and appeals, from the keys that are kept."""

from __future__ import annotations

from django import template

from agora.moderation.models import REASONS
from agora.moderation.words import APPEALS, GROUNDS, OUTCOMES, STATES

register = template.Library()


@register.filter
def ground_said(key: str) -> str:
    """Why something was decided."""
    return str(GROUNDS.get(key, key))  # type: ignore[call-overload]  # keyed by what is a str


@register.filter
def outcome_said(key: str) -> str:
    """What was decided."""
    return str(OUTCOMES.get(key, key))  # type: ignore[call-overload]  # keyed by what is a str


@register.filter
def appeal_said(key: str) -> str:
    """What came of an appeal."""
    return str(APPEALS.get(key, key))  # type: ignore[call-overload]  # keyed by what is a str


@register.filter
def reason_label(key: str) -> str:
    """What was reported."""
    return str(REASONS.get(key, key))  # type: ignore[call-overload]  # keyed by what is a str


@register.filter
def state_label(key: str) -> str:
    """How a matter stands."""
    return str(STATES.get(key, key))  # type: ignore[call-overload]  # keyed by what is a str
