"""The bridge between languages: the topics' glossary, ready for the search.

The lexicon is made once per generation of the topics and shared by all threads.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from agora.catalogue.search import analysis, completing, spelling
from agora.catalogue.search import contract as search
from agora.catalogue.search import lexicon as lexicons
from agora.catalogue.search.completing import Beginnings, Named
from agora.catalogue.search.contract import LANGUAGES, Expansion
from agora.catalogue.search.lexicon import Lexicon, Reading
from agora.kernel import kept as kept_file
from agora.topics import queries as topics
from agora.topics.queries import GLOSSARY, Term, Vocabulary, vocabulary
from agora.translation import engines

PLACE = "place:"
"""Begins the key of a place, which is a concept too: `Alemania` is `Germany`."""

TRANSLATED = 0.85
LOOKED_UP = 0.5
"""Weights of a translator's and of a dictionary's words, set by measurement: `docs/performance.md`."""


COMPLETED = 4
"""Alternatives of a concept that are offered while typing; the rest are mostly word forms."""


@dataclass(frozen=True)
class Bridge:
    """Everything the search takes from one generation of the topics."""

    lexicon: Lexicon
    beginnings: Beginnings
    words: Mapping[str, Mapping[str, int]]


_MAKERS = (sys.modules[__name__], analysis, completing, lexicons, spelling)

_lock = threading.Lock()
_kept: tuple[Vocabulary, Bridge] | None = None


def bridge() -> Bridge:
    """The glossary as the topics hold it now, ready for looking up, completing and spelling."""
    global _kept
    words = vocabulary()
    kept = _kept
    if kept is not None and kept[0] is words:
        return kept[1]
    with _lock:
        if _kept is None or _kept[0] is not words:
            _kept = (words, kept_file.kept("bridge", topics.state(), lambda: _made(words), _MAKERS))
        return _kept[1]


def _made(words: Vocabulary) -> Bridge:
    labels = list(labels_in(words))
    terms = words.concepts_of.get(GLOSSARY, ())
    made = Bridge(
        Lexicon(labels),
        Beginnings(_names(terms)),
        spelling.words_of((language, text) for _, language, text in labels),
    )
    analysis.forget()  # the words of a whole glossary would stay for nothing
    return made


def lexicon() -> Lexicon:
    """The glossary to look phrases up in."""
    return bridge().lexicon


def _names(terms: Iterable[Term]) -> Iterator[Named]:
    for term in terms:
        for language, text in term.labels.items():
            yield Named(term.key, language, text)
        for language, texts in term.alternatives.items():
            for rank, text in enumerate(texts[:COMPLETED], start=1):
                yield Named(term.key, language, text, rank)


def labels_in(words: Vocabulary) -> Iterator[tuple[str, str, str]]:
    """Every label of the glossary, and every name of a place: concept, language, text."""
    for term in words.concepts_of.get(GLOSSARY, ()):
        for language, text in term.labels.items():
            yield term.key, language, text
        for language, texts in term.alternatives.items():
            for text in texts:
                yield term.key, language, text
    for spot in words.places.values():
        for language, text in spot.names.items():
            yield PLACE + spot.key, language, text


def completions(text: str, reader: str, n: int) -> list[Named]:
    """Concepts with a label that begins so, named in the reader's language where possible."""
    return bridge().beginnings.completions(text, reader, n)


def words_in(language: str) -> Mapping[str, int]:
    """The folded words of the glossary in one language: what may be meant."""
    return bridge().words.get(language, {})


def expansions(text: str, reader: str) -> tuple[Expansion, ...]:
    """What the glossary knows of a query, the reader's language being the prior."""
    return with_engines(text, reader, lexicon().read(text, reader)) if text else ()


def with_engines(text: str, reader: str, reading: Reading) -> tuple[Expansion, ...]:
    """What a reading found, with what the optional engines make of each word and each phrase.

    Every word gets an expansion, so that its translations stand for it; a phrase that is
    known already keeps its concepts. Nothing changes where no engine is on, or none answers.
    """
    if not text or not engines.are_on():
        return reading.expansions
    spoken = reading.language
    known = {each.phrase: each for each in reading.expansions}
    asked = dict(known)
    for word in analysis.asked_words(text, reader):
        asked.setdefault(word, Expansion(word, (), spoken))
    terms: dict[str, dict[search.Term, None]] = {phrase: {} for phrase in asked}
    for source in dict.fromkeys(each.language or spoken for each in asked.values()):
        phrases = [p for p, each in asked.items() if (each.language or spoken) == source]
        for target in LANGUAGES:
            if target != source:
                _add_terms(terms, phrases, source, target)
    return tuple(
        replace(each, terms=(*each.terms, *terms[phrase])) if terms[phrase] else each
        for phrase, each in asked.items()
        if terms[phrase] or phrase in known
    )


def _add_terms(
    terms: dict[str, dict[search.Term, None]], phrases: list[str], source: str, target: str
) -> None:
    """What the engines say for each phrase in one language, unless it is the phrase itself."""
    translated = engines.translate_many(phrases, source, target)
    for phrase, translation in zip(phrases, translated, strict=True):
        said = {analysis.fold(phrase)}
        if translation and analysis.fold(translation) not in said:
            said.add(analysis.fold(translation))
            terms[phrase][search.Term(translation, target, TRANSLATED)] = None
        if " " in phrase:
            continue
        for word in engines.look_up(phrase, source, target):
            if analysis.fold(word) not in said:
                said.add(analysis.fold(word))
                terms[phrase][search.Term(word, target, LOOKED_UP)] = None


def label(concept: str, language: str) -> str:
    """What a concept is called in this language; its key if it is gone."""
    words = vocabulary()
    if concept.startswith(PLACE):
        spot = words.places.get(concept.removeprefix(PLACE))
        return spot.label(language) if spot else concept.removeprefix(PLACE)
    term = words.term(GLOSSARY, concept)
    return term.label(language) if term else concept
