"""Reading and writing the places of a document that a question names. Pure thought."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

GONE: Final = object()
"""Nothing stands there."""
KEPT_WITH_TEXT: Final = frozenset({"origin", "state", "source_version"})
"""What a text says of itself: alone, it is no text."""


def parts_of(path: str, language: str) -> tuple[str, ...]:
    """`texts.*.title` in Spanish: (`texts`, `es`, `title`)."""
    return tuple(language if part == "*" else part for part in path.split("."))


def read(document: Any, path: str, language: str) -> Any:
    """What stands at a path; GONE where nothing does."""
    here = document
    for part in parts_of(path, language):
        if not isinstance(here, Mapping) or part not in here:
            return GONE
        here = here[part]
    return here


def write(document: dict[str, Any], path: str, language: str, value: Any) -> None:
    """Put a value at a path, in place; GONE takes away what stands there.

    A language whose text has nothing left to say goes too, except the empty place of a new text.
    """
    parts = parts_of(path, language)
    way: list[dict[str, Any]] = [document]
    for part in parts[:-1]:
        inner = way[-1].get(part)
        if not isinstance(inner, dict):
            if value is GONE:
                return
            inner = {}
            way[-1][part] = inner
        way.append(inner)
    if value is not GONE:
        way[-1][parts[-1]] = value
        return
    if way[-1].pop(parts[-1], GONE) is GONE:
        return
    star = [number for number, part in enumerate(path.split(".")) if part == "*"]
    for number in star:
        if number + 1 < len(way) and not set(way[number + 1]) - KEPT_WITH_TEXT:
            del way[number][parts[number]]


def is_empty(value: Any) -> bool:
    """Nothing, an empty text, an empty list."""
    return value is GONE or value in (None, "", [], {}, ())


def languages_in(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The languages a document has texts in, the original one first."""
    original = str(document.get("original_language") or "")
    found = [original] if original else []
    for holder in (document, *(v for v in document.values() if isinstance(v, Mapping))):
        texts = holder.get("texts")
        if isinstance(texts, Mapping):
            found += [
                tag
                for tag, text in texts.items()
                if not isinstance(text, Mapping) or set(text) - KEPT_WITH_TEXT
            ]
    return tuple(dict.fromkeys(found))
