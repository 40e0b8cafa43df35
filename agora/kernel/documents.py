"""What the documents of all kinds share: strict shapes, languages, dates with their precision.

A draft or a version is one such document; its JSON is what is stored and compared.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlsplit

import nh3
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from agora.kernel import languages
from agora.kernel.models import Origin, TextState, Visibility

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_ALLOWED_TAGS = {"p", "ul", "ol", "li", "h3", "h4", "strong", "em", "a", "br", "blockquote"}


def _clean(value: Any) -> Any:
    """Text without control characters and bidirectional overrides, in NFC."""
    if not isinstance(value, str):
        return value
    value = value.encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFC", _CONTROL.sub("", value)).strip()


def clean_html(value: str) -> str:
    """Only the tags of running text, and links that leave safely (nh3).

    What the rules for texts take out goes out of what was written as an entity too; and as taking
    characters out may make a link whole that was broken, it is cleaned until nothing changes.
    """
    for _round in range(5):
        cleaned = nh3.clean(
            value,
            tags=_ALLOWED_TAGS,
            attributes={"a": {"href"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="noopener nofollow",
        )
        value = unicodedata.normalize("NFC", _CONTROL.sub("", cleaned)).strip()
        if value == cleaned:
            return value
    return nh3.clean(value, tags=set(), attributes={}).strip()


def _plain(value: str) -> str:
    """One line."""
    return re.sub(r"\s+", " ", value)


def _tag(value: str) -> str:
    return languages.normalise(value)


def _web(value: str) -> str:
    """A web address a browser can open: host, no user name, a port that exists."""
    if not value:
        return value
    wrong = "is not a web address beginning with http:// or https://"
    try:
        parts = urlsplit(value)
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        raise ValueError(wrong) from error
    whole = re.fullmatch(r"https?://[^\s<>\"'\\]+", value)
    if not whole or "." not in host.strip(".") or parts.username is not None:
        raise ValueError(wrong)
    return value


Clean = BeforeValidator(_clean)
Line = Annotated[str, Clean, AfterValidator(_plain)]
Title = Annotated[
    str, Clean, AfterValidator(_plain), StringConstraints(min_length=1, max_length=300)
]
Short = Annotated[str, Clean, AfterValidator(_plain), StringConstraints(max_length=500)]
Paragraph = Annotated[str, Clean, AfterValidator(_plain), StringConstraints(max_length=2000)]
Html = Annotated[str, Clean, StringConstraints(max_length=100_000), AfterValidator(clean_html)]
LongHtml = Html
Tag = Annotated[str, Clean, AfterValidator(_tag)]
WebAddress = Annotated[str, Clean, StringConstraints(max_length=1000), AfterValidator(_web)]
Key = Annotated[
    str, Clean, StringConstraints(min_length=1, max_length=180, pattern=r"^[a-z0-9][a-z0-9.\-]*$")
]


class Shape(BaseModel):
    """A strict document part: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_max_length=200_000)


class TextShape(Shape):
    """What every text says of itself."""

    origin: Origin = Origin.HUMAN
    state: TextState = TextState.DRAFT
    source_version: int | None = None


class Document(Shape):
    """What every published document carries."""

    slug: Key
    original_language: Tag
    visibility: Visibility = Visibility.PUBLIC


Texts = dict[Tag, Annotated[Line, StringConstraints(max_length=500)]]
"""A short text per language."""

Count = Annotated[int, Field(ge=0, le=1_000_000)]
"""Pages, or minutes."""


_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def _date(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date | int):
        value = str(value)
    if value in (None, ""):
        return None
    if not isinstance(value, str) or parse_date(value) is None:
        raise ValueError("is not a date such as 2022, 2022-10 or 2022-10-11")
    return value


def parse_date(value: str | None) -> tuple[dt.date, str] | None:
    """The first day of `2022`, `2022-10` or `2022-10-11`, and how much of it is known."""
    match = _DATE.fullmatch(value or "")
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        date = dt.date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    return date, "day" if day else "month" if month else "year"


def date_fields(name: str, value: str | None) -> dict[str, Any]:
    """Model fields `<name>` and `<name>_precision` for a partly known date."""
    parsed = parse_date(value)
    return {name: parsed[0] if parsed else None, f"{name}_precision": parsed[1] if parsed else ""}


def last_day(date: dt.date, precision: str) -> dt.date:
    """The last day a partly known date may mean."""
    if precision == "year":
        return date.replace(month=12, day=31)
    if precision == "month":
        return date.replace(day=calendar.monthrange(date.year, date.month)[1])
    return date


PartialDate = Annotated[str | None, BeforeValidator(_date)]


def text_problem(texts: Mapping[str, object], original: str) -> None:
    """Raise ValueError unless there is a text in the original language."""
    if original not in texts:
        raise ValueError(f"has no text in its original language ({original})")


NonNegative = Annotated[int, Field(ge=0, le=10**12)]
