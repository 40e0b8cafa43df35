"""From what a person wrote to concept groups, before any engine is asked.

`presupuesto participativo ciudades` with a glossary entry for the first two words
becomes two groups: the concept (its own words, or "participatory budgeting", or
"budget participatif"…) and the word `ciudades`. Every group must match.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from agora.catalogue.search import analysis
from agora.catalogue.search.contract import LANGUAGES, Expansion, Query, Range
from agora.catalogue.search.prepare import NUMBER_LIMIT, TIE_BITS

PREFIX_LETTERS: Final = 3
EXPANSION_TERMS: Final = 24
CONCEPT: Final = "\x1e"
"""Begins a token that is a glossary concept and not a stem."""

Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to meet a group: every word of `words` by any of its stems.

    With `phrase`, the words have to stand together in this order. A stem that begins with
    CONCEPT is met by a record that mentions the concept.
    """

    words: tuple[Stems, ...]
    phrase: bool = False
    weight: float = 1.0
    found: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """One concept of the query and the ways a record may meet it.

    `pieces` are the 4-letter pieces of a single word, by which the close list knows its
    cognates and misspellings. `bridges` are the words and the concepts the glossary knows
    them as, the whole phrase first: what a reason may name.
    """

    asked: str
    alternatives: tuple[Alternative, ...]
    prefix: str = ""
    pieces: tuple[str, ...] = ()
    bridges: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The groups of a query, and its words one by one.

    `loose` is what a record near the query may meet some of: each word by itself, and
    each glossary phrase as one more.
    """

    groups: tuple[Group, ...]
    loose: tuple[Group, ...] = ()

    def with_prefix(self, prefix: str) -> Plan:
        """The same plan, its last group also met by words that begin so."""
        last = self.groups[-1]
        groups = (*self.groups[:-1], replace(last, prefix=prefix))
        return Plan(groups, self.loose)


def plan_of(query: Query) -> tuple[Plan, str]:
    """The plan of a query, and the prefix its last word may be (empty if none)."""
    return _plan(query.text[: analysis.QUERY_CHARACTERS], query.language, query.expansions)


@lru_cache(maxsize=2_000)
def _plan(text: str, interface: str, expansions: tuple[Expansion, ...]) -> tuple[Plan, str]:
    text = analysis.tidy(text)
    groups: list[Group] = []
    for phrase in analysis.QUOTED.findall(text):
        group = _phrase_group(analysis.words(phrase)[: analysis.QUERY_WORDS], interface)
        if group is not None:
            groups.append(group)
    rest = analysis.QUOTED.sub(" ", text)
    asked = analysis.words(rest)[: analysis.QUERY_WORDS]
    asked = analysis.without_small_words(asked, interface) if asked else []
    groups += _concepts(asked, interface, expansions)
    prefix = ""
    ends_open = bool(asked) and rest == text and rest[-1:].isalnum()
    if ends_open:
        last = analysis.fold(asked[-1])
        prefix = last if len(last) >= PREFIX_LETTERS else ""
    loose = _loose(asked or analysis.words(text)[: analysis.QUERY_WORDS], interface, expansions)
    return Plan(tuple(_distinct(groups)), tuple(_distinct(loose))), prefix


def _distinct(groups: list[Group]) -> list[Group]:
    """Groups without repetitions, the last mention kept so the last word stays last."""
    kept = {group.alternatives: group for group in reversed(groups)}
    return list(reversed(kept.values()))


_Known = list[tuple[list[str], Expansion]]


def _known(interface: str, expansions: tuple[Expansion, ...]) -> _Known:
    """The words of each expansion's phrase, the longest first."""
    known: _Known = []
    for expansion in expansions:
        words = analysis.words(expansion.phrase)
        kept = analysis.without_small_words(words, expansion.language or interface)
        known.append(([analysis.fold(word) for word in kept], expansion))
    return sorted((each for each in known if each[0]), key=lambda each: -len(each[0]))


