"""Sees every answer, those of the page cache too, and counts what was read, saved, asked and not found.

It looks at the request for as long as it is answered and remembers the page alone: no cookie is set or
read, no address, no name of a browser is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from agora.kernel.languages import TAGS
from agora.statistics.counting import (
    CONTACT,
    DOWNLOAD,
    OTHER,
    READ,
    SAVE,
    counted,
    searched_in_vain,
)
from agora.statistics.logic import FEW_FINDS
from agora.ui.found import FOUND

_LANGUAGE = f"/({'|'.join(TAGS)})/"
_ID = r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
_PAGES = (
    ("resource", re.compile(r"(?:resources|practices|collections|articles|courses)/([-\w]+)/")),
    ("organisation", re.compile(r"organisations/([-\w]+)/")),
    ("stand", re.compile(r"forums/([-\w]+)/stands/([-\w]+)/")),
    ("forum", re.compile(r"forums/([-\w]+)/")),
    (OTHER, re.compile(r"(?:(?:about|api|topics|glossary|organisations|forums|places)/(?:.*/)?|explore/)?")),
)  # fmt: skip
_IN_LANGUAGE = re.compile(_LANGUAGE + r"([^?]*)")
_FILE = re.compile(f"/media/{_ID}/")
_SAVED = re.compile(f"{_LANGUAGE}mine/save/{_ID}/")
_ASKED = re.compile(f"{_LANGUAGE}ask/(resource|organisation|stand)/{_ID}/")
_ROBOTS = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|scrap|archiv|preview|monitor|lighthouse|headless|facebookexternal|"
    r"whatsapp|curl|wget|python|httpx|aiohttp|java/|okhttp|go-http|libwww|perl|ruby|php|node|axios|feed|"
    r"rss|check|scan|probe|validator",
    re.IGNORECASE,
)
Answer = Callable[[HttpRequest], HttpResponseBase]


class CountingMiddleware:
    """Stands before the page cache, so that an answer from there is counted as any other."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, then count what the answer was."""
        method = request.method  # the page cache makes a GET of a HEAD
        response = self.get_response(request)
        found = response.headers.get(FOUND)
        if found is not None:
            del response.headers[FOUND]
        if method in ("GET", "POST") and is_somebody(request):
            _count(request, method, response, found)
        return response


def is_somebody(request: HttpRequest) -> bool:
    """Whether a person seems to ask: no robot that says so, and nothing fetched before it is wanted."""
    said = request.headers
    agent = said.get("User-Agent", "")
    return not (
        len(agent) < 8
        or _ROBOTS.search(agent)
        or "prefetch" in said.get("Sec-Purpose", "") + said.get("Purpose", "")
        or said.get("X-Moz", "") == "prefetch"
        or "HX-History-Restore-Request" in said
    )


def _count(
    request: HttpRequest, method: str, response: HttpResponseBase, found: str | None
) -> None:
    status, path = response.status_code, request.path
    if method == "POST":
        if status == 302 and (match := _SAVED.fullmatch(path)):
            # Led to the thing: it was saved. Anything else leads back to the form, or to sign in.
            if not re.search(r"/(?:save|login)/", response.headers.get("Location", "")):
                counted(SAVE, "resource", match[2], match[1])
        elif status == 200 and (match := _ASKED.fullmatch(path)):
            counted(CONTACT, match[2], match[3], match[1])
        return
    if status == 200 and (match := _FILE.fullmatch(path)):
        counted(DOWNLOAD, "file", match[1])
        return
    page = _IN_LANGUAGE.fullmatch(path)
    # A browser that has the page already asks whether it changed (304): somebody reads it again.
    if page is None or status not in (200, 304):
        return
    if status == 200 and not response.headers.get("Content-Type", "").startswith("text/html"):
        return
    language, rest = page.groups()
    for what, pattern in _PAGES:
        if (match := pattern.fullmatch(rest)) is None:
            continue
        # Parts of a page that a script fetches are no reading of it.
        if "HX-Request" not in request.headers or "HX-Boosted" in request.headers:
            counted(READ, what, "/".join(match.groups()) if what != OTHER else "", language)
        break
    if found is not None and rest == "explore/" and found.isdigit() and int(found) <= FEW_FINDS:
        searched_in_vain(request.GET.get("q", ""), language, found=int(found))
