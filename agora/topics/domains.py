"""The glossary's domains and forms of words, by name."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

DOMAINS: Final[dict[str, str | Promise]] = {
    "care": pgettext_lazy("domain", "Care"),
    "climate": pgettext_lazy("domain", "Climate"),
    "construction": pgettext_lazy("domain", "Construction"),
    "cooperation": pgettext_lazy("domain", "Cooperation"),
    "culture": pgettext_lazy("domain", "Culture"),
    "digital": pgettext_lazy("domain", "Digital"),
    "disaster-risk": pgettext_lazy("domain", "Disaster risk"),
    "economy": pgettext_lazy("domain", "Economy"),
    "education": pgettext_lazy("domain", "Education"),
    "employment": pgettext_lazy("domain", "Employment"),
    "energy": pgettext_lazy("domain", "Energy"),
    "environment": pgettext_lazy("domain", "Environment"),
    "finance": pgettext_lazy("domain", "Finance"),
    "food": pgettext_lazy("domain", "Food"),
    "gender": pgettext_lazy("domain", "Gender"),
    "general-actions": pgettext_lazy("domain", "General words: actions"),
    "general-qualities": pgettext_lazy("domain", "General words: qualities"),
    "general-things": pgettext_lazy("domain", "General words: things"),
    "government": pgettext_lazy("domain", "Government"),
    "health": pgettext_lazy("domain", "Health"),
    "housing": pgettext_lazy("domain", "Housing"),
    "human-rights": pgettext_lazy("domain", "Human rights"),
    "justice": pgettext_lazy("domain", "Justice"),
    "land": pgettext_lazy("domain", "Land"),
    "learning": pgettext_lazy("domain", "Learning"),
    "migration": pgettext_lazy("domain", "Migration"),
    "mobility": pgettext_lazy("domain", "Mobility"),
    "monitoring": pgettext_lazy("domain", "Monitoring and data"),
    "participation": pgettext_lazy("domain", "Participation"),
    "planning": pgettext_lazy("domain", "Planning"),
    "poverty": pgettext_lazy("domain", "Poverty and inclusion"),
    "project": pgettext_lazy("domain", "Projects"),
    "public-space": pgettext_lazy("domain", "Public space"),
    "safety-peace": pgettext_lazy("domain", "Safety and peace"),
    "tourism": pgettext_lazy("domain", "Tourism"),
    "waste": pgettext_lazy("domain", "Waste"),
    "water": pgettext_lazy("domain", "Water"),
    "youth-ageing-disability": pgettext_lazy("domain", "Youth, ageing and disability"),
}

FORMS: Final[dict[str, str | Promise]] = {
    "pl": pgettext_lazy("word form", "plural"),
    "f": pgettext_lazy("word form", "feminine"),
    "m": pgettext_lazy("word form", "masculine"),
    "adj": pgettext_lazy("word form", "adjective"),
    "v": pgettext_lazy("word form", "verb"),
    "abbr": pgettext_lazy("word form", "abbreviation"),
}
"""What a label may be said to be beside a plain one."""


def domain_name(key: str) -> str:
    """The domain in the reader's language; its key with spaces where nobody named it."""
    return str(DOMAINS.get(key) or key.replace("-", " ").capitalize())
