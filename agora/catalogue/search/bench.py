"""How fast the index is, and whether its counts are right, on an invented catalogue.

Times are processor time of this process, all its threads, user and system together:
the machine may be shared. Nothing here is a test; it prints what it measured.
"""

from __future__ import annotations

import gc
import json
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import quantiles
from time import process_time
from typing import Final

from agora.catalogue.search.bench_corpus import SHAPE, WANTED, frequent_words
from agora.catalogue.search.bench_corpus import documents as invented
from agora.catalogue.search.completing import Beginnings, Named
from agora.catalogue.search.contract import Document, Query
from agora.catalogue.search.engine import Reader, build_aside, open_reader, open_writer
from agora.catalogue.search.lexicon import Lexicon
from agora.catalogue.search.plan import CONCEPT, plan_of
from agora.catalogue.search.prepare import Prepared, prepare
from agora.topics import glossary

Figures = dict[str, int | float]

TARGETS: Final = {
    100_000: {
        "p50_cpu_ms": 4.0,
        "suggest_concepts_p95_cpu_ms": 2.0,
        "bridge_adds_p50_cpu_ms": 3.0,
    },
    1_000_000: {"p50_cpu_ms": 35.0, "index_mb": 450.0, "bridge_adds_p50_cpu_ms": 20.0},
}
CHECKED_DOCUMENTS: Final = 100_000
_PUBLIC: Final = frozenset({"public"})


def run(
    documents: int = 100_000,
    *,
    folder: Path | None = None,
    rounds: int = 200,
    checks: int = 20,
    say: Callable[[str], None] = lambda line: None,
) -> Figures:
    """Build an index of that many records, measure it, compare its counts with brute force.

    `facet_errors` is the number of totals and facet counts, over `checks` queries, that
    differ from the brute force; -1 above 100,000 records, where that is not run.
    """
    root = Path(folder or tempfile.mkdtemp(prefix="agora-bench-"))
    try:
        return _measure(documents, root / "index", rounds, checks, say)
    finally:
        if folder is None:
            shutil.rmtree(root, ignore_errors=True)


