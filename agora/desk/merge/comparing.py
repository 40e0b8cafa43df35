"""Two resources side by side, and what the one that stays may take over, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from agora.catalogue.merging.joining import Offer, offers
from agora.desk.forms.answers import Asker
from agora.desk.forms.saying import SaidChange, Sayer, changes_said, place_of, plain
from agora.kernel import editing, languages
from agora.kernel.editing import Editing

KIND = "resource"
SHOWN = 280


@dataclass(frozen=True)
class Choice:
    """One thing that may be taken over: a box to tick. `note` says what it would replace."""

    key: str
    label: str
    text: str
    note: str
    tag: str
    direction: str
    ticked: bool


@dataclass(frozen=True)
class Compared:
    """What a page shows of two documents."""

    choices: tuple[tuple[str, tuple[Choice, ...]], ...]
    places: tuple[SaidChange, ...]

    def chosen(self) -> list[Choice]:
        """What is ticked, in order."""
        return [one for _title, group in self.choices for one in group if one.ticked]


def compare(
    kept: Mapping[str, Any],
    gone: Mapping[str, Any],
    asker: Asker,
    ticked: frozenset[str] | None,
) -> Compared:
    """Both documents; `ticked` is what somebody chose, None where nobody chose yet."""
    sort = editing.sort_of(KIND, kept)
    if sort is None:
        return Compared((), ())
    sayer = Sayer(asker, (kept, gone), sort)
    groups: dict[str, list[Choice]] = {}
    titles = {
        "text": _("Texts"),
        "edition": _("What is offered"),
        "list": _("Topics, places and ties"),
        "value": _("What the one that stays does not say"),
    }
    for offer in offers(kept, gone):
        is_ticked = offer.wanted if ticked is None else offer.key in ticked
        choice = _choice(offer, sort, sayer, asker.reader, is_ticked)
        groups.setdefault(titles[offer.sort], []).append(choice)
    places = tuple(one for one in changes_said(sort, kept, gone, asker) if one.path != "slug")
    return Compared(
        tuple((title, tuple(group)) for title, group in groups.items()),
        tuple(one for one in places if one.before or one.after),
    )


def _choice(offer: Offer, sort: Editing, sayer: Sayer, reader: str, ticked: bool) -> Choice:
    tag = offer.name if offer.sort in ("text", "edition") else ""
    label, text, note = _words(offer, sort, sayer, reader)
    shown = text if len(text) <= SHOWN else f"{text[:SHOWN].rstrip()}…"
    return Choice(
        offer.key, label, shown, note, tag, languages.direction(tag) if tag else "", ticked
    )


def _words(offer: Offer, sort: Editing, sayer: Sayer, reader: str) -> tuple[str, str, str]:
    if offer.sort == "text":
        told = [str(offer.value.get("title") or ""), str(offer.value.get("summary") or "")]
        note = ""
        if offer.replaces:
            note = _("Instead of: “%(title)s”") % {"title": offer.replaces.get("title") or ""}
        body = plain(str(offer.value.get("body") or ""))
        return languages.name(offer.name, reader), " · ".join(filter(None, [*told, body])), note
    if offer.sort == "edition":
        told = [str(offer.value.get(name) or "") for name in ("title", "url")]
        if offer.value.get("file"):
            told.append(_("a file"))
        return languages.name(offer.name, reader), " · ".join(filter(None, told)), ""
    spec = place_of(sort, (offer.name,))[2]
    if spec is not None:
        return str(spec.label), sayer.say(spec, offer.value, labelled=False), ""
    return _("Where the record comes from"), _names(offer.value), ""


def _names(value: Any) -> str:
    rows = value if isinstance(value, list | tuple) else [value]
    return ", ".join(
        str(row.get("name") or row.get("source") or row.get("to") or "")
        if isinstance(row, Mapping)
        else str(row)
        for row in rows
    )


def labels_of_places(document: Mapping[str, Any], paths: tuple[str, ...], reader: str) -> list[str]:
    """What the places of a document are called: “Title (Spanish)”."""
    sort = editing.sort_of(KIND, document)
    found: dict[str, None] = {}
    for path in paths:
        parts = tuple(path.split("."))
        _number, _step, spec, tag = place_of(sort, parts) if sort else (0, "", None, "")
        if spec is None and parts[0] == "texts" and len(parts) > 1:
            found[languages.name(parts[1], reader)] = None
        elif spec is not None and tag:
            found[f"{spec.label} ({languages.name(tag, reader)})"] = None
        else:
            found[str(spec.label) if spec else path] = None
    return list(found)
