"""From the address of a results page to a clean search."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from django.http import QueryDict

from agora.catalogue.facets import HIDDEN, NAMES
from agora.catalogue.queries import MAX_PAGE, MAX_TEXT, SORTS, Search
from agora.kernel.errors import AgoraError

MAX_VALUES = 60
_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\u2060]+"
)
_VALUE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]{0,179}")


class TooMuchAsked(AgoraError):
    """The search holds more filters than any reader sets."""


def clean_text(text: str) -> str:
    """What was typed, in NFC, without control characters, at most `MAX_TEXT` long."""
    text = text[: MAX_TEXT * 4].encode("utf-8", "replace").decode("utf-8")
    return " ".join(_CONTROL.sub(" ", unicodedata.normalize("NFC", text)).split())[:MAX_TEXT]


def _page(text: str) -> int:
    """The page asked for; one past the last page there can be stands for anything beyond."""
    if not (text.isascii() and text.isdigit()):
        return 1
    return max(1, int(text)) if len(text) < 7 and int(text) <= MAX_PAGE else MAX_PAGE + 1


def read_search(values: QueryDict) -> Search:
    """The search an address asks for; what makes no sense there is left out or finds nothing.

    Raises TooMuchAsked for more than `MAX_VALUES` filter values.
    """
    filters: dict[str, frozenset[str]] = {}
    count = 0
    for name in (*NAMES, *HIDDEN):
        found = frozenset(
            # A value that no concept can have stays as it is and finds nothing.
            value if _VALUE.fullmatch(value) else "?"
            for value in values.getlist(name)
            if value.strip()
        )
        count += len(values.getlist(name))
        if found:
            filters[name] = found
    if count > MAX_VALUES:
        raise TooMuchAsked("Too many filters at once.", "filters")
    return Search(
        text=clean_text(values.get("q", "")),
        filters=filters,
        sort=values.get("sort", "") if values.get("sort") in SORTS else "relevance",
        page=_page(values.get("page", "")),
        view="map" if values.get("view") == "map" else "list",
        bridge=values.get("bridge") != "off",
    )


def address_of(search: Search, **changes: object) -> str:
    """The query string of a search, always in the same order; `changes` replace its parts."""
    query = QueryDict(mutable=True)
    text = changes.get("text", search.text)
    if text:
        query["q"] = str(text)
    filters = changes.get("filters", search.filters)
    if isinstance(filters, Mapping):
        for name in (*NAMES, *HIDDEN):
            if filters.get(name):
                query.setlist(name, sorted(filters[name]))
    if not changes.get("bridge", search.bridge):
        query["bridge"] = "off"
    for key, default in (("sort", "relevance"), ("view", "list"), ("page", 1)):
        value = changes.get(key, getattr(search, key) if key != "page" else 1)
        if value != default:
            query[key] = str(value)
    encoded = query.urlencode()
    return f"?{encoded}" if encoded else "?"
