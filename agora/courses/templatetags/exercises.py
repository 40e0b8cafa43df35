"""Filling the questions of an exercise with what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from agora.courses.blocks.base import Outcome

register = template.Library()


@register.filter
def filled(it: Mapping[str, Any], outcome: Outcome | None) -> Any:
    """The questions of `it`, with what was typed and what is wrong where the answer was refused."""
    fill = it.get("fill")
    return fill(outcome) if fill and outcome and outcome.errors else it.get("questions", ())
