"""Completions from a glossary: which concepts have a label that begins so, in any language."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import accumulate
from typing import Final, overload

from agora.catalogue.search import analysis

NUMBERS: Final = (1 << 24) - 1


@dataclass(frozen=True, slots=True)
class Named:
    """One label of a concept; `rank` is 0 for the preferred one."""

    concept: str
    language: str
    text: str
    rank: int = 0


class _Texts(Sequence[str]):
    """Many short texts in one piece of memory: a string for each would take three times the room."""

    __slots__ = ("_all", "_ends")

    def __init__(self, texts: Iterable[str]) -> None:
        written = [text.encode("utf-8", "surrogatepass") for text in texts]
        self._all = b"".join(written)
        self._ends = array("I", accumulate(map(len, written)))

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        end = self._ends[place]
        start = self._ends[place - 1] if place else 0
        return self._all[start:end].decode("utf-8", "surrogatepass")


class _Labels:
    """The labels in columns, for the same reason."""

    __slots__ = ("_concept", "_concepts", "_language", "_languages", "_rank", "_texts")

    def __init__(self, labels: Sequence[Named]) -> None:
        self._concepts = list(dict.fromkeys(label.concept for label in labels))
        self._languages = list(dict.fromkeys(label.language for label in labels))
        concepts = {concept: place for place, concept in enumerate(self._concepts)}
        languages = {language: place for place, language in enumerate(self._languages)}
        self._concept = array("I", (concepts[label.concept] for label in labels))
        self._language = array("H", (languages[label.language] for label in labels))
        self._rank = array("B", (min(label.rank, 255) for label in labels))
        self._texts = _Texts(label.text for label in labels)

    def __getitem__(self, number: int) -> Named:
        return Named(
            self._concepts[self._concept[number]],
            self._languages[self._language[number]],
            self._texts[number],
            self._rank[number],
        )


class Beginnings:
    """Labels by the beginning of any of their words that carries meaning."""

    def __init__(self, labels: Iterable[Named]) -> None:
        given = tuple(labels)
        self._labels = _Labels(given)
        starts: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for number, label in enumerate(given):
            tag = analysis.base(label.language)
            words = analysis.words(label.text)
            folded = [_plain(word) for word in words]
            for place, word in enumerate(words):
                if folded[place] and analysis.token(word, tag):
                    start = " ".join(folded[place:])[:60]
                    starts[tag].append((start, _packed(place > 0, label, number)))
        # Two flat columns per language: tuples of a whole glossary would take twice the room.
        self._starts: dict[str, tuple[_Texts, array[int]]] = {}
        for tag, found in starts.items():
            found.sort()
            column = array("Q", (worth for _, worth in found))
            self._starts[tag] = (_Texts(start for start, _ in found), column)

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
