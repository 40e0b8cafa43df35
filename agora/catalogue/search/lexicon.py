"""A multilingual glossary as something to look phrases up in: by stems, longest first.

Given labels (concept, language, text), it finds the concepts a text of a known language
mentions, and reads a query of unknown language. Words are compared by stem; where several
concepts share the stems, those that are spelt alike win (`policy` is not `police`).

It is plain data: no database, no engine. The tokens it yields are concept keys, so both
sides of a bridge meet in one token, counted and weighed as one term.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import Final

from agora.catalogue.search import analysis
from agora.catalogue.search.contract import LANGUAGES, Expansion, Label, Mentions, TextPart

MOST_CONCEPTS: Final = 3
"""How many concepts one phrase may stand for; more would say nothing."""

MOST_WORDS: Final = 8
"""Labels longer than this, small words not counted, are never looked up."""

BODY_WORDS: Final = 2_000
SHORT_STEM: Final = 3
"""Stems of so few letters say little: there the words must be alike but for a plural."""

LONGEST_ENDING: Final = 4
"""Words with one stem whose endings are longer than this are not one word in two forms
(`género` and `generación`); a verb or an adjective stands among the labels itself."""

NEGATIONS: Final = {
    "en": frozenset(),
    "es": frozenset({"no", "sin"}),
    "fr": frozenset({"pas", "sans"}),
    "pt": frozenset({"nao", "sem"}),
    "ar": frozenset({"غير", "لا"}),
}
"""Small words that turn a label into its contrary: `سكن غير لائق` is not `سكن لائق`."""

_PRIOR: Final = 0.5
_PLURAL: Final = re.compile("(?:es|s|x)$")


@dataclass(frozen=True, slots=True)
class Spot:
    """Words `start` up to `end` (not included) of a text mention these concepts."""

    start: int
    end: int
    concepts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Tongue:
    """The labels of one language: stems → concepts and folded words, and how far to look.

    What stems stand for is kept as one text, taken apart when it is needed: a whole
    glossary of tuples would take twice the room.
    """

    known: dict[str, str]
    longest: dict[str, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """A query as the glossary understands it: the language it seems to be in, and phrases."""

    language: str
    expansions: tuple[Expansion, ...]


def indexed_stems(text: str, language: str) -> tuple[str, ...]:
    """The stems by which a text that holds this label is found in the index.

    Empty where the label is never looked up. Negations are small words, which no index holds.
    """
    tag = analysis.base(language)
    kept = _kept(text, tag) if tag in LANGUAGES else []
    if len(kept) > MOST_WORDS:
        return ()
    return tuple(dict.fromkeys(stem for stem, folded in kept if folded not in NEGATIONS[tag]))


class Lexicon:
    """All labels of a glossary. It never changes; make a new one when the glossary does."""

    def __init__(self, labels: Iterable[tuple[str, str, str]]) -> None:
        made: dict[str, dict[str, dict[tuple[str, str], None]]] = {tag: {} for tag in LANGUAGES}
        for concept, language, text in labels:
            tag = analysis.base(language)
            kept = _kept(text, tag) if tag in made else []
            if kept and len(kept) <= MOST_WORDS:
                stems = " ".join(stem for stem, _ in kept)
                spelt = " ".join(folded for _, folded in kept)
                made[tag].setdefault(stems, {})[concept, spelt] = None
        self._tongues = {
            tag: _Tongue({stems: _joined(who) for stems, who in table.items()}, _reach(table))
            for tag, table in made.items()
        }

    def spots(self, text: str, language: str) -> list[Spot]:
        """Where a text of this language mentions concepts, also one within another.

        Positions count the text's words without small words.
        """
        tag = analysis.base(language)
        if tag not in self._tongues:
            return []
        return self._plain_spots(_kept(text, tag), tag)

    def mentions(self, texts: Sequence[TextPart], labels: Sequence[Label] = ()) -> Mentions:
        """The concepts of a record's texts and labels."""
        title: dict[str, None] = {}
        text: list[str] = []
        body: dict[str, None] = {}
        for part in texts:
            found = self._keys(part.title, part.language)
            title.update(dict.fromkeys(found))
            text += found
            text += self._keys(part.summary, part.language)
            if part.body:
                start = " ".join(part.body.split()[:BODY_WORDS])
                body.update(dict.fromkeys(self._keys(start, part.language)))
        by_labels: dict[str, None] = {}
        for label in labels:
            by_labels.update(dict.fromkeys(self._keys(label.text, label.language)))
        text += by_labels
        return Mentions(tuple(title), tuple(text), tuple(body))

    def read(self, text: str, interface: str) -> Reading:
        """What the glossary knows of a query; the interface language is the prior.

        The language is the one that knows most of the query's words, small words counted;
        words it does not know are looked up in the others, the interface language first.
        Quoted phrases mean themselves and are left alone.
        """
        every = analysis.asked_words(text, interface, _NEGATING)
        carrying = set(analysis.asked_words(text, interface))
        interface = analysis.base(interface)
        small = analysis.small_words_by_language(text)
        by_language: dict[str, list[tuple[frozenset[int], str, tuple[str, ...]]]] = {}
        scores: dict[str, float] = {}
        for tag in sorted(LANGUAGES, key=lambda tag: tag != interface):
            # A small word of another language that negates nothing in this one is left out.
            places = [
                at
                for at, word in enumerate(every)
                if word in carrying or analysis.fold(word) in NEGATIONS[tag]
            ]
            forms = [(_stems_in(every[at], tag), analysis.fold(every[at])) for at in places]
            found = []
            for spot in self._spots(forms, tag):
                held = places[spot.start : spot.end]
                phrase = " ".join(every[at] for at in held)
                found.append((frozenset(held), phrase, spot.concepts))
            by_language[tag] = found
            covered = {at for held, _, _ in found for at in held}
            # A word spelt as in a label says more of the language than one with its stem.
            spelt = sum(self._is_spelt(every[at], tag) for at in covered)
            prior = _PRIOR if tag == interface else 0
            scores[tag] = len(covered) + 0.5 * spelt + small.get(tag, 0) + prior
        ranked = sorted(scores, key=lambda tag: -scores[tag])
        taken: set[int] = set()
        expansions: list[Expansion] = []
        for tag in ranked:
            fresh = [each for each in by_language[tag] if not each[0] & taken]
            expansions += [Expansion(phrase, (), tag, keys) for _, phrase, keys in fresh]
            taken.update(at for held, _, _ in fresh for at in held)
        return Reading(ranked[0], tuple(dict.fromkeys(expansions)))

    def place(self, concept: str, text: str, language: str) -> str:
        """The words of a text that mention a concept, as written; empty if none do."""
        tag = analysis.base(language)
        if tag not in self._tongues:
            return ""
        written = analysis.written_words(text)
        carrying = _carrying(written, tag)
        for spot in sorted(self.spots(text, tag), key=lambda spot: spot.start - spot.end):
            if concept in spot.concepts and spot.end <= len(carrying):
                return _run(written, carrying, spot)
        return ""

    def phrases(self, text: str, language: str) -> list[tuple[str, tuple[str, ...]]]:
        """The phrases of a text that mention concepts, as written, the longest first.

        What lies within a longer phrase is left out: `cuidado` in `economía del cuidado`.
        """
        tag = analysis.base(language)
        if tag not in self._tongues:
            return []
        written = analysis.written_words(text)
        carrying = _carrying(written, tag)
        words = [written[at] for at in carrying]
        kept = [(_stem(word.lower(), tag), analysis.fold(word)) for word in words]
        taken: set[int] = set()
        found: list[tuple[str, tuple[str, ...]]] = []
        for spot in sorted(self._plain_spots(kept, tag), key=lambda spot: spot.start - spot.end):
            held = range(spot.start, spot.end)
            if not taken.intersection(held):
                taken.update(held)
                found.append((_run(written, carrying, spot), spot.concepts))
        return found

    # ------------------------------------------------------------------------------

    def _is_spelt(self, word: str, tag: str) -> bool:
        tongue = self._tongues[tag]
        folded = analysis.fold(word)
        return any(
            folded == spelt
            for stem in analysis.stems_in(word, tag)
            for _, spelt in _parted(tongue.known.get(stem, ""))
        )

    def _keys(self, text: str, language: str) -> list[str]:
        return [key for spot in self.spots(text, language) for key in spot.concepts]

    def _plain_spots(self, kept: Sequence[tuple[str, str]], tag: str) -> list[Spot]:
        """As `_spots` for words of one stem each, as texts have them: most runs are no label."""
        tongue = self._tongues[tag]
        known, longest = tongue.known, tongue.longest
        found: list[Spot] = []
        for start, (first, _) in enumerate(kept):
            reach = longest.get(first, 0)
            stems = ""
            for end in range(start + 1, min(start + reach, len(kept)) + 1):
                stems = f"{stems} {kept[end - 1][0]}" if stems else first
                who = known.get(stems)
                if who is None:
                    continue
                concepts = _chosen(who, " ".join(folded for _, folded in kept[start:end]), tag)
                if concepts:
                    found.append(Spot(start, end, concepts))
        return found

    def _spots(self, forms: Sequence[tuple[tuple[str, ...], str]], tag: str) -> list[Spot]:
        """Every run of words that is a label. `forms` gives the possible stems of each word."""
        tongue = self._tongues[tag]
        found: list[Spot] = []
        for start, (firsts, _) in enumerate(forms):
            beginnings = list(firsts)
            reach = max((tongue.longest.get(stem, 0) for stem in firsts), default=0)
            for end in range(start + 1, min(start + reach, len(forms)) + 1):
                if end > start + 1:
                    nexts = forms[end - 1][0]
                    beginnings = [f"{before} {stem}" for before in beginnings for stem in nexts][
                        :16
                    ]
                spelt = " ".join(folded for _, folded in forms[start:end])
                concepts = self._meant(tongue, beginnings, spelt, tag)
                if concepts:
                    found.append(Spot(start, end, concepts))
        return found

    @staticmethod
    def _meant(tongue: _Tongue, stems: Iterable[str], spelt: str, language: str) -> tuple[str, ...]:
        who = "\x1e".join(held for each in stems if (held := tongue.known.get(each)))
        return _chosen(who, spelt, language) if who else ()


