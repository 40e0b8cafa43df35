"""How many rows of a spreadsheet come in per second of processor time, the search kept current."""

from __future__ import annotations

import csv
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from django.db import connection

from agora.bench import corpus
from agora.bench.reporting import Figures, yardstick
from agora.catalogue import bridge
from agora.catalogue.indexing import index_catch_up
from agora.editorial.services import document_read, version_publish
from agora.exchange.bringing import services, writing
from agora.exchange.models import Import
from agora.kernel import ids

TARGETS: Final = {
    "rows_per_cpu_s": ("≥", 300.0),
    "longest_transaction_s": ("≤", 0.5),
    "most_rows_a_transaction": ("≤", 200.0),
}
_THEMES: Final = ("housing", "waste", "water", "mobility", "culture")
_WORDS: Final = [
    "city",
    "water",
    "waste",
    "housing",
    "street",
    "market",
    "school",
    "bus",
    "park",
    "energy",
    "council",
    "neighbours",
    "plan",
    "budget",
    "river",
    "trees",
    "health",
    "food",
    "work",
    "youth",
    "women",
    "safety",
    "light",
    "data",
    "care",
    "heat",
    "flood",
    "repair",
    "community",
]


def sheet_write(path: Path, rows: int) -> None:
    """A spreadsheet of invented guides, each with a paragraph, a theme, an author."""
    chance = random.Random(5)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["id", "title", "summary", "text", "address", "language", "authors", "published", "themes", "licence"]
        )  # fmt: skip
        for number in range(rows):
            words = [chance.choice(_WORDS) for _ in range(90)]
            writer.writerow(
                [
                    f"G{number}", f"Guide {number}: {' '.join(words[:5])}", " ".join(words[5:30]) + ".",
                    " ".join(words[30:]) + ".", f"https://example.org/guides/{number}", "en",
                    "Ana Ruiz", f"20{10 + number % 15}", chance.choice(_THEMES), "CC BY 4.0",
                ]
            )  # fmt: skip


def _noted(into: list[tuple[int, float]]) -> Callable[[int, float], None]:
    return lambda rows, seconds: into.append((rows, seconds))


def measure(folder: Path, rows: int, say: Callable[[str], None]) -> Figures:
    """The dry run, the import with its indexing, and the same again."""
    corpus.must_be_ours()
    path = folder / "guides.csv"
    sheet_write(path, rows)
    owner = ids.fixed_id("organisation", "bench")
    words = {
        "slug": "bench", "kind": "network", "original_language": "en",
        "texts": {"en": {"name": "Bench", "summary": "Invented."}},
    }  # fmt: skip
    version_publish("organisation", owner, document_read("organisation", words))
    while index_catch_up():
        pass
    # A process reads the glossary once, whatever it indexes: told apart from the rows.
    start = time.process_time()
    bridge.bridge()
    figures: Figures = {
        "rows": rows,
        "yardstick before, ms": yardstick(),
        "glossary read once, s": round(time.process_time() - start, 2),
    }
    for name in ("", " again"):
        run = services.import_begin(
            owner, "csv", "guides.csv", by=None, publishes=True, content=path.read_bytes()
        )
        start = time.process_time()
        services.import_read(run.pk)
        read = time.process_time()
        services.import_start(run.pk)
        transactions: list[tuple[int, float]] = []
        # As the command does it: some seconds of writing, then the index.
        while not writing.import_write(run.pk, seconds=2.0, told=_noted(transactions)):
            while index_catch_up():
                pass
        written = time.process_time()
        while index_catch_up():
            pass
        end = time.process_time()
        run = Import.objects.get(pk=run.pk)
        say(f"read{name} {read - start:.1f} s, written{name} {written - read:.1f} s of CPU")
        figures[f"reading{name}, ms a row"] = round(1000 * (read - start) / rows, 2)
        if name:
            figures["written again"] = run.written
        else:
            figures["writing and indexing, ms a row"] = round(1000 * (end - read) / rows, 2)
            figures["rows_per_cpu_s"] = round(rows / (end - start), 1)
            figures["longest_transaction_s"] = round(max(took for _n, took in transactions), 3)
            figures["most_rows_a_transaction"] = max(count for count, _took in transactions)
            figures["written"] = run.written
    figures["yardstick after, ms"] = yardstick()
    connection.close()
    return figures
