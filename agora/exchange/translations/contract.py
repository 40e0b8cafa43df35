"""What a file of translations holds, whichever format it is in. Plain values; no database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from agora.kernel.errors import AgoraError

LARGEST: Final = 2_000_000
"""Bytes of a file."""
MOST_UNITS: Final = 5_000
MARK: Final = re.compile(r'</?(?:[a-z]+[0-9]*)\s*/?>|<a\s+href="[^"<>]*"(?:\s+rel="[^"<>]*")?\s*>')
"""A mark within a text, see `editorial.translating.markup`."""


class Unreadable(AgoraError):
    """The file cannot be taken, with a sentence that says why."""


@dataclass(frozen=True)
class Unit:
    """One segment on its way out. `notes` are for whoever translates it."""

    key: str
    source: str
    target: str = ""
    previous: str = ""
    stale: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class File:
    """A language of a thing, on its way out."""

    kind: str
    object_id: str
    number: int
    source_language: str
    language: str
    title: str
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class Entry:
    """One segment that came back. `unsure` says that the file itself calls it unfinished."""

    key: str
    source: str
    target: str
    unsure: bool = False


@dataclass(frozen=True)
class Came:
    """What a file says of itself, and its segments."""

    about: str
    language: str
    entries: tuple[Entry, ...]


def about(kind: str, object_id: object) -> str:
    """How a file names the thing it belongs to."""
    return f"agora:{kind}/{object_id}"


def must_fit(came: Came, kind: str, object_id: object, language: str) -> None:
    """Raise Unreadable when the file is of another thing or language, or too big."""
    if came.about.split("?")[0] != about(kind, object_id):
        raise Unreadable(
            _(
                "This file belongs to something else. Download the file of this page, and use that one."
            )
        )
    if came.language.replace("_", "-").lower() != language.lower():
        raise Unreadable(
            _(
                "This file is in another language (%(found)s, not %(wanted)s). Choose the file for this one."
            )
            % {"found": came.language[:35] or "?", "wanted": language}
        )
    if len(came.entries) > MOST_UNITS:
        raise Unreadable(_("This file has too many texts. Use the one you downloaded here."))


def numbered(source: str) -> tuple[tuple[str, str], ...]:
    """The marks of a source in order, each with the id that a file gives it.

    A closing mark has the id of its opening one; the n-th mark that opens has the id n.
    """
    found: list[tuple[str, str]] = []
    open_marks: list[tuple[str, str]] = []
    count = 0
    for match in MARK.finditer(source):
        mark = match.group()
        if mark.startswith("</"):
            at = next(
                (
                    n
                    for n in range(len(open_marks) - 1, -1, -1)
                    if open_marks[n][0] == name_of(mark)
                ),
                None,
            )
            if at is None:
                count += 1
                found.append((mark, str(count)))
            else:
                found.append((mark, open_marks.pop(at)[1]))
        else:
            count += 1
            found.append((mark, str(count)))
            if name_of(mark) != "br":
                open_marks.append((name_of(mark), str(count)))
    return tuple(found)


def name_of(mark: str) -> str:
    """`a1` for `<a1>` and `</a1>`, `a` for a link with an address."""
    match = re.match(r"</?([a-z]+[0-9]*)", mark)
    return match[1] if match else ""


def by_id(source: str) -> Mapping[str, tuple[str, str]]:
    """For each id of a source its opening and its closing mark; one of them may be empty."""
    found: dict[str, tuple[str, str]] = {}
    for mark, key in numbered(source):
        opening, closing = found.get(key, ("", ""))
        found[key] = (opening, mark) if mark.startswith("</") else (mark, closing)
    return found
