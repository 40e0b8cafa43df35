"""The same promises by brute force: slow, short, and obviously right.

It shares analysis and plans with the engine, since those say what a query *means*, and
nothing else: matching, filtering, counting and ordering are done again in plain Python.
Scores are not comparable and relevance is not ordered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from agora.catalogue.search import analysis
from agora.catalogue.search.contract import LANGUAGES, Document, Hit, Query, Results, Shape
from agora.catalogue.search.plan import CONCEPT, Alternative, Group, plan_of
from agora.catalogue.search.prepare import Prepared, clean, label_of, packed, prepare


class Oracle:
    """All documents in a dictionary."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._documents: dict[str, tuple[Document, Prepared]] = {}

    def write(self, documents: Iterable[Document], deletions: Iterable[str] = ()) -> None:
        """Replace or add documents, then delete."""
        for document in documents:
            self._documents[document.id] = (document, prepare(document))
        for identifier in deletions:
            self._documents.pop(identifier, None)

    def count(self) -> int:
        """How many documents there are."""
        return len(self._documents)

    def search(self, query: Query) -> Results:
        """Total, page and counts by looking at every document."""
        plan, prefix = plan_of(query)
        empty = bool(query.text.strip()) and not plan.groups
        if prefix and query.typing:
            plan = plan.with_prefix(prefix)
        groups: Sequence[Group] = plan.groups
        found = [] if empty else self._found(query, groups)
        prefixed = False
        if prefix and not found and not query.typing:
            free, longer = replace(query, filters={}, ranges={}), plan.with_prefix(prefix).groups
            if not self._found(free, groups) and self._found(free, longer):
                groups, prefixed = longer, True
                found = self._found(query, groups)
        found.sort(key=lambda document: self._order(document, query))
        page = found[max(query.offset, 0) :][: max(query.limit, 0)]
        counts = {name: {} if empty else self._counts(query, groups, name) for name in query.facets}
        return Results(
            len(found), tuple(Hit(document.id, 0.0) for document in page), counts, prefixed
        )

    def _found(self, query: Query, groups: Sequence[Group], without: str = "") -> list[Document]:
        return [
            document
            for document, tokens in self._documents.values()
            if self._within(document, query, without)
            and all(_meets(document, tokens, group) for group in groups)
        ]

    def _within(self, document: Document, query: Query, without: str) -> bool:
        if not {clean(each) for each in query.viewer} & {clean(each) for each in document.visible}:
            return False
        for name, values in query.filters.items():
            if name != without and values:
                held = self._values(document, name)
                if not held & {clean(value) for value in values}:
                    return False
        for name, limits in query.ranges.items():
            value = document.numbers.get(name, 0)
            if name not in self._shape.numbers:
                return False
            if limits.low is not None and value < limits.low:
                return False
            if limits.high is not None and value > limits.high:
                return False
        return True

    def _values(self, document: Document, name: str) -> set[str]:
        if name not in self._shape.facets:
            return set()
        return {clean(value) for value in document.facets.get(name, ())}

    def _counts(self, query: Query, groups: Sequence[Group], name: str) -> Mapping[str, int]:
        counter: Counter[str] = Counter()
        for document in self._found(query, groups, without=name):
            counter.update(self._values(document, name))
        ordered = sorted(counter.items(), key=lambda each: (-each[1], each[0]))
        return dict(ordered if query.facet_size is None else ordered[: query.facet_size])

    def _order(self, document: Document, query: Query) -> tuple[int, str]:
        if query.sort == "title":
            tokens = self._documents[document.id][1]
            language = analysis.base(query.language)
            spoken = tokens.title_orders if language in LANGUAGES else {}
            return (0, spoken.get(language, tokens.title_order))
        name = "added" if query.sort == "added" else "published"
        return (-packed(document.numbers.get(name, 0), document.id), "")


def _meets(document: Document, tokens: Prepared, group: Group) -> bool:
    if any(_holds(document, tokens, alternative) for alternative in group.alternatives):
        return True
    if not group.prefix:
        return False
    labels = (label_of(key) for key in tokens.keys)
    spoken = (word for each in labels for word in analysis.surface(each.text, each.language))
    return any(word.startswith(group.prefix) for word in (*tokens.surface, *spoken))


def _holds(document: Document, tokens: Prepared, alternative: Alternative) -> bool:
    fields = (tokens.own, tokens.body, tokens.machine)
    if not alternative.phrase:
        held = {stem for each in fields for stem in each}
        held |= {CONCEPT + key for key in (*document.mentions.text, *document.mentions.body)}
        return all(held.intersection(stems) for stems in alternative.words)
    phrase = tuple(stems[0] for stems in alternative.words)
    return any(held[at : at + len(phrase)] == phrase for held in fields for at in range(len(held)))