def _measure(
    count: int, path: Path, rounds: int, checks: int, say: Callable[[str], None]
) -> Figures:
    lexicon, beginnings_ = _glossary()
    spent = Meter()
    say(f"building {count} records")
    build_aside(path, SHAPE, _mentioned(spent.without(invented(count)), lexicon))
    figures: Figures = {"documents": count, "build_cpu_s": round(spent.seconds(), 1)}
    figures["index_mb"] = round(_size(path) / 1e6, 1)
    reader = open_reader(path, SHAPE)
    say("asking")
    heavy = heavy_queries(reader)
    figures["heavy_share"] = round(
        sum(reader.search(replace(query, filters={}, facets=())).total for query in heavy)
        / len(heavy)
        / max(count, 1),
        3,
    )
    times = timed([partial(reader.search, query) for query in heavy], rounds)
    figures["p50_cpu_ms"], figures["p95_cpu_ms"] = middle(times), slow(times)
    plain = [replace(query, facets=(), filters={}) for query in heavy]
    times = timed([partial(reader.search, query) for query in plain], rounds // 4)
    figures["top20_p50_cpu_ms"] = middle(times)
    home = Query(facets=WANTED)
    figures["home_p50_cpu_ms"] = middle(timed([partial(reader.search, home)], rounds // 4))
    cold = [_fresh_home(path) for _ in range(5)]
    figures["home_first_cpu_ms"] = middle(cold)
    typed = list(beginnings())
    reader.suggest("wa", "en", _PUBLIC)
    asked = [partial(reader.suggest, text, "en", _PUBLIC) for text in typed]
    times = timed(asked, len(typed) * 2)
    figures["suggest_p50_cpu_ms"] = middle(times)
    figures["suggest_p95_cpu_ms"] = slow(times)
    figures |= _bridged(reader, lexicon, rounds)
    concepts = [partial(_concepts, reader, lexicon, beginnings_, text) for text in typed]
    times = timed(concepts, len(typed) * 2)
    figures["suggest_concepts_p95_cpu_ms"] = slow(times)
    meant = partial(reader.did_you_mean, Query(text="participacion presupesto", language="es"), {})
    figures["did_you_mean_p50_cpu_ms"] = middle(timed([meant], 10))
    figures["commit_cpu_ms"] = _commits(path, count, lexicon)
    reader.reload()
    figures["facet_errors"] = -1
    if count <= CHECKED_DOCUMENTS:
        say("comparing with brute force")
        figures["facet_errors"] = errors(reader, invented(count), checks, lexicon)
    reader.close()
    return figures


def _glossary() -> tuple[Lexicon, Beginnings]:
    """The shipped glossary, read from its files: no database is needed here."""
    entries = glossary.read()
    labels = [
        (entry.key, tag, label.text)
        for entry in entries
        for tag, found in entry.labels.items()
        for label in found
    ]
    return Lexicon(labels), Beginnings(Named(*label) for label in labels)


def _mentioned(documents: Iterator[Document], lexicon: Lexicon) -> Iterator[Document]:
    """The same records with the glossary's concepts found in them, as the indexer does."""
    for document in documents:
        yield replace(document, mentions=lexicon.mentions(document.texts))


def _read(query: Query, lexicon: Lexicon) -> Query:
    return replace(query, expansions=lexicon.read(query.text, query.language).expansions)


def _bridged(reader: Reader, lexicon: Lexicon, rounds: int) -> Figures:
    """The same questions without and with the bridge: frequent words alone and in pairs.

    Reading the query with the glossary is counted. `bridge_adds` is the difference of the
    medians; the bridge also finds more, which is what it is for.
    """
    words = list(frequent_words())
    asked = [Query(text=word, language=tag, facets=WANTED) for tag, word in words[::3]]
    asked += [
        Query(text=f"{word} {words[place + 4][1]}", language=tag, facets=WANTED)
        for place, (tag, word) in enumerate(words[:-4:3])
    ]
    plain = timed([partial(reader.search, query) for query in asked], rounds)
    with_it = timed(
        [partial(lambda query: reader.search(_read(query, lexicon)), query) for query in asked],
        rounds,
    )
    near = [partial(lambda query: reader.close_to(_read(query, lexicon)), one) for one in asked]
    return {
        "no_bridge_p50_cpu_ms": middle(plain),
        "bridge_p50_cpu_ms": middle(with_it),
        "bridge_adds_p50_cpu_ms": round(middle(with_it) - middle(plain), 3),
        "close_p50_cpu_ms": middle(timed(near, rounds // 4)),
    }


def _concepts(reader: Reader, lexicon: Lexicon, names: Beginnings, text: str) -> int:
    """Completions as a page asks for them: concepts with their amounts, then titles."""
    shown = 0
    for named in names.completions(text, "en", 12):
        if shown == 3:
            break
        if reader.mentioned(named.concept, _PUBLIC):
            query = _read(Query(text=named.text, language="en"), lexicon)
            shown += bool(reader.amount(query, "language")[0])
    return shown + len(reader.suggest(text, "en", _PUBLIC))


class Meter:
    """Processor time, without that spent inventing the records."""

    def __init__(self) -> None:
        self._start = process_time()
        self._aside = 0.0

    def without(self, made: Iterator[Document]) -> Iterator[Document]:
        """The same records, made in batches whose time is not counted."""
        while True:
            start = process_time()
            batch = [each for _, each in zip(range(2_000), made, strict=False)]
            self._aside += process_time() - start
            if not batch:
                return
            yield from batch

    def seconds(self) -> float:
        """Seconds so far."""
        return process_time() - self._start - self._aside


def heavy_queries(reader: Reader, wanted: int = 24) -> list[Query]:
    """Words that about a fifth of the records match, three filters, eight facets."""
    total = reader.count()
    rated: list[tuple[float, str, str]] = []
    for language, word in frequent_words():
        found = reader.search(Query(text=word, language=language)).total
        rated.append((abs(found / max(total, 1) - 0.2), language, word))
    chance = random.Random(7)  # noqa: S311  # repeatable on purpose
    queries = []
    for _, language, word in sorted(rated)[:wanted]:
        filters = {
            "language": frozenset({language}),
            "type": frozenset(chance.sample(["practice", "handbook", "course"], 2)),
            "region": frozenset({chance.choice(["region-1", "region-2", "region-3"])}),
        }
        queries.append(Query(text=word, language=language, filters=filters, facets=WANTED))
    return queries


def beginnings() -> Iterator[str]:
    """What people have typed when suggestions are asked for: 2 letters to two words."""
    pairs = list(frequent_words())
    for place, (_, word) in enumerate(pairs):
        yield word[:2]
        yield word[:3]
        yield word[:5]
        _, other = pairs[(place * 7) % len(pairs)]
        yield f"{other} {word[:3]}"


def timed(questions: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """Milliseconds of processor time of each question, asked in turn; one lap warms up."""
    for question in questions:
        question()
    gc.collect()
    times = []
    for place in range(max(rounds, 1)):
        start = process_time()
        questions[place % len(questions)]()
        times.append((process_time() - start) * 1_000)
    return times


def middle(times: Sequence[float]) -> float:
    """The median."""
    return round(sorted(times)[len(times) // 2], 3)


def slow(times: Sequence[float]) -> float:
    """The 95th percentile."""
    return round(quantiles(times, n=20)[-1], 3) if len(times) > 1 else round(times[0], 3)


def _fresh_home(path: Path) -> float:
    reader = open_reader(path)
    start = process_time()
    reader.search(Query(facets=WANTED))
    spent = (process_time() - start) * 1_000
    reader.close()
    return spent


def _commits(path: Path, count: int, lexicon: Lexicon) -> float:
    """One record rewritten unchanged and committed, as an edit would be."""
    again = next(invented(min(count, 1)), None)
    if again is None:
        return 0.0
    times = []
    with open_writer(path, SHAPE) as writer:
        for _ in range(5):
            start = process_time()
            writer.write(_mentioned(iter([again]), lexicon))
            times.append((process_time() - start) * 1_000)
    return middle(times)


def _size(path: Path) -> int:
    return sum(each.stat().st_size for each in path.rglob("*") if each.is_file())


def errors(
    reader: Reader, made: Iterator[Document], checks: int, lexicon: Lexicon | None = None
) -> int:
    """How many totals and facet counts differ from counting by hand.

    The records that hold each word are collected in one pass over the corpus; the rest
    is plain sets, once per query and facet.
    """
    queries = heavy_queries(reader)[:checks]
    if lexicon is not None:
        queries = [_read(query, lexicon) for query in queries[::2]] + queries[1::2]
        made = _mentioned(made, lexicon)
    stems = [
        {stem for way in plan_of(query)[0].groups[0].alternatives for stem in way.words[0]}
        for query in queries
    ]
    matching: list[list[Document]] = [[] for _ in queries]
    for document in made:
        if "public" not in document.visible:
            continue
        held = _stems(prepare(document))
        held |= {CONCEPT + key for key in (*document.mentions.text, *document.mentions.body)}
        for place, wanted in enumerate(stems):
            if held & wanted:
                matching[place].append(document)
    wrong = 0
    for query, found in zip(queries, matching, strict=True):
        results = reader.search(query)
        wrong += results.total != len(list(_filtered(found, query, "")))
        for name in query.facets:
            counts: Counter[str] = Counter()
            for document in _filtered(found, query, name):
                counts.update(set(document.facets[name]))
            wrong += dict(results.facets[name]) != dict(counts)
    return wrong


def _stems(tokens: Prepared) -> set[str]:
    return {*tokens.own, *tokens.body}


def _filtered(found: Sequence[Document], query: Query, without: str) -> Iterator[Document]:
    for document in found:
        if all(
            name == without or values.intersection(document.facets[name])
            for name, values in query.filters.items()
        ):
            yield document


def table(figures: Figures) -> str:
    """The figures in lines, beside their targets, the JSON last."""
    targets = TARGETS.get(int(figures["documents"]), {})
    lines = [
        f"{name:22}{value:>14,}" + (f"   target ≤ {targets[name]:g}" if name in targets else "")
        for name, value in figures.items()
    ]
    return "\n".join([*lines, json.dumps(figures)])
