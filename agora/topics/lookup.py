"""Finding glossary concepts by any of their labels, in memory.

Asked by the glossary's own page. The search of the market has its own, finer way
(`agora/catalogue/search`); here somebody looks for a word, or a part of one, in a list.
"""

from __future__ import annotations

import threading
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from agora.topics.queries import GLOSSARY, Term, Vocabulary, vocabulary

MOST = 100
"""Characters of a look-up; the rest is not read."""
_ARABIC = str.maketrans({"\u0629": "\u0647", "\u0649": "\u064a", "\u0640": None, "’": "'"})
_SEPARATOR = "\n"


@dataclass(frozen=True)
class Found:
    """A concept and the label that was met, whole or in part; `language` is that label's."""

    term: Term
    text: str
    language: str
    whole: bool = False


def fold(text: str) -> str:
    """Without case, accents, Arabic vowel signs and spelling variants of alef, ta and ya."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(plain.translate(_ARABIC).split())


def _labels(term: Term) -> Iterator[tuple[str, str]]:
    for tag, text in term.labels.items():
        yield tag, text
    for tag, texts in term.alternatives.items():
        for text in texts:
            yield tag, text


class Lookup:
    """One generation of the glossary, ready to be looked into by every thread."""

    def __init__(self, words: Vocabulary) -> None:
        self._terms = words.concepts_of.get(GLOSSARY, ())

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        return tuple(
            _SEPARATOR + _SEPARATOR.join(fold(text) for _tag, text in _labels(term)) + _SEPARATOR
            for term in self._terms
        )

    @cached_property
    def by_domain(self) -> Mapping[str, tuple[Term, ...]]:
        """The concepts of each domain, the domains in the files' order."""
        found: dict[str, list[Term]] = defaultdict(list)
        for term in self._terms:
            found[term.domain].append(term)
        return {domain: tuple(terms) for domain, terms in found.items()}

    @cached_property
    def by_link(self) -> Mapping[tuple[str, str], tuple[Term, ...]]:
        """The concepts of each theme, goal and axis, broad ones first."""
        found: dict[tuple[str, str], list[Term]] = defaultdict(list)
        for term in sorted(
            self._terms, key=lambda term: (term.parent is not None, -len(term.children))
        ):
            for link in term.links:
                found[link].append(term)
        return {link: tuple(terms) for link, terms in found.items()}

    def find(self, text: str, reader: str) -> list[Found]:
        """Concepts with a label that holds the text, or else all its words; the closest first.

        Closest is: the whole label, its beginning, the beginning of a word in it, the rest;
        among equals the reader's language first.
        """
        wanted = fold(text[:MOST])
        if not wanted:
            return []
        found = [
            (*self._best(term, wanted, reader), term)
            for term, texts in zip(self._terms, self._texts, strict=True)
            if wanted in texts
        ]
        if not found and " " in wanted:
            parts = wanted.split()
            found = [
                (9, term.label(reader), reader, term)
                for term, texts in zip(self._terms, self._texts, strict=True)
                if all(part in texts for part in parts)
            ]
        found.sort(key=lambda row: (row[0], fold(row[3].label(reader)), row[3].key))
        return [Found(term, label, tag, rank < 2) for rank, label, tag, term in found]

    @staticmethod
    def _best(term: Term, wanted: str, reader: str) -> tuple[int, str, str]:
        best = (9, term.label(reader), reader)
        for tag, text in _labels(term):
            folded = fold(text)
            if wanted not in folded:
                continue
            near = (
                0
                if folded == wanted
                else 2
                if folded.startswith(wanted)
                else 4
                if f" {wanted}" in folded
                else 6
            )
            if (rank := near + (tag != reader)) < best[0]:
                best = (rank, text, tag)
        return best


_lock = threading.Lock()
_kept: tuple[Vocabulary, Lookup] | None = None


def lookup() -> Lookup:
    """The glossary as the topics hold it now."""
    global _kept
    words, kept = vocabulary(), _kept
    if kept is not None and kept[0] is words:
        return kept[1]
    with _lock:
        if _kept is None or _kept[0] is not words:
            _kept = (words, Lookup(words))
        return _kept[1]
