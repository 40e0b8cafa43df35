"""What we accept as a learning resource: our own profile of AMB (schema.org / LRMI).

As strict as AMB about shapes and types; where it is wider, `docs/formats.md` says why. Properties
not named here may be present and are not read. The messages say what to do.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from babel import Locale
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    model_validator,
)

from agora.kernel import languages
from agora.kernel.documents import Clean, parse_date
from agora.kernel.errors import Problem

CONTEXT = "https://w3id.org/kim/amb/context.jsonld"
HCRT = "https://w3id.org/kim/hcrt/"
OEH_TYPES = "http://w3id.org/openeduhub/vocabs/new_lrt/"
LEVELS = "https://w3id.org/kim/educationalLevel/"
ACCESS = "http://w3id.org/kim/conditionsOfAccess/"
INTERACTIVITY = "http://purl.org/dcx/lrmi-vocabs/interactivityType/"
MOST_MINUTES = 10 * 366 * 24 * 60
MOST_BYTES = 10**12
MOST_PROBLEMS = 20

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s\x00-\x20\x7f<>\"{}|\\^`]+")
_MEDIA_TYPE = re.compile(
    r"(application|audio|example|font|image|message|model|multipart|text|video)/[A-Za-z0-9\-+_.]+"
)
_TYPE_NAME = re.compile(r"[A-Z0-9][A-Za-z0-9]{1,60}")
_DATE_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?")
_DURATION = re.compile(
    r"P(?=.)(?:(?P<years>\d{1,9})Y)?(?:(?P<months>\d{1,9})M)?(?:(?P<weeks>\d{1,9})W)?"
    r"(?:(?P<days>\d{1,9})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,9})H)?(?:(?P<minutes>\d{1,9})M)?"
    r"(?:(?P<seconds>\d{1,9})(?:\.\d{1,9})?S)?)?"
)


def duration_minutes(value: str) -> int | None:
    """Minutes, rounded up, of an ISO 8601 duration; None when it counts years or months.

    Raises ValueError when it is not a duration or too long to be one.
    """
    match = _DURATION.fullmatch(value)
    if match is None:
        raise ValueError("is not an ISO 8601 duration such as PT47M58S or PT2H: write it so")
    part = {name: int(digits or 0) for name, digits in match.groupdict().items()}
    seconds = part["seconds"] + 60 * (
        part["minutes"]
        + 60 * (part["hours"] + 24 * (part["days"] + 7 * part["weeks"]))
        + 60 * 24 * (30 * part["months"] + 365 * part["years"])
    )
    minutes = -(-seconds // 60)
    if minutes > MOST_MINUTES:
        raise ValueError("is longer than ten years: correct it or leave it out")
    return None if part["years"] or part["months"] else minutes


def _uri(value: str) -> str:
    wrong = ValueError(
        "is not an absolute address such as https://example.org/guide: write it with its scheme"
    )
    if not _URI.fullmatch(value):
        raise wrong
    try:
        parts = urlsplit(value)
    except ValueError as error:
        raise wrong from error
    if parts.scheme in ("http", "https") and not parts.netloc:
        raise wrong
    return value


@lru_cache(maxsize=1)
def _known_languages() -> frozenset[str]:
    return frozenset(Locale("en").languages)


def _language(value: str) -> str:
    tag = languages.normalise(value)
    if languages.primary(tag) not in _known_languages():
        raise ValueError(f"“{value}” is not a language we know: use its code, such as es or pt-BR")
    return tag


def _date(value: str) -> str:
    match = _DATE_TIME.fullmatch(value)
    if match:
        try:
            dt.datetime.fromisoformat(value)
        except ValueError:
            match = None
    if not match and parse_date(value) is None:
        raise ValueError(
            "is not a date such as 2022-10-11 (or 2022-10, or 2022) nor a date with a time such as "
            "2022-10-11T13:00:00Z: write it so"
        )
    return match[1] if match else value


def _duration(value: str) -> str:
    duration_minutes(value)
    return value


def _types(value: list[str]) -> list[str]:
    for name in value:
        if not _TYPE_NAME.fullmatch(name):
            raise ValueError(
                f"“{name[:80]}” is not a schema.org type: write its name alone, such as Course"
            )
    if "LearningResource" not in value:
        raise ValueError("does not say LearningResource: add it to the list")
    return value


def _digits(value: str) -> str:
    if not re.fullmatch(r"[0-9]{1,18}", value):
        raise ValueError("must be digits in quotation marks, without a unit")
    return value


def _size(value: str) -> str:
    if int(_digits(value)) > MOST_BYTES:
        raise ValueError("is more than a terabyte: give the size in bytes")
    return value


def _media_type(value: str) -> str:
    if not _MEDIA_TYPE.fullmatch(value):
        raise ValueError("is not a media type such as application/pdf or video/mp4")
    return value


def _sha256(value: str) -> str:
    if not re.fullmatch(r"[A-Fa-f0-9]{64}", value):
        raise ValueError("must be the 64 hexadecimal digits of a SHA-256 sum")
    return value


def _labels(value: Any) -> Any:
    if isinstance(value, str):
        raise ValueError('must say the language of each text: {"en": "…"}')
    return value


def _one_of(*allowed: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value not in allowed:
            raise ValueError(f"must be one of {', '.join(allowed)}")
        return value

    return check


def _web_context(value: Any) -> Any:
    if not isinstance(value, list) or CONTEXT not in value:
        raise ValueError(f'must be a list that names {CONTEXT} and {{"@language": "…"}}')
    for part in value:
        if isinstance(part, dict) and "@language" in part:
            if not isinstance(part["@language"], str):
                raise ValueError('must name the language of the texts as in {"@language": "en"}')
            _language(part["@language"])
            return value
    raise ValueError('does not say the language of the texts: add {"@language": "en"} to the list')


Ours = Callable[[str], tuple[str, str] | None]
"""From an address to scheme and key of one of our own concepts."""
Uri = Annotated[str, Field(max_length=1000), AfterValidator(_uri)]
Language = Annotated[str, Field(max_length=35), AfterValidator(_language)]
Date = Annotated[str, Field(max_length=40), AfterValidator(_date)]
Types = Annotated[list[Annotated[str, Field(max_length=1000)]], AfterValidator(_types)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200), Clean]
Labels = Annotated[
    dict[Language, Annotated[str, StringConstraints(max_length=500), Clean]],
    BeforeValidator(_labels),
]
Digits = Annotated[str, AfterValidator(_digits)]
MediaType = Annotated[str, Field(max_length=200), AfterValidator(_media_type)]


class _Part(BaseModel):
    """A strict shape in which further properties may stand unread."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, data: Any) -> Any:
        if isinstance(data, dict):
            for name, value in data.items():
                if value is None:
                    raise ValueError(f"“{name[:60]}” is null: leave it out")
        return data