def _concepts(asked: list[str], interface: str, expansions: tuple[Expansion, ...]) -> list[Group]:
    """Words as groups, glossary phrases first, the longest phrase at each place."""
    folded = [analysis.fold(word) for word in asked]
    known = _known(interface, expansions)
    single = {phrase[0]: expansion for phrase, expansion in reversed(known) if len(phrase) == 1}
    groups: list[Group] = []
    at = 0
    while at < len(asked):
        for phrase, expansion in known:
            if folded[at : at + len(phrase)] == phrase:
                groups.append(_concept(asked[at : at + len(phrase)], expansion, single))
                at += len(phrase)
                break
        else:
            groups.append(Group(asked[at], (Alternative((analysis.stems_of(asked[at]),)),)))
            at += 1
    return groups


def _loose(asked: list[str], interface: str, expansions: tuple[Expansion, ...]) -> list[Group]:
    """Each word by itself, then each longer glossary phrase in the query."""
    folded = [analysis.fold(word) for word in asked]
    known = _known(interface, expansions)
    single = {phrase[0]: expansion for phrase, expansion in reversed(known) if len(phrase) == 1}
    groups = []
    for word, bare in zip(asked, folded, strict=True):
        way = Alternative((analysis.stems_of(word),))
        group = _concept([word], single[bare], single) if bare in single else Group(word, (way,))
        groups.append(replace(group, pieces=tuple(analysis.grams([bare]))))
    for phrase, expansion in known:
        places = range(len(folded) - len(phrase) + 1)
        if len(phrase) > 1 and any(folded[at : at + len(phrase)] == phrase for at in places):
            ways = tuple(_as_concept(key) for key in expansion.concepts)
            if ways:
                bridges = tuple((expansion.phrase, key) for key in expansion.concepts)
                groups.append(Group(expansion.phrase, ways, bridges=bridges))
    return groups


def _as_concept(key: str) -> Alternative:
    return Alternative(((CONCEPT + key,),))


def _concept(asked: list[str], expansion: Expansion, single: Mapping[str, Expansion]) -> Group:
    """A glossary phrase: its words, each in any language it is known in, or the concept."""
    words: list[Stems] = []
    whole = " ".join(asked)
    bridges = {(whole, key): None for key in expansion.concepts}
    for word in asked:
        meant = single.get(analysis.fold(word))
        if len(asked) == 1:
            meant = expansion
        bridges.update(dict.fromkeys((word, key) for key in meant.concepts) if meant else {})
        concepts = tuple(CONCEPT + key for key in meant.concepts) if meant else ()
        words.append((*analysis.stems_of(word), *concepts))
    ways = [Alternative(tuple(words))]
    if len(asked) > 1:
        ways += [_as_concept(key) for key in expansion.concepts]
    for term in expansion.terms[:EXPANSION_TERMS]:
        stems = analysis.tokens(term.text, term.language)[: analysis.QUERY_WORDS]
        if stems:
            kept = tuple((stem,) for stem in stems)
            ways.append(Alternative(kept, len(kept) > 1, term.weight, term.text))
    return Group(whole, tuple(dict.fromkeys(ways)), bridges=tuple(bridges))


def _phrase_group(asked: list[str], interface: str) -> Group | None:
    """A quoted phrase: its words together, as any one language would stem them."""
    if not asked:
        return None
    if len(kept := analysis.without_small_words(asked, interface)) == 1:
        return Group(asked[0], (Alternative((analysis.stems_of(kept[0]),)),))
    ways: dict[Alternative, None] = {}
    for language in LANGUAGES:
        stems = analysis.tokens(" ".join(asked), language)
        if stems:
            words = tuple((stem,) for stem in stems)
            ways[Alternative(words, len(words) > 1)] = None
    plain = tuple((analysis.fold(word),) for word in asked)
    ways[Alternative(plain, len(plain) > 1)] = None
    return Group(" ".join(asked), tuple(ways))


def numbers_within(limits: Range) -> tuple[int, int]:
    """The packed numbers a range covers, both ends included."""
    low = max(limits.low or 0, 0)
    high = NUMBER_LIMIT if limits.high is None else min(limits.high, NUMBER_LIMIT)
    return low << TIE_BITS, ((high + 1) << TIE_BITS) - 1
