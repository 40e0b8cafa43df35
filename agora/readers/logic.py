"""A search as one line of text, the same for the same search; and the weeks of digests."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Final
from urllib.parse import parse_qsl, urlencode

from agora.catalogue.facets import HIDDEN, NAMES
from agora.catalogue.queries import Search

MONDAY: Final = 0
HOUR: Final = 7
"""The hour on Mondays, in the reader's own time zone, from which the weekly mail leaves."""
_TEXT, _BRIDGE = "q", "bridge"


def address_of(search: Search) -> str:
    """What a search asks for, in one spelling; order of finds, page and view are left out."""
    pairs = [(_TEXT, search.text)] if search.text else []
    for name in (*NAMES, *HIDDEN):
        pairs += [(name, value) for value in sorted(search.filters.get(name, ()))]
    if search.text and not search.bridge:
        pairs.append((_BRIDGE, "off"))
    return urlencode(pairs)


def search_at(address: str) -> Search:
    """The search that `address_of` wrote; a facet that is no more is left out."""
    text, bridge, filters = "", True, dict[str, set[str]]()
    for name, value in parse_qsl(address):
        if name == _TEXT:
            text = value
        elif name == _BRIDGE:
            bridge = value != "off"
        elif name in NAMES or name in HIDDEN:
            filters.setdefault(name, set()).add(value)
    return Search(
        text=text,
        filters={name: frozenset(values) for name, values in filters.items()},
        sort="added",
        bridge=bridge,
    )


def zone_named(name: str) -> zoneinfo.ZoneInfo:
    """The zone of that name; UTC where it is empty or unknown."""
    try:
        return zoneinfo.ZoneInfo(name or "UTC")
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return zoneinfo.ZoneInfo("UTC")


def week_of(now: dt.datetime, zone: zoneinfo.ZoneInfo) -> dt.date:
    """The last Monday whose hour has come in this zone: the week whose mail is due.

    The clock on the wall decides, so that summer and winter time change nothing of the hour.
    """
    local = now.astimezone(zone)
    monday = local.date() - dt.timedelta(days=local.weekday() - MONDAY)
    early = local.weekday() == MONDAY and local.hour < HOUR
    return monday - dt.timedelta(days=7) if early else monday
