"""From the values of a row to the document of a resource: pure, the same row the same document."""

from __future__ import annotations

import hashlib
import html
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from agora.catalogue.documents import ResourceDocument
from agora.editorial.services import document_read
from agora.exchange.amb.vocabularies import folded
from agora.exchange.bringing.faults import Fault, document_fault, quoted
from agora.exchange.bringing.records import Record
from agora.exchange.prefill import guessing
from agora.exchange.prefill import values as v
from agora.kernel import ids
from agora.kernel.documents import parse_date
from agora.kernel.errors import InvalidDocument
from agora.topics.queries import GOALS, THEMES, Spot, Term, Vocabulary

KIND: Final = "resource"
TITLE: Final = 300
TEXT: Final = 100_000
SUMMARY: Final = 2_000
MOST_AUTHORS: Final = 30
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]{0,500}>")
_HEADING: Final = re.compile(r"<(/?)h([1-6])\b", re.IGNORECASE)
_WEB: Final = re.compile(r"https?://[^\s<>\"'\\]+\.[^\s<>\"'\\]+", re.IGNORECASE)
_BREAKS: Final = re.compile(r"\n\s*\n")
_BETWEEN: Final = re.compile(r"[;؛|\n]")
"""Between several values; a comma stands within names, in Arabic too."""
_GOAL: Final = re.compile(
    r"(?:sdg|ods|odd|goal|target)?\s*(\d{1,2}(?:\.[0-9a-z]{1,2})?)", re.IGNORECASE
)
_TYPE_OF: Final = {"wordpress": "article", "feed": "article"}
_OTHERWISE: Final = "module"
_LEVELS: Final = {"1": "3", "2": "3", "3": "3", "4": "4", "5": "4", "6": "4"}


@dataclass(frozen=True)
class Setting:
    """What holds for every row of a run."""

    source: uuid.UUID
    kind: str
    name: str
    organisation: uuid.UUID
    organisation_language: str
    language: str
    mapping: Mapping[str, str]
    words: Vocabulary


@dataclass(frozen=True)
class Candidate:
    """A row as what it would be here: its document, or why it cannot be one."""

    key: str = ""
    title: str = ""
    address: str = ""
    line: int = 0
    object_id: uuid.UUID | None = None
    document: ResourceDocument | None = None
    faults: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()


@dataclass
class _Row:
    values: dict[str, str]
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)

    def wrong(self, code: str, where: str, value: str = "", **values: Any) -> None:
        if value:
            values["value"] = quoted(value)
        self.faults.append(Fault(code, where, values))

    def several(self, name: str) -> list[str]:
        parts = _BETWEEN.split(self.values.get(name, ""))
        return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


def candidate_of(record: Record, setting: Setting) -> Candidate:
    """What this row would be."""
    values: dict[str, str] = {}
    for column, value in record.values.items():
        name = setting.mapping.get(column)
        if name and name not in values:
            values[name] = value
    title = v.line(values.get("title", ""), 2_000)
    address = values.get("address", "").strip()
    if record.faults:
        return Candidate("", title[:TITLE], address[:1000], record.line, faults=record.faults)
    row = _Row(values)
    said = values.get("id", "").strip() or address or folded(title)
    key = hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()
    object_id = ids.fixed_id("bring", f"{setting.source}:{key}")
    document = _document(row, title, address, object_id, setting)
    made: ResourceDocument | None = None
    if not row.faults:
        try:
            read = document_read(KIND, document)
            made = read if isinstance(read, ResourceDocument) else None
        except InvalidDocument as error:
            row.faults += [document_fault(one.field, one.message) for one in error.problems]
    if made is not None and not address and not next(iter(made.texts.values())).body and not next(iter(made.texts.values())).summary:  # fmt: skip
        # What looked like a text was nothing but markup that is not taken.
        row.wrong("no-content", "text")
        made = None
    return Candidate(
        key, title[:TITLE], address[:1000], record.line, object_id, made,
        tuple(row.faults), tuple(row.notes),
    )  # fmt: skip


