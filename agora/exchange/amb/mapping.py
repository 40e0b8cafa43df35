"""From a learning resource to the document of a resource: pure, the same input the same document."""

from __future__ import annotations

import html
import re
import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from agora.exchange.amb import vocabularies as v
from agora.exchange.amb.profile import Agent, Concept, Funder, LearningResource
from agora.exchange.amb.values import duration_minutes
from agora.kernel import ids
from agora.topics.queries import GOALS, PACT, THEMES

UNSTATED = "und"
"""The tag of a language nobody named (RFC 5646)."""
SUMMARY = 2000
MOST_EDITIONS = 100
_WEB = re.compile(r"https?://[^\s<>\"'\\]+\.[^\s<>\"'\\]+")


@dataclass(frozen=True)
class Setting:
    """What the run adds to every record: the offering organisation and who may see it."""

    publisher: uuid.UUID | None = None
    visibility: str = "public"
    team: uuid.UUID | None = None


@dataclass(frozen=True)
class Tie:
    """A record this one belongs to or was made from."""

    kind: str
    field: str
    to: uuid.UUID | None
    address: str
    name: str


def object_id(address: str) -> uuid.UUID:
    """The UUID of the resource this record is or becomes here."""
    return ids.fixed_id("amb", address)


def ties(record: LearningResource, site: str) -> tuple[Tie, ...]:
    """What the record says it belongs to; `to` is where that lives here, if it lives here."""

    def target(address: str | None) -> uuid.UUID | None:
        if address is None:
            return None
        own = v.permanent_id(address) if address.startswith(f"{site}/") else None
        return own or object_id(address)

    return (
        *(
            Tie("part-of", "isPartOf", target(one.id), one.id, one.name or "")
            for one in record.isPartOf
        ),
        *(
            Tie("based-on", "isBasedOn", target(one.id), one.id or "", one.name or "")
            for one in record.isBasedOn
        ),
    )


def document_of(
    record: LearningResource,
    known: v.Directory,
    setting: Setting,
    targets: Collection[uuid.UUID] = (),
) -> dict[str, Any]:
    """The resource document; ties are made to `targets`, any other is kept as provenance."""
    key = object_id(record.id)
    language = record.language
    concepts = {concept.id: known.concept(concept.id) for concept in _concepts(record)}
    about = [concepts[one.id] for one in record.about]
    goals = [found[1] for found in about if found and found[0] == GOALS]
    pact = [found[1] for found in about if found and found[0] == PACT]
    tied = [tie for tie in ties(record, known.site) if tie.to in targets and tie.to != key]
    return {
        "slug": f"{ids.slugify(record.name, 70)}-{key.hex[:6]}".lstrip("-"),
        "type": _type(record, concepts),
        "original_language": language,
        "visibility": setting.visibility,
        "owner": str(setting.publisher) if setting.publisher else None,
        "team": str(setting.team) if setting.team else None,
        "texts": {language: {**_text(record), "origin": "imported", "state": "draft"}},
        "editions": _editions(record),
        "contributions": _contributions(record, known, setting),
        "published": record.datePublished,
        "duration_minutes": duration_minutes(record.duration) if record.duration else None,
        "level": next(_ours(record.educationalLevel, concepts, "levels"), None),
        "audiences": _unique(_audience(one, concepts) for one in record.audience),
        "themes": _unique(found[1] for found in about if found and found[0] == THEMES),
        "goals": _unique(goal for goal in goals if "." not in goal),
        "targets": _unique(goal for goal in goals if "." in goal),
        "axes": _unique(one for one in pact if known.words.terms[PACT, one].parent is None),
        "pledges": _unique(one for one in pact if known.words.terms[PACT, one].parent),
        "licence": _licence(record, known),
        "relations": [{"kind": tie.kind, "to": str(tie.to)} for tie in tied],
        "provenance": _provenance(record, known, concepts, tied),
    }


_Concepts = dict[str, tuple[str, str] | None]


def _concepts(record: LearningResource) -> Iterator[Concept]:
    yield from record.about
    yield from record.audience
    yield from record.learningResourceType
    yield from record.educationalLevel


def _ours(those: Sequence[Concept], concepts: _Concepts, scheme: str) -> Iterator[str]:
    """The keys of those that are terms of this scheme of ours."""
    for one in those:
        found = concepts[one.id]
        if found is not None and found[0] == scheme:
            yield found[1]


def _unique(keys: Any) -> list[str]:
    return list(dict.fromkeys(key for key in keys if key))


def _web(address: str | None) -> str:
    return address if address and _WEB.fullmatch(address) else ""


def _type(record: LearningResource, concepts: _Concepts) -> str:
    """Our own term first, then the tables, then the schema.org type; a practice needs its case."""
    own = _ours(record.learningResourceType, concepts, "resource-types")
    tables = (v.type_of(one.id) for one in record.learningResourceType)
    schema_org = (v.TYPES_OF_SCHEMA_ORG.get(name) for name in record.type)
    found = next((key for key in (*own, *tables, *schema_org) if key), v.OTHERWISE)
    return "report" if found == "practice" else found


