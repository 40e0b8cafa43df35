"""Topics a text seems to be about, as suggestions with the words that led to them.

The glossary links its concepts to themes, goals and axes. A text that mentions concepts
thereby speaks of those topics; how much it does is the evidence for a topic:

    evidence(topic) = Σ over concepts  place · length · 1/links(concept)^SHARE · rarity(topic)

`place` and `length` are in PLACES and LENGTHS; each concept counts once, at its best place,
and a label within a longer one not at all. `links` are the links the concept has into the
topic's scheme. `rarity` is ln(1 + N/n) / ln(1 + N), to the power given per scheme, where N
concepts lead into the scheme and n of them to this topic. A concept that bears the topic's own
name counts NAMED times; else one of the COMMON_DOMAINS counts COMMON times. The score is
evidence / (evidence + HALF), from 0 to 1. Topics below a floor, or below a part of the best
one's evidence, or with the words of common domains alone, are left out. docs/performance.md says how well this does and on what the
numbers were set.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from agora.catalogue.search import analysis
from agora.catalogue.search.contract import LANGUAGES, TextPart
from agora.catalogue.search.lexicon import BODY_WORDS, Lexicon, Spot
from agora.topics.queries import AXES, GLOSSARY, GOALS, PACT, THEMES, Vocabulary

PLACES: Final = {"title": 3.0, "summary": 1.5, "body": 0.5}
LENGTHS: Final = (1.0, 1.5, 1.7)
"""What a label of one, two, and three or more words is worth: small words do not count."""

SHARE: Final = 0.5
COMMON: Final = 0.2
COMMON_DOMAINS: Final = frozenset({"learning", "project", "monitoring", "government"})
"""Words of every record on a learning market: they tell how it teaches, not what."""

NAMED: Final = 2.0
HALF: Final = 2.0
MOST_EVIDENCE: Final = 5
LOOKED_AT: Final = 3_000
"""Characters that are enough to know a language by."""

SURE: Final = 0.5
FEW_WORDS: Final = 30
_ALIKE: Final = {"arz": "ar", "ary": "ar", "apc": "ar", "ajp": "ar", "pcm": "en"}
SHOWN: Final = 120
"""Characters of the words shown as evidence."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How suggestions of one scheme are chosen.

    `most` at all; `floor` for the score; `part` of the best topic's evidence; `rarity` is the
    power that rare topics are favoured with.
    """

    scheme: str
    most: int
    floor: float
    part: float
    rarity: float


THEME_RULE: Final = Rule(THEMES, 5, 0.3, 0.3, 1.5)
GOAL_RULE: Final = Rule(GOALS, 3, 0.35, 0.3, 0.0)
AXIS_RULE: Final = Rule(PACT, 2, 0.3, 0.3, 0.0)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A glossary concept a text mentions, and the words, as written, that do; where and in
    which language. `weight` is what it added to the topic's evidence."""

    concept: str
    words: str
    language: str
    place: str
    weight: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A topic (scheme, key) with its score, 0 to 1, and what led to it, the weightiest first."""

    scheme: str
    key: str
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Suggested:
    """What a text seems to be about; `language` is one of ours, or empty: not known."""

    themes: tuple[Suggestion, ...]
    goals: tuple[Suggestion, ...]
    axes: tuple[Suggestion, ...]
    language: str

    def topics(self) -> Iterator[Suggestion]:
        """All of them."""
        yield from self.themes
        yield from self.goals
        yield from self.axes


@dataclass(frozen=True, slots=True)
class _Mention:
    """A concept at its best place."""

    concept: str
    text: str
    language: str
    place: str
    weight: float


@dataclass(frozen=True, slots=True)
class _Links:
    """The glossary's links into each scheme: of each concept, and how many reach each topic."""

    of: Mapping[str, Mapping[str, tuple[str, ...]]]
    named: Mapping[tuple[str, str], frozenset[str]]
    factor: Mapping[str, float]
    reached: Mapping[tuple[str, str], int]
    leading: Mapping[str, int]


def suggestions_from(
    texts: Sequence[TextPart], words: Vocabulary, lexicon: Lexicon, *, seems: str | None = None
) -> Suggested:
    """Topics and language these texts of one thing seem to have.

    What says nothing, or in a script or language the glossary does not know, gets no topics.
    A text's `language` is what its writer says it is; where it is empty, the seeming language
    takes its place. `seems` is that language where the caller knows it: no model is read then,
    which is what a page needs.
    """
    if seems is None:
        seems = language_of(texts, lexicon)
    told = [
        part if part.language else TextPart(seems, part.title, part.summary, part.body)
        for part in texts
    ]
    mentions = _mentions(told, lexicon)
    links = _links(words)
    return Suggested(
        themes=_chosen(THEME_RULE, mentions, links, lexicon),
        goals=_chosen(GOAL_RULE, mentions, links, lexicon),
        axes=_chosen(AXIS_RULE, mentions, links, lexicon),
        language=seems,
    )


def _mentions(texts: Sequence[TextPart], lexicon: Lexicon) -> list[_Mention]:
    best: dict[str, _Mention] = {}
    for part in texts:
        body = " ".join(part.body.split(maxsplit=BODY_WORDS)[:BODY_WORDS])
        for place, text in (("title", part.title), ("summary", part.summary), ("body", body)):
            for spot in _outermost(lexicon.spots(text, part.language)):
                length = LENGTHS[min(spot.end - spot.start, len(LENGTHS)) - 1]
                weight = PLACES[place] * length / len(spot.concepts)
                for concept in spot.concepts:
                    if concept not in best or best[concept].weight < weight:
                        best[concept] = _Mention(concept, text, part.language, place, weight)
    return list(best.values())


