"""Asking pages of somebody signed in, through the WSGI application, and what that cost."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.test import Client

from agora.bench import pages
from agora.bench.reporting import Figures, middle, slow
from agora.people.models import Account

_WARM: Final = 3


@dataclass(frozen=True)
class Asked:
    """A page to be measured: whose, and its addresses, asked in turn."""

    cookie: str
    addresses: Sequence[str]


def cookie_of(account: Account) -> str:
    """The cookie of a new session of theirs."""
    browser = Client()
    browser.force_login(account)
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={browser.cookies[name].value}"


def asked_figures(asked: Mapping[str, Asked], rounds: int) -> Figures:
    """Processor milliseconds, queries and bytes of each page, compressed as for a browser.

    The pages take turns, each between two looks at the yardstick. Of its rounds those count in which the
    yardstick was shortest, a half of them: what others do on the same cores is not the page's work. The
    ratio to the yardstick is told too, and all rounds count in the 95th percentile.
    """
    application = get_wsgi_application()
    rows: dict[str, list[tuple[float, float]]] = {name: [] for name in asked}
    for page in asked.values():
        for address in page.addresses:
            for _ in range(max(1, _WARM // len(page.addresses))):
                pages.ask(application, address, cookie=page.cookie)
    for turn in range(rounds):
        for name, page in asked.items():
            address = page.addresses[turn % len(page.addresses)]
            before = _pace()
            begin = time.process_time()
            pages.ask(application, address, cookie=page.cookie)
            spent = (time.process_time() - begin) * 1000
            rows[name].append(((before + _pace()) / 2, spent))
    figures: Figures = {}
    for name, page in asked.items():
        quiet = sorted(rows[name])[: max(1, rounds // 2)]
        figures[f"{name}, ms"] = middle([spent for _pace, spent in quiet])
        figures[f"{name}, p95 ms"] = slow([spent for _pace, spent in rows[name]])
        figures[f"{name}, times the yardstick"] = middle(
            [spent / pace for pace, spent in rows[name]]
        )
        with pages.counted() as count:
            size = pages.ask(application, page.addresses[0], cookie=page.cookie)
        figures[f"{name}, queries"] = count[0]
        figures[f"{name}, bytes"] = size
    return figures


def _pace() -> float:
    """What the yardstick would take now, from a fifth of it."""
    begin = time.process_time()
    sum(n * n for n in range(20_000))
    return (time.process_time() - begin) * 5_000