def _document(
    row: _Row, title: str, address: str, object_id: uuid.UUID, setting: Setting
) -> dict[str, Any]:
    if not title:
        row.wrong("no-title", "title")
    elif len(title) > TITLE:
        row.wrong("title-long", "title", most=TITLE)
    if address and not (_WEB.fullmatch(address) and len(address) <= 1000):
        row.wrong("address-unfit", "address", address)
    body, summary = _texts(row)
    if not address and not body and not summary:
        row.wrong("no-content", "text")
    language = _language(row, f"{title} {summary} {body}", setting)
    owner = str(setting.organisation)
    kind = _type(row, setting)
    form = _one_of(row, "format", "formats", "format-unknown", setting.words)
    contributions = [{"role": "publisher", "organisation": owner}]
    contributions += [
        {"role": "author", "name": name}
        for one in row.several("authors")[:MOST_AUTHORS]
        if (name := v.line(one, 200))
    ]
    if not form and address and setting.kind != "csv":
        form = "web-page"
    edition: dict[str, Any] = {"language": language, "format": form}
    if address:
        edition["url"] = address
    goals = _goals(row, setting.words)
    text = {
        "title": title,
        "summary": summary,
        "body": body,
        "origin": "imported",
        "state": "draft",
    }
    return {
        "slug": f"{ids.slugify(title, 70)}-{object_id.hex[:8]}".lstrip("-"),
        "type": kind,
        "original_language": language,
        "owner": owner,
        "texts": {language: text},
        "editions": [edition] if address else [],
        "contributions": contributions,
        "published": _published(row),
        "duration_minutes": _minutes(row),
        "licence": _licence(row, setting.words),
        "themes": _terms(row, "themes", THEMES, setting.words),
        "audiences": _terms(row, "audiences", "audiences", setting.words),
        "goals": [goal for goal in goals if "." not in goal],
        "targets": [goal for goal in goals if "." in goal],
        "places": _places(row, setting.words),
        "provenance": [{"source": address if _is_web(setting, address) else "", "name": setting.name[:300]}],
    }  # fmt: skip


def _is_web(setting: Setting, address: str) -> bool:
    return bool(address) and setting.kind != "csv"


def _texts(row: _Row) -> tuple[str, str]:
    """The body as HTML and the summary as one line; what has no summary gets the body's beginning."""
    body = row.values.get("text", "").strip()
    if body and not _TAG.search(body):
        body = "".join(
            f"<p>{html.escape(part.strip(), quote=False)}</p>"
            for part in _BREAKS.split(body)
            if part.strip()
        )
    body = _HEADING.sub(lambda match: f"<{match[1]}h{_LEVELS[match[2]]}", body)
    given = row.values.get("summary", "")
    summary = v.line(given, 20_000) if given else ""
    if len(summary) > SUMMARY:
        if not body:
            body = f"<p>{html.escape(summary, quote=False)}</p>"
        summary = v.summary(summary)
    if not summary and body:
        summary = v.summary(body, 400)
    words = row.several("keywords")
    if words:
        told = " · ".join(v.line(word, 80) for word in words[:40])
        body += f"<p>{html.escape(told, quote=False)}</p>"
    if len(body) > TEXT:
        row.wrong("text-long", "text", most=TEXT)
    return body, summary


def _language(row: _Row, text: str, setting: Setting) -> str:
    said = row.values.get("language", "").strip()
    found = v.language(said) if said else ""
    if said and not found:
        row.wrong("language-unknown", "language", said)
    found = found or setting.language
    if not found:
        found = guessing.language_of(v.line(text, 3_000))
        if found:
            row.notes.append(Fault("language-guessed", "language"))
        else:
            found = setting.organisation_language
            row.notes.append(Fault("language-assumed", "language"))
    return found


def _type(row: _Row, setting: Setting) -> str:
    said = row.values.get("type", "").strip()
    if not said:
        return _TYPE_OF.get(setting.kind, _OTHERWISE)
    found = _key_of("resource-types", said, setting.words)
    if found in ("practice", "collection"):
        row.wrong("type-own", "type")
    elif found is None:
        row.wrong("type-unknown", "type", said)
    return found or _OTHERWISE


