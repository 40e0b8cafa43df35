"""What an optional engine offers, whichever program stands behind it.

Languages are two-letter codes where there is one (`es`), else three letters. An engine
never raises because a program failed: it answers that it could not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

Pair = tuple[str, str]
"""Source and target language."""

_CODES = {
    "ara": "ar", "cat": "ca", "deu": "de", "eng": "en", "eus": "eu", "fra": "fr", "glg": "gl",
    "hin": "hi", "ita": "it", "nld": "nl", "oci": "oc", "por": "pt", "ron": "ro", "rus": "ru",
    "spa": "es", "swe": "sv", "swh": "sw", "tur": "tr", "zho": "zh",
}  # fmt: skip


def code_of(tag: str) -> str:
    """The usual code of a language: `spa` → `es`; one without a short form stays as it is."""
    return _CODES.get(tag, tag)


class Translator(Protocol):
    """Translates running text."""

    @property
    def name(self) -> str:
        """What the operator calls it."""

    @property
    def pairs(self) -> frozenset[Pair]:
        """The pairs it can do, through a middle language or not."""

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str | None]:
        """Each text in the target language; None for one that could not be translated."""

    def close(self) -> None:
        """End every program that was started. A later call may start them again."""


class Dictionary(Protocol):
    """Knows words of one language by words of another."""

    @property
    def name(self) -> str:
        """What the operator calls it."""

    @property
    def pairs(self) -> frozenset[Pair]:
        """The pairs it has entries for."""

    def look_up(self, word: str, source: str, target: str) -> tuple[str, ...]:
        """What the word may be in the target language, the commonest sense first."""
