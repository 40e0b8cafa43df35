"""Opening what was given, whatever it is: a file, or something at an address."""

from __future__ import annotations

import json
import uuid
from itertools import islice
from pathlib import Path
from typing import Final

from django.conf import settings

from agora.exchange.bringing import feeds, sheets, sitemaps, tables, wordpress
from agora.exchange.bringing.faults import SourceUnfit, fault_of, fetch_fault
from agora.exchange.bringing.records import MOST_BYTES, Opened, Record
from agora.exchange.fetching import Client, FetchFailed, Limits
from agora.exchange.models import Source

Kind: Final = Source.Kind
FOLDER: Final = "imports"
GIVEN: Final = Limits(seconds=60.0, size=MOST_BYTES)


def folder() -> Path:
    """Where what was given lies until it is brought in."""
    return Path(settings.MEDIA_ROOT) / FOLDER


def is_address(name: str) -> bool:
    """Whether a source is named by an address rather than by a file."""
    return name.lower().startswith(("http://", "https://"))


def fetch_given(kind: str, address: str, client: Client) -> bytes:
    """What is at the address, as it is kept for reading. Raises SourceUnfit.

    Of a sitemap the addresses of its pages are kept: they are read one by one, perhaps for an hour.
    """
    if kind == Kind.SITEMAP:
        found = sitemaps.pages_of(address, client)
        faults = [(where, fault.kept()) for where, fault in found.faults]
        return json.dumps({"pages": found.pages, "faults": faults}).encode()
    try:
        got = client.fetch(address, GIVEN, accept="application/xml,text/csv;q=0.9,*/*;q=0.8")
    except FetchFailed as error:
        raise SourceUnfit(fetch_fault("not-fetched", error)) from error
    if kind == Kind.FEED and got.charset:
        # What the host says of it is worth more than what it says itself.
        return f"{got.media_type}; charset={got.charset}".encode() + _HOST_SAID + got.content
    return got.content


_HOST_SAID: Final = b"\0\nas its host says\n\0"


def opened(kind: str, path: Path, name: str, client: Client, *, skip: int = 0) -> Opened:
    """What was given, from the record after the first `skip` on. Raises SourceUnfit."""
    if kind == Kind.SITEMAP:
        return _pages(path, name, client, skip)
    if kind == Kind.TABLE:
        found = sheets.sheet_open(path) if _is_sheet(path) else tables.table_open(path)
    elif kind == Kind.WORDPRESS:
        found = wordpress.export_open(path)
    else:
        found = _feed(path, name)
    if skip:
        found.records = islice(found.records, skip, None)
    return found


def _is_sheet(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            head = file.read(4)
    except OSError as error:
        raise SourceUnfit("not-there") from error
    return head[:2] == b"PK" or head == b"\xd0\xcf\x11\xe0"


def _feed(path: Path, name: str) -> Opened:
    try:
        if path.stat().st_size > feeds.MOST_BYTES:
            raise SourceUnfit("too-large", most=feeds.MOST_BYTES // 1_000_000)
        content = path.read_bytes()
    except OSError as error:
        raise SourceUnfit("not-there") from error
    said, mark, rest = content.partition(_HOST_SAID)
    address = name if is_address(name) else ""
    if mark and len(said) < 300:
        return feeds.feed_open(rest, address=address, content_type=said.decode("latin-1"))
    return feeds.feed_open(content, address=address)


def _pages(path: Path, name: str, client: Client, skip: int) -> Opened:
    try:
        kept = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise SourceUnfit("not-there") from error
    broken = [Record({"address": where}, 0, (fault_of(fault),)) for where, fault in kept["faults"]]
    pages = kept["pages"][max(skip - len(broken), 0) :]

    def records() -> list[Record]:
        return broken[skip:]

    found = Opened(sitemaps.COLUMNS, iter(()))
    found.records = (
        record
        for part in (records(), sitemaps.page_records(pages, name, client))
        for record in part
    )
    return found


def given_keep(import_id: uuid.UUID, content: bytes) -> str:
    """Keep what was given; its name in the folder."""
    folder().mkdir(parents=True, exist_ok=True)
    target = folder() / str(import_id)
    half = target.with_suffix(".half")
    half.write_bytes(content)
    half.replace(target)
    return target.name


def given_path(stored: str) -> Path:
    """Where it lies."""
    return folder() / Path(stored).name


def given_forget(stored: str) -> None:
    """Throw it away."""
    if stored:
        given_path(stored).unlink(missing_ok=True)
