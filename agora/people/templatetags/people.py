"""Roles in words."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from agora.people import words
from agora.people.models import Duty, Membership
from agora.topics.queries import PACT, vocabulary

register = template.Library()


@register.filter
def role_name(role: str) -> str:
    """The name of a role in an organisation."""
    return words.role_name(role)


@register.filter
def duty_name(role: str) -> str:
    """The name of a duty in the learning team."""
    return words.role_name(role, duty=True)


@register.filter
def role_meaning(role: str) -> str:
    """What a role in an organisation lets one do."""
    return str(words.MEANING.get(Membership.Role(role), ""))


@register.filter
def duty_meaning(role: str) -> str:
    """What a duty in the learning team lets one do."""
    return str(words.DUTY_MEANING.get(Duty.Role(role), ""))


@register.filter
def in_pact(key: str) -> str:
    """The name of an axis of the Pact in the reader's language."""
    term = vocabulary().term(PACT, key)
    return term.label(get_language() or "en") if term else key
