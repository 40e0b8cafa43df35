"""What the templates of exercises need: what was typed, and which words are in which language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from agora.courses.blocks.base import Outcome
from agora.courses.blocks.speaking import tongue
from agora.courses.queries.content import Tongue

register = template.Library()


@register.filter
def filled(it: Mapping[str, Any], outcome: Outcome | None) -> Any:
    """The questions of `it`, with what was typed and what is wrong where the answer was refused."""
    fill = it.get("fill")
    return fill(outcome) if fill and outcome and outcome.errors else it.get("questions", ())


@register.filter
def spoken(said: Tongue) -> SafeString:
    """The attributes of what an author wrote, where it is not in the reader's language."""
    return tongue(said.language) if said.language != get_language() else SafeString("")


@register.filter
def around(said: Tongue) -> SafeString:
    """The attributes of what stands around it: the words of the market, in the reader's language."""
    reader = get_language() or "en"
    return tongue(reader) if said.language != reader else SafeString("")
