"""Which addresses may be opened: taken apart once, and every number behind a name looked at."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

import idna

from agora.exchange.fetching.errors import AddressClosed, AddressUnfit

PORTS: Final = {"http": 80, "https": 443}
MOST_CHARACTERS: Final = 2_000

Number = ipaddress.IPv4Address | ipaddress.IPv6Address

_HOST: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?")
_WRONG: Final = re.compile(r"[\x00-\x20\x7f\\<>\"`{}|^]")

_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
"""A translator's addresses (RFC 6052): as public as the IPv4 address in their last 32 bits."""

_CLOSED: Final = tuple(
    ipaddress.ip_network(one)
    for one in (
        "0.0.0.0/8",
        "100.64.0.0/10",  # shared within a provider (RFC 6598)
        "192.0.0.0/24",
        "192.88.99.0/24",  # once 6to4 relays
        "::/96",  # once IPv4-compatible
        "64:ff9b:1::/48",  # a translator's own (RFC 8215)
        "100::/64",
        "2001::/23",  # Teredo and other protocols' own
        "2002::/16",  # 6to4: an IPv4 address within
        "3fff::/20",
        "5f00::/16",
        "fec0::/10",
    )
)
# Ways to put an IPv4 address into the last half of an IPv6 one (ISATAP, RFC 5214).
_ISATAP: Final = (0x00005EFE, 0x02005EFE)


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart: `host` in ASCII, `path` with its question, both ready to send."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def address(self) -> str:
        """The address as it is asked for."""
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}{port}{self.path}"


def target_of(address: str, local: Collection[str] = ()) -> Target:
    """The address taken apart.

    `local` names what may be opened on other ports, as `host:port`. Raises AddressUnfit.
    """
    text = address.strip()
    if not text or len(text) > MOST_CHARACTERS or _WRONG.search(text):
        raise AddressUnfit
    try:
        parts = urlsplit(text)
        port, name = parts.port, parts.hostname or ""
    except ValueError as error:
        raise AddressUnfit from error
    scheme = parts.scheme.lower()
    if scheme not in PORTS or parts.username is not None or parts.password is not None:
        raise AddressUnfit
    host = _host(name)
    port = port if port is not None else PORTS[scheme]
    if port not in PORTS.values() and f"{host}:{port}" not in local:
        raise AddressUnfit
    # What is percent-encoded already stays; everything else that is not ASCII is encoded.
    path = quote(parts.path or "/", safe="/:@!$&'()*+,;=~-._%")
    query = quote(parts.query, safe="/:@!$&'()*+,;=~-._%?")
    return Target(scheme, host, port, f"{path}?{query}" if query else path)


def next_target(target: Target, location: str, local: Collection[str] = ()) -> Target:
    """Where a redirect leads. Raises AddressUnfit."""
    try:
        return target_of(urljoin(target.address, location.strip()), local)
    except ValueError as error:
        raise AddressUnfit from error


def _host(name: str) -> str:
    """The host in ASCII: names in other scripts by IDNA, digits of any shape as digits."""
    if ":" in name:
        try:
            return str(ipaddress.IPv6Address(name))
        except ValueError as error:
            raise AddressUnfit from error
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except idna.IDNAError as error:
            raise AddressUnfit from error
    name = name.lower()
    if len(name) > 253 or not _HOST.fullmatch(name):
        raise AddressUnfit
    return name


def is_public(number: Number) -> bool:
    """Whether anybody on the internet reaches the same host by this number."""
    if isinstance(number, ipaddress.IPv6Address):
        if number.scope_id is not None:
            return False
        if number.ipv4_mapped is not None:
            return is_public(number.ipv4_mapped)
        if number in _NAT64:
            return is_public(ipaddress.IPv4Address(int(number) & 0xFFFFFFFF))
        if (int(number) >> 32) & 0xFFFFFFFF in _ISATAP:
            return False
    return (
        number.is_global
        and not number.is_multicast
        and not number.is_reserved
        and not number.is_unspecified
        and not any(number.version == net.version and number in net for net in _CLOSED)
    )


def check_public(numbers: Collection[str]) -> list[Number]:
    """These numbers, if every one of them is public.

    Raises AddressClosed if one is not: a name that leads both outside and inside is a trap.
    """
    found: list[Number] = []
    for text in numbers:
        try:
            number = ipaddress.ip_address(text)
        except ValueError as error:
            raise AddressClosed from error
        if not is_public(number):
            raise AddressClosed
        found.append(number)
    return found


def host_of(address: str) -> str:
    """The host of a web address, in ASCII and without `www.`; empty where there is none."""
    try:
        name = urlsplit(address.strip()).hostname or ""
        return _host(name).rstrip(".").removeprefix("www.") if name else ""
    except (ValueError, AddressUnfit):
        return ""


def is_within(host: str, domain: str) -> bool:
    """Whether a host is a domain or lies within it, label by label.

    `files.example.org` is within `example.org`; `evil-example.org` is not.
    """
    host, domain = host.lower().rstrip("."), domain.lower().rstrip(".")
    return bool(domain) and "." in domain and (host == domain or host.endswith(f".{domain}"))
