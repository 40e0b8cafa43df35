"""Counting in memory, and writing what was counted in one short transaction.

A request adds one to a number in this process's memory and nothing else. Every `COUNT_SECONDS`, and when
the process ends, the numbers are added to the tables. A process that is killed loses what it counted since.
Nothing of whoever asked is held, not even for that time.
"""

from __future__ import annotations

import atexit
import datetime as dt
import logging
import multiprocessing.util
import os
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils.crypto import salted_hmac

from agora.catalogue.models import Edition
from agora.forums.models import Stand
from agora.kernel import addresses, clock
from agora.statistics.logic import LEAST, month_of, words_kept
from agora.statistics.models import AskedWords

logger = logging.getLogger(__name__)
NOTHING: Final = uuid.UUID(int=0)
OTHER: Final = "other"
READ, SAVE, DOWNLOAD, CONTACT = "read", "save", "download", "contact"
ACTS: Final = (READ, SAVE, DOWNLOAD, CONTACT)
MOST_PLACES: Final = 50_000
"""Distinct pages held between two writings; more than a market has."""
MOST_WORDS_HELD: Final = 500
MOST_DIGESTS: Final = 20_000
"""Words of a month that wait below the threshold; whoever invents words cannot fill the disk."""
_BATCH: Final = 200


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """What was done where: a kind of thing and its address or id, as the request named it."""

    day: dt.date
    act: str
    what: str
    name: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Words:
    """Words that were searched in vain."""

    month: dt.date
    language: str
    is_few: bool
    words: str


@dataclass
class _Held:
    places: Counter[Place] = field(default_factory=Counter)
    words: set[Words] = field(default_factory=set)
    """A set: asked again before the next writing, the same words count once."""


_held = _Held()
_lock = threading.Lock()
_writer: tuple[int, threading.Thread] | None = None


def counted(act: str, what: str, name: str = "", language: str = "") -> None:
    """Something was done with a thing; costs one addition."""
    place = Place(clock.now().date(), act, what, name, language)
    with _lock:
        if place in _held.places or len(_held.places) < MOST_PLACES:
            _held.places[place] += 1
    _write_later()


def searched_in_vain(text: str, language: str, *, found: int) -> None:
    """A search found nothing, or very little; what looks like somebody's is forgotten here."""
    words = words_kept(text)
    if not words:
        return
    with _lock:
        if len(_held.words) < MOST_WORDS_HELD:
            _held.words.add(Words(month_of(clock.now().date()), language, found > 0, words))
    _write_later()


def _write_later() -> None:
    """Begin to write in this process, once: a thread does not live on in a forked process."""
    global _writer
    seconds = settings.COUNT_SECONDS
    if not seconds or (_writer and _writer[0] == os.getpid()):
        return
    with _lock:
        if _writer and _writer[0] == os.getpid():
            return
        thread = threading.Thread(target=_write, args=(seconds,), name="counting", daemon=True)
        _writer = (os.getpid(), thread)
    # A child of multiprocessing ends without `atexit`, any other process without finalisers.
    multiprocessing.util.Finalize(None, counts_write, exitpriority=100)
    atexit.register(counts_write)
    thread.start()


def _write(seconds: float) -> None:
    while True:
        time.sleep(seconds)
        counts_write()
        connection.close()


def forget() -> None:
    """Begin at nought, as a new process does: what its parent counted is the parent's to write."""
    global _held, _lock
    _held, _lock = _Held(), threading.Lock()


os.register_at_fork(after_in_child=forget)


def counts_write() -> int:
    """Add what was counted to the tables; how many numbers were written. A busy database: later."""
    global _held
    with _lock:
        mine, _held = _held, _Held()
    if not mine.places and not mine.words:
        return 0
    try:
        rows = _rows_of(mine.places)
        with transaction.atomic():
            _add(rows)
            _add_words(mine.words)
    except DatabaseError as error:
        logger.warning("Counts could not be written and are kept for the next time: %s", error)
        with _lock:
            _held.places.update(mine.places)
            _held.words |= mine.words
        return 0
    return len(rows) + len(mine.words)


Row = tuple[dt.date, str, uuid.UUID, str, str]


