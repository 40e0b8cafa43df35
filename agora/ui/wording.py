"""Numbers, dates, sizes and durations in the reader's words (CLDR through Babel)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_timezone_location
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from agora.kernel import languages
from agora.ui.rows import NOTHING, Said


def reader() -> str:
    """The language of the page being answered."""
    tag = get_language() or "en"
    return tag if tag in languages.TAGS else "en"


@lru_cache(maxsize=16)
def _locale(tag: str) -> Locale:
    # Our English is British, and so are its dates.
    return Locale.parse("en_GB" if tag == "en" else tag)


def number(value: int | Decimal, tag: str | None = None) -> str:
    """`1234.5` as the reader writes it, without trailing zeros."""
    return _number(value, tag or reader())


@lru_cache(maxsize=4096)
def _number(value: int | Decimal, tag: str) -> str:
    value = value.normalize() if isinstance(value, Decimal) else value
    return str(format_decimal(value, locale=_locale(tag)))


def money(amount: Decimal, currency: str) -> str:
    """An amount with its currency."""
    return str(format_currency(amount, currency, locale=_locale(reader())))


def date(value: dt.date, precision: str = "day", tag: str | None = None) -> str:
    """A partly known date: the year, the month and year, or the full date with its weekday."""
    return _date(value.year, value.month, value.day, precision, tag or reader())


@lru_cache(maxsize=1024)
def _date(year: int, month: int, day: int, precision: str, tag: str) -> str:
    locale = _locale(tag)
    if precision == "year":
        return str(year)
    if precision == "month":
        return str(format_skeleton("yMMMM", dt.datetime(year, month, 1), locale=locale))  # noqa: DTZ001 (a calendar month has no zone)
    return str(format_date(dt.date(year, month, day), "full", locale=locale))


def clock_time(value: dt.datetime) -> str:
    """Hours and minutes, as the reader writes them."""
    return str(format_time(value, "short", locale=_locale(reader())))


def moment(value: dt.datetime) -> str:
    """A day with its weekday, and the hour, in the time zone that is switched on."""
    locale = _locale(reader())
    local = timezone.localtime(value)
    day = str(format_skeleton("yMMMEd", local, locale=locale))
    return (
        str(locale.datetime_formats["medium"]).replace("{1}", day).replace("{0}", clock_time(local))
    )


def zone(name: str) -> str:
    """The hours of a place: `Seoul time`; the name as given where it is none."""
    try:
        place = get_timezone_location(
            name.replace(" ", "_"), locale=_locale(reader()), return_city=True
        )
    except LookupError:
        return name
    return _("%(place)s time") % {"place": place}


def listing(words: Iterable[str]) -> str:
    """`a, b and c` in the reader's language."""
    return str(format_list(list(words), locale=_locale(reader())))


def duration(minutes: int | None) -> str:
    """Minutes in words: `45 minutes`, `3 hours`, `2 h 30 min`."""
    if not minutes:
        return ""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return ngettext("%(count)s minute", "%(count)s minutes", rest) % {"count": number(rest)}
    if not rest:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": number(hours)}
    return _("%(hours)s h %(minutes)s min") % {"hours": number(hours), "minutes": number(rest)}


def size(size_bytes: int | None) -> str:
    """Bytes as kB or MB, in powers of ten."""
    if size_bytes is None:
        return ""
    if size_bytes < 950_000:
        return _("%(size)s kB") % {"size": number(max(1, round(size_bytes / 1000)))}
    return _("%(size)s MB") % {
        "size": number(Decimal(size_bytes / 1_000_000).quantize(Decimal("0.1")))
    }


def pages(count: int | None) -> str:
    """`8 pages`."""
    if not count:
        return ""
    return ngettext("%(count)s page", "%(count)s pages", count) % {"count": number(count)}


def said(text: str, language: str, to: str | None = None, origin: str = "human") -> Said:
    """A text with its language, marked when it is not the reader's."""
    if not text:
        return NOTHING
    to = to or reader()
    return Said(
        text=text,
        language=language,
        direction=languages.direction(language),
        fallback=languages.primary(language) != to,
        origin=origin,
    )
