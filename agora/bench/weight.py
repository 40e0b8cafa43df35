"""What a first visit costs the visitor, counted by Chromium itself."""

from __future__ import annotations

import os
import re
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from agora.bench.market import MarketFailed, page_at
from agora.bench.reporting import Figures, table

MOST_BYTES, MOST_REQUESTS = 30_000, 6
LANGUAGES = ("en", "ar")
PAGES = ("home", "explore", "resource")
TARGETS = {
    f"{page}_{language}_{what}": ("≤", float(most))
    for page in PAGES
    for language in LANGUAGES
    for what, most in (("bytes", MOST_BYTES), ("requests", MOST_REQUESTS))
}
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
          "--disable-component-update", "--disable-sync"]  # fmt: skip
_RESOURCE = re.compile(r'href="/en/(resources/[^"/]+/)"')


@dataclass
class Visit:
    """The files one first visit fetched, with their size on the wire, headers included."""

    document: str
    files: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All bytes."""
        return sum(self.files.values())


def measure(base: str, say: Callable[[str], None]) -> Figures:
    """Visit each page with an empty browser and count."""
    from playwright.sync_api import Error, sync_playwright

    found = _RESOURCE.search(page_at(f"{base}/en/explore/?type=toolbox&type=handbook&type=paper"))
    if found is None:
        raise MarketFailed("Explore shows no resource.")
    paths = {"home": "", "explore": "explore/", "resource": found[1]}
    figures: Figures = {}
    rows: list[tuple[object, ...]] = []
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(
                executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=_FLAGS
            )
        except Error as error:
            raise MarketFailed(
                "Chromium did not start. Install it, or name it by the variable CHROMIUM."
            ) from error
        for page, path in paths.items():
            for language in LANGUAGES:
                visit = _visit(browser, f"{base}/{language}/{path}", language)
                figures[f"{page}_{language}_bytes"] = visit.total
                figures[f"{page}_{language}_requests"] = len(visit.files)
                own = visit.files.get(visit.document, 0)
                rows.append((f"{page} ({language})", visit.total, len(visit.files), own))
                for url, size in visit.files.items():
                    if url != visit.document:
                        rows.append((f"  {url.removeprefix(base)}", size, "", ""))
        browser.close()
    say(table(("page", "bytes", "requests", "of it the page"), rows))
    return figures


def _visit(browser: Any, url: str, language: str) -> Visit:
    """One page in a browser that has seen nothing yet."""
    context = browser.new_context(locale=language, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    asked: dict[str, str] = {}
    visit = Visit(url)

    def started(event: dict[str, Any]) -> None:
        if not event["request"]["url"].startswith("data:"):
            asked[event["requestId"]] = event["request"]["url"]

    def finished(event: dict[str, Any]) -> None:
        if event["requestId"] in asked:
            address = asked[event["requestId"]].split("#")[0]
            visit.files[address] = visit.files.get(address, 0) + int(event["encodedDataLength"])

    wire.on("Network.requestWillBeSent", started)
    wire.on("Network.loadingFinished", finished)
    answer = page.goto(url, wait_until="networkidle")
    if answer is None or answer.status != 200:
        raise MarketFailed(f"{url} answered {answer.status if answer else 'nothing'}.")
    # A browser without a window asks neither for the icon nor for the manifest; others do.
    for link in page.eval_on_selector_all(
        "link[rel~=icon], link[rel=manifest]", "links => links.map(link => link.href)"
    ):
        if link not in visit.files and link.startswith("http"):
            visit.files[link] = _size(link)
    context.close()
    return visit


def _size(url: str) -> int:
    """Its bytes on the wire with its headers, as a browser would fetch it."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "br, gzip"})  # noqa: S310 (our own server)
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 (our own server)
        return len(answer.read()) + len(str(answer.headers)) + 17
