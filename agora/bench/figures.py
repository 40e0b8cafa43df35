"""How much work the pages of figures are after three years: `agora bench statistics`."""

from __future__ import annotations

import datetime as dt
import random
import time
import uuid
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Final

from django.db import connection, transaction

from agora.bench.asking import Asked, asked_figures, cookie_of
from agora.bench.reporting import Figures
from agora.catalogue.models import Contribution, Resource
from agora.kernel import clock
from agora.people.models import Account, Duty, Membership, Person
from agora.statistics import counting
from agora.statistics.closing import figures_write, month_close, words_write
from agora.statistics.counting import NOTHING, OTHER, Place
from agora.statistics.logic import month_of, next_month
from agora.statistics.models import AskedWords, ClosedMonth, DayCount, Figure

MONTHS: Final = 36
LANGUAGES: Final = (("en", 0.4), ("es", 0.25), ("fr", 0.15), ("pt", 0.12), ("ar", 0.08))
ACTS: Final = (("read", 1.0), ("save", 0.01), ("download", 0.05), ("contact", 0.001))
OTHER_PAGES: Final = 0.35
"""What share of reads is of pages that are no single thing's."""
WORDS: Final = 300
"""Words that are searched in vain often enough in a month."""
TARGETS: Final = {
    f"{page}, ms": ("≤", 30.0)
    for page in (
        "the market, one month",
        "the market, all months",
        "one organisation, all months",
        "one resource, all months",
        "searched and not found, all months",
        "what there is",
        "for funders, all months",
        "a table as CSV, all months",
    )
}
Counts = dict[tuple[str, uuid.UUID, str], int]


def figures_figures(reads: int, rounds: int, say: Callable[[str], None]) -> Figures:
    """Processor milliseconds of the pages after `MONTHS` months of so many reads a day.

    Every month but the last two is drawn as what its daily counts add up to, and closed by the code that
    closes months. The last closed month, and the running one, are written as daily counts first.
    """
    chance = random.Random(7)
    drawer = _Drawer(chance, reads)
    running = month_of(clock.now().date())
    months = [running]
    while len(months) <= MONTHS:
        months.append(month_of(months[-1] - dt.timedelta(days=1)))
    figures: Figures = {"reads a day": reads, "months": MONTHS}
    closing: list[float] = []
    for number, month in enumerate(sorted(months[2:]), start=1):
        begin = time.process_time()
        counts = drawer.month(month)
        figures["drawing, CPU s"] = round(
            float(figures.get("drawing, CPU s", 0)) + time.process_time() - begin, 1
        )
        begin = time.process_time()
        figures_write(month, counts)
        ClosedMonth.objects.get_or_create(month=month)
        closing.append(time.process_time() - begin)
        _words(chance, month)
        words_write(month)
        AskedWords.objects.all().delete()
        if number % 6 == 0:
            say(f"{number} of {MONTHS} months")
    last = months[1]
    drawer.days(last, next_month(last))
    _words(chance, last)
    figures["daily rows of a month"] = DayCount.objects.filter(day__gte=last).count()
    begin = time.process_time()
    month_close(last)
    figures["closing a month with its daily rows, CPU s"] = round(time.process_time() - begin, 1)
    say(f"{MONTHS} of {MONTHS} months")
    drawer.days(running, running + dt.timedelta(days=2))
    figures["figures kept"] = Figure.objects.count()
    figures |= _writing(drawer)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return figures | _pages(rounds)


