"""Text as Apertium's programs want it, and their answer as text again.

In their stream `[ ] { } ^ $ / \\ @ < >` have a meaning, and `* # @` before a word of the
answer mark one that is not known. Whatever is neither letter, digit nor plain punctuation
goes in between square brackets, which every program hands on as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

LONGEST_TEXT: Final = 2_000
"""Characters given at once; a longer text is cut at the end of a sentence or a word."""

_LONGEST_WORD: Final = 100
# What is held: all but words of a usual length, spaces and everyday punctuation.
_HELD: Final = re.compile(
    r"\S*(?:@|://)\S*"  # addresses
    rf"|\w{{{_LONGEST_WORD + 1},}}"
    r"|(?:[^\w\s.,;:!?¡¿'’()\"«»“”%&+=\-–—…]|_)+"
)
_RESERVED: Final = re.compile(r"([\[\]{}^$/\\@<>])")
_PARTS: Final = re.compile(r"\[((?:\\.|[^\]\\])*)\]|\\(.)|[*#@~](?=\w)|([^\[\\*#@~]+|.)", re.DOTALL)
_FINAL: Final = tuple(".!?")
_SENTENCE: Final = re.compile(r"(?<=[.!?…;])\s+")


def tidy(text: str) -> str:
    """One line without control characters, halves of characters and what is no character."""
    kept = (
        " " if unicodedata.category(one) in ("Cc", "Zl", "Zp") else one
        for one in text
        if unicodedata.category(one) not in ("Cs", "Co")
        and ord(one) & 0xFFFE != 0xFFFE
        and not 0xFDD0 <= ord(one) <= 0xFDEF
    )
    return " ".join("".join(kept).split())


def pieces(text: str) -> Iterator[str]:
    """A tidied text in pieces of at most LONGEST_TEXT characters, nothing lost."""
    while len(text) > LONGEST_TEXT:
        cut = 0
        for match in _SENTENCE.finditer(text, 0, LONGEST_TEXT):
            cut = match.start()
        cut = cut or text.rfind(" ", 0, LONGEST_TEXT)
        cut = cut if cut > 0 else LONGEST_TEXT
        yield text[:cut]
        text = text[cut:].strip()
    if text:
        yield text


def _held(match: re.Match[str]) -> str:
    return "[" + _RESERVED.sub(r"\\\1", match[0]) + "]"


def to_stream(text: str) -> bytes:
    """A tidied piece of text for the first program; it always ends a sentence.

    Without an end the programs would wait for more.
    """
    stream = _HELD.sub(_held, text)
    return (stream if text.endswith(_FINAL) else stream + ".").encode()


def from_stream(answer: bytes, text: str) -> str:
    """The answer to `text`, without marks, with the capital or small letter it began with."""
    stream = answer.decode("utf-8", "replace")
    found: list[str] = []
    for match in _PARTS.finditer(stream):
        if match[1] is not None:
            found.append(re.sub(r"\\(.)", r"\1", match[1]))
        else:
            found.append(match[2] or match[3] or "")
    made = " ".join("".join(found).split())
    if not text.endswith(_FINAL):
        made = made.removesuffix(".").rstrip()
    if made and text:
        if text[0].islower() and made[0].isupper() and not made[1:2].isupper():
            return made[0].lower() + made[1:]
        if text[0].isupper():
            return made[0].upper() + made[1:]
    return made
