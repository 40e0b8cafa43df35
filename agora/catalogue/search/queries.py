"""Plans as Tantivy queries: who may see, what must match, what only ranks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import tantivy

from agora.catalogue.search import analysis
from agora.catalogue.search.contract import Query, Range, Shape
from agora.catalogue.search.fields import facet_field, number_field
from agora.catalogue.search.plan import CONCEPT, Alternative, Group, Stems, numbers_within
from agora.catalogue.search.prepare import clean, short_id

TITLE_WEIGHT: Final = 3.0
OWN_WEIGHT: Final = 1.5
BODY_WEIGHT: Final = 1.0
PREFIX_WEIGHT: Final = 0.5
LANGUAGE_BOOST: Final = 0.4
MACHINE_WEIGHT: Final = 0.9
CONCEPT_WEIGHT: Final = 1.3
GRAM_WEIGHT: Final = 1.0
WORD_SHARE: Final = 0.25
"""Set by measurement, on sets of which half the items were kept apart: `docs/performance.md`."""
TIE_BREAKER: Final = 0.1

Weights = tuple[tuple[str, float], ...]
Clause = tuple[tantivy.Occur, tantivy.Query]
MUST: Final = tantivy.Occur.Must
SHOULD: Final = tantivy.Occur.Should
MUST_NOT: Final = tantivy.Occur.MustNot
_OWN: Final = (("own", OWN_WEIGHT), ("body", BODY_WEIGHT))
_MACHINE: Final = (("machine", MACHINE_WEIGHT),)
_MATCHED: Final = (*_OWN, *_MACHINE)
_MENTIONED: Final = (
    ("concept", OWN_WEIGHT * CONCEPT_WEIGHT),
    ("cbody", BODY_WEIGHT * CONCEPT_WEIGHT),
)


class Builder:
    """Makes queries for one state of one index.

    Terms no record holds are left out: it changes no answer, and most stems a query
    word has in other languages are such.
    """

    def __init__(self, index: tantivy.Index, searcher: tantivy.Searcher, shape: Shape) -> None:
        self._schema = index.schema
        self._searcher = searcher
        self._shape = shape
        self._known: dict[tuple[str, str], bool] = {}
        self._seen: dict[frozenset[str], tantivy.Query] = {}

    def knows(self, field: str, term: str) -> bool:
        """Whether any record, seen or not, holds this token."""
        known = self._known.get((field, term))
        if known is None:
            if len(self._known) > 50_000:
                self._known.clear()
            known = self._searcher.doc_freq(field, term) > 0
            self._known[field, term] = known
        return known

    def term(self, field: str, value: str, option: str = "basic") -> tantivy.Query:
        """Records with this token in this field."""
        return tantivy.Query.term_query(self._schema, field, value, option)

    def any_of(self, field: str, values: Iterable[str]) -> tantivy.Query:
        """Records with any of these tokens, without a score."""
        terms = sorted({value for value in values if self.knows(field, value)})
        if not terms:
            return tantivy.Query.empty_query()
        if len(terms) > 8:
            inner = tantivy.Query.term_set_query(self._schema, field, terms)
        elif len(terms) > 1:
            inner = tantivy.Query.boolean_query([(SHOULD, self.term(field, t)) for t in terms])
        else:
            inner = self.term(field, terms[0])
        return tantivy.Query.const_score_query(inner, 0.0)

    def seen_by(self, viewer: frozenset[str]) -> tantivy.Query:
        """Records the viewer may see; none for a viewer without tokens."""
        if viewer not in self._seen:
            if len(self._seen) > 200:
                self._seen.clear()
            self._seen[viewer] = self.any_of("see", map(clean, viewer))
        return self._seen[viewer]

    def limits(
        self,
        viewer: frozenset[str],
        filters: Mapping[str, frozenset[str]],
        ranges: Mapping[str, Range],
        without: str = "",
    ) -> list[Clause]:
        """What a record must be, apart from the words: seen, filtered, in range."""
        clauses = [(MUST, self.seen_by(viewer))]
        for name, values in filters.items():
            if name == without or not values:
                continue
            if name in self._shape.facets:
                clauses.append((MUST, self.any_of(facet_field(name), map(clean, values))))
            else:
                clauses.append((MUST, tantivy.Query.empty_query()))
        for name, limits in ranges.items():
            low, high = numbers_within(limits)
            if high < low or name not in self._shape.numbers:
                clauses.append((MUST, tantivy.Query.empty_query()))
                continue
            within = tantivy.Query.range_query(
                self._schema, number_field(name), tantivy.FieldType.Unsigned, low, high
            )
            clauses.append((MUST, tantivy.Query.const_score_query(within, 0.0)))
        return clauses

    def words(
        self, groups: Sequence[Group], label_keys: Sequence[str], scored: bool
    ) -> list[Clause]:
        """One clause for each concept group, all of which must match.

        `label_keys` are the labels with a word that begins like the last group's prefix.
        """
        return [(MUST, self._group(group, label_keys, scored)) for group in groups]

    def _group(self, group: Group, label_keys: Sequence[str], scored: bool) -> tantivy.Query:
        """A concept: its ways scored together, the best one counting."""
        ways = [
            way for alternative in group.alternatives for way in self._ways(alternative, scored)
        ]
        if group.prefix:
            found = [self._beginning("word", group.prefix)]
            if label_keys:
                found.append(tantivy.Query.term_set_query(self._schema, "key", list(label_keys)))
            ways += [tantivy.Query.const_score_query(each, PREFIX_WEIGHT) for each in found]
        return self._best(ways, scored)

    def _best(self, ways: Sequence[tantivy.Query], scored: bool) -> tantivy.Query:
        if not ways:
            return tantivy.Query.empty_query()
        if len(ways) == 1:
            return ways[0]
        if scored:
            return tantivy.Query.disjunction_max_query(ways, TIE_BREAKER)
        return tantivy.Query.boolean_query([(SHOULD, way) for way in ways])

    def _ways(
        self, alternative: Alternative, scored: bool, fields: Weights = _MATCHED
    ) -> list[tantivy.Query]:
        if len(alternative.words) == 1:
            return self._everywhere(alternative.words[0], alternative.weight, scored, fields)
        if not alternative.phrase:
            each = [
                (
                    MUST,
                    self._best(self._everywhere(stems, alternative.weight, scored, fields), scored),
                )
                for stems in alternative.words
            ]
            return [tantivy.Query.boolean_query(each)]
        phrase = [stems[0] for stems in alternative.words]
        return [
            tantivy.Query.boost_query(
                tantivy.Query.phrase_query(self._schema, field, list(phrase)),
                weight * alternative.weight,
            )
            for field, weight in fields
            if all(self.knows(field, stem) for stem in phrase)
        ]

    def _everywhere(
        self, stems: Stems, weight: float, scored: bool, words: Weights = _MATCHED
    ) -> list[tantivy.Query]:
        concepts: Weights = _MENTIONED
        if scored:
            words = (("title", TITLE_WEIGHT), *words)
            concepts = (("ctitle", TITLE_WEIGHT * CONCEPT_WEIGHT), *concepts)
        found: list[tantivy.Query] = []
        for stem in stems:
            token = stem.removeprefix(CONCEPT)
            for field, of_field in words if token == stem else concepts:
                if self.knows(field, token):
                    term = self.term(field, token, "freq")
                    found.append(tantivy.Query.boost_query(term, of_field * weight))
        return found

    def _beginning(self, field: str, prefix: str) -> tantivy.Query:
        return tantivy.Query.fuzzy_term_query(self._schema, field, prefix, distance=0, prefix=True)

    def found_in(self, alternative: Alternative, machine: bool) -> tantivy.Query:
        """Records that meet one alternative in their own words, or in a machine's."""
        return self._best(self._ways(alternative, False, _MACHINE if machine else _OWN), False)

    def touched_by(
        self, concepts: Iterable[str], phrases: Iterable[Sequence[str]]
    ) -> tantivy.Query:
        """Records that mention one of these concepts, or hold all stems of one of these phrases."""
        ways = [self.any_of(field, concepts) for field in ("ctitle", "concept", "cbody")]
        for stems in phrases:
            each = [
                (
                    MUST,
                    tantivy.Query.boolean_query(
                        [(SHOULD, self.any_of(field, [stem])) for field, _ in _OWN]
                    ),
                )
                for stem in stems
            ]
            if each:
                ways.append(tantivy.Query.boolean_query(each))
        return tantivy.Query.boolean_query([(SHOULD, way) for way in ways])

    def among(self, ids: Iterable[str]) -> tantivy.Query:
        """These records only."""
        short = sorted(set(map(short_id, ids)))
        return tantivy.Query.term_set_query(self._schema, "id", short)

    def prefers(self, query: Query) -> list[Clause]:
        """A little more for records that have a text in the reader's language."""
        language = analysis.base(query.boost_language or query.language)
        if not self.knows("lang", language):
            return []
        has_text = self.term("lang", language)
        return [(SHOULD, tantivy.Query.const_score_query(has_text, LANGUAGE_BOOST))]

    def loosely(self, groups: Sequence[Group], spelling: bool) -> tantivy.Query:
        """Records that meet any of these groups, or a word spelt like one of them."""
        ways = []
        for group in groups:
            found = [each for way in group.alternatives for each in self._ways(way, True)]
            if spelling and group.pieces:
                near = self._spelt_like(group.pieces)
                if near is not None:
                    found.append(near)
            if found:
                ways.append((SHOULD, self._best(found, True)))
        return tantivy.Query.boolean_query(ways) if ways else tantivy.Query.empty_query()

    def _spelt_like(self, pieces: Sequence[str]) -> tantivy.Query | None:
        """Records that hold enough of the 4-letter pieces of one word."""
        known = [piece for piece in pieces if self.knows("gram", piece)]
        least = max(1, math.ceil(len(pieces) * WORD_SHARE))
        if len(known) < least:
            return None
        near = tantivy.Query.boolean_query(
            [(SHOULD, self.term("gram", piece)) for piece in known],
            minimum_number_should_match=least,
        )
        return tantivy.Query.boost_query(near, GRAM_WEIGHT)

    def title_begins(self, complete: Iterable[str], last: str) -> list[Clause]:
        """Records with these words in a title, and one that begins like the last."""
        clauses = [(MUST, self.any_of("title", analysis.stems_of(word))) for word in complete]
        return [*clauses, (MUST, self._beginning("word", last))]
