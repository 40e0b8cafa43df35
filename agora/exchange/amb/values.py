"""The values of the profile: addresses, languages, dates, durations; each fault says what to do."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Annotated, Any
from urllib.parse import urlsplit

from babel import Locale
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from agora.kernel import languages
from agora.kernel.documents import Clean, parse_date

CONTEXT = "https://w3id.org/kim/amb/context.jsonld"
MOST_MINUTES = 10 * 366 * 24 * 60
MOST_BYTES = 10**12
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
    r"(?:(?P<seconds>\d{1,9})(?:\.\d{1,9})?S)?)?",
    re.ASCII,
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


def language_tag(value: str) -> str:
    tag = languages.normalise(value)
    if languages.primary(tag) not in _known_languages():
        raise ValueError(f"“{value}” is not a language we know: use its code, such as es or pt-BR")
    return tag


def _date(value: str) -> str:
    match = _DATE_TIME.fullmatch(value) if value.isascii() else None
    if match:
        try:
            dt.datetime.fromisoformat(value)
        except ValueError:
            match = None
    if not match and (parse_date(value) is None or not value.isascii()):
        raise ValueError(
            "is not a date such as 2022-10-11 (or 2022-10, or 2022) nor a date with a time such as "
            "2022-10-11T13:00:00Z: write it so"
        )
    return match[1] if match else value


def duration_check(value: str) -> str:
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


def byte_count(value: str) -> str:
    if int(_digits(value)) > MOST_BYTES:
        raise ValueError("is more than a terabyte: give the size in bytes")
    return value


def _media_type(value: str) -> str:
    if not _MEDIA_TYPE.fullmatch(value):
        raise ValueError("is not a media type such as application/pdf or video/mp4")
    return value


def hash_sum(value: str) -> str:
    if not re.fullmatch(r"[A-Fa-f0-9]{64}", value):
        raise ValueError("must be the 64 hexadecimal digits of a SHA-256 sum")
    return value


def _labels(value: Any) -> Any:
    if isinstance(value, str):
        raise ValueError('must say the language of each text: {"en": "…"}')
    return value


def one_of(*allowed: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value not in allowed:
            raise ValueError(f"must be one of {', '.join(allowed)}")
        return value

    return check


def context_check(value: Any) -> Any:
    if not isinstance(value, list) or CONTEXT not in value:
        raise ValueError(f'must be a list that names {CONTEXT} and {{"@language": "…"}}')
    for part in value:
        if isinstance(part, dict) and "@language" in part:
            if not isinstance(part["@language"], str):
                raise ValueError('must name the language of the texts as in {"@language": "en"}')
            language_tag(part["@language"])
            return value
    raise ValueError('does not say the language of the texts: add {"@language": "en"} to the list')


Uri = Annotated[str, Field(max_length=1000), AfterValidator(_uri)]
Language = Annotated[str, Field(max_length=35), AfterValidator(language_tag)]
Date = Annotated[str, Field(max_length=40), AfterValidator(_date)]
Types = Annotated[list[Annotated[str, Field(max_length=1000)]], AfterValidator(_types)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200), Clean]
Labels = Annotated[
    dict[Language, Annotated[str, StringConstraints(max_length=500), Clean]],
    BeforeValidator(_labels),
]
Digits = Annotated[str, AfterValidator(_digits)]
MediaType = Annotated[str, Field(max_length=200), AfterValidator(_media_type)]
