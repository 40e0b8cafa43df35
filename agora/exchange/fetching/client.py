"""Asking a host for one thing: one name resolved once, checked, and connected to as checked.

What is guarded against: addresses that lead into a private network, at first or by a redirect; a name
that answers differently the second time (the connection goes to the number that was checked); hosts that
send slowly, without end, or packed so that little becomes much. No cookies, no credentials, no proxy from
the environment.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

import urllib3.exceptions
from django.conf import settings
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.response import BaseHTTPResponse
from urllib3.util.ssl_ import create_urllib3_context

from agora import __version__
from agora.exchange.fetching.addresses import Number, Target, check_public, next_target, target_of
from agora.exchange.fetching.errors import (
    AnsweredWithError,
    CertificateWrong,
    FetchFailed,
    HostUnknown,
    NoAnswer,
    TooLarge,
    TooManyRedirects,
    TooSlow,
    Unreadable,
)
from agora.exchange.fetching.results import Fetched, Redirected

Resolver = Callable[[str, int], list[str]]
"""From host and port to every number it has. Raises OSError."""

_PIECE: Final = 65_536
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_RESOLVING: Final = threading.BoundedSemaphore(16)
"""Names looked up at the same time: a lookup cannot be broken off, so they must not pile up."""


@dataclass(frozen=True)
class Limits:
    """How much of others' time and bytes is taken.

    `seconds` is for everything together, redirects and all. `size` counts bytes both as they come
    and unpacked; what is longer raises TooLarge, or with `cut` is read so far.
    """

    seconds: float = 10.0
    size: int = 3_000_000
    redirects: int = 5
    cut: bool = False


PAGE: Final = Limits(cut=True)
"""For a page: what describes it stands at its beginning."""

FILE: Final = Limits(seconds=20.0, size=30_000_000)
"""For a document that is read whole."""

ANSWER: Final = Limits(seconds=4.0, size=0, cut=True)
"""For knowing whether there is an answer: nothing of the content is read."""


class _Timed:
    """A socket that knows when its time is over, however little comes at a time."""

    deadline: float = float("inf")

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        """As of any socket, within the time that is left for everything."""
        self.settimeout(left(self.deadline))  # type: ignore[attr-defined]  # a socket has it
        return super().recv_into(*args, **kwargs)  # type: ignore[misc]


class _Socket(_Timed, socket.socket):
    """A plain connection."""


class _TlsSocket(_Timed, ssl.SSLSocket):
    """An encrypted one."""


def left(deadline: float) -> float:
    """Seconds until then. Raises TooSlow when there are none."""
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TooSlow
    return seconds


class _Pinned(HTTPConnection):
    """A connection to numbers that were checked; the name is for Host alone."""

    numbers: list[Number]
    deadline: float

    def _new_conn(self) -> socket.socket:
        return _connect(self.numbers, int(self.port or 0), self.deadline)


class _PinnedTls(HTTPSConnection):
    """The same, encrypted; the certificate must be the name's."""

    numbers: list[Number]
    deadline: float

    def _new_conn(self) -> socket.socket:
        return _connect(self.numbers, int(self.port or 0), self.deadline)


def _connect(numbers: list[Number], port: int, deadline: float) -> socket.socket:
    """A connection to the first of these numbers that takes one."""
    failure: OSError | None = None
    for place, number in enumerate(numbers):
        family = socket.AF_INET6 if number.version == 6 else socket.AF_INET
        tried = _Socket(family, socket.SOCK_STREAM)
        tried.deadline = deadline
        try:
            # The later ones get their share of the time.
            tried.settimeout(left(deadline) / (len(numbers) - place))
            tried.connect((str(number), port))
            tried.settimeout(left(deadline))
        except OSError as error:
            tried.close()
            failure = error
        except FetchFailed:
            tried.close()
            raise
        else:
            return tried
    if isinstance(failure, TimeoutError):
        raise TooSlow
    raise failure or OSError("no number to connect to")


