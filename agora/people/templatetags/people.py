"""Roles in words."""

from __future__ import annotations

from django import template

from agora.people import words

register = template.Library()


@register.filter
def role_name(role: str) -> str:
    """The name of a role in an organisation."""
    return words.role_name(role)


@register.filter
def duty_name(role: str) -> str:
    """The name of a duty in the learning team."""
    return words.role_name(role, duty=True)
