"""What somebody wrote, as paragraphs with safe links: nothing of it is markup."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

_LINK: Final = re.compile(
    r"https?://[^\s<>\"'`{}|\\^\u200b-\u200f\u202a-\u202e\u2060-\u206f]+", re.I
)
_AFTER: Final = ".,;:!?…»”’)]}،؛؟"
"""What ends a sentence stands after an address and does not belong to it."""
MORNING: Final = 7
"""The hour, in the reader's time zone, from which mails leave."""
_GAP: Final = re.compile(r"\n[ \t]*\n\s*")


def paragraphs(text: str) -> list[str]:
    """The paragraphs: what empty lines part."""
    return [part for part in _GAP.split(text.strip()) if part]


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """The text in pieces, each with the address it leads to, which is empty for mere words."""
    end = 0
    for met in _LINK.finditer(text):
        address = _trimmed(met[0])
        if not _leads_somewhere(address):
            continue
        if met.start() > end:
            yield text[end : met.start()], ""
        yield address, address
        end = met.start() + len(address)
    if end < len(text):
        yield text[end:], ""


def _trimmed(address: str) -> str:
    while address and address[-1] in _AFTER:
        if address[-1] == ")" and address.count("(") >= address.count(")"):
            break  # an address of an encyclopedia ends so
        address = address[:-1]
    return address


def _leads_somewhere(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and parts.username is None
    except ValueError:
        return False


def zone_named(name: str) -> zoneinfo.ZoneInfo:
    """The time zone; UTC where it is none that we know."""
    try:
        return zoneinfo.ZoneInfo(name or "UTC")
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")


def is_due(how: str, told_until: dt.datetime, now: dt.datetime) -> bool:
    """Whether a mail of this sort is due at `now`, which is in the reader's own time zone.

    A daily one each morning, a weekly one from Monday morning; what was missed is made up for. A moment in
    the future is of a clock that went wrong.
    """
    if now.hour < MORNING:
        return False
    told = told_until.astimezone(now.tzinfo)
    if how == "weekly":
        return told.isocalendar()[:2] != now.isocalendar()[:2]
    return told.date() != now.date()
