"""Glossary terms in a source text, with what they are called in the language it is brought into."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from agora.catalogue import bridge
from agora.kernel import languages
from agora.topics.queries import GLOSSARY, Vocabulary, vocabulary

_MARK = re.compile(r"</?[a-z]+[0-9]*[^<>]*>")
MOST_LABELS = 3


@dataclass(frozen=True)
class TermRow:
    """A phrase as the text has it, and its names in the other language, the preferred one first."""

    phrase: str
    labels: tuple[str, ...]


def terms_in(text: str, source: str, target: str) -> tuple[TermRow, ...]:
    """The glossary's terms in a text that have a name in the target language, phrases first."""
    return _terms_in(text, source, languages.primary(target), _Words(vocabulary()))


class _Words:
    """One generation of the vocabulary, told from another by being another."""

    def __init__(self, words: Vocabulary) -> None:
        self.words = words

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Words) and other.words is self.words

    def __hash__(self) -> int:
        return id(self.words)


@lru_cache(maxsize=1_000)
def _terms_in(text: str, source: str, into: str, held: _Words) -> tuple[TermRow, ...]:
    words = held.words
    found: dict[str, TermRow] = {}
    for phrase, concepts in bridge.lexicon().phrases(_MARK.sub(" ", text), source):
        names: dict[str, None] = {}
        for key in concepts:
            said: tuple[str | None, ...]
            if key.startswith(bridge.PLACE):
                spot = words.places.get(key.removeprefix(bridge.PLACE))
                said = (spot.names.get(into),) if spot else ()
            else:
                term = words.term(GLOSSARY, key)
                said = (term.labels.get(into), *term.alternatives.get(into, ())[:1]) if term else ()
            names.update(dict.fromkeys(name for name in said if name))
        if names:
            found.setdefault(phrase.casefold(), TermRow(phrase, tuple(names)[:MOST_LABELS]))
    return tuple(found.values())
