"""Did you mean: words near a misspelt one, from the index and from the glossary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from agora.catalogue.search import analysis

SHORTEST: Final = 4
"""Words of fewer letters have too many neighbours to guess."""

Words = Mapping[str, int]
"""Folded words with how often they are used."""


def allowed(word: str) -> int:
    """How many letters may be wrong: one in a short word, two in a long one."""
    return 1 if len(word) < 7 else 2


def near(word: str, preferred: Words, others: Words, n: int = 4) -> list[str]:
    """Words near a folded one, the nearest first; those in the reader's language win ties.

    The distance is optimal string alignment: letters added, left out, changed or swapped.
    """
    if len(word) < SHORTEST:
        return []
    found: dict[str, tuple[int, bool, int]] = {}
    for mine, words in ((True, preferred), (False, others)):
        matches: Iterable[tuple[str, int, int]] = process.extract(
            word, words.keys(), scorer=OSA.distance, score_cutoff=allowed(word), limit=10
        )
        for other, distance, _ in matches:
            # A first letter is seldom wrong.
            cost = 2 * int(distance) + (other[:1] != word[:1])
            known = found.get(other)
            order = (cost, not mine, -words[other])
            if other != word and (known is None or order < known):
                found[other] = order
    return sorted(found, key=lambda other: (*found[other], other))[:n]


def words_of(labels: Iterable[tuple[str, str]]) -> dict[str, dict[str, int]]:
    """Per language, the folded words of these (language, label) pairs and how often they come."""
    found: dict[str, dict[str, int]] = {}
    for language, text in labels:
        counts = found.setdefault(analysis.base(language), {})
        for word in analysis.surface(text, language):
            counts[word] = counts.get(word, 0) + 1
    return found
