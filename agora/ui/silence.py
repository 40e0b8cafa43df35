"""Which addresses on a page did not answer when last asked.

A higher room registers who knows; the tag `{% silent %}` asks, once for all addresses of a page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Protocol


class Known(Protocol):
    """When an address was last asked, and since when it does not answer."""

    @property
    def checked_at(self) -> dt.datetime:
        """The last time."""

    @property
    def since(self) -> dt.datetime:
        """The first time."""


@dataclass(frozen=True)
class Silence:
    """What a page says of an address that does not answer.

    `archived` is where a web archive may still have it: the last day before it fell silent.
    """

    checked_at: dt.datetime
    archived: str


Ask = Callable[[Collection[str]], Mapping[str, Known]]

_asked: list[Ask] = []


def register(ask: Ask) -> None:
    """Called once from a room's `ready()`; it takes addresses, and asks the database once."""
    if ask not in _asked:
        _asked.append(ask)


def silences(addresses: Collection[str]) -> dict[str, Silence]:
    """Those of these addresses that did not answer."""
    return {
        address: Silence(
            known.checked_at,
            f"https://web.archive.org/web/{known.since - dt.timedelta(days=1):%Y%m%d}/{address}",
        )
        for ask in _asked
        if addresses
        for address, known in ask(addresses).items()
    }