@lru_cache(maxsize=20_000)
def _chosen(who: str, spelt: str, language: str) -> tuple[str, ...]:
    """Which of those that share their stems are meant by words that are spelt so."""
    candidates = _parted(who)
    if language == "ar":
        spelt = _bare(spelt)
        candidates = [(concept, _bare(written)) for concept, written in candidates]
    alike = [concept for concept, written in candidates if written == spelt]
    chosen = alike or [
        concept for concept, written in candidates if _near_enough(written, spelt, language)
    ]
    return tuple(dict.fromkeys(chosen))[:MOST_CONCEPTS]


def _reach(table: Iterable[str]) -> dict[str, int]:
    longest: dict[str, int] = {}
    for stems in table:
        first, count = stems.split(" ", 1)[0], stems.count(" ") + 1
        longest[first] = max(longest.get(first, 0), count)
    return longest


def _joined(who: Iterable[tuple[str, str]]) -> str:
    return "\x1e".join(f"{concept}\x1f{spelt}" for concept, spelt in who)


def _parted(kept: str) -> list[tuple[str, str]]:
    if not kept:
        return []
    return [
        (concept, spelt)
        for concept, _, spelt in (each.partition("\x1f") for each in kept.split("\x1e"))
    ]


_NEGATING: Final = frozenset(word for words in NEGATIONS.values() for word in words)