def _outermost(spots: Sequence[Spot]) -> Iterator[Spot]:
    """Without those that lie within another: `land use` is no longer about `land`."""
    reach = 0
    for spot in sorted(spots, key=lambda spot: (spot.start, -spot.end)):
        if spot.end > reach:
            reach = spot.end
            yield spot


_kept: tuple[Vocabulary, _Links] | None = None


def _links(words: Vocabulary) -> _Links:
    global _kept
    kept = _kept
    if kept is None or kept[0] is not words:
        of: dict[str, dict[str, tuple[str, ...]]] = {THEMES: {}, GOALS: {}, PACT: {}}
        reached: dict[tuple[str, str], int] = defaultdict(int)
        for term in words.concepts_of.get(GLOSSARY, ()):
            for scheme, table in of.items():
                keys = tuple(
                    key
                    for to, key in term.links
                    if to == scheme and (scheme != PACT or key in AXES)
                )
                if keys:
                    table[term.key] = keys
                for key in keys:
                    reached[scheme, key] += 1
        named = _named(words)
        factor = {
            term.key: COMMON
            for term in words.concepts_of.get(GLOSSARY, ())
            if term.domain in COMMON_DOMAINS
        }
        leading = {scheme: len(table) for scheme, table in of.items()}
        kept = _kept = (words, _Links(of, named, factor, reached, leading))
    return kept[1]


def _named(words: Vocabulary) -> dict[tuple[str, str], frozenset[str]]:
    """The concepts that are the topic itself, by the names both bear."""
    bearers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for term in words.concepts_of.get(GLOSSARY, ()):
        for language, text in term.labels.items():
            bearers[language, analysis.fold(text)].add(term.key)
    found: dict[tuple[str, str], frozenset[str]] = {}
    for scheme in (THEMES, GOALS):
        for term in words.concepts_of.get(scheme, ()):
            names = [(tag, text) for tag, text in term.labels.items()]
            names += [(tag, text) for tag, texts in term.alternatives.items() for text in texts]
            same = {key for tag, text in names for key in bearers[tag, analysis.fold(text)]}
            found[scheme, term.key] = frozenset(same)
    return found


def _chosen(
    rule: Rule, mentions: Sequence[_Mention], links: _Links, lexicon: Lexicon
) -> tuple[Suggestion, ...]:
    table, n = links.of[rule.scheme], links.leading[rule.scheme]
    found: dict[str, list[tuple[float, _Mention]]] = defaultdict(list)
    for mention in mentions:
        topics = table.get(mention.concept, ())
        for topic in topics:
            rarity = math.log1p(n / links.reached[rule.scheme, topic]) / math.log1p(n)
            weight = mention.weight / len(topics) ** SHARE * rarity**rule.rarity
            if mention.concept in links.named.get((rule.scheme, topic), ()):
                weight *= NAMED
            else:
                weight *= links.factor.get(mention.concept, 1)
            found[topic].append((weight, mention))
    # What nothing but the common words speak of is not what the text is about.
    found = {
        topic: held
        for topic, held in found.items()
        if any(
            mention.concept not in links.factor
            or mention.concept in links.named.get((rule.scheme, topic), ())
            for _, mention in held
        )
    }
    total = {topic: sum(weight for weight, _ in held) for topic, held in found.items()}
    least = rule.part * max(total.values(), default=0)
    ranked = sorted(total, key=lambda topic: (-total[topic], topic))[: rule.most]
    return tuple(
        Suggestion(rule.scheme, topic, round(score, 3), _shown(found[topic], lexicon))
        for topic in ranked
        if total[topic] >= least and (score := total[topic] / (total[topic] + HALF)) >= rule.floor
    )


def _shown(held: list[tuple[float, _Mention]], lexicon: Lexicon) -> tuple[Evidence, ...]:
    held.sort(key=lambda pair: (-pair[0], pair[1].concept))
    return tuple(
        Evidence(
            mention.concept,
            lexicon.place(mention.concept, mention.text, mention.language)[:SHOWN],
            mention.language,
            mention.place,
            round(weight, 3),
        )
        for weight, mention in held[:MOST_EVIDENCE]
    )


def language_of(texts: Sequence[TextPart], lexicon: Lexicon) -> str:
    """The one of our languages these texts seem to be in; empty where that is not known.

    A model of letter sequences decides where it is sure among all the languages it knows, and
    so tells one it knows and we do not. Where it is not, as in a title of two words, the
    language that has most of the words as small words or in the glossary is taken, if it is
    one alone.
    """
    text = " ".join(f"{part.title} {part.summary} {part.body[:LOOKED_AT]}" for part in texts)
    text = analysis.tidy(text[:LOOKED_AT]).strip()
    if not any(letter.isalpha() for letter in text):
        return ""
    seems, sure = _model().rank(text)[0]
    seems = _ALIKE.get(seems, seems)
    if sure >= SURE:
        return seems if seems in LANGUAGES else ""
    small = analysis.small_words_by_language(text)
    start = " ".join(text.split()[:FEW_WORDS])
    known = {
        tag: small[tag]
        + len({at for spot in lexicon.spots(start, tag) for at in range(spot.start, spot.end)})
        for tag in LANGUAGES
    }
    first, second = sorted(known, key=lambda tag: -known[tag])[:2]
    return first if known[first] > known[second] else ""


@lru_cache(maxsize=1)
def _model() -> Any:
    # It takes a second and 100 MB: for the worker and commands, never for a page.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
