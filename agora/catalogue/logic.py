"""Pure thinking: how near two things are, how a citation reads."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass


def overlap(
    mine: Collection[str], theirs: Collection[str], frequency: Mapping[str, int]
) -> tuple[float, tuple[str, ...]]:
    """How much two sets of topics share; rare topics weigh more (1 / how many things carry it).

    Returns the score and the shared topics, the rarest first.
    """
    shared = sorted(set(mine) & set(theirs), key=lambda key: (frequency.get(key, 1), key))
    return sum(1 / max(frequency.get(key, 1), 1) for key in shared), tuple(shared)


@dataclass(frozen=True)
class Cited:
    """What a citation needs; `year` may be empty."""

    title: str
    authors: Sequence[str]
    publishers: Sequence[str]
    year: str
    url: str
    key: str
    language: str


def bibtex(cited: Cited) -> str:
    """A BibTeX entry of type misc (or book where a publisher is known); braces are balanced."""
    fields = {
        "title": cited.title,
        "author": " and ".join(cited.authors or cited.publishers),
        "publisher": ", ".join(cited.publishers),
        "year": cited.year,
        "language": cited.language,
        "url": cited.url,
    }
    lines = [f"  {name} = {{{_bib(value)}}}" for name, value in fields.items() if value]
    return (
        f"@misc{{{re.sub(r'[^a-z0-9-]', '', cited.key) or 'agora'},\n" + ",\n".join(lines) + "\n}\n"
    )


def _bib(text: str) -> str:
    """Text safe inside braces: BibTeX counts braces whether or not a backslash stands before them."""
    named = {"{": r"\textbraceleft{}", "}": r"\textbraceright{}", "\\": r"\textbackslash{}"}
    text = unicodedata.normalize("NFC", text)
    return "".join(named.get(char) or (f"\\{char}" if char in "#$%&_" else char) for char in text)


def reading_minutes(words: int) -> int:
    """Minutes to read, at 200 words a minute, rounded up; 0 for a few words."""
    return 0 if words < 60 else -(-words // 200)
