"""Counters that caches hang on: when one moves, what was computed under it is stale at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import F

from agora.kernel.models import Generation

CONTENT = "content"
INDEX = "index"
TOPICS = "topics"

_request = threading.local()


def bump(name: str) -> None:
    """Move the counter, in the caller's transaction where there is one."""
    with transaction.atomic():
        if not Generation.objects.filter(pk=name).update(value=F("value") + 1):
            Generation.objects.bulk_create([Generation(name=name, value=1)], ignore_conflicts=True)


def hold(name: str) -> None:
    """Lock the counter until the transaction ends: whoever holds it writes alone.

    On PostgreSQL this makes publishing one after the other, as SQLite's single writer does.
    """
    if not list(Generation.objects.select_for_update().filter(pk=name)):
        Generation.objects.bulk_create([Generation(name=name)], ignore_conflicts=True)
        Generation.objects.select_for_update().get(pk=name)


def current() -> dict[str, int]:
    """All counters: read once per request inside `one_reading`, else from the database."""
    kept: dict[str, int] | None = getattr(_request, "counters", None)
    if kept is not None:
        return kept
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, value FROM kernel_generation")
        return dict(cursor.fetchall())


@contextmanager
def one_reading() -> Iterator[dict[str, int]]:
    """Within this block the counters are read once; a request is answered under one state."""
    _request.counters = None
    _request.counters = current()
    try:
        yield _request.counters
    finally:
        _request.counters = None


def stamp() -> str:
    """All counters as one short text, for cache keys."""
    return ".".join(f"{name[0]}{value}" for name, value in sorted(current().items()))
