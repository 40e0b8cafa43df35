"""Completions from a glossary: which concepts have a label that begins so, in any language."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nsmallest
from typing import Final

from agora.catalogue.search import analysis

NUMBERS: Final = (1 << 24) - 1


@dataclass(frozen=True, slots=True)
class Named:
    """One label of a concept; `rank` is 0 for the preferred one."""

    concept: str
    language: str
    text: str
    rank: int = 0


class Beginnings:
    """Labels by the beginning of any of their words that carries meaning."""

    def __init__(self, labels: Iterable[Named]) -> None:
        self._labels = tuple(labels)
        starts: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for number, label in enumerate(self._labels):
            tag = analysis.base(label.language)
            words = analysis.words(label.text)
            folded = [_plain(word) for word in words]
            for place, word in enumerate(words):
                if folded[place] and analysis.token(word, tag):
                    start = " ".join(folded[place:])[:60]
                    starts[tag].append((start, _packed(place > 0, label, number)))
        # Two flat columns per language: tuples of a whole glossary would take twice the room.
        self._starts: dict[str, tuple[list[str], array[int]]] = {}
        for tag, found in starts.items():
            found.sort()
            column = array("Q", (worth for _, worth in found))
            self._starts[tag] = ([start for start, _ in found], column)

    def completions(self, text: str, language: str, n: int) -> list[Named]:
        """At most one label of each concept: the reader's language first, then labels that
        begin so themselves, preferred ones, short ones."""
        beginning = " ".join(filter(None, map(_plain, analysis.words(text))))
        if len(beginning) < 2:
            return []
        mine = analysis.base(language)
        best: dict[str, Named] = {}
        for tag in (mine, *(tag for tag in self._starts if tag != mine)):
            if tag not in self._starts:
                continue
            starts, column = self._starts[tag]
            low = bisect_left(starts, beginning)
            high = bisect_left(starts, beginning + "\U0010ffff", low)
            for worth in nsmallest(4 * n, column[low:high]):
                label = self._labels[worth & NUMBERS]
                best.setdefault(label.concept, label)
            if len(best) >= n:
                break
        return list(best.values())[:n]


def _plain(word: str) -> str:
    """A word folded and, in Arabic, without its article, which people write or leave out."""
    return analysis.without_article(analysis.fold(word))


def _packed(within: bool, label: Named, number: int) -> int:
    """What makes a label less worth offering, in one number, with the label's own place last."""
    worth = (within << 14) | (min(label.rank, 63) << 8) | min(len(label.text), 255)
    return (worth << 24) | number
