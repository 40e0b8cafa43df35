"""One state of the index, and every question one may ask of it.

A view never changes, so threads share it freely and what it learns (the vocabulary,
the counts of the front page) stays true as long as it lives.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import Any, Final, cast

import tantivy

from agora.catalogue.search import analysis, spelling
from agora.catalogue.search.contract import (
    LANGUAGES,
    Hit,
    Query,
    Results,
    Shape,
    Suggestion,
)
from agora.catalogue.search.fields import MARKS, facet_field, number_field, title_field
from agora.catalogue.search.plan import Alternative, Group, plan_of
from agora.catalogue.search.prepare import long_id
from agora.catalogue.search.queries import MUST, MUST_NOT, Builder, Clause
from agora.catalogue.search.vocabulary import Entry, Vocabulary
from agora.catalogue.search.why import Shown, reasons

BUCKETS: Final = 65_000
"""The most values one facet may have; the engine's own default of 10 would cut."""

REASONED: Final = 100
"""The longest page whose records say why they were found."""

MOST_MISSPELT: Final = 3
MOST_MEANT: Final = 3
_CACHED: Final = 64
Found = list[tuple[float, tantivy.DocAddress]]


class View:
    """The records of one commit, as seen by one process."""

    def __init__(self, index: tantivy.Index, shape: Shape) -> None:
        self._shape = shape
        self._searcher = index.searcher()
        self._make = Builder(index, self._searcher, shape)
        self._front: dict[tuple[frozenset[str], tuple[str, ...]], dict[str, dict[str, int]]] = {}
        self._allowed: dict[tuple[frozenset[str], str, str], bool] = {}
        self._amounts: dict[tuple[object, ...], tuple[int, int]] = {}

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self._searcher.terms_with_prefix("key", "", None, None))

    @cached_property
    def records(self) -> int:
        """How many records there are, whoever may see them."""
        return int(self._searcher.num_docs)

    def search(self, query: Query) -> Results:
        """The records that match, this page of them, and exact counts."""
        plan, prefix = plan_of(query)
        if query.text.strip() and not plan.groups:
            return Results(0, (), {name: {} for name in query.facets})
        prefixed = False
        if prefix and query.typing:
            plan = plan.with_prefix(prefix)
        total, found = self._page(query, plan.groups)
        if prefix and total == 0 and not query.typing:
            longer = plan.with_prefix(prefix)
            if not self._any(query, plan.groups) and self._any(query, longer.groups):
                plan, prefixed = longer, True
                total, found = self._page(query, plan.groups)
        return Results(
            total,
            self._hits(found, plan.groups if query.told else ()),
            self._facets(query, plan.groups),
            prefixed,
        )

    def close_to(self, query: Query) -> tuple[Hit, ...]:
        """Records that meet some of the query or are spelt like it, within the same limits."""
        plan, _ = plan_of(query)
        near = self._make.loosely(plan.loose, query.spelling)
        limits = self._make.limits(query.viewer, query.filters, query.ranges)
        asked = tantivy.Query.boolean_query([(MUST, near), *limits, *self._make.prefers(query)])
        size = min(max(query.limit, 0), self.records)
        if not size:
            return ()
        found = self._searcher.search(asked, limit=size, count=False)
        return self._hits(list(found.hits), plan.loose if query.told else ())

    def suggest(
        self, prefix: str, language: str, viewer: frozenset[str], n: int
    ) -> tuple[Suggestion, ...]:
        """Completions: terms for up to half of the places, then titles."""
        asked = analysis.words(prefix[: analysis.QUERY_CHARACTERS])[: analysis.QUERY_WORDS]
        last = analysis.fold(asked[-1]) if asked else ""
        beginning = " ".join(map(analysis.fold, asked))
        if len(beginning) < 2 or n < 1:
            return ()
        language = analysis.base(language)
        terms: dict[str, Suggestion] = {}
        for entry in self._vocabulary.completions(beginning, language, 4 * n):
            if len(terms) == n:
                break
            name = analysis.fold(entry.text)
            if name not in terms and self._may_see(viewer, entry.key):
                terms[name] = Suggestion("term", entry.text, entry.language)
        complete = analysis.without_small_words(asked[:-1], language) if asked[1:] else []
        titles: list[Suggestion] = []
        if len(last) >= 2:
            titles = self._titles(complete, last, language, viewer, n)
        room = max(n - len(titles), (n + 1) // 2)
        return (*list(terms.values())[:room], *titles)[:n]

    def _titles(
        self, complete: list[str], last: str, language: str, viewer: frozenset[str], n: int
    ) -> list[Suggestion]:
        """Titles that hold the words, in the reader's language first, the newest first."""
        clauses = [
            *self._make.title_begins(complete, last),
            (MUST, self._make.seen_by(viewer)),
        ]
        found: dict[str, Suggestion] = {}
        for reading in ([(MUST, self._make.any_of("lang", [language]))], []):
            if len(found) >= n:
                break
            for _, address in self._ordered([*clauses, *reading], "newest", n):
                row = self._searcher.doc(address)
                identifier = long_id(row["id"][0])
                if identifier not in found:
                    spoken, title = _title_for(_titles_of(row), complete, last, language)
                    found[identifier] = Suggestion("title", title, spoken, identifier)
        return list(found.values())

    def amount(self, query: Query, facet: str) -> tuple[int, int]:
        """How many records match, and how many values of a facet they have between them."""
        key = (query.text, query.language, query.viewer, query.expansions, facet)
        if key not in self._amounts:
            if len(self._amounts) > 5_000:
                self._amounts.clear()
            found = self.search(replace(query, limit=0, facets=(facet,)))
            self._amounts[key] = (found.total, len(found.facets.get(facet, {})))
        return self._amounts[key]

    @cached_property
    def _words(self) -> dict[str, int]:
        """The folded words of titles and how many records have each."""
        return dict(self._searcher.terms_with_prefix("word", "", None, None))

    def did_you_mean(self, query: Query, words: Mapping[str, int]) -> tuple[str, ...]:
        """The query with its unknown words replaced by near ones that find something."""
        asked = analysis.asked_words(query.text, query.language)
        free = replace(query, filters={}, ranges={}, expansions=(), limit=0, sort="relevance")
        unknown = [
            word
            for word in dict.fromkeys(asked)
            if len(analysis.fold(word)) >= spelling.SHORTEST
            and not any(word in one.phrase.split() for one in query.expansions)
            and not self._finds(replace(free, text=word))
        ]
        if not unknown or len(unknown) > MOST_MISSPELT:
            return ()
        tries = [query.text]
        for word in unknown:
            near = spelling.near(analysis.fold(word), words, self._words)
            seen: dict[str, str] = {}
            for one in near:
                if one in words or self._finds(replace(free, text=one)):
                    seen.setdefault(analysis.stem(one, query.language), one)
            if not seen:
                return ()
            tries = [
                _put(text, word, self._spelt(one))
                for text in tries
                for one in list(seen.values())[:2]
            ]
        return tuple(dict.fromkeys(tries))[:MOST_MEANT]

    def _finds(self, query: Query) -> bool:
        """Whether the viewer may see anything with these words."""
        groups = plan_of(query)[0].groups
        return bool(groups) and self._page(query, groups)[0] > 0

    def _spelt(self, folded: str) -> str:
        """A folded word as some title writes it."""
        asked = tantivy.Query.boolean_query([(MUST, self._make.term("word", folded))])
        for _, address in self._searcher.search(asked, limit=1, count=False).hits:
            for _, title in _titles_of(self._searcher.doc(address)):
                for word in analysis.words(title):
                    if analysis.fold(word) == folded:
                        return word
        return folded

    def touched_by(
        self, concepts: Sequence[str], phrases: Sequence[Sequence[str]], most: int
    ) -> tuple[int, tuple[str, ...]]:
        """See `contract.Reader.touched_by`."""
        asked = self._make.touched_by(concepts, phrases)
        total = _count(self._searcher.search(asked, limit=1))
        if not total or total > most:
            return total, ()
        found = self._searcher.search(asked, limit=total, count=False)
        return total, tuple(self._id(address) for _, address in found.hits)

    def mentioned(self, concept: str, viewer: frozenset[str]) -> bool:
        """Whether any record the viewer may see mentions a concept."""
        return any(self._may_see(viewer, concept, field) for field in ("concept", "cbody"))

    def _may_see(self, viewer: frozenset[str], key: str, field: str = "key") -> bool:
        """Whether any record with this label, or concept, is one the viewer may see."""
        allowed = self._allowed.get((viewer, field, key))
        if allowed is None:
            carries = (MUST, self._make.any_of(field, [key]))
            asked = tantivy.Query.boolean_query([carries, (MUST, self._make.seen_by(viewer))])
            allowed = bool(self._searcher.search(asked, limit=1, count=False).hits)
            if len(self._allowed) > 20_000:
                self._allowed.clear()
            self._allowed[viewer, field, key] = allowed
        return allowed

    def _any(self, query: Query, groups: Sequence[Group]) -> bool:
        """Whether the words find anything at all, whatever the filters.

        What the words mean must not depend on the filters: else the count beside a
        facet value would not be what choosing it brings.
        """
        free = replace(query, filters={}, ranges={}, limit=0)
        return self._page(free, groups)[0] > 0

    # Pages -----------------------------------------------------------------

    def _clauses(self, query: Query, groups: Sequence[Group], scored: bool) -> list[Clause]:
        prefix = groups[-1].prefix if groups else ""
        keys = self._vocabulary.keys_with_word(prefix) if prefix else []
        return [
            *self._make.words(groups, keys, scored),
            *self._make.limits(query.viewer, query.filters, query.ranges),
        ]

    def _page(self, query: Query, groups: Sequence[Group]) -> tuple[int, Found]:
        """The total and the wanted page, in the wanted order."""
        limit, offset = max(query.limit, 0), max(query.offset, 0)
        scored = query.sort == "relevance" and bool(groups)
        clauses = self._clauses(query, groups, scored)
        whole = tantivy.Query.boolean_query(clauses)
        limit = min(limit, self.records - offset)  # the engine sets aside room for all of it
        if limit <= 0:
            return _count(self._searcher.search(whole, limit=1)), []
        if scored:
            asked = tantivy.Query.boolean_query([*clauses, *self._make.prefers(query)])
            found = self._searcher.search(asked, limit=limit, offset=offset)
            return _count(found), list(found.hits)
        if query.sort == "title":
            total = _count(self._searcher.search(whole, limit=1))
            return total, self._by_title(clauses, query.language, limit, offset)
        field = "added" if query.sort == "added" else "published"
        found = self._searcher.search(
            whole, limit=limit, offset=offset, order_by_field=number_field(field)
        )
        return _count(found), list(found.hits)

    def _ordered(self, clauses: Sequence[Clause], sort: str, limit: int) -> Found:
        field = number_field("added" if sort == "added" else "published")
        asked = tantivy.Query.boolean_query(list(clauses))
        found = self._searcher.search(asked, limit=limit, count=False, order_by_field=field)
        return list(found.hits)

    def _by_title(self, clauses: list[Clause], language: str, limit: int, offset: int) -> Found:
        """Records in the order of their titles in this language.

        A record without a text in it stands under its original title. Two ordered
        lists, those with a translation and those without, are merged: a column per
        language for every record would be most of the index.
        """
        language = analysis.base(language)
        upto = min(limit + offset, self.records)
        parts = [(title_field(), clauses)]
        if language in LANGUAGES:
            translated = self._make.any_of("lang", [f"{language}+"])
            parts = [
                (title_field(language), [*clauses, (MUST, translated)]),
                (title_field(), [*clauses, (MUST_NOT, translated)]),
            ]
        found: list[tuple[str, tantivy.DocAddress]] = []
        for field, part in parts:
            asked = tantivy.Query.boolean_query(part)
            found += self._searcher.search(
                asked,
                limit=upto,
                count=False,
                order_by_field=field,
                order=tantivy.Order.Asc,
            ).hits
        found.sort(key=lambda each: each[0] or "")
        return [(0.0, address) for _, address in found[offset : offset + limit]]

    def _id(self, address: tantivy.DocAddress) -> str:
        return long_id(self._searcher.doc(address)["id"][0])

    def _hits(self, found: Found, groups: Sequence[Group]) -> tuple[Hit, ...]:
        rows = [(float(score), self._searcher.doc(address)) for score, address in found]
        ids = [long_id(row["id"][0]) for _, row in rows]
        if not groups or len(rows) > REASONED:
            return tuple(Hit(each, score) for each, (score, _) in zip(ids, rows, strict=True))
        records = {
            each: Shown(_titles_of(row), partial(self._labels, row))
            for each, (_, row) in zip(ids, rows, strict=True)
        }
        why = reasons(groups, records, self._meeting)
        return tuple(
            Hit(each, score, why[each]) for each, (score, _) in zip(ids, rows, strict=True)
        )

    def _labels(self, row: tantivy.Document) -> list[Entry]:
        return self._vocabulary.marked(_marks_of(row))

    def _meeting(self, alternative: Alternative, ids: list[str], where: str) -> set[str]:
        """Which of these records meet one alternative, in their own words or a machine's."""
        if where == "machine" and not self._translated:
            return set()
        meets = (MUST, self._make.found_in(alternative, where == "machine"))
        asked = tantivy.Query.boolean_query([meets, (MUST, self._make.among(ids))])
        found = self._searcher.search(asked, limit=max(len(ids), 1), count=False)
        return {self._id(address) for _, address in found.hits}

    @cached_property
    def _translated(self) -> bool:
        """Whether any record has a machine-made translation."""
        return bool(self._searcher.terms_with_prefix("machine", "", None, 1))

    # Counts ----------------------------------------------------------------

    def _facets(self, query: Query, groups: Sequence[Group]) -> dict[str, dict[str, int]]:
        """Exact counts of every wanted facet, each ignoring its own filter."""
        wanted = tuple(dict.fromkeys(query.facets))
        chosen = {name for name, values in query.filters.items() if values}
        if not groups and not chosen and not query.ranges:
            key = (query.viewer, wanted)
            if key not in self._front:
                if len(self._front) >= _CACHED:
                    self._front.clear()
                self._front[key] = self._counted(self._clauses(query, groups, False), wanted)
            counts = self._front[key]
        else:
            counts = self._chosen_counts(query, groups, wanted, chosen)
        return {name: _largest(counts.get(name, {}), query.facet_size) for name in wanted}

    def _chosen_counts(
        self,
        query: Query,
        groups: Sequence[Group],
        wanted: Sequence[str],
        chosen: set[str],
    ) -> dict[str, dict[str, int]]:
        prefix = groups[-1].prefix if groups else ""
        keys = self._vocabulary.keys_with_word(prefix) if prefix else []
        words = self._make.words(groups, keys, False)

        def counted(names: Sequence[str], without: str) -> dict[str, dict[str, int]]:
            limits = self._make.limits(query.viewer, query.filters, query.ranges, without)
            return self._counted([*words, *limits], names)

        counts = counted([name for name in wanted if name not in chosen], "")
        for name in wanted:
            if name in chosen:
                counts.update(counted([name], name))
        return counts

    def _counted(
        self, clauses: Sequence[Clause], names: Sequence[str]
    ) -> dict[str, dict[str, int]]:
        asked = {
            name: {"terms": {"field": facet_field(name), "size": BUCKETS}}
            for name in names
            if name in self._shape.facets
        }
        if not asked:
            return {}
        answer: Mapping[str, Any] = self._searcher.aggregate(
            tantivy.Query.boolean_query(list(clauses)), asked
        )
        return {
            name: {str(bucket["key"]): int(bucket["doc_count"]) for bucket in each["buckets"]}
            for name, each in answer.items()
        }


def _put(text: str, word: str, other: str) -> str:
    """The text with one word replaced wherever it stands."""
    return re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", other, text, flags=re.I)


def _count(found: tantivy.SearchResult) -> int:
    """How many matched in all; the engine's type stubs leave it out."""
    return int(cast(Any, found).count)


def _largest(counts: Mapping[str, int], size: int | None) -> dict[str, int]:
    """The counts, the most frequent first, values in order among equals."""
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return dict(ordered if size is None else ordered[: max(size, 0)])


def _titles_of(row: tantivy.Document) -> list[tuple[str, str]]:
    shown = (value for value in row.get_all("shown") if not value.startswith(MARKS))
    return [(language, title) for language, _, title in (each.partition("\x1f") for each in shown)]


def _marks_of(row: tantivy.Document) -> str:
    marks = (value for value in row.get_all("shown") if value.startswith(MARKS))
    return next(marks, MARKS)[1:]


def _title_for(
    titles: Sequence[tuple[str, str]], complete: list[str], last: str, language: str
) -> tuple[str, str]:
    """The title to offer: one that holds the words, in the reader's language if it does."""

    def worth(title: tuple[str, str]) -> tuple[int, bool]:
        spoken, text = title
        held = [analysis.fold(word) for word in analysis.words(text)]
        begins = any(word.startswith(last) for word in held)
        full = sum(analysis.fold(word) in held for word in complete)
        return (full + begins, analysis.base(spoken) == language)

    return max(titles, key=worth, default=("", ""))