def _licence(row: _Row, words: Vocabulary) -> str:
    said = row.values.get("licence", "").strip()
    if not said:
        return "unknown"
    found = v.licence(said) or _key_of("licences", said, words)
    if not found:
        row.wrong("licence-unknown", "licence", said)
    return found or "unknown"


def _published(row: _Row) -> str | None:
    said = row.values.get("published", "").strip()
    if not said:
        return None
    found = said if parse_date(said) else v.date(said)
    if not found:
        row.wrong("date-unfit", "published", said)
    return found or None


def _minutes(row: _Row) -> int | None:
    said = row.values.get("minutes", "").strip()
    if not said:
        return None
    if not (said.isascii() and said.isdecimal() and len(said) < 7):
        row.wrong("minutes-unfit", "minutes", said)
        return None
    return int(said)


def _one_of(row: _Row, name: str, scheme: str, code: str, words: Vocabulary) -> str | None:
    said = row.values.get(name, "").strip()
    if not said:
        return None
    found = _key_of(scheme, said, words)
    if found is None:
        row.wrong(code, name, said)
    return found


def _terms(row: _Row, name: str, scheme: str, words: Vocabulary) -> list[str]:
    found = []
    for said in row.several(name):
        key = _key_of(scheme, said, words)
        if key is None:
            row.wrong("topic-unknown", name, said)
        elif key not in found:
            found.append(key)
    return found


def _goals(row: _Row, words: Vocabulary) -> list[str]:
    found = []
    for said in [part for one in row.several("goals") for part in _split(one)]:
        match = _GOAL.fullmatch(said)
        key = match[1].lower() if match and words.term(GOALS, match[1].lower()) else None
        key = key or _key_of(GOALS, said, words)
        if key is None:
            row.wrong("topic-unknown", "goals", said)
        elif key not in found:
            found.append(key)
    return found


def _split(said: str) -> list[str]:
    """Numbers may have commas between; names have commas within."""
    if re.fullmatch(r"[\d.,،\sa-z]{1,200}", said):
        return [part.strip() for part in re.split("[,،]", said) if part.strip()]
    return [said]


def _places(row: _Row, words: Vocabulary) -> list[str]:
    found: list[str] = []
    for said in row.several("places"):
        if said in words.places:
            keys: tuple[str, ...] = (said,)
        else:
            keys = _place_names(_Held(words)).get(folded(said), ())
        if len(keys) > 1:
            row.wrong("place-several", "places", said, first=keys[0])
        elif not keys:
            row.wrong("place-unknown", "places", said)
        elif keys[0] not in found:
            found.append(keys[0])
    return found


class _Held:
    """A vocabulary as the key of a cache: the same object is the same key."""

    def __init__(self, words: Vocabulary) -> None:
        self.words = words

    def __hash__(self) -> int:
        return id(self.words)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.words is self.words


def _key_of(scheme: str, said: str, words: Vocabulary) -> str | None:
    """The key of one of our concepts, by its key or by what it is called in any language."""
    if words.term(scheme, said) is not None:
        return said
    return _names(_Held(words), scheme).get(folded(said))


@lru_cache(maxsize=16)
def _names(held: _Held, scheme: str) -> dict[str, str]:
    made: dict[str, str] = {}
    terms: list[Term] = [term for (name, _key), term in held.words.terms.items() if name == scheme]
    for term in terms:
        for others in term.alternatives.values():
            for label in others:
                made.setdefault(folded(label), term.key)
    for term in terms:
        for label in (*term.labels.values(), term.key, term.notation):
            if label:
                made[folded(label)] = term.key
    return made


@lru_cache(maxsize=2)
def _place_names(held: _Held) -> dict[str, tuple[str, ...]]:
    """Keys by folded name; of places of one name, the country or region goes before the city."""
    found: dict[str, dict[str, Spot]] = {}
    for spot in held.words.places.values():
        for name in {folded(name) for name in spot.names.values()}:
            found.setdefault(name, {})[spot.key] = spot
    made = {}
    for name, spots in found.items():
        wide = [key for key, spot in spots.items() if spot.kind in ("country", "region", "world")]
        made[name] = tuple(wide[:1] or spots)
    return made