def resolve(host: str, port: int) -> list[str]:
    """Every number the system's directory has for a name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    context = create_urllib3_context()
    context.load_default_certs()
    return context


@dataclass(frozen=True)
class Client:
    """How things are fetched; tests put another directory of names or other certificates in."""

    resolver: Resolver = resolve
    tls: ssl.SSLContext | None = None

    def fetch(
        self,
        address: str,
        limits: Limits = PAGE,
        *,
        accept: str = "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.5",
        language: str = "",
    ) -> Fetched:
        """What is at this address, after at most `limits.redirects` redirects.

        Raises FetchFailed, with a sentence that says what to do; also when the host answers with
        an error.
        """
        deadline = time.monotonic() + limits.seconds
        target = target_of(address, settings.FETCH_LOCAL)
        headers = {
            "User-Agent": user_agent(),
            "Accept": accept,
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
        }
        if language:
            headers["Accept-Language"] = f"{language}, *;q=0.5"
        for _hop in range(limits.redirects + 1):
            found = self._ask(target, headers, limits, deadline)
            if isinstance(found, Fetched):
                return replace(found, asked=address)
            target = next_target(target, found.address, settings.FETCH_LOCAL)
        raise TooManyRedirects

    def ask(
        self, address: str, limits: Limits = ANSWER, *, method: str = "GET"
    ) -> Fetched | Redirected:
        """The answer to one request, or where it leads: no redirect is followed.

        For whoever must count every single request to a host. Raises FetchFailed, as `fetch` does.
        """
        deadline = time.monotonic() + limits.seconds
        target = target_of(address, settings.FETCH_LOCAL)
        headers = {
            "User-Agent": user_agent(),
            "Accept": "*/*",
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
        }
        found = self._ask(target, headers, limits, deadline, method)
        if isinstance(found, Fetched):
            return replace(found, asked=address)
        return replace(
            found, address=next_target(target, found.address, settings.FETCH_LOCAL).address
        )

    def _ask(
        self,
        target: Target,
        headers: dict[str, str],
        limits: Limits,
        deadline: float,
        method: str = "GET",
    ) -> Fetched | Redirected:
        """The answer, or where it leads."""
        numbers = self._numbers(target, deadline)
        connection: _Pinned | _PinnedTls
        if target.scheme == "https":
            context = self.tls or _tls()
            context.sslsocket_class = _TlsSocket
            connection = _PinnedTls(target.host, target.port, ssl_context=context)
        else:
            connection = _Pinned(target.host, target.port)
        connection.numbers, connection.deadline = numbers, deadline
        connection.timeout = left(deadline)
        try:
            connection.connect()
            if isinstance(connection.sock, _Timed):
                connection.sock.deadline = deadline
            connection.request(
                method, target.path, headers=headers, preload_content=False, decode_content=False
            )
            response = connection.getresponse()
            try:
                return _read(response, target, limits)
            finally:
                response.close()
        except (ssl.SSLCertVerificationError, ssl.CertificateError) as error:
            raise CertificateWrong from error
        except (TimeoutError, urllib3.exceptions.TimeoutError) as error:
            raise TooSlow from error
        except (
            OSError, http.client.HTTPException, urllib3.exceptions.HTTPError, ValueError,
        ) as error:  # fmt: skip
            raise NoAnswer from error
        finally:
            connection.close()

    def _numbers(self, target: Target, deadline: float) -> list[Number]:
        """The numbers of the host, every one of them checked."""
        if _is_local(target):
            return _parsed(self._resolved(target, deadline))
        return check_public(self._resolved(target, deadline))

    def _resolved(self, target: Target, deadline: float) -> list[str]:
        """Looked up aside, since a lookup knows no time limit."""
        found: list[str] = []
        failed: list[Exception] = []
        done = threading.Event()

        def look_up() -> None:
            try:
                found.extend(self.resolver(target.host, target.port))
            except (OSError, UnicodeError) as error:
                failed.append(error)
            finally:
                _RESOLVING.release()
                done.set()

        if not _RESOLVING.acquire(timeout=left(deadline)):
            raise TooSlow
        try:
            threading.Thread(target=look_up, name="look-up", daemon=True).start()
        except RuntimeError as error:
            _RESOLVING.release()
            raise NoAnswer from error
        if not done.wait(left(deadline)):
            raise TooSlow
        if failed or not found:
            raise HostUnknown from (failed[0] if failed else None)
        return found


def _is_local(target: Target) -> bool:
    """Whether the operator of a development machine allowed exactly this host and port."""
    return f"{target.host}:{target.port}" in settings.FETCH_LOCAL


def _parsed(numbers: list[str]) -> list[Number]:
    return [ipaddress.ip_address(text) for text in numbers]


def _read(response: BaseHTTPResponse, target: Target, limits: Limits) -> Fetched | Redirected:
    """The answer within the limits, or the address a redirect names."""
    location = response.headers.get("Location", "")
    if response.status in _REDIRECTS and location:
        return Redirected(location, response.status)
    if response.status >= 400 or response.status in _REDIRECTS:
        raise AnsweredWithError(response.status)
    declared = response.headers.get("Content-Length", "")
    length = int(declared) if declared.isascii() and declared.isdigit() else None
    if length is not None and length > limits.size and not limits.cut:
        raise TooLarge
    packed = response.headers.get("Content-Encoding", "").strip().lower()
    content, is_cut = _content(response, packed, limits) if limits.size else (b"", True)
    media_type, _semicolon, parameters = response.headers.get("Content-Type", "").partition(";")
    return Fetched(
        address=target.address,
        asked=target.address,
        status=response.status,
        media_type=media_type.strip().lower()[:100],
        charset=_charset(parameters),
        language=response.headers.get("Content-Language", "")[:100],
        content=content,
        is_cut=is_cut,
        size_bytes=(length if not packed else None) or (None if is_cut else len(content)),
        headers={name.lower(): value[:500] for name, value in response.headers.items()},
    )


def _content(response: BaseHTTPResponse, packed: str, limits: Limits) -> tuple[bytes, bool]:
    """The content unpacked, counted as it comes and as it unpacks; and whether there was more."""
    unpack = _unpacker(packed)
    made, came = bytearray(), 0
    while piece := response.read(_PIECE, decode_content=False):
        came += len(piece)
        try:
            made += unpack(piece, limits.size + 1 - len(made))
        except zlib.error as error:
            raise Unreadable from error
        if len(made) > limits.size or came > limits.size:
            if not limits.cut:
                raise TooLarge
            return bytes(made[: limits.size]), True
    return bytes(made), False


def _unpacker(packed: str) -> Callable[[bytes, int], bytes]:
    """Takes a piece and how many bytes it may become at most."""
    if packed in ("", "identity"):
        return lambda piece, _most: piece
    if packed not in ("gzip", "x-gzip", "deflate"):
        raise Unreadable
    opened = zlib.decompressobj(wbits=47)  # gzip or zlib, by its first bytes

    def unpack(piece: bytes, most: int) -> bytes:
        # What would be more stays packed: `most` is one above the limit, which ends the reading.
        return opened.decompress(piece, max(most, 1))

    return unpack


def _charset(parameters: str) -> str:
    for one in parameters.split(";"):
        name, _equals, value = one.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'")[:40]
    return ""


def user_agent() -> str:
    """Who asks, with an address where one learns more."""
    return f"Agora/{__version__} (+{settings.SITE_URL})"


def fetch(address: str, limits: Limits = PAGE, *, language: str = "") -> Fetched:
    """What is at this address. Raises FetchFailed."""
    return Client().fetch(address, limits, language=language)