class Reference(_Part):
    """Something named by its address alone."""

    id: Uri
    prefLabel: Labels = {}


class Concept(Reference):
    """A term of some vocabulary."""

    type: Literal["Concept"] = "Concept"


class Level(Concept):
    """A stage of education."""


class Access(Concept):
    """Whether one must sign in at the source."""

    id: Annotated[Uri, AfterValidator(_one_of(f"{ACCESS}no_login", f"{ACCESS}login"))]


class Interactivity(Concept):
    """How active the learner is."""

    id: Annotated[
        Uri,
        AfterValidator(
            _one_of(*(f"{INTERACTIVITY}{word}" for word in ("active", "expositive", "mixed")))
        ),
    ]


class Affiliation(_Part):
    """Where somebody works."""

    type: Literal["Organization"]
    id: Uri | None = None
    name: Name


class Agent(_Part):
    """Who made or published it."""

    type: Literal["Person", "Organization"]
    id: Uri | None = None
    name: Name
    honorificPrefix: Annotated[str, StringConstraints(max_length=60), Clean] = ""
    affiliation: Affiliation | None = None


class Funder(_Part):
    """Who paid for it."""

    type: Literal["Person", "Organization", "FundingScheme"]
    id: Uri | None = None
    name: Name


class Licence(_Part):
    """The licence, by its address."""

    id: Uri


class Provider(_Part):
    """Who runs a page about it."""

    id: Uri
    type: str = ""
    name: str = ""


class AboutPage(_Part):
    """A page that describes it."""

    id: Uri
    type: Literal["WebContent"] = "WebContent"
    provider: Provider | None = None
    dateCreated: Date | None = None
    dateModified: Date | None = None


class _Media(_Part):
    encodingFormat: MediaType | None = None
    contentSize: Annotated[str, AfterValidator(_size)] | None = None
    contentUrl: Uri | None = None
    embedUrl: Uri | None = None
    sha256: Annotated[str, AfterValidator(_sha256)] | None = None
    bitrate: Digits | None = None
    inLanguage: Language | None = None

    @model_validator(mode="before")
    @classmethod
    def _has_address(cls, data: Any) -> Any:
        if isinstance(data, dict) and not {"contentUrl", "embedUrl"} & data.keys():
            raise ValueError("has no address: add “contentUrl” or “embedUrl”")
        return data


class Encoding(_Media):
    """A file or stream of the resource."""

    type: Literal["MediaObject"]


class Trailer(_Media):
    """A short film or recording about it."""

    type: Literal["VideoObject", "AudioObject"]


class Caption(_Part):
    """Subtitles."""

    type: Literal["MediaObject"]
    id: Uri
    encodingFormat: str | None = None
    inLanguage: Language | None = None


class Linked(_Part):
    """A whole or a part of the resource."""

    id: Uri
    type: Types | None = None
    name: Name | None = None


class Source(_Part):
    """What the resource was made from."""

    id: Uri | None = None
    type: Types | None = None
    name: Name | None = None
    creator: Annotated[list[Agent], Field(max_length=200)] = []
    license: Licence | None = None
    provider: Provider | None = None

    @model_validator(mode="after")
    def _is_named(self) -> Source:
        if self.id is None and self.name is None:
            raise ValueError("has neither “id” nor “name”: add one")
        return self


