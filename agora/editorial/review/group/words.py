"""What a comment is about and what became of it, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import pgettext

from agora.editorial.models import GroupAnswer
from agora.kernel import editing, languages
from agora.ui import wording

Outcome = GroupAnswer.Outcome


def outcome_name(outcome: str) -> str:
    """The outcome in the reader's language; empty where there is none yet."""
    said = {
        Outcome.ACCEPTED: pgettext("what became of a comment", "Accepted"),
        Outcome.PARTLY: pgettext("what became of a comment", "Partly accepted"),
        Outcome.NOT_ACCEPTED: pgettext("what became of a comment", "Not accepted"),
    }
    return said[Outcome(outcome)] if outcome else ""


def place_name(sort: str, kind: str, document: Mapping[str, Any], path: str) -> str:
    """What a place of a document is called, with its language; empty for the whole of it."""
    found = editing.sort_named(sort) or editing.sort_of(kind, document)
    parts = path.split(".")
    for spec in found.fields() if found and path else ():
        pattern = spec.path.split(".")
        if len(pattern) <= len(parts) and all(
            want in ("*", part) for want, part in zip(pattern, parts, strict=False)
        ):
            label = str(spec.label)
            tag = next((p for w, p in zip(pattern, parts, strict=False) if w == "*"), "")
            return f"{label} ({languages.name(tag, wording.reader())})" if tag else label
    return ""
