"""Reading and counting in tests."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from typing import Any

from django.test import Client

from agora.statistics.closing import month_close
from agora.statistics.counting import NOTHING, counts_write
from agora.statistics.models import DayCount, DayTotal

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
MONTH = dt.date(2026, 9, 1)


def reader(**headers: str) -> Client:
    """Somebody who reads with a browser."""
    return Client(headers={"User-Agent": BROWSER} | headers)


def written() -> Counter[tuple[str, str, str]]:
    """What was counted, by act, kind of thing and language, once it is written."""
    counts_write()
    rows = DayCount.objects.values_list("act", "what", "language", "number")
    found: Counter[tuple[str, str, str]] = Counter()
    for act, what, language, number in rows:
        found[(act, what, language)] += number
    return found


def past(
    thing: Any, number: int, *, act: str = "read", what: str = "resource", tag: str = "en",
    month: dt.date = MONTH,
) -> None:  # fmt: skip
    """So much was counted of a thing on a day of a month that is over."""
    key: uuid.UUID = getattr(thing, "pk", NOTHING)
    day = month.replace(day=9)
    DayCount.objects.create(day=day, what=what, thing=key, act=act, language=tag, number=number)
    total, _new = DayTotal.objects.get_or_create(day=day, act=act, defaults={"number": 0})
    DayTotal.objects.filter(pk=total.pk).update(number=total.number + number)


def closed(*months: dt.date) -> None:
    """These months are over and their figures made."""
    for month in months or (MONTH,):
        month_close(month)
