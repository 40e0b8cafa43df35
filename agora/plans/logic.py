"""Thought from values: when to ask again."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Final

MONTHS: Final = (0, 3, 6, 12)
"""When people are asked what came of it: at the end, and after so many months."""


def months_later(moment: dt.datetime, months: int) -> dt.datetime:
    """The same day so many months later, or the month's last day where it has no such day."""
    number = moment.month - 1 + months
    year, month = moment.year + number // 12, number % 12 + 1
    day = min(moment.day, calendar.monthrange(year, month)[1])
    return moment.replace(year=year, month=month, day=day)
