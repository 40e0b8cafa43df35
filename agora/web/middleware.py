"""What every request passes: limits, headers, and the page cache."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable

import brotli
from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers

from agora.kernel import generations

Answer = Callable[[HttpRequest], HttpResponse]

_COMPRESSIBLE = ("text/", "image/svg", "application/json", "application/atom", "application/xml",
                 "application/ld+json", "application/yaml")  # fmt: skip
_BROTLI_QUALITY = 4
_WITHOUT_QUERY = (".png", ".svg", ".bib", ".xml", ".txt")
_KEPT_FOR_GOOD = (301, 308, 410)
"""Answers that browsers keep for good unless they are told to ask again."""
# Bytes of one answer: the cache counts entries, and anybody may ask for new ones.
_LARGEST_KEPT = 120_000


_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


class RequestLimitsMiddleware:
    """Refuses requests that carry too much, before anything else looks at them."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """414 for an over-long address, 415 for a charset, 431 for too many or too long headers.

        Django reads even the query of a GET in the charset that the request's Content-Type names,
        and the page cache would keep that reading for everybody: only UTF-8 is taken.
        """
        charset = (request.content_params or {}).get("charset", "").strip("\"' ").lower()
        response = self._answer(request, charset)
        # What was answered before the policy of pages could be set, and files, get the strictest.
        response.headers.setdefault("Content-Security-Policy", _NOTHING)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        return response

    def _answer(self, request: HttpRequest, charset: str) -> HttpResponse:
        if charset not in ("", "utf-8", "utf8", "us-ascii"):
            return _plain(415, "Send this request in UTF-8.")
        if len(request.get_full_path()) > settings.MAX_URL_CHARACTERS:
            return _plain(414, "This address is too long. Shorten the search and try again.")
        if any("\x00" in value for value in request.COOKIES.values()):
            return _plain(400, "Your browser sent a broken cookie. Delete it and try again.")
        headers = [(k, v) for k, v in request.META.items() if k.startswith("HTTP_")]
        if (
            len(headers) > settings.MAX_HEADERS
            or sum(len(str(v)) for _k, v in headers) > settings.MAX_HEADER_CHARACTERS
        ):
            return _plain(431, "Your browser sent too many or too long headers.")
        return self.get_response(request)


def _plain(status: int, text: str) -> HttpResponse:
    return HttpResponse(text + "\n", status=status, content_type="text/plain; charset=utf-8")


class PermissionsPolicyMiddleware:
    """Browser features that no page here needs are off."""

    POLICY = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the header."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


def encoding_for(accepted: str) -> str:
    """The best encoding the browser takes: br, gzip or identity (weights as in RFC 9110, 12.4.2)."""
    offered = set()
    for part in accepted.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        if weight.strip("0.") or weight == "1":
            offered.add(name)
    return "br" if "br" in offered else "gzip" if "gzip" in offered else "identity"


def compress(body: bytes, encoding: str) -> bytes:
    """The body in that encoding."""
    if encoding == "br":
        return brotli.compress(body, quality=_BROTLI_QUALITY)
    return gzip.compress(body, compresslevel=6, mtime=0) if encoding == "gzip" else body


class PageCacheMiddleware:
    """Keeps anonymous public pages, compressed, under the generation of the content.

    A change moves the generation, so the next request is answered anew: nothing is ever purged and
    nothing stale is ever shown. Browsers keep a copy and ask each time (`max-age=0`, `ETag`). A page
    is kept when nobody is signed in, it is a GET that answered 200, sets no cookie, and did not
    forbid it.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """From the cache where possible; else answer, compress, and keep."""
        if request.method == "HEAD":
            request.method = "GET"  # the same decision and headers; the server drops the body
        with generations.one_reading():
            anonymous = settings.SESSION_COOKIE_NAME not in request.COOKIES
            encoding = encoding_for(request.headers.get("Accept-Encoding", ""))
            if request.method != "GET" or not anonymous:
                return self._finish(request, self.get_response(request), encoding, keep="")
            key = self._key(request, encoding)
            kept = caches["pages"].get(key)
            if kept is not None:
                return self._conditional(request, self._restore(*kept))
            return self._finish(request, self.get_response(request), encoding, keep=key)

    @staticmethod
    def _key(request: HttpRequest, encoding: str) -> str:
        parts = (
            generations.stamp(),
            request.get_host(),
            # Pictures, codes, citations and site maps read no parameter: one entry each.
            request.path if request.path.endswith(_WITHOUT_QUERY) else request.get_full_path(),
            encoding,
            request.headers.get("HX-Request", ""),
            request.headers.get("HX-Boosted", ""),
            request.headers.get("HX-History-Restore-Request", ""),
            # The language is negotiated only where the address does not carry it.
            ""
            if request.path.count("/") > 1
            else request.headers.get("Accept-Language", "")
            + request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""),
        )
        return (
            "page:"
            + hashlib.blake2b(
                "\n".join(parts).encode("utf-8", "replace"), digest_size=20
            ).hexdigest()
        )

    def _finish(
        self, request: HttpRequest, response: HttpResponse, encoding: str, keep: str
    ) -> HttpResponse:
        if response.streaming or response.has_header("Content-Encoding"):
            return response
        kind = response.headers.get("Content-Type", "")
        if kind.startswith(_COMPRESSIBLE) and len(response.content) > 500:
            patch_vary_headers(response, ["Accept-Encoding"])
            if encoding != "identity":
                response.content = compress(response.content, encoding)
                response.headers["Content-Encoding"] = encoding
                response.headers["Content-Length"] = str(len(response.content))
        if response.status_code == 200 and request.method in ("GET", "HEAD"):
            forbidden = "no-store" in response.headers.get("Cache-Control", "") or response.cookies
            if keep and not forbidden and "Cookie" not in response.headers.get("Vary", ""):
                response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
                self._tag(response)
                if len(response.content) <= _LARGEST_KEPT:
                    kept = (dict(response.headers), response.content)
                    caches["pages"].set(keep, kept, settings.PAGE_CACHE_SECONDS)
            else:
                response.headers.setdefault("Cache-Control", "private, max-age=0, must-revalidate")
        elif response.status_code in _KEPT_FOR_GOOD:
            # What was hidden may come back, what was merged may be parted, an address may be given back.
            response.headers.setdefault("Cache-Control", "no-cache")
        return self._conditional(request, response)

    @staticmethod
    def _tag(response: HttpResponse) -> None:
        digest = hashlib.blake2b(response.content, digest_size=12).hexdigest()
        response.headers["ETag"] = f'W/"{digest}"'

    @staticmethod
    def _restore(headers: dict[str, str], body: bytes) -> HttpResponse:
        response = HttpResponse(body)
        for name, value in headers.items():
            response.headers[name] = value
        return response

    @staticmethod
    def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        tag = response.headers.get("ETag")
        known = request.headers.get("If-None-Match", "")
        if not tag or not known or response.status_code != 200:
            return response
        if tag not in [part.strip() for part in known.split(",")]:
            return response
        unchanged = HttpResponseNotModified()
        for name in ("ETag", "Cache-Control", "Vary", "Content-Security-Policy"):
            if name in response.headers:
                unchanged.headers[name] = response.headers[name]
        return unchanged
