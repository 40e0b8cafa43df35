"""What we accept as a learning resource: our own profile of AMB (schema.org / LRMI).

As strict as AMB about shapes and types; where it is wider, `docs/formats.md` says why. Properties
not named here may be present and are not read. The messages say what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

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

from agora.exchange.amb.values import (
    Date,
    Digits,
    Labels,
    Language,
    MediaType,
    Name,
    Types,
    Uri,
    byte_count,
    context_check,
    duration_check,
    hash_sum,
    language_tag,
    one_of,
)
from agora.kernel.documents import Clean
from agora.kernel.errors import Problem

HCRT = "https://w3id.org/kim/hcrt/"
OEH_TYPES = "http://w3id.org/openeduhub/vocabs/new_lrt/"
LEVELS = "https://w3id.org/kim/educationalLevel/"
ACCESS = "http://w3id.org/kim/conditionsOfAccess/"
INTERACTIVITY = "http://purl.org/dcx/lrmi-vocabs/interactivityType/"
MOST_PROBLEMS = 20

Ours = Callable[[str], tuple[str, str] | None]
"""From an address to scheme and key of one of our own concepts."""


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

    id: Annotated[Uri, AfterValidator(one_of(f"{ACCESS}no_login", f"{ACCESS}login"))]


class Interactivity(Concept):
    """How active the learner is."""

    id: Annotated[
        Uri,
        AfterValidator(
            one_of(*(f"{INTERACTIVITY}{word}" for word in ("active", "expositive", "mixed")))
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
    contentSize: Annotated[str, AfterValidator(byte_count)] | None = None
    contentUrl: Uri | None = None
    embedUrl: Uri | None = None
    sha256: Annotated[str, AfterValidator(hash_sum)] | None = None
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

    context: Annotated[list[Any], BeforeValidator(context_check), Field(alias="@context")]
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
    duration: Annotated[str, Field(max_length=100), AfterValidator(duration_check)] | None = None
    encoding: Annotated[list[Encoding], Many, Field(max_length=100)] = []
    caption: Annotated[list[Caption], Many, Field(max_length=200)] = []

    @property
    def language(self) -> str:
        """The language of its texts, as its context says."""
        return next(
            language_tag(part["@language"])
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
