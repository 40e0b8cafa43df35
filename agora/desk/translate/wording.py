"""Words of the pages of translating: what a text is called, how it stands, what was done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agora.desk.studio.places import texts_named
from agora.editorial.models import TextStanding
from agora.editorial.translating.segments import Segment
from agora.kernel import editing


def labels_of(kind: str, document: Mapping[str, Any]) -> dict[str, str]:
    """What the forms of this sort of thing call its texts, by path without numbers."""
    sort = editing.sort_of(kind, document)
    found: dict[str, str] = {}
    for field in sort.fields() if sort else ():
        found[field.path] = str(field.label)
        for inner in field.rows:
            found[f"{field.path}.*.{inner.path}"] = f"{field.label} · {inner.label}"
    return {**found, **texts_named(kind, document)}


def label_of(segment: Segment, labels: Mapping[str, str]) -> str:
    """What the text of a segment is called; with its number where there are several of a sort."""
    exact = labels.get(".".join((*segment.place.path, "*", segment.leaf.name)).rstrip("."))
    if exact:
        return exact
    generic = ".".join((*segment.place.generic, "*", segment.leaf.name)).rstrip(".")
    name = labels.get(generic) or _plain(segment.leaf.name or segment.place.path[-1])
    numbers = [str(int(part) + 1) for part in segment.place.path if part.isdigit()]
    return f"{name} {'.'.join(numbers)}" if numbers else name


def _plain(name: str) -> str:
    """A word for a text that no form asks for."""
    known = {
        "title": pgettext("a text", "Title"),
        "name": pgettext("a text", "Name"),
        "summary": pgettext("a text", "Summary"),
        "body": pgettext("a text", "Text"),
        "text": pgettext("a text", "Text"),
        "why": pgettext("a text", "Why it matters"),
        "outcomes": pgettext("a text", "What you will be able to do"),
        "problem": pgettext("a text", "The problem"),
        "done": pgettext("a text", "What was done"),
        "cost": pgettext("a text", "What it cost"),
        "conditions": pgettext("a text", "What it needs"),
        "lessons": pgettext("a text", "What was learned"),
        "unit": pgettext("a text", "Unit"),
        "reason": pgettext("a text", "Why they are related"),
        "note": pgettext("a text", "Note"),
        "theme": pgettext("a text", "Theme"),
    }
    return known.get(name) or name.replace("_", " ").capitalize()


def state_of(row: TextStanding) -> str:
    """How a thing stands in a language, in words."""
    if row.state == TextStanding.State.MISSING:
        return _("missing")
    if row.state == TextStanding.State.ORIGINAL:
        return _("original")
    if row.is_stale:
        return _("the original has changed")
    return _("reviewed") if row.state == TextStanding.State.REVIEWED else _("not reviewed yet")


def origin_of(row: TextStanding) -> str:
    """Who wrote a text, in words; nothing for people."""
    return {"machine": _("by a machine"), "imported": _("imported")}.get(row.origin, "")


def said(what: str) -> str:
    """What was just done, in a sentence; nothing for what is no such thing."""
    return {
        "saved": _("Saved."),
        "claim": _("This language is yours now. Others see that you are at work."),
        "release": _("You gave it back. What you translated stays for whoever goes on."),
        "take-back": _("You took it back and can go on with it."),
        "send": _("Sent. A second person will read it before it is published."),
        "give-back": _("The translator has been asked for a change."),
        "publish": _("Published. Whoever reads this language can find it now."),
        "took": _("The file was taken."),
    }.get(what, "")
