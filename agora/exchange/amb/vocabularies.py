"""Other people's vocabularies and ours: the tables of `docs/formats.md`, and what is known here."""

from __future__ import annotations

import re
import unicodedata
import uuid
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from agora.exchange.amb.profile import HCRT, OEH_TYPES
from agora.people.queries import ANYBODY, organisations_visible_to
from agora.topics.queries import GOALS, Vocabulary, vocabulary

AUDIENCE_ROLES = "http://purl.org/dcx/lrmi-vocabs/educationalAudienceRole/"

TYPES_OF_HCRT = {
    "application": "toolbox",
    "assessment": "module",
    "audio": "module",
    "case_study": "report",
    "course": "course",
    "data": "report",
    "diagram": "module",
    "drill_and_practice": "module",
    "educational_game": "game",
    "experiment": "module",
    "image": "module",
    "index": "handbook",
    "lesson_plan": "module",
    "map": "module",
    "other": "module",
    "portal": "hub",
    "questionnaire": "toolbox",
    "script": "handbook",
    "sheet_music": "module",
    "simulation": "game",
    "slide": "module",
    "text": "paper",
    "textbook": "handbook",
    "video": "module",
    "web_page": "hub",
    "worksheet": "toolbox",
}
TYPES_OF_OEH = {
    "4e16015a-7862-49ed-9b5e-6c1c6e0ffcd1": "course",
    "36e68792-6159-481d-a97b-2c00901f4f78": "toolbox",
}
TYPES_OF_SCHEMA_ORG = {
    "Course": "course",
    "Game": "game",
    "VideoGame": "game",
    "Report": "report",
    "ScholarlyArticle": "paper",
    "Thesis": "paper",
    "Article": "article",
    "NewsArticle": "article",
    "Blog": "article",
    "Book": "handbook",
    "Guide": "handbook",
    "HowTo": "handbook",
    "Collection": "collection",
    "WebApplication": "toolbox",
    "MobileApplication": "toolbox",
    "SoftwareApplication": "toolbox",
}
OTHERWISE = "module"
HCRT_OF_TYPES = {
    "course": "course",
    "toolbox": "worksheet",
    "handbook": "textbook",
    "paper": "text",
    "game": "educational_game",
    "practice": "case_study",
    "hub": "portal",
    "report": "text",
    "policy-brief": "text",
    "article": "text",
    "declaration": "text",
    "peer-note": "text",
}
FORMATS_OF_HCRT = {
    "audio": "audio",
    "video": "video",
    "slide": "presentation",
    "data": "dataset",
    "diagram": "infographic",
    "image": "infographic",
    "web_page": "web-page",
    "portal": "web-page",
}
FORMATS_OF_MEDIA = (
    ("application/pdf", "pdf"),
    ("text/html", "web-page"),
    ("application/xhtml+xml", "web-page"),
    ("text/csv", "dataset"),
    ("application/vnd.h5p+zip", "online-course"),
    ("application/vnd.ms-powerpoint", "presentation"),
    ("application/vnd.openxmlformats-officedocument.presentationml", "presentation"),
    ("application/vnd.oasis.opendocument.presentation", "presentation"),
    ("application/vnd.ms-excel", "spreadsheet"),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml", "spreadsheet"),
    ("application/vnd.oasis.opendocument.spreadsheet", "spreadsheet"),
    ("application/msword", "document"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml", "document"),
    ("application/vnd.oasis.opendocument.text", "document"),
    ("video/", "video"),
    ("audio/", "audio"),
    ("image/", "infographic"),
)
MEDIA_OF_FORMATS = {"pdf": "application/pdf", "web-page": "text/html"}
AUDIENCES_OF_LRMI = {
    "student": "researchers",
    "teacher": "trainers",
    "mentor": "trainers",
    "peerTutor": "trainers",
    "generalPublic": "residents",
    "parent": "residents",
}
_CC = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/(?:"
    r"(?P<zero>publicdomain/zero/1\.0)|licen[sc]es/(?P<parts>by(?:-nc)?(?:-sa|-nd)?)/4\.0"
    r")(?:/(?:deed|legalcode)(?:\.[A-Za-z\-_]+)?)?/?",
)
_IN_COPYRIGHT = re.compile(r"https?://rightsstatements\.org/(?:vocab|page)/InC/1\.0/?")
_GOAL = re.compile(
    r"https?://(?:metadata\.un\.org/sdg|(?:www\.)?sdgs\.un\.org/goals)/(?:goal)?"
    r"(?P<key>[1-9]\d?(?:\.[0-9a-z]{1,2})?)/?"
)
_PERMANENT = re.compile(
    r"https?://[^/?#]+/id/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
)


def folded(text: str) -> str:
    """Without accents, case and double spaces: how names are compared."""
    plain = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def website(address: str) -> str:
    """Host and path as compared: without scheme, `www.` and a closing slash; empty if no web."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    return parts.hostname.removeprefix("www.") + parts.path.rstrip("/")


def permanent_id(address: str) -> uuid.UUID | None:
    """The UUID in a permanent address of any market of this kind."""
    match = _PERMANENT.fullmatch(address)
    return uuid.UUID(match[1]) if match else None


def licence_of(address: str) -> str:
    """Our licence for this address: only the very version we name, everything else is `other`."""
    match = _CC.fullmatch(address)
    if match:
        return "cc0" if match["zero"] else f"cc-{match['parts']}"
    return "all-rights-reserved" if _IN_COPYRIGHT.fullmatch(address) else "other"


def format_of(media_type: str) -> str | None:
    """Our format for this media type, if we have one."""
    return next((key for start, key in FORMATS_OF_MEDIA if media_type.startswith(start)), None)


def type_of(address: str) -> str | None:
    """Our resource type for a term of HCRT or of OpenEduHub's list, if it is in our tables."""
    if address.startswith(HCRT):
        return TYPES_OF_HCRT.get(address.removeprefix(HCRT))
    return TYPES_OF_OEH.get(address.removeprefix(OEH_TYPES))


@dataclass(frozen=True)
class Directory:
    """What a run looks things up in; read once."""

    site: str
    words: Vocabulary
    _by_name: dict[str, uuid.UUID | None] = field(default_factory=dict)
    _by_website: dict[str, uuid.UUID | None] = field(default_factory=dict)

    def concept(self, address: str) -> tuple[str, str] | None:
        """Scheme and key of one of our concepts, or of an SDG by its address at the UN."""
        goal = _GOAL.fullmatch(address)
        if goal:
            key = goal["key"]
            return (GOALS, key) if self.words.term(GOALS, key) else None
        by_id = self.words.by_id.get(permanent_id(address) or uuid.UUID(int=0))
        if by_id is not None:
            return by_id.scheme, by_id.key
        if address.startswith(f"{self.site}/"):
            page = re.fullmatch(
                r"/(?:[a-z]{2}/)?topics/([a-z0-9\-]+)/([a-z0-9.\-]+)/?", address[len(self.site) :]
            )
            if page and self.words.term(page[1], page[2]):
                return page[1], page[2]
        return None

    def organisation(self, address: str, name: str) -> uuid.UUID | None:
        """The one organisation with this website or, failing that, this name; None when unsure."""
        key = str(permanent_id(address) or website(address))
        return self._by_website.get(key) or self._by_name.get(folded(name))


def directory(site: str) -> Directory:
    """The vocabulary, and the public organisations by name and website."""
    by_name: dict[str, uuid.UUID | None] = {}
    by_website: dict[str, uuid.UUID | None] = {}

    def note(table: dict[str, uuid.UUID | None], key: str, owner: uuid.UUID) -> None:
        if key:
            table[key] = owner if table.get(key, owner) == owner else None

    for pk, short_name, address, name in organisations_visible_to(ANYBODY).values_list(
        "pk", "short_name", "website", "texts__name"
    ):
        note(by_website, website(address), pk)
        note(by_website, str(pk), pk)
        note(by_name, folded(short_name), pk)
        note(by_name, folded(name or ""), pk)
    return Directory(site, vocabulary(), by_name, by_website)