def _is_ours(address: str, scheme: str, info: ValidationInfo) -> bool:
    ours: Ours | None = (info.context or {}).get("ours")
    found = ours(address) if ours else None
    return found is not None and found[0] == scheme


def _some_known_type(value: list[Concept], info: ValidationInfo) -> list[Concept]:
    if not any(
        one.id.startswith((HCRT, OEH_TYPES)) or _is_ours(one.id, "resource-types", info)
        for one in value
    ):
        raise ValueError(
            f"names no type we know: add one of {HCRT}… or {OEH_TYPES}… or one of this market"
        )
    return value


def _known_level(value: Level, info: ValidationInfo) -> Level:
    if not value.id.startswith(LEVELS) and not _is_ours(value.id, "levels", info):
        raise ValueError(f"is not a level of {LEVELS}… or of this market: use one or leave it out")
    return value


def _many(value: Any) -> Any:
    if isinstance(value, str | dict):
        raise ValueError("must be a list, even of one: write it in [ ]")
    return value


Many = BeforeValidator(_many)
Agents = Annotated[list[Agent], Many, Field(max_length=200)]
Concepts = Annotated[list[Concept], Many, Field(max_length=200)]
References = Annotated[list[Reference], Many, Field(max_length=200)]


class LearningResource(_Part):
    """One record."""

    context: Annotated[list[Any], BeforeValidator(_web_context), Field(alias="@context")]
    id: Uri
    type: Annotated[Types, Many]
    name: Annotated[str, StringConstraints(min_length=1, max_length=300), Clean]
    description: Annotated[str, StringConstraints(max_length=50_000), Clean] = ""
    about: Concepts = []
    keywords: Annotated[
        list[Annotated[str, StringConstraints(max_length=200), Clean]], Many, Field(max_length=200)
    ] = []
    inLanguage: Annotated[list[Language], Many, Field(max_length=100)] = []
    image: Uri | None = None
    trailer: Trailer | None = None
    creator: Agents = []
    contributor: Agents = []
    publisher: Agents = []
    funder: Annotated[list[Funder], Many, Field(max_length=200)] = []
    dateCreated: Date | None = None
    datePublished: Date | None = None
    dateModified: Date | None = None
    isAccessibleForFree: bool | None = None
    license: Licence | None = None
    conditionsOfAccess: Access | None = None
    learningResourceType: Annotated[Concepts, AfterValidator(_some_known_type)] = []
    audience: Concepts = []
    teaches: References = []
    assesses: References = []
    competencyRequired: References = []
    educationalLevel: Annotated[
        list[Annotated[Level, AfterValidator(_known_level)]], Many, Field(max_length=200)
    ] = []
    interactivityType: Interactivity | None = None
    isBasedOn: Annotated[list[Source], Many, Field(max_length=200)] = []
    isPartOf: Annotated[list[Linked], Many, Field(max_length=200)] = []
    hasPart: Annotated[list[Linked], Many, Field(max_length=2000)] = []
    mainEntityOfPage: Annotated[list[AboutPage], Many, Field(max_length=200)] = []
    duration: Annotated[str, Field(max_length=100), AfterValidator(_duration)] | None = None
    encoding: Annotated[list[Encoding], Many, Field(max_length=100)] = []
    caption: Annotated[list[Caption], Many, Field(max_length=200)] = []

    @property
    def language(self) -> str:
        """The language of its texts, as its context says."""
        return next(
            _language(part["@language"])
            for part in self.context
            if isinstance(part, dict) and "@language" in part
        )


_SENTENCES = {
    "missing": "is missing: add it",
    "list_type": "must be a list, even of one: write it in [ ]",
    "string_type": "must be a text: write it in quotation marks",
    "bool_type": "must be true or false, without quotation marks",
    "dict_type": "must be an object: write it in { }",
    "model_type": "must be an object with an “id”: write it in { }",
    "string_too_short": "is empty: fill it or leave it out",
}


def _sentence(fault: Mapping[str, Any]) -> str:
    kind, context = fault["type"], fault.get("ctx", {})
    if kind == "literal_error":
        return f"must be {context['expected']}"
    if kind == "string_too_long":
        return f"is longer than {context['max_length']} characters: shorten it"
    if kind == "too_long":
        return f"has more than {context['max_length']} entries: leave some out"
    if kind == "value_error":
        return str(context["error"])
    return _SENTENCES.get(kind) or f"cannot be read: {fault['msg'].lower()}"


def _where(place: tuple[int | str, ...]) -> str:
    path = ""
    for part in place:
        if part == "[key]":
            continue
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
    return path.lstrip(".")


def record_check(
    data: Mapping[str, Any], ours: Ours | None = None
) -> LearningResource | tuple[Problem, ...]:
    """The record, or every reason why it is none; `ours` knows our own concepts by address."""
    try:
        return LearningResource.model_validate(dict(data), context={"ours": ours})
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
        found = [Problem(_where(fault["loc"]), _sentence(fault)) for fault in faults]
        return tuple(dict.fromkeys(found))[:MOST_PROBLEMS]
