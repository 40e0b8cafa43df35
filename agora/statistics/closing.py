"""Closing a month: its figures are made once, small numbers hidden, and its daily counts deleted.

A month is closed on the third day after its end, when every process has long written. Its figures come in
batches of short transactions; it is shown when all are there, and whoever is killed meanwhile begins it
anew. Once it is closed nothing below five is kept of it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final, TypeVar

from django.db import connection, transaction
from django.db.models import QuerySet, Sum

from agora.catalogue.models import Contribution, Practice, Resource
from agora.forums.models import Stand
from agora.kernel import clock
from agora.statistics.counting import ACTS, NOTHING, OTHER, READ, uuid_value
from agora.statistics.logic import (
    EVER,
    Node,
    month_of,
    next_month,
    quarter_of,
    shown_across,
    shown_in,
    sum_of,
    year_of,
)
from agora.statistics.models import AskedWords, ClosedMonth, DayCount, DayTotal, Figure
from agora.topics.queries import vocabulary

AFTER: Final = dt.timedelta(days=2)
"""How long after its end a month is closed."""
BATCH: Final = 1_000
ALL, OWNER = "all", "owner"
Cell = tuple[str, uuid.UUID, uuid.UUID, str]
"""What, thing, owner, language: one place in a month's tree."""
Counts = Mapping[tuple[str, uuid.UUID, str], int]
"""What, thing, language."""
Item = TypeVar("Item")


def months_close() -> int:
    """Close every month that is over and was not closed; how many were."""
    before = month_of(clock.now().date() - AFTER)
    closed, done = set(ClosedMonth.objects.values_list("month", flat=True)), 0
    days = DayCount.objects.filter(day__lt=before).dates("day", "month")
    asked = AskedWords.objects.filter(month__lt=before).values_list("month", flat=True).distinct()
    late = {*days, *asked}
    waiting = set(late)
    if waiting or closed:
        # A month in which nothing was counted is closed too: it has its place among the others.
        month = min((*waiting, *closed))
        while month < before:
            waiting.add(month)
            month = next_month(month)
    for month in sorted(waiting - closed):
        month_close(month)
        done += 1
    for month in sorted(closed & late):
        counts_forget(month)  # it was killed while it deleted, or something came too late
    return done


def month_close(month: dt.date) -> None:
    """Make the figures of a month, show it, and delete what it was counted from."""
    counts: dict[str, dict[tuple[str, uuid.UUID, str], int]] = defaultdict(dict)
    days = DayCount.objects.filter(day__gte=month, day__lt=next_month(month)).order_by()
    for what, thing, act, language, number in days.values_list(
        "what", "thing", "act", "language"
    ).annotate(number=Sum("number")):
        counts[act][(what, thing, language)] = number
    figures_write(month, counts)
    words_write(month)
    ClosedMonth.objects.get_or_create(month=month)
    counts_forget(month)


