"""What a page costs the processor when no cache holds it."""

from __future__ import annotations

import cProfile
import io
import pstats
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, unquote, urlencode

from django.core.wsgi import get_wsgi_application
from django.db import connection

from agora.bench import reporting
from agora.catalogue.models import Resource
from agora.catalogue.publishing import resource_path
from agora.catalogue.queries import facet_counts
from agora.catalogue.search.bench_corpus import frequent_words
from agora.people.models import Organisation
from agora.topics.queries import THEMES, vocabulary

TARGETS = {
    "resource_p50_cpu_ms": ("≤", 12.0),
    "explore_p50_cpu_ms": ("≤", 20.0),
    "explore_heavy_p50_cpu_ms": ("≤", 20.0),
}
LANGUAGES = ("en", "es", "fr", "pt", "ar")
TITLES = {
    "home": "Home",
    "explore": "Explore, no query",
    "explore_heavy": "Explore, heavy query, 3 filters",
    "explore_map": "Explore as a map",
    "resource": "Resource",
    "practice": "Practice",
    "topic": "Topic",
    "organisation": "Organisation",
    "suggest": "Suggest while typing",
}


class PageFailed(Exception):
    """A page did not answer as it should."""


def measure(
    rounds: int, say: Callable[[str], None], *, profiled: str = ""
) -> dict[str, dict[str, int | float]]:
    """Ask each page `rounds` times at different addresses, in all five languages in turn.

    The row `yardstick` tells how fast the machine was before and after.
    """
    if profiled and profiled not in TITLES:
        raise PageFailed(f"There is no page “{profiled}”. One of: {', '.join(TITLES)}.")
    application = get_wsgi_application()
    rows: dict[str, dict[str, int | float]] = {}
    before = reporting.yardstick()
    for name, addresses in _addresses(rounds + 10).items():
        for address in addresses[:10]:
            ask(application, address)
        times, sizes, queries = [], [], []
        for address in addresses[10:]:
            start = time.process_time()
            size = ask(application, address)
            times.append((time.process_time() - start) * 1000)
            sizes.append(float(size))
        for address in addresses[10:20]:
            with counted() as count:
                ask(application, address)
            queries.append(float(count[0]))
        rows[name] = {
            "p50_cpu_ms": reporting.middle(times),
            "p95_cpu_ms": reporting.slow(times),
            "queries": int(reporting.middle(queries)),
            "bytes_br": int(reporting.middle(sizes)),
        }
        if name == profiled:
            say(hot_spots(application, addresses))
    rows["yardstick"] = {"before_cpu_ms": before, "after_cpu_ms": reporting.yardstick()}
    return rows


def table(rows: Mapping[str, Mapping[str, int | float]]) -> str:
    """The figures in lines, and how fast the machine was meanwhile."""
    yardstick = rows["yardstick"]
    return reporting.table(
        ("page, uncached", "p50 CPU ms", "p95 CPU ms", "queries", "bytes (br)"),
        [(TITLES[name], *row.values()) for name, row in rows.items() if name in TITLES],
    ) + (
        "\nyardstick (a fixed piece of Python): "
        f"{yardstick['before_cpu_ms']} CPU ms before, {yardstick['after_cpu_ms']} after"
    )


def ask(application: Any, address: str, *, cookie: str = "") -> int:
    """Answer one request in this process, as the web server would; the size of the answer."""
    path, _, query = address.partition("?")
    status: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(path, "latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "HTTP_ACCEPT_ENCODING": "gzip, br",
        **({"HTTP_COOKIE": cookie} if cookie else {}),
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    answer = application(environ, lambda said, _headers, _error=None: status.append(said))
    try:
        size = sum(len(part) for part in answer)
    finally:
        answer.close()
    if not status[0].startswith("200"):
        raise PageFailed(f"{address} answered {status[0]}.")
    return size


def _addresses(count: int) -> dict[str, list[str]]:
    """Different addresses of each page, the languages in turn."""
    chance = random.Random(5)
    words = vocabulary()
    themes = [key for (scheme, key) in words.terms if scheme == THEMES]
    _total, counts = facet_counts(("type", "region", "language"), reader="en")
    types, regions = _commonest(counts.get("type", {})), _commonest(counts.get("region", {}))
    resources = _paths(count, chance, practice=False)
    practices = _paths(count, chance, practice=True)
    organisations = [
        f"organisations/{slug}/"
        for slug in Organisation.objects.order_by("slug").values_list("slug", flat=True)
    ]
    spoken = [pair for pair, _ in zip(frequent_words(), range(40), strict=False)]
    found: dict[str, list[str]] = {name: [] for name in TITLES}
    for number in range(count):
        tag, word = spoken[number % len(spoken)]
        filters = [
            ("q", word),
            ("language", tag),
            *(("type", value) for value in chance.sample(types[:3], min(2, len(types)))),
            ("region", chance.choice(regions[:3])),
        ]
        paths = {
            "home": "",
            "explore": "explore/",
            "explore_heavy": f"explore/?{urlencode(filters)}",
            "explore_map": f"explore/?view=map&type={chance.choice(types)}",
            "resource": resources[number % len(resources)],
            "practice": practices[number % len(practices)],
            "topic": f"topics/{THEMES}/{chance.choice(themes)}/",
            "organisation": chance.choice(organisations),
            "suggest": f"suggest/?q={quote(word[: 2 + number % 4])}",
        }
        for name, path in paths.items():
            found[name].append(f"/{LANGUAGES[number % len(LANGUAGES)]}/{path}")
    return found


def _commonest(counts: Mapping[str, int]) -> list[str]:
    return sorted(counts, key=lambda value: (-counts[value], value))


def _paths(count: int, chance: random.Random, *, practice: bool) -> Sequence[str]:
    """Addresses of public resources from all over the market."""
    rows = Resource.objects.filter(visibility="public", withdrawn_at__isnull=True)
    rows = rows.filter(type__key="practice") if practice else rows.exclude(type__key="practice")
    pairs = list(rows.values_list("type__key", "slug"))
    if not pairs:
        raise PageFailed("The market is too small to have every kind of page.")
    return [resource_path(*chance.choice(pairs)) for _ in range(count)]


@contextmanager
def counted() -> Iterator[list[int]]:
    """Counts the queries of this thread."""
    count = [0]

    def counting(execute: Any, *args: Any) -> Any:
        count[0] += 1
        return execute(*args)

    with connection.execute_wrapper(counting):
        yield count


def hot_spots(application: Any, addresses: Sequence[str], lines: int = 45) -> str:
    """Where a page's time goes, by the profiler (which itself slows everything)."""
    profile = cProfile.Profile()
    profile.enable()
    for address in addresses:
        ask(application, address)
    profile.disable()
    said = io.StringIO()
    statistics = pstats.Stats(profile, stream=said)
    said.write(f"{len(addresses)} requests\n")
    for order in ("cumulative", "tottime"):
        statistics.sort_stats(order).print_stats(lines)
    return said.getvalue()
