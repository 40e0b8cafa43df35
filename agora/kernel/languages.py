"""Languages: the five of the interface, and any BCP-47 language for content."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError

_WELL_FORMED = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-(?P<script>[A-Z][a-z]{3}))?(?:-(?P<region>[A-Z]{2}|[0-9]{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
)
_RIGHT_TO_LEFT_LANGUAGES = {"ar", "fa", "he", "ur", "ps", "sd", "ug", "yi", "dv", "ckb"}
_RIGHT_TO_LEFT_SCRIPTS = {"Arab", "Hebr", "Thaa", "Nkoo", "Syrc", "Adlm"}


@dataclass(frozen=True)
class Language:
    """A language of the interface."""

    tag: str
    own_name: str
    direction: str


INTERFACE: tuple[Language, ...] = (
    Language("en", "English", "ltr"),
    Language("es", "Español", "ltr"),
    Language("fr", "Français", "ltr"),
    Language("pt", "Português", "ltr"),
    Language("ar", "العربية", "rtl"),
)
TAGS: tuple[str, ...] = tuple(language.tag for language in INTERFACE)


def normalise(tag: str) -> str:
    """The tag in the usual case (`pt-br` → `pt-BR`).

    Raises ValueError when it is not a well-formed BCP-47 language tag (RFC 5646).
    """
    parts = tag.strip().replace("_", "-").split("-")
    shaped = [parts[0].lower()]
    for part in parts[1:]:
        if len(part) == 4 and part.isalpha():
            shaped.append(part.title())
        elif len(part) == 2 and part.isalpha():
            shaped.append(part.upper())
        else:
            shaped.append(part.lower())
    result = "-".join(shaped)
    if len(result) > 35 or not _WELL_FORMED.fullmatch(result):
        raise ValueError(f"“{tag[:40]}” is not a language tag such as es or pt-BR.")
    return result


def primary(tag: str) -> str:
    """The language without script, region or variant: `pt-BR` → `pt`."""
    return tag.split("-", 1)[0]


def direction(tag: str) -> str:
    """`rtl` or `ltr`, by script where one is given, else by language."""
    match = _WELL_FORMED.fullmatch(tag)
    if match and match["script"]:
        return "rtl" if match["script"] in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if primary(tag) in _RIGHT_TO_LEFT_LANGUAGES else "ltr"


@lru_cache(maxsize=2048)
def name(tag: str, reader: str) -> str:
    """The language's name in the reader's language, by CLDR; the tag itself where CLDR has none."""
    try:
        found = Locale.parse(reader, sep="-").languages.get(tag.replace("-", "_"))
        if not found and "-" in tag:
            found = Locale.parse(tag, sep="-").get_display_name(reader.replace("-", "_"))
        found = found or Locale.parse(reader, sep="-").languages.get(primary(tag))
    except (UnknownLocaleError, ValueError):
        found = None
    return found or tag


@lru_cache(maxsize=512)
def own_name(tag: str) -> str:
    """The language's name in itself, as a switch shows it."""
    for language in INTERFACE:
        if language.tag == tag:
            return language.own_name
    return name(tag, primary(tag))


@lru_cache(maxsize=512)
def preference(reader: str, original: str) -> tuple[str, ...]:
    """In which order texts are tried for this reader: theirs, the original, English, the others."""
    order = [reader, primary(reader), original, "en", *TAGS]
    return tuple(dict.fromkeys(order))