class _Drawer:
    """Draws what was counted: things as skewed as readers are, languages and acts as they come."""

    def __init__(self, chance: random.Random, reads: int) -> None:
        self._chance = chance
        self._things = list(Resource.objects.order_by("pk").values_list("pk", flat=True))
        chance.shuffle(self._things)
        self._sums = list(accumulate(1 / (n + 10) ** 0.9 for n in range(len(self._things))))
        self._tags = list(accumulate(share for _tag, share in LANGUAGES))
        self._reads = reads

    def _thing(self) -> uuid.UUID:
        return self._things[bisect(self._sums, self._chance.random() * self._sums[-1])]

    def _tag(self) -> str:
        at = bisect(self._tags, self._chance.random() * self._tags[-1])
        return LANGUAGES[min(at, len(LANGUAGES) - 1)][0]

    def month(self, month: dt.date) -> dict[str, Counts]:
        """What a month's daily counts add up to: expected numbers, each a little off."""
        days = (next_month(month) - month).days
        found: dict[str, Counts] = defaultdict(dict)
        for act, share in ACTS:
            total = self._reads * days * share
            if act == "read":
                for tag, part in LANGUAGES:
                    found[act][(OTHER, NOTHING, tag)] = int(total * OTHER_PAGES * part)
                total *= 1 - OTHER_PAGES
            previous = 0.0
            for thing, upto in zip(self._things, self._sums, strict=True):
                mine = total * (upto - previous) / self._sums[-1]
                previous = upto
                for tag, part in LANGUAGES:
                    number = int(self._chance.gauss(mine * part, (mine * part) ** 0.5) + 0.5)
                    if number > 0:
                        found[act][("resource", thing, tag)] = number
        return found

    def _day(self) -> Counter[tuple[str, str, uuid.UUID, str]]:
        counted: Counter[tuple[str, str, uuid.UUID, str]] = Counter()
        for act, share in ACTS:
            for _ in range(int(self._reads * share)):
                if act == "read" and self._chance.random() < OTHER_PAGES:
                    counted[(act, OTHER, NOTHING, self._tag())] += 1
                else:
                    counted[(act, "resource", self._thing(), self._tag())] += 1
        return counted

    def days(self, start: dt.date, end: dt.date) -> None:
        """Daily counts of these days, each read drawn alone; three days are drawn and taken in turn."""
        drawn = [self._day() for _ in range(min(3, (end - start).days))]
        for number in range((end - start).days):
            day = start + dt.timedelta(days=number)
            with transaction.atomic():
                DayCount.objects.bulk_create(
                    [
                        DayCount(day=day, what=what, thing=thing, act=act, language=tag, number=n)
                        for (act, what, thing, tag), n in drawn[number % len(drawn)].items()
                    ],
                    batch_size=5_000,
                )

    def places(self, count: int) -> Iterator[Place]:
        """Reads as the middleware notes them."""
        today = clock.now().date()
        for _ in range(count):
            yield Place(today, "read", "resource", str(self._thing()), self._tag())


def _words(chance: random.Random, month: dt.date) -> None:
    """Words that were searched in vain in a month: some every month, some in this one alone."""
    AskedWords.objects.bulk_create(
        AskedWords(
            month=month, language=chance.choice(LANGUAGES)[0], is_few=False, digest=f"{number}",
            words=f"invented word {number if number < WORDS // 2 else f'{number} {month:%b %Y}'}",
            number=chance.randrange(5, 400),
        )
        for number in range(WORDS)
    )  # fmt: skip


def _writing(drawer: _Drawer) -> Figures:
    """What counting costs: one read in memory, and half a minute's reads written."""
    places = list(drawer.places(1_000))
    begin = time.process_time()
    for place in places:
        counting.counted(place.act, place.what, place.name, place.language)
    noted = time.process_time() - begin
    begin = time.process_time()
    counting.counts_write()
    return {
        "noting a read, µs": round(noted * 1_000, 1),
        "writing a thousand reads, ms": round((time.process_time() - begin) * 1_000, 1),
    }


def _pages(rounds: int) -> Figures:
    lead = Account.objects.create_user("bench-lead@network.example")
    person = Person.objects.create(name="Bench lead", account=lead)
    Duty.objects.create(person=person, role=Duty.Role.LEAD)
    busy = (
        Figure.objects.filter(span="a", what="owner", act="read")
        .exclude(thing=NOTHING)
        .order_by("-number")
        .values_list("thing", flat=True)[0]
    )
    editor = Account.objects.create_user("bench-editor@network.example")
    theirs = Person.objects.create(name="Bench editor", account=editor)
    Membership.objects.create(person=theirs, organisation_id=busy, role="editor")
    resource = (
        Contribution.objects.filter(organisation=busy)
        .order_by("pk")
        .values_list("resource_id", flat=True)[0]
    )
    leads, editors, here = cookie_of(lead), cookie_of(editor), "/en/desk/statistics/"
    newest = ClosedMonth.objects.order_by("-month").values_list("month", flat=True)[0]
    asked = {
        "the market, one month": Asked(leads, [f"{here}?period={newest:%Y-%m}"]),
        "the market, all months": Asked(leads, [f"{here}?period=all"]),
        "one organisation, all months": Asked(editors, [f"{here}organisations/{busy}/?period=all"]),
        "one resource, all months": Asked(editors, [f"{here}resources/{resource}/?period=all"]),
        "searched and not found, all months": Asked(leads, [f"{here}searches/?period=all"]),
        "what there is": Asked(leads, [f"{here}coverage/"]),
        "for funders, all months": Asked(leads, [f"{here}funders/?period=all"]),
        "a table as CSV, all months": Asked(leads, [f"{here}tables/resources.csv?period=all"]),
    }
    return asked_figures(asked, rounds)