def _text(record: LearningResource) -> dict[str, Any]:
    paragraphs = []
    summary = record.description
    if len(summary) > SUMMARY:
        paragraphs = [part for part in re.split(r"\n\s*\n", summary) if part.strip()]
        summary = summary[:400].rsplit(None, 1)[0] + " …"
    if record.keywords:
        paragraphs.append(" · ".join(_unique(word.strip() for word in record.keywords)))
    return {
        "title": record.name,
        "summary": summary,
        "body": "".join(f"<p>{html.escape(part, quote=False)}</p>" for part in paragraphs),
        "outcomes": _unique(
            one.prefLabel.get(record.language) or next(iter(one.prefLabel.values()), "")
            for one in record.teaches
        ),
    }


def _editions(record: LearningResource) -> list[dict[str, Any]]:
    """One per language and link; where a language has no file, the record's own address."""
    offered = _unique(record.inLanguage) or [UNSTATED]
    kinds = (one.id.removeprefix(v.HCRT) for one in record.learningResourceType)
    by_type = next((f for kind in kinds if (f := v.FORMATS_OF_HCRT.get(kind))), None)
    made: dict[tuple[str, str], dict[str, Any]] = {}
    for one in record.encoding:
        link = _web(one.contentUrl) or _web(one.embedUrl)
        for language in [one.inLanguage] if one.inLanguage else offered:
            if link and (language, link) not in made:
                made[language, link] = {
                    "language": language,
                    "url": link,
                    "format": v.format_of(one.encodingFormat or "") or by_type,
                    "size_bytes": int(one.contentSize) if one.contentSize else None,
                }
    served = {language for language, _link in made}
    if served and not record.inLanguage:
        offered = []
    for language in offered:
        if language not in served:
            made[language, ""] = {"language": language, "url": _web(record.id), "format": by_type}
    return list(made.values())[:MOST_EDITIONS]


def _contributions(
    record: LearningResource, known: v.Directory, setting: Setting
) -> list[dict[str, Any]]:
    made: dict[tuple[str, str], dict[str, Any]] = {}
    if setting.publisher:
        agent = str(setting.publisher)
        made["publisher", agent] = {"role": "publisher", "organisation": agent}
    parties: list[tuple[str, list[Agent] | list[Funder]]] = [
        ("publisher", record.publisher),
        ("author", record.creator),
        ("contributor", record.contributor),
        ("funder", record.funder),
    ]
    for role, agents in parties:
        for one in agents:
            found = (
                known.organisation(one.id or "", one.name) if one.type == "Organization" else None
            )
            name = one.name
            prefix = one.honorificPrefix if isinstance(one, Agent) else ""
            if prefix and len(prefix) + len(name) < 200:
                name = f"{prefix} {name}"
            agent = str(found or name)
            made.setdefault(
                (role, agent),
                {"role": role, **({"organisation": agent} if found else {"name": name})},
            )
    return list(made.values())


def _audience(one: Concept, concepts: _Concepts) -> str | None:
    found = concepts[one.id]
    if found is not None:
        return found[1] if found[0] == "audiences" else None
    return v.AUDIENCES_OF_LRMI.get(one.id.removeprefix(v.AUDIENCE_ROLES))


def _licence(record: LearningResource, known: v.Directory) -> str:
    if record.license is None:
        return "unknown"
    found = known.concept(record.license.id)
    return found[1] if found and found[0] == "licences" else v.licence_of(record.license.id)


def _provenance(
    record: LearningResource, known: v.Directory, concepts: _Concepts, tied: list[Tie]
) -> list[dict[str, Any]]:
    """The source of the record, which fields came from it, and what had no place of its own."""
    source = _web(record.id)
    name = next((one.name for one in record.publisher), "") or urlsplit(record.id).hostname or ""
    if not source:
        name = record.id[:300]
    fields = ["title", *(["summary"] if record.description else [])]
    fields += ["body"] if record.keywords or len(record.description) > SUMMARY else []
    fields += ["outcomes"] if record.teaches else []
    fields += ["contributions"] if record.publisher or record.creator else []
    fields += ["licence"] if record.license else []
    fields += ["published"] if record.datePublished else []
    made: list[dict[str, Any]] = [
        {"source": source, "name": name},
        {"source": source, "name": name, "fields": [*fields, "editions"]},
    ]

    def keep(field: str, address: str, label: str) -> None:
        row = {"source": _web(address), "name": (label or address)[:300], "fields": [field]}
        if row not in made:
            made.append(row)

    def label(one: Concept) -> str:
        return one.prefLabel.get(record.language) or next(iter(one.prefLabel.values()), "")

    for one in record.about:
        found = concepts[one.id]
        if found is None or found[0] not in (GOALS, THEMES, PACT):
            keep("about", one.id, label(one))
    for one in record.audience:
        if _audience(one, concepts) is None:
            keep("audience", one.id, label(one))
    for one in record.educationalLevel:
        if concepts[one.id] is None:
            keep("educationalLevel", one.id, label(one))
    for one in record.learningResourceType:
        if concepts[one.id] is None:
            keep("learningResourceType", one.id, label(one))
    if record.license is not None and _licence(record, known) == "other":
        keep("license", record.license.id, "")
    if record.duration and duration_minutes(record.duration) is None:
        keep("duration", "", record.duration)
    for tie in ties(record, known.site):
        if tie not in tied:
            keep(tie.field, tie.address, tie.name)
    return made
