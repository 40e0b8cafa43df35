"""What a web process holds after it has made every kind of page, for visitors and for the desk."""

from __future__ import annotations

import http.client
import json
import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from agora.bench import corpus
from agora.bench.asking import cookie_of
from agora.bench.market import HOST, Market, MarketFailed, Served
from agora.bench.reporting import Figures, table
from agora.bench.serving import LANGUAGES, memory, pages_to_ask
from agora.people.models import Account

TARGETS: Final = {"web worker with everything loaded, MB": ("≤", 140.0)}
LEAD: Final = "ines@example.org"
"""Who leads the learning team of the demonstration, and so sees every page of the desk."""
ASKERS: Final = 4
MOST: Final = 400
_STARTS: Final = (
    "desk/",
    "desk/contribute/",
    "desk/drafts/",
    "desk/review/",
    "desk/review/due/",
    "desk/review/topics/",
    "desk/translate/",
    "desk/translate/coverage/",
    "desk/organisations/",
    "desk/team/",
    "desk/notices/",
    "account/",
    "account/profile/",
    "account/data/",
    "account/sessions/",
    "explore/?q=water+city",
    "explore/?q=watre+ciyt",
    "explore/?view=map",
    "explore/feed.atom",
    "suggest/?q=wat",
    "glossary/",
    "patterns/",
    "api/",
)
_LINK: Final = re.compile(r'href="(/en/[^"#]+)"')
_NOT: Final = re.compile(r"/logout/|/stop/|/erase/")


def signed_in_cookie() -> str:
    """A session of whoever leads the demonstration's learning team; raises NotOurs elsewhere."""
    corpus.must_be_ours()
    return cookie_of(Account.objects.get(email=LEAD))


def measure(market: Market, *, idle: float, say: Callable[[str], None]) -> Figures:
    """One web process, asked for every kind of page by four at once; what it holds then."""
    market.environment["AGORA_BENCH_FOLDER"] = str(market.folder)
    cookie = str(json.loads(market.run("bench", "memory", "--inside").splitlines()[-1])["cookie"])
    with market.served(workers=1) as served:
        figures: Figures = {"when started, MB": _worker(served, say)}
        read = _ask_all(served, "", pages_to_ask(served))
        time.sleep(idle)
        figures["after the pages of readers, MB"] = _worker(served, say)
        desk = _crawl(served, cookie)
        time.sleep(idle)
        figures["web worker with everything loaded, MB"] = _worker(served, say)
    return figures | {"pages of readers": read, "pages of somebody signed in": desk}


def _worker(served: Served, say: Callable[[str], None]) -> float:
    held = memory(served.pid)
    say(table(("process", "PSS MB", "RSS MB"), [(h.name, h.pss, h.rss) for h in held]))
    return max((one.pss for one in held if one.name == "web worker"), default=0.0)


def _crawl(served: Served, cookie: str) -> int:
    """Everything that the menus and lists of the desk lead to, the first of it in five languages."""
    seen: dict[str, None] = {}
    wave = [f"/en/{path}" for path in _STARTS]
    first = [path.replace("/en/", f"/{tag}/", 1) for tag in LANGUAGES[1:] for path in wave]
    while wave and len(seen) < MOST:
        wave = [path for path in dict.fromkeys(wave) if path not in seen][: MOST - len(seen)]
        seen |= dict.fromkeys(wave)
        with ThreadPoolExecutor(ASKERS) as askers:
            texts = list(askers.map(lambda path: _asked(served, cookie, path), wave))
        wave = [
            link.replace("&amp;", "&")
            for text in texts
            for link in _LINK.findall(text)
            if not _NOT.search(link)
        ]
    return len(seen) + _ask_all(served, cookie, first)


def _ask_all(served: Served, cookie: str, paths: Sequence[str]) -> int:
    with ThreadPoolExecutor(ASKERS) as askers:
        return len(list(askers.map(lambda path: _asked(served, cookie, path), paths)))


def _asked(served: Served, cookie: str, path: str) -> str:
    """The text of a page, through its redirects' first answer; a page that fails ends the measurement."""
    connection = http.client.HTTPConnection(HOST, served.port, timeout=60)
    try:
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status >= 500:
        raise MarketFailed(f"{path} answered {answer.status}.")
    return (
        body.decode(errors="replace") if "html" in (answer.getheader("Content-Type") or "") else ""
    )
