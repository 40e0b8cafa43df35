"""What the acts of this room, and the results on a certificate, are called."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTS = {
    "achievement-ensure": _("opened a certificate"),
    "credential-issue": _("issued a certificate"),
    "credential-revoke": _("took a certificate back"),
    "credential-disclose": _("chose what the page of a certificate shows"),
    "credential-rename": _("corrected the name on a certificate"),
    "key-make": _("made a key that signs certificates"),
    "key-retire": _("retired a key that signed certificates"),
}
_facts: dict[str, str | Promise] = {}
_types: dict[str, str] = {}


def facts_register(words: Mapping[str, str | Promise]) -> None:
    """Say what the keys of `credential_issue(facts=…)` mean; called from a room's `ready()`."""
    _facts.update(words)


def fact_word(key: str) -> str:
    """The label; the key itself where no room said anything."""
    return str(_facts.get(key, key))


def type_register(kind: str, achievement_type: str) -> None:
    """The word of Open Badges for what is earned in things of this kind: `Course`, say."""
    _types[kind] = achievement_type


def type_word(kind: str) -> str:
    """The word of Open Badges; `Achievement` where no room said anything."""
    return _types.get(kind, "Achievement")
