"""Whether links are alive: all at once, within one short time, and not again and again."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import Final

from django.core.cache import cache

from agora.exchange.fetching import ANSWER, Client, FetchFailed

SECONDS: Final = 3.5
"""A page waits no longer than this for all of them together."""
AT_ONCE: Final = 8
REMEMBERED: Final = 300
"""Seconds during which the same link is not asked again."""


@dataclass(frozen=True)
class Answer:
    """What a link said: `alive`, `dead`, or `silent` where nothing was known in time."""

    state: str
    sentence: str = ""


_pool: ThreadPoolExecutor | None = None
_lock = threading.Lock()


def _threads() -> ThreadPoolExecutor:
    """One small pool per process: however many people check, so many hosts are asked at once."""
    global _pool
    with _lock:
        if _pool is None:
            _pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="links")
        return _pool


def links_ask(
    addresses: Iterable[str], *, seconds: float = SECONDS, client: Client | None = None
) -> Mapping[str, Answer]:
    """What each of these links says, within `seconds` for all of them together."""
    wanted = list(dict.fromkeys(addresses))
    known = {one: found for one in wanted if (found := cache.get(_key(one))) is not None}
    until = time.monotonic() + seconds
    ask = _asker(client or Client(), until)
    running = {_threads().submit(ask, one): one for one in wanted if one not in known}
    done, late = wait(running, timeout=max(until - time.monotonic(), 0))
    for one in done:
        address = running[one]
        known[address] = one.result()
        if known[address].state != "silent":
            cache.set(_key(address), known[address], REMEMBERED)
    for one in late:
        one.cancel()
        known[running[one]] = Answer("silent")
    return {one: known[one] for one in wanted}


def _asker(client: Client, until: float) -> Callable[[str], Answer]:
    # The words are of the thread that asks: a thread of the pool has no language of its own.
    from django.utils.translation import get_language, override

    language = get_language()

    def ask(address: str) -> Answer:
        left = until - time.monotonic()
        if left <= 0:
            return Answer("silent")
        with override(language):
            try:
                client.fetch(address, replace(ANSWER, seconds=left))
            except FetchFailed as error:
                if error.reason == "slow" or error.status in (401, 403, 405, 406, 429):
                    # Many sites answer people and not programs: that is no dead link.
                    return Answer("silent")
                return Answer("dead", error.message)
        return Answer("alive")

    return ask


def _key(address: str) -> str:
    from django.utils.translation import get_language

    digest = hashlib.sha256(address.encode()).hexdigest()[:40]
    return f"link:{get_language()}:{digest}"
