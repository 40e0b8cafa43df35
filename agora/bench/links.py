"""Checking many addresses on many hosts: `agora bench links`.

The hosts are numbers of this machine (127.0.x.y), each with a server behind it; what is measured is the
real checker against the market's real database, while a served market answers a page.
"""

from __future__ import annotations

import threading
import time
import urllib.request
from collections import defaultdict
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from django.test.utils import override_settings

from agora.bench.reporting import Figures, middle, slow
from agora.exchange.links import checking, logic
from agora.exchange.links.gathering import ROWS, digest_of, links_add
from agora.exchange.models import Host, Link
from agora.kernel import ids

TARGETS: Final = {
    "shortest pause of a host, s": ("≥", 4.9),
    "page meanwhile, p50, times the quiet one": ("≤", 2.0),
}
QUIET: Final = 15.0
"""Seconds in which the page is asked before anything is checked."""
PAGE: Final = "/en/explore/?q=water+{number}"
"""Each time another search, so that no kept page answers."""
EVERY: Final = 0.25


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


def link_figures(addresses: int, hosts: int, url: str, say: Callable[[str], None]) -> Figures:
    """Check them all once; `url` is where a market is served from the same database."""
    asked: dict[str, list[float]] = defaultdict(list)

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            asked[str(self.headers["Host"])].append(time.monotonic())
            self.send_response(404 if self.path == "/robots.txt" else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_HEAD

        def log_message(self, *_args: Any) -> None:
            """Silently."""

    server = _Server(("0.0.0.0", 0), Handler)  # noqa: S104 (for the length of a measurement)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    port = server.server_address[1]
    names = [f"127.0.{1 + number // 250}.{1 + number % 250}:{port}" for number in range(hosts)]
    try:
        with override_settings(FETCH_LOCAL=frozenset(names)):
            return _checked(addresses, names, asked, url, say)
    finally:
        server.shutdown()
        server.server_close()


def _checked(
    addresses: int,
    names: list[str],
    asked: dict[str, list[float]],
    url: str,
    say: Callable[[str], None],
) -> Figures:
    # The demonstration's own addresses lead out of this machine: they are not asked.
    Link.objects.all().delete()
    Host.objects.all().delete()
    wanted = [f"http://{names[n % len(names)]}/{ids.new_id()}" for n in range(addresses)]
    quiet = _Asking(url)
    quiet.start()
    time.sleep(QUIET)
    quiet.stop()
    for start in range(0, addresses, ROWS):
        links_add({digest_of(one): one for one in wanted[start : start + ROWS]})
    busy = _Asking(url)
    busy.start()
    begin, spent, rounds, done = time.monotonic(), time.thread_time(), 0, 0
    process = time.process_time()
    while done < addresses:
        ended = checking.links_round()
        if ended is None:
            time.sleep(0.05)
            continue
        rounds += 1
        done += len(ended)
        if rounds % 200 == 0:
            say(f"{done} of {addresses} addresses after {time.monotonic() - begin:.0f} s")
    lasted = time.monotonic() - begin
    process, spent = time.process_time() - process, time.thread_time() - spent
    busy.stop()
    pauses = [
        later - earlier
        for moments in asked.values()
        for earlier, later in zip(sorted(moments), sorted(moments)[1:], strict=False)
    ]
    return {
        "addresses": addresses,
        "hosts": len(names),
        "requests": sum(len(moments) for moments in asked.values()),
        "alive": Link.objects.filter(state=Link.State.ALIVE).count(),
        "lasted, s": round(lasted, 1),
        "least it may last, s": round(
            logic.PAUSE.total_seconds() * max(len(moments) - 1 for moments in asked.values()), 1
        ),
        "shortest pause of a host, s": round(min(pauses, default=0.0), 2),
        "pauses below 5 s, less 0.1": sum(pause < 4.9 for pause in pauses),
        "CPU an address, ms": round(1000 * process / addresses, 2),
        "of it in the loop and its database, ms": round(1000 * spent / addresses, 2),
        "page quiet, p50 ms": middle(quiet.took),
        "page quiet, p95 ms": slow(quiet.took),
        "page meanwhile, p50 ms": middle(busy.took),
        "page meanwhile, p95 ms": slow(busy.took),
        "page meanwhile, p50, times the quiet one": round(
            middle(busy.took) / max(middle(quiet.took), 0.1), 2
        ),
        "page meanwhile, longest ms": round(max(busy.took), 1),
    }


class _Asking(threading.Thread):
    """Asks the page again and again, and notes how long each answer took, in milliseconds."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.took: list[float] = []
        self._url = url
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.is_set():
            address = self._url + PAGE.format(number=time.monotonic_ns())
            begin = time.perf_counter()
            with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 (our own server)
                answer.read()
            self.took.append((time.perf_counter() - begin) * 1000)
            self._ended.wait(EVERY)

    def stop(self) -> None:
        """No more, once the present answer is there."""
        self._ended.set()
        self.join(60)