def _rows_of(places: Mapping[Place, int]) -> dict[Row, int]:
    """The same by the ids of things; an address that leads nowhere any more is an `other` page."""
    known = _things(places)
    rows: Counter[Row] = Counter()
    for place, number in places.items():
        key = known.get((place.what, place.name))
        what = place.what if key else OTHER
        if what == "file":
            what = "resource"
        if what == OTHER and place.act != READ:
            continue
        rows[(place.day, what, key or NOTHING, place.act, place.language)] += number
    return rows


def _things(places: Iterable[Place]) -> dict[tuple[str, str], uuid.UUID]:
    names: dict[str, set[str]] = {}
    for place in places:
        names.setdefault(place.what, set()).add(place.name)
    found: dict[tuple[str, str], uuid.UUID] = {}
    for kind in ("resource", "organisation", "forum"):
        for some in _some(names.get(kind, ())):
            slugs = [name for name in some if not _id(name)]
            found |= {(kind, s): key for s, key in addresses.resolve_all(kind, slugs).items()}
            found |= {(kind, name): key for name in some if (key := _id(name))}
    for some in _some(names.get("stand", ())):
        stands = Stand.objects.filter(slug__in=[name.rpartition("/")[2] for name in some])
        for key, forum, slug in stands.values_list("pk", "forum__slug", "slug"):
            found[("stand", f"{forum}/{slug}")] = key
        found |= {("stand", name): key for name in some if (key := _id(name))}
    for some in _some(names.get("file", ())):
        files = [key for name in some if (key := _id(name))]
        editions = Edition.objects.filter(file__in=files).order_by("-pk")
        for file, resource in editions.values_list("file_id", "resource_id"):
            found[("file", str(file))] = resource
    return found


def _some(names: Iterable[str]) -> Iterable[list[str]]:
    ordered = sorted(names)
    return (ordered[at : at + _BATCH] for at in range(0, len(ordered), _BATCH))


def _id(name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(name) if len(name) == 36 else None
    except ValueError:
        return None


def _add(rows: Mapping[Row, int]) -> None:
    """Add to the tables, in one order, so that two processes never wait for each other in a circle."""
    totals: Counter[tuple[dt.date, str]] = Counter()
    for (day, _what, _thing, act, _language), number in rows.items():
        totals[(day, act)] += number
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO statistics_daycount (day, what, thing, act, language, number) "
            "VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (day, what, thing, act, language) "
            "DO UPDATE SET number = statistics_daycount.number + excluded.number",
            [
                (day.isoformat(), what, uuid_value(thing), act, language, number)
                for (day, what, thing, act, language), number in sorted(rows.items())
            ],
        )
        cursor.executemany(
            "INSERT INTO statistics_daytotal (day, act, number) VALUES (%s, %s, %s) "
            "ON CONFLICT (day, act) "
            "DO UPDATE SET number = statistics_daytotal.number + excluded.number",
            [(day.isoformat(), act, number) for (day, act), number in sorted(totals.items())],
        )


def uuid_value(key: uuid.UUID) -> uuid.UUID | str:
    """An id as the database holds it."""
    return key if connection.features.has_native_uuid_field else key.hex


def digest_of(words: Words) -> str:
    """What is kept of words that few asked: keyed, and another one each month."""
    said = f"{words.month}:{words.language}:{words.is_few}:{words.words}"
    return salted_hmac("statistics.words", said, algorithm="sha256").hexdigest()[:40]


def _add_words(asked: Iterable[Words]) -> None:
    """Count an asking of each; words themselves are written with the fifth."""
    for one in sorted(asked):
        where = {"month": one.month, "language": one.language, "is_few": one.is_few}
        mine = AskedWords.objects.select_for_update().filter(**where, digest=digest_of(one))
        row = mine.first()
        if row is None:
            if AskedWords.objects.filter(month=one.month, words="").count() < MOST_DIGESTS:
                AskedWords.objects.bulk_create(
                    [AskedWords(**where, digest=digest_of(one), number=1)], ignore_conflicts=True
                )
            continue
        number = row.number + 1
        mine.update(number=number, words=one.words if number >= LEAST else "")
