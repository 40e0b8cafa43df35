"""How fast the page cache answers, how much memory is held, how soon the first page comes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from agora.bench.market import HOST, Market, MarketFailed, Served, descendants, page_at
from agora.bench.reporting import Figures, middle, slow, table

TARGETS = {
    "requests_per_s": ("≥", 2_000.0),
    "web_worker_mb": ("≤", 120.0),
    "together_idle_mb": ("≤", 300.0),
}
ASKERS = 2
MOST = 200_000
LANGUAGES = ("en", "es", "fr", "pt", "ar")
_LINK = re.compile(r'href="(/en/(?:resources|practices|topics|organisations|forums)/[^"?#]+/)"')


@dataclass(frozen=True)
class Held:
    """The memory of one process, in megabytes: its share of what is shared, and all it touches."""

    name: str
    pid: int
    pss: float
    rss: float


def measure(
    market: Market,
    *,
    workers: Sequence[int],
    seconds: int,
    connections: int,
    idle: float,
    say: Callable[[str], None],
) -> Figures:
    """Serve with each number of web processes; memory and start-up are read with the first."""
    figures: Figures = {}
    rates = []
    for number in workers:
        with market.served(workers=number) as served:
            say(f"serving with {number} web process{'es' if number > 1 else ''}")
            if not figures:
                figures["first_page_s"] = round(served.started_in, 2)
            paths = pages_to_ask(served)
            # Every connection asks every page once, so that each web process has made them all.
            whole = len(paths) * connections // ASKERS
            ask(served, paths, seconds=120, connections=connections, most=whole)
            if "web_worker_mb" not in figures:
                time.sleep(idle)
                held = memory(served.pid)
                say(table(("process", "PSS MB", "RSS MB"), [(h.name, h.pss, h.rss) for h in held]))
                figures |= _memory_figures(held)
            rates.append((number, _rate(served, paths, seconds, connections)))
    say(
        table(
            ("web processes", "requests/s", "p50 ms", "p95 ms", "server CPU ms/request",
             "askers' share of CPU %"),
            [(str(number), *rate.values()) for number, rate in rates],
        )
    )  # fmt: skip
    for number, rate in rates:
        figures |= {f"{name}_{number}w": value for name, value in rate.items()}
    best = max((rate for _number, rate in rates), key=lambda rate: rate["requests_per_s"])
    return figures | {name: best[name] for name in ("requests_per_s", "p95_ms")}


def pages_to_ask(served: Served) -> list[str]:
    """Home and Explore in every language, and what they lead to."""
    found = sorted(
        {
            link
            for path in ("/en/", "/en/explore/")
            for link in _LINK.findall(page_at(served.url + path))
        }
    )[:30]
    paths = [f"/{tag}/{rest}" for tag in LANGUAGES for rest in ("", "explore/")]
    paths += [path.replace("/en/", f"/{tag}/", 1) for path in found for tag in LANGUAGES]
    return paths


def ask(
    served: Served,
    paths: Sequence[str],
    *,
    seconds: float,
    connections: int,
    most: int = MOST,
) -> list[dict[str, float | list[int]]]:
    """Two processes ask at once; what each saw."""
    each = max(1, connections // ASKERS)
    wanted = {
        "host": HOST,
        "port": served.port,
        "paths": list(paths),
        "connections": each,
        "seconds": seconds,
        "most": most,
    }
    askers = [
        subprocess.Popen(  # noqa: S603 (our own program)
            [sys.executable, str(Path(__file__).with_name("load.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(ASKERS)
    ]
    for asker in askers:
        if asker.stdin is not None:
            asker.stdin.write(json.dumps(wanted))
            asker.stdin.close()
            asker.stdin = None
    seen = []
    for asker in askers:
        out, err = asker.communicate(timeout=seconds + 60)
        if asker.returncode:
            raise MarketFailed(f"The server did not keep answering: {err.strip()[-300:]}")
        seen.append(json.loads(out))
    return seen


def _rate(served: Served, paths: Sequence[str], seconds: int, connections: int) -> Figures:
    before = sum(cpu_seconds(pid) for pid in descendants(served.pid))
    seen = ask(served, paths, seconds=seconds, connections=connections)
    spent = sum(cpu_seconds(pid) for pid in descendants(served.pid)) - before
    times = [micro / 1000 for one in seen for micro in _micros(one)]
    if not times:
        raise MarketFailed("The server answered nothing in time.")
    asking = sum(float(str(one["cpu_seconds"])) for one in seen)
    took = max(float(str(one["seconds"])) for one in seen)
    return {
        "requests_per_s": round(len(times) / took),
        "p50_ms": middle(times),
        "p95_ms": slow(times),
        "server_cpu_ms": round(spent * 1000 / len(times), 3),
        "askers_cpu_percent": round(100 * asking / max(asking + spent, 1e-9)),
    }


def _micros(seen: dict[str, float | list[int]]) -> list[int]:
    times = seen["micros"]
    return times if isinstance(times, list) else []


def cpu_seconds(pid: int) -> float:
    """Processor time the process has used, user and system."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> list[Held]:
    """What `agora serve` and all it started hold; empty where the system does not tell."""
    return [held for each in (pid, *descendants(pid)) for held in _held(each, pid)]


def _held(pid: int, root: int) -> Iterator[Held]:
    try:
        said = Path(f"/proc/{pid}/smaps_rollup").read_text()
        name = Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()
        parent = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1]
    except OSError:
        return
    sizes = {name: int(size) / 1000 for name, size in re.findall(r"(\w+):\s+(\d+) kB", said)}
    yield Held(
        _name(name, pid, root, int(parent)),
        pid,
        round(sizes.get("Pss", 0) * 1.024, 1),
        round(sizes.get("Rss", 0) * 1.024, 1),
    )


def _name(name: str, pid: int, root: int, parent: int) -> str:
    if pid == root:
        return "agora serve"
    if name == "agora worker":
        return "background worker"
    return "web master" if parent == root else "web worker"


def _memory_figures(held: Sequence[Held]) -> Figures:
    """By proportional share, so that memory several processes share counts once in the sum."""
    if not held:
        return {}
    named = {
        "agora serve": "serve_mb",
        "web master": "web_master_mb",
        "web worker": "web_worker_mb",
        "background worker": "background_worker_mb",
    }
    figures: Figures = {
        key: max((one.pss for one in held if one.name == name), default=0.0)
        for name, key in named.items()
    }
    figures["web_worker_rss_mb"] = max(
        (one.rss for one in held if one.name == "web worker"), default=0.0
    )
    figures["together_idle_mb"] = round(sum(one.pss for one in held), 1)
    return figures
