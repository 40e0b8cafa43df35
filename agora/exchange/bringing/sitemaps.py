"""Sitemaps: which pages a site has, and what each page says of itself (JSON-LD)."""

from __future__ import annotations

import io
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings

from agora.exchange.bringing import guarded
from agora.exchange.bringing.faults import Fault, SourceUnfit, fetch_fault, quoted
from agora.exchange.bringing.guarded import NAMESPACE, Broken
from agora.exchange.bringing.records import Record, joined
from agora.exchange.fetching import Client, FetchFailed, Limits
from agora.exchange.fetching.addresses import host_of, is_within, target_of
from agora.exchange.fetching.errors import AddressUnfit
from agora.exchange.prefill import guessing
from agora.exchange.prefill import values as v
from agora.exchange.prefill.page import page_read

COLUMNS: Final = (
    "address", "title", "summary", "language", "type", "authors", "licence", "published",
)  # fmt: skip
MAP: Final = Limits(seconds=20.0, size=12_000_000)
PAGE: Final = Limits(seconds=10.0, size=2_000_000, cut=True)
MOST_MAPS: Final = 50
MOST_PAGES: Final = 5_000
PAUSE: Final = 1.0
"""Seconds between two pages of one site."""
_ADDRESSES: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass
class Found:
    """The pages of a site in their order, and what went wrong with some of its sitemaps."""

    pages: list[str] = field(default_factory=list)
    faults: list[tuple[str, Fault]] = field(default_factory=list)


def pages_of(address: str, client: Client) -> Found:
    """Every page the sitemap at this address names, through its sitemaps of sitemaps.

    Each sitemap is read once. Raises SourceUnfit where the first one cannot be read.
    """
    found = Found()
    waiting, seen = [address], {_same(address)}
    pages: set[str] = set()
    read = 0
    while waiting:
        here = waiting.pop(0)
        try:
            maps, named = _map_read(here, client)
        except SourceUnfit as error:
            if not read:
                raise
            because = {"because": error.fault.kept()}
            found.faults.append((here, Fault("sitemap-broken", "", because)))
            continue
        read += 1
        for inner in maps:
            if not _is_of(inner, address):
                found.faults.append((inner, Fault("other-host")))
            elif _same(inner) in seen:
                if not any(fault.code == "sitemap-loops" for _at, fault in found.faults):
                    found.faults.append((inner, Fault("sitemap-loops")))
            elif len(seen) >= MOST_MAPS:
                found.faults.append((inner, Fault("sitemap-many", "", {"most": MOST_MAPS})))
                break
            else:
                seen.add(_same(inner))
                waiting.append(inner)
        for page in named:
            if page in pages:
                continue
            if len(pages) >= MOST_PAGES:
                found.faults.append((page, Fault("sitemap-many", "", {"most": MOST_PAGES})))
                return found
            pages.add(page)
            found.pages.append(page)
    if not found.pages and not found.faults:
        raise SourceUnfit("no-items")
    return found


def _map_read(address: str, client: Client) -> tuple[list[str], list[str]]:
    """The sitemaps and the pages that one sitemap names. Raises SourceUnfit."""
    try:
        got = client.fetch(address, MAP, accept="application/xml,text/xml;q=0.9,*/*;q=0.5")
    except FetchFailed as error:
        raise SourceUnfit(fetch_fault("not-fetched", error)) from error
    content = got.content
    if content.startswith(b"\x1f\x8b"):
        content = _unpacked(content)
    maps: list[str] = []
    pages: list[str] = []
    root: list[str] = []
    words: list[str] = []

    def begin(name: str, _attributes: dict[str, str], depth: int) -> None:
        words.clear()
        if depth == 1:
            root.append(name.rpartition(NAMESPACE)[2])

    def end(name: str, depth: int) -> None:
        if depth == 3 and name.rpartition(NAMESPACE)[2] == "loc":
            said = v.first([_whole("".join(words))])
            if said:
                (maps if root == ["sitemapindex"] else pages).append(said)
        words.clear()

    def text(piece: str) -> None:
        if len(words) < 100:
            words.append(piece)

    try:
        for _piece in guarded.parse(io.BytesIO(content), begin, end, text, most_depth=12):
            if len(maps) + len(pages) > 100_000:
                break
    except Broken as error:
        if root and root[0] in ("urlset", "sitemapindex"):
            raise SourceUnfit("xml-broken", line=error.line, why=quoted(error.why)) from error
        raise SourceUnfit("not-a-sitemap") from error
    except guarded.Deep as error:
        raise SourceUnfit("xml-deep", most=error.most) from error
    if not root or root[0] not in ("urlset", "sitemapindex"):
        raise SourceUnfit("not-a-sitemap")
    return maps, pages


def _unpacked(content: bytes) -> bytes:
    opened = zlib.decompressobj(wbits=31)
    try:
        made = opened.decompress(content, MAP.size + 1)
    except zlib.error as error:
        raise SourceUnfit("not-a-sitemap") from error
    if len(made) > MAP.size:
        raise SourceUnfit("too-large", most=MAP.size // 1_000_000)
    return made


def _whole(text: str) -> str:
    text = text.strip()
    return text if text.startswith(("http://", "https://")) and len(text) <= 1000 else ""


def _same(address: str) -> str:
    return address.split("#", 1)[0]


def _is_of(address: str, sitemap: str) -> bool:
    """Whether an address lies on the sitemap's own site; on an allowed local one, at its very port."""
    here, there = host_of(address), host_of(sitemap)
    if here and (here == there):
        return address.split("/")[2] == sitemap.split("/")[2] or not _is_local(sitemap)
    return is_within(here, there)


def _is_local(address: str) -> bool:
    try:
        target = target_of(address, settings.FETCH_LOCAL)
    except AddressUnfit:
        return False
    return f"{target.host}:{target.port}" in settings.FETCH_LOCAL


def page_records(
    pages: list[str],
    sitemap: str,
    client: Client,
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Record]:
    """What each page says of itself, one request after the other with a pause between."""
    pause = 0.0 if _is_local(sitemap) else PAUSE
    for number, page in enumerate(pages):
        if not _is_of(page, sitemap):
            yield Record({"address": page}, 0, (Fault("other-host"),))
            continue
        if number and pause:
            sleep(pause)
        yield page_record(page, client)


def page_record(page: str, client: Client) -> Record:
    """What the page at this address says of itself."""
    try:
        got = client.fetch(page, PAGE)
    except FetchFailed as error:
        return Record({"address": page}, 0, (fetch_fault("fetch", error),))
    if not got.is_page:
        kind = quoted(got.media_type or "?")
        return Record({"address": page}, 0, (Fault("not-a-page", "", {"value": kind}),))
    facts = page_read(got.text, got.address)
    title = facts.best("title")
    if title is None or title.source != "json-ld":
        values = {"address": page, "title": title.value if title else ""}
        return Record({k: t for k, t in values.items() if t}, 0, (Fault("no-json-ld"),))
    facts.say("language", v.language(got.language), "host")
    kinds = [one.value for one in facts.of("type") if one.source == "json-ld"]
    kind, _source = guessing.type_of(kinds, title.value, is_pdf=False)

    def best(what: str) -> str:
        told = facts.best(what)
        return told.value if told else ""

    values = {
        "address": page,
        "title": title.value,
        "summary": best("summary") or v.summary(facts.paragraph),
        "language": best("language"),
        "type": kind,
        "authors": joined([one.value for one in facts.of("author") if one.source == "json-ld"]),
        "licence": best("licence"),
        "published": best("published"),
    }
    return Record({name: value for name, value in values.items() if value})