def figures_write(month: dt.date, counts: Mapping[str, Counts]) -> None:
    """Write what may be shown of a month's counts, and bring the longer periods up to date."""
    _delete(Figure.objects.filter(span="m", start=month))  # of one that was killed half-way
    owners = owners_of({(what, thing) for held in counts.values() for what, thing, _tag in held})
    cells = (
        (act, cell, number)
        for act in ACTS
        for cell, number in figures_of(act, counts.get(act, {}), owners)
    )
    things = set()
    for some in batches(cells):
        Figure.objects.bulk_create(
            Figure(
                span="m", start=month, what=what, thing=thing, owner=owner, act=act, language=tag,
                number=number,
            )
            for act, (what, thing, owner, tag), number in some
        )  # fmt: skip
        things |= {thing for _act, (_what, thing, _owner, _tag), _number in some}
    for keys in batches(sorted(things), BATCH // 4):
        _longer(month, keys)


def figures_of(
    act: str, counts: Counts, owners: Mapping[tuple[str, uuid.UUID], uuid.UUID]
) -> Iterator[tuple[Cell, int]]:
    """The numbers of one act in one month that may be shown."""
    tags: dict[tuple[str, uuid.UUID], dict[str, int]] = defaultdict(dict)
    for (what, thing, tag), number in counts.items():
        tags[(what, thing)][tag] = number
    of: dict[uuid.UUID, list[Node[Cell]]] = defaultdict(list)
    other: dict[str, int] = {}
    for (what, thing), held in sorted(tags.items()):
        if what == OTHER:
            other = held
            continue
        owner = owners.get((what, thing), NOTHING)
        children = (Node((what, thing, owner, tag), held[tag]) for tag in sorted(held))
        node = sum_of((what, thing, owner, ""), children)
        # Only reads are shown by language.
        of[owner].append(node if act == READ else Node(node.key, node.number))
    nodes = [sum_of((OWNER, owner, owner, ""), of[owner]) for owner in sorted(of)]
    if other:
        nodes.append(Node((OTHER, NOTHING, NOTHING, ""), sum(other.values())))
    shown = shown_in(sum_of((ALL, NOTHING, NOTHING, ""), nodes))
    yield from shown.items()
    if act == READ and shown:
        totals: Counter[str] = Counter()
        for (_what, _thing, tag), number in counts.items():
            totals[tag] += number
        below: Counter[str] = Counter()
        for (_what, _thing, _owner, tag), number in shown.items():
            below[tag] += number if tag else 0
        for tag, number in shown_across(totals, other, below).items():
            yield (ALL, NOTHING, NOTHING, tag), number


def owners_of(things: Iterable[tuple[str, uuid.UUID]]) -> dict[tuple[str, uuid.UUID], uuid.UUID]:
    """The organisation each thing is counted for: one, its first publisher, or whose practice it is."""
    found: dict[tuple[str, uuid.UUID], uuid.UUID] = {}
    resources, stands = [], []
    for what, thing in things:
        if what == "organisation":
            found[(what, thing)] = thing
        elif what == "resource":
            resources.append(thing)
        elif what == "stand":
            stands.append(thing)
    for some in batches(stands):
        for key, owner in Stand.objects.filter(pk__in=some).values_list("pk", "organisation_id"):
            found[("stand", key)] = owner
    term = vocabulary().term("roles", "publisher")
    for some in batches(resources):
        # Later lines win: whose it is, then whose practice it tells, then its first publisher.
        owned = Resource.objects.filter(pk__in=some).values_list("pk", "owner_id")
        told = Practice.objects.filter(pk__in=some).values_list("resource_id", "organisation_id")
        published = (
            Contribution.objects.filter(resource__in=some, role=term.id if term else None)
            .order_by("-order", "-pk")
            .values_list("resource_id", "organisation_id")
        )
        for rows in (owned, told, published):
            found |= {("resource", key): owner for key, owner in rows if owner is not None}
    return found


def _longer(month: dt.date, things: Sequence[uuid.UUID]) -> None:
    """Sum what months show into their quarter, quarters into their year, years into all."""
    marks = ", ".join(["%s"] * len(things))
    keys = [uuid_value(thing) for thing in things]
    with transaction.atomic(), connection.cursor() as cursor:
        for span, start, of, within in _steps(month):
            cursor.execute(
                # Only marks for values are put into the text. Whose a thing is now, it is throughout.
                "INSERT INTO statistics_figure "  # noqa: S608
                "(span, start, what, thing, owner, act, language, number) "
                "SELECT %s, %s, f.what, f.thing, o.owner, f.act, f.language, SUM(f.number) "
                "FROM statistics_figure f JOIN (SELECT DISTINCT what, thing, owner "
                f"FROM statistics_figure WHERE span = 'm' AND start = %s AND thing IN ({marks})) o "
                "ON o.what = f.what AND o.thing = f.thing "
                f"WHERE f.thing IN ({marks}) AND f.span = %s {_WITHIN if within else ''} "
                "GROUP BY f.what, f.thing, o.owner, f.act, f.language "
                "ON CONFLICT (thing, what, span, start, act, language) "
                "DO UPDATE SET number = excluded.number, owner = excluded.owner",
                [
                    span, start.isoformat(), month.isoformat(), *keys, *keys, of,
                    *(day.isoformat() for day in within),
                ],
            )  # fmt: skip


_WITHIN = "AND start >= %s AND start < %s"


def _steps(month: dt.date) -> tuple[tuple[str, dt.date, str, tuple[dt.date, ...]], ...]:
    """Longer spans, their start, the shorter span they are summed from, and within which starts."""
    return (
        ("q", quarter_of(month), "m", _months_of(quarter_of(month), 3)),
        ("y", year_of(month), "q", _months_of(year_of(month), 12)),
        ("a", EVER, "y", ()),
    )


def _months_of(start: dt.date, count: int) -> tuple[dt.date, dt.date]:
    end = start
    for _ in range(count):
        end = next_month(end)
    return start, end


def words_write(month: dt.date) -> None:
    """Take the words that were asked often enough into the figures of a month and longer periods."""
    begin = "INSERT INTO statistics_wordfigure (span, start, language, is_few, words, number) "
    end = (
        " ON CONFLICT (words, language, is_few, span, start) DO UPDATE SET number = excluded.number"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"{begin} SELECT 'm', month, language, is_few, words, number "  # noqa: S608
            f"FROM statistics_askedwords WHERE month = %s AND words <> '' {end}",
            [month.isoformat()],
        )
        for span, start, of, within in _steps(month):
            cursor.execute(
                # Only marks for values are put into the text.
                f"{begin} SELECT %s, %s, language, is_few, words, SUM(number) "  # noqa: S608
                "FROM statistics_wordfigure WHERE words IN "
                "(SELECT words FROM statistics_wordfigure WHERE span = 'm' AND start = %s) "
                f"AND span = %s {_WITHIN if within else ''} GROUP BY language, is_few, words {end}",
                [
                    span, start.isoformat(), month.isoformat(), of,
                    *(day.isoformat() for day in within),
                ],
            )  # fmt: skip


def counts_forget(month: dt.date) -> None:
    """Delete the daily counts and the asked words of a closed month, a batch at a time."""
    days = {"day__gte": month, "day__lt": next_month(month)}
    _delete(DayCount.objects.filter(**days))
    _delete(DayTotal.objects.filter(**days))
    _delete(AskedWords.objects.filter(month=month))


def _delete(rows: QuerySet[Any]) -> None:
    """Delete these, a short transaction at a time."""
    while keys := list(rows.order_by().values_list("pk", flat=True)[:BATCH]):
        rows.model._default_manager.filter(pk__in=keys).delete()


def batches(items: Iterable[Item], size: int = BATCH) -> Iterator[list[Item]]:
    """These in lists of at most so many."""
    remaining = iter(items)
    while some := list(islice(remaining, size)):
        yield some