def _stem(word: str, language: str) -> str:
    """The token of a lower-case word; of a negation the word itself, else empty if small."""
    folded = analysis.fold(word)
    return folded if folded in NEGATIONS[language] else analysis.token(word, language)


def _stems_in(word: str, language: str) -> tuple[str, ...]:
    folded = analysis.fold(word)
    return (folded,) if folded in NEGATIONS[language] else analysis.stems_in(word, language)


@lru_cache(maxsize=50_000)
def _bare(spelt: str) -> str:
    return " ".join(map(analysis.without_article, spelt.split()))


def _near_enough(written: str, spelt: str, language: str) -> bool:
    """Whether one stem is reason enough: not for words that only begin alike."""
    if language == "ar" or " " in spelt or " " in written:
        return True
    pairs = zip(written, spelt, strict=False)
    alike = len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))
    if max(len(written), len(spelt)) - alike > LONGEST_ENDING:
        return False
    short = min(len(analysis.stem(written, language)), len(analysis.stem(spelt, language)))
    return short > SHORT_STEM or _PLURAL.sub("", written) == _PLURAL.sub("", spelt)


def _carrying(written: Sequence[str], language: str) -> list[int]:
    """Where the words stand that are no small words."""
    return [at for at, word in enumerate(written) if _stem(word.lower(), language)]


def _run(written: Sequence[str], carrying: Sequence[int], spot: Spot) -> str:
    """The words of a spot as they stand in the text, the small ones between them too."""
    return " ".join(written[carrying[spot.start] : carrying[spot.end - 1] + 1])


def _kept(text: str, language: str) -> list[tuple[str, str]]:
    """The stem and the folded word of each word of a text that is no small word."""
    return [
        (token, analysis.fold(word))
        for word in analysis.words(text)
        if (token := _stem(word, language))
    ]
