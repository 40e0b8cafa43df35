"""Cheap guesses, always marked as such: the language of a text, and what sort of thing it is."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import Final

from agora.catalogue.search import analysis
from agora.catalogue.search.contract import LANGUAGES
from agora.catalogue.search.stopwords import STOP_WORDS
from agora.exchange.amb.vocabularies import TYPES_OF_SCHEMA_ORG
from agora.topics.queries import vocabulary

LOOKED_AT: Final = 3_000
LEAST_WORDS: Final = 12
LEAST_SHARE: Final = 0.14
"""Part of the words that must be small words of a language; texts in it have 30 to 50 %."""
AHEAD: Final = 1.25
"""How far ahead of the second language the first must be."""

_NOT_ARABIC: Final = re.compile("[پچژگکیےہھںٹڈڑ]")
# Letters that tell languages apart which share their small words; others write none of them.
_LETTERS: Final = {
    "es": re.compile("[ñ¿¡]"),
    "pt": re.compile("[ãõ]|ções\\b|ção\\b"),
    "fr": re.compile("[çœ]|\\b[ldnjsc]['’]"),
}
_OTHERS: Final = re.compile("[äößåøæłşğıčšžřůąęńșțőű]|\\b(?:und|der|het|een|och|ikke|della|gli|che|amb|els)\\b")  # fmt: skip

OWN_TYPES: Final = ("practice", "collection", "article")
"""Types that are written in a way of their own, so a link is never taken for one."""


def language_of(text: str) -> str:
    """The one of our five languages the text seems to be in; empty where that is not clear."""
    text = analysis.tidy(text[:LOOKED_AT])
    letters = [letter for letter in text if letter.isalpha()]
    if not letters:
        return ""
    arabic = sum("\u0600" <= letter <= "\u06ff" for letter in letters)
    if arabic * 2 > len(letters):
        return "" if len(_NOT_ARABIC.findall(text)) * 40 > arabic else "ar"
    words = [analysis.fold(word) for word in analysis.words(text)]
    if len(words) < LEAST_WORDS:
        return ""
    count = Counter(words)
    told = {
        tag: float(sum(count[word] for word in STOP_WORDS[tag])) for tag in LANGUAGES if tag != "ar"
    }
    low = text.lower()
    for tag, pattern in _LETTERS.items():
        told[tag] += 1.5 * min(len(pattern.findall(low)), 10)
    first, second = sorted(told, key=lambda tag: -told[tag])[:2]
    foreign = len(_OTHERS.findall(low))
    if told[first] / len(words) < LEAST_SHARE or foreign * 12 > len(words):
        return ""
    return first if told[first] >= AHEAD * told[second] else ""


def type_of(told: list[str], title: str, *, is_pdf: bool) -> tuple[str, str]:
    """Our type for what a page says it is, or for a word of its title; and where that came from.

    Nothing where neither says anything. `told` are types of schema.org and Open Graph.
    """
    for name in told:
        found = TYPES_OF_SCHEMA_ORG.get(name) or _BY_WORD.get(name.lower())
        if found and found not in OWN_TYPES:
            return found, "page"
    folded = f" {' '.join(analysis.fold(word) for word in analysis.words(title))} "
    best = ("", 0)
    for label, key in _names():
        if f" {label} " in folded and len(label) > best[1]:
            best = (key, len(label))
    if best[0]:
        return best[0], "words"
    return ("report", "words") if is_pdf else ("", "")


_BY_WORD: Final = {
    "learningresource": "module",
    "techarticle": "handbook",
    "policybrief": "policy-brief",
    "event": "event",
    "educationevent": "event",
    "text.report": "report",
    "book": "handbook",
    "creativework": "",
}


def _names() -> tuple[tuple[str, str], ...]:
    """What our types are called in every language, folded."""
    words = vocabulary()
    return _folded(
        tuple(
            (text, term.key)
            for term in words.concepts_of.get("resource-types", ())
            if term.key not in OWN_TYPES
            for text in (
                *term.labels.values(),
                *(other for others in term.alternatives.values() for other in others),
            )
        )
    )


@lru_cache(maxsize=4)
def _folded(names: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (" ".join(analysis.fold(word) for word in analysis.words(text)), key) for text, key in names
    )
