"""RSS and Atom, however broken: feedparser reads what anybody can read."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, Final

from agora.exchange.bringing import guarded
from agora.exchange.bringing.faults import Fault, SourceUnfit
from agora.exchange.bringing.records import MOST_CELL, MOST_ROWS, Opened, Record, joined

MOST_BYTES: Final = 12_000_000
MOST_DEPTH: Final = 120
_MOST_OPEN: Final = 4_000
"""Elements that are opened and not closed, as far as one sees without parsing."""
COLUMNS: Final = (
    "id", "title", "summary", "content", "link", "language", "authors", "published", "tags",
)  # fmt: skip
_MARK: Final = re.compile(rb"<(/?)[A-Za-z][^<>]{0,4000}?(/?)>")


def feed_open(content: bytes, *, address: str = "", content_type: str = "") -> Opened:
    """The entries of a feed. Raises SourceUnfit."""
    import feedparser

    if len(content) > MOST_BYTES:
        raise SourceUnfit("too-large", most=MOST_BYTES // 1_000_000)
    if not content.strip():
        raise SourceUnfit("empty")
    _look_through(content)
    headers = {"content-location": address} if address else {}
    if content_type:
        headers["content-type"] = content_type
    try:
        # As a stream: what looks like an address is never opened.
        found = feedparser.parse(io.BytesIO(content), response_headers=headers)
    except (ValueError, LookupError, RecursionError, AssertionError, AttributeError) as error:
        raise SourceUnfit("not-a-feed") from error
    if not found.entries:
        raise SourceUnfit("no-items" if found.version else "not-a-feed")
    return Opened(COLUMNS, _records(found.entries), str(found.feed.get("language", "")))


def _records(entries: list[Any]) -> Iterator[Record]:
    for number, entry in enumerate(entries, 1):
        if number > MOST_ROWS:
            yield Record({}, 0, (Fault("rows-many", "", {"most": MOST_ROWS}),))
            return
        contents = entry.get("content") or []
        body = max((str(one.get("value", "")) for one in contents), key=len, default="")
        summary = str(entry.get("summary", ""))
        if summary == body:
            summary = ""
        language = next((one.get("language") for one in contents if one.get("language")), "")
        people = [str(one.get("name", "")) for one in entry.get("authors", ()) if one]
        values = {
            "id": str(entry.get("id", "")),
            "title": str(entry.get("title", "")),
            "summary": summary,
            "content": body,
            "link": str(entry.get("link", "")),
            "language": language or (entry.get("title_detail") or {}).get("language") or "",
            "authors": joined(dict.fromkeys(people).keys().__iter__()),
            "published": _day(entry),
            "tags": joined([str(tag.get("label") or tag.get("term") or "") for tag in entry.get("tags", ())]),
        }  # fmt: skip
        faults = tuple(
            Fault("cell-long", "", {"column": name, "most": MOST_CELL})
            for name, value in values.items()
            if len(value) > MOST_CELL
        )
        yield Record({k: v for k, v in values.items() if v and len(v) <= MOST_CELL}, 0, faults)


def _day(entry: Any) -> str:
    when = entry.get("published_parsed") or entry.get("updated_parsed")
    if not when or not 1000 <= when[0] <= 9999:
        return ""
    return f"{when[0]:04}-{when[1]:02}-{when[2]:02}"


def _look_through(content: bytes) -> None:
    """Raises SourceUnfit for what no parser should be given: entities, and depth without end."""
    try:
        guarded.scan(io.BytesIO(content), lambda _n, _a, _d: None, most_depth=MOST_DEPTH)
    except guarded.Broken:
        # Feeds are often broken; then all that is seen is how many elements stay open.
        depth = 0
        for match in _MARK.finditer(content):
            if match[1]:
                depth = max(depth - 1, 0)
            elif not match[2]:
                depth += 1
                if depth > _MOST_OPEN:
                    raise SourceUnfit("xml-deep", most=_MOST_OPEN) from None
        if b"<!ENTITY" in content[:200_000].upper().replace(b"\0", b""):
            raise SourceUnfit("xml-entities") from None
