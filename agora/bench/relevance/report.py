"""`agora bench relevance`: every set, every method, told as tables and one line of JSON."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from agora.bench.relevance import judged, measure, sets
from agora.bench.relevance.measure import Index, Method
from agora.bench.relevance.sets import Asked, TestSet, Told
from agora.bench.reporting import table
from agora.catalogue import bridge
from agora.catalogue.search.contract import LANGUAGES, Expansion, TextPart
from agora.catalogue.search.lexicon import Lexicon
from agora.topics import glossary
from agora.topics.publishing import place_names
from agora.translation import engines

Say = Callable[[str], None]
Means = dict[str, dict[str, float]]


class Tools:
    """The glossary from its files, and the engines where they are switched on."""

    def __init__(self) -> None:
        entries = glossary.read()
        self.lexicon = Lexicon(
            [
                *(
                    (entry.key, tag, label.text)
                    for entry in entries
                    for tag, labels in entry.labels.items()
                    for label in labels
                ),
                *((bridge.PLACE + key, tag, name) for key, tag, name in place_names()),
            ]
        )
        self.engines = engines.are_on()

    def expansions(self, text: str, reader: str) -> tuple[Expansion, ...]:
        """What the glossary knows of a query."""
        return self.lexicon.read(text, reader).expansions

    def with_engines(self, text: str, reader: str) -> tuple[Expansion, ...]:
        """The same with the words of the engines."""
        reading = self.lexicon.read(text, reader)
        return bridge.with_engines(text, reader, reading)

    def methods(self) -> list[Method]:
        """No bridge, spelling, glossary, both; and both with the engines if there are any."""
        found = [
            Method("none", spelling=False),
            Method("grams", spelling=True),
            Method("glossary", spelling=False, expand=self.expansions),
            Method("both", spelling=True, expand=self.expansions),
        ]
        if self.engines:
            found.append(Method("engines", spelling=True, expand=self.with_engines))
        return found

    def indexes(self, test: TestSet) -> dict[str, Index]:
        """The originals alone; and with machine-made translations beside them."""
        plain = Index(measure.document_of(told, self.lexicon) for told in test.documents)
        if not self.engines:
            return {"": plain}
        machine = _translations(test.documents)
        translated = Index(
            measure.document_of(told, self.lexicon, machine[told.id]) for told in test.documents
        )
        return {"": plain, "engines": translated}


def _translations(documents: Sequence[Told]) -> dict[str, list[TextPart]]:
    """Titles and summaries in the other languages, by machine: as the worker would make them."""
    made: dict[str, list[TextPart]] = {told.id: [] for told in documents}
    for source in {told.language for told in documents}:
        mine = [told for told in documents if told.language == source]
        for target in LANGUAGES:
            if target == source:
                continue
            titles = engines.translate_many([told.title for told in mine], source, target)
            for told, title in zip(mine, titles, strict=True):
                if title:
                    made[told.id].append(TextPart(target, title))
    return made


Rows = Callable[[Asked, Mapping[str, str]], Mapping[str, frozenset[str] | None]]
"""The rows a query counts in; each with the documents it is looked for among, or all of them."""


def run(test: TestSet, by: Rows, say: Say, tools: Tools) -> Means:
    """Measure one set; what is not among a row's documents is left out of its ranking."""
    indexes = tools.indexes(test)
    spoken = {told.id: told.language for told in test.documents}
    scores: dict[str, dict[str, list[tuple[float, float]]]] = defaultdict(lambda: defaultdict(list))
    depth = max(measure.DEPTH, min(len(test.documents), 300))
    try:
        for asked in test.queries:
            rows = by(asked, spoken)
            for method in tools.methods():
                ranking = indexes.get(method.name, indexes[""]).ranking(asked, method, depth)
                for row, among in rows.items():
                    found, right = ranking, asked.grades
                    if among is not None:
                        found = [key for key in ranking if key in among]
                        right = {key: grade for key, grade in right.items() if key in among}
                    if right:
                        gain = measure.ndcg(found, right), measure.recall(found, right)
                        scores[row][method.name].append(gain)
    finally:
        for index in indexes.values():
            index.close()
    head = (test.name, "queries", "method", "nDCG@10", "odd", "even", "recall@100")
    told: list[Sequence[object]] = []
    means: Means = {}
    for row in sorted(scores):
        for name, values in scores[row].items():
            mean = measure.figure(values)
            figures = (mean.ndcg, mean.odd, mean.even, mean.recall)
            told.append((row, mean.queries, name, *(f"{each:.3f}" for each in figures)))
            means.setdefault(row, {})[name] = round(mean.ndcg, 3)
    say(table(head, told))
    return means


def by_pair(asked: Asked, spoken: Mapping[str, str]) -> dict[str, frozenset[str] | None]:
    """The pair of languages: of the query, and of the documents that answer it."""
    languages = {spoken[key] for key in asked.grades if key in spoken}
    return {f"{asked.language}-{languages.pop() if len(languages) == 1 else 'mix'}": None}


def same_or_other(asked: Asked, spoken: Mapping[str, str]) -> dict[str, frozenset[str] | None]:
    """Whether the one right document is in the language of the query."""
    other = next(iter(asked.grades))
    return {"same" if spoken[other] == asked.language else "other": None}


def among_others(asked: Asked, spoken: Mapping[str, str]) -> dict[str, frozenset[str] | None]:
    """All documents; then only those in the query's language, and only those in others."""
    own = frozenset(key for key, tag in spoken.items() if tag == asked.language)
    others = frozenset(spoken) - own
    return {
        f"{asked.language}-all": None,
        f"{asked.language}-other": others,
        "all": None,
        "same": own,
        "other": others,
    }


def everything(folder: Path, say: Say, tools: Tools) -> dict[str, Means]:
    """All the sets there are files for; a set without its files is left out with a sentence."""
    figures: dict[str, Means] = {}
    for name, make, by in (
        ("sdg", sets.sdg, by_pair),
        ("tico19", sets.tico19, by_pair),
        ("mixed", sets.mixed, same_or_other),
    ):
        try:
            test = make(folder)
        except sets.SetMissing as error:
            say(f"{name}: left out, {error}. Give its folder with --data.")
            continue
        figures[name] = run(test, by, say, tools)
    a, b = (judged.grades(judged.DATA / f"grades-{judge}.tsv") for judge in "ab")
    say(
        f"judged: kappa of the two judges {judged.kappa(a, b):.2f} over {len(a.keys() & b.keys())} pairs"
    )
    figures["judged"] = run(judged.the_set(), among_others, say, tools)
    return figures


def one(
    name: str, queries: Path, documents: Path, judgements: Path, say: Say, tools: Tools
) -> Means:
    """A set from three files of its own."""
    test = sets.from_files(name, queries, documents, judgements)
    if not test.queries:
        raise sets.SetMissing("No query has a judged document: check the ids")
    return run(test, by_pair, say, tools)


def write_pool(path: Path, tools: Tools) -> int:
    """For each of our own queries the first 20 of every method, ready to be graded.

    Which method found a document does not show: they stand in the order of their keys.
    """
    told = judged.documents()
    test = TestSet("judged", told, judged.queries())
    indexes = tools.indexes(test)
    lines = ["query\tdocument\tgrade\n"]
    for asked in test.queries:
        rankings = [
            indexes.get(method.name, indexes[""]).ranking(asked, method)
            for method in tools.methods()
        ]
        lines += [f"{asked.id}\t{key}\t\n" for key in judged.pool(rankings)]
    for index in indexes.values():
        index.close()
    path.write_text("".join(lines), encoding="utf-8")
    return len(lines) - 1
