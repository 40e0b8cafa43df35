"""Asking for figures: of the market, of an organisation, of a thing; words searched in vain; what there is."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.core.cache import caches
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from agora.catalogue import queries as catalogue
from agora.catalogue.models import Contribution, Practice, Resource
from agora.kernel import clock, generations
from agora.kernel.kinds import Described, described_all
from agora.kernel.languages import TAGS
from agora.people.queries import Standing, Viewer
from agora.readers.models import Use
from agora.statistics.closing import OWNER
from agora.statistics.counting import NOTHING, READ
from agora.statistics.logic import Period, month_of, next_month, so_far
from agora.statistics.models import AskedWords, ClosedMonth, DayTotal, Figure, WordFigure
from agora.topics.queries import AXES, GOALS, vocabulary

EDITORS = ("admin", "editor")
"""Whose organisation's figures somebody sees."""
USE = "use"
THINGS = ("resource", "organisation", "stand", "forum")
PAGE = 25
Numbers = Mapping[str, int]
"""Per act; what is hidden is not in it."""
Reports = Mapping[dt.date, int]
"""Approved reports from cities, per month."""


def sees_market(standing: Standing) -> bool:
    """Whether somebody sees the figures of the whole market: the learning team does."""
    return bool(standing.duties)


def sees_owner(standing: Standing, organisation: uuid.UUID) -> bool:
    """Whether somebody sees an organisation's figures: its editors and the learning team."""
    return sees_market(standing) or standing.has(organisation, *EDITORS)


def sees_something(standing: Standing) -> bool:
    """Whether there are any figures for them."""
    return sees_market(standing) or bool(standing.organisations(*EDITORS))


def resource_seen(standing: Standing, resource: uuid.UUID) -> Resource | None:
    """The resource, for whoever sees its figures: editors of those who publish or own it, the team."""
    row = Resource.objects.filter(pk=resource).first()
    if row is None or sees_market(standing):
        return row
    theirs = standing.organisations(*EDITORS)
    published = Contribution.objects.filter(
        resource=resource,
        organisation__in=theirs,
        role__scheme__key="roles",
        role__key__in=("publisher", "co-publisher"),
    )
    told = Practice.objects.filter(pk=resource, organisation__in=theirs)
    return row if row.owner_id in theirs or published.exists() or told.exists() else None


def months_closed() -> list[dt.date]:
    """The months that have figures, the oldest first."""
    return list(ClosedMonth.objects.order_by("month").values_list("month", flat=True))


def _in(period: Period) -> QuerySet[Figure]:
    return Figure.objects.filter(span=period.span, start=period.start)


def _months_in(period: Period, months: Sequence[dt.date]) -> list[dt.date]:
    return [month for month in months if period.holds(month)]


@dataclass(frozen=True)
class About:
    """The figures of one thing, one organisation (`owner`) or the market (`all`) in a period."""

    sums: Numbers
    by_month: Sequence[tuple[dt.date, Numbers]]
    by_language: Sequence[tuple[str, int | None]]
    """Reads in each language of the interface; None where hidden."""


def figures_about(period: Period, months: Sequence[dt.date], what: str, thing: uuid.UUID) -> About:
    """What may be shown of it; one query."""
    wanted = _months_in(period, months)
    of_months = Q(span="m", start__gte=wanted[0], start__lte=wanted[-1], language="")
    rows = Figure.objects.filter(
        Q(span=period.span, start=period.start) | of_months, thing=thing, what=what
    )
    sums: dict[str, int] = {}
    tags: dict[str, int] = {}
    found: dict[dt.date, dict[str, int]] = defaultdict(dict)
    for span, start, act, tag, number in rows.values_list(
        "span", "start", "act", "language", "number"
    ):
        if span == period.span and not tag:
            sums[act] = number
        if span == "m" and not tag:
            found[start][act] = number
        if tag and act == READ:
            tags[tag] = number
    return About(
        sums, [(month, found[month]) for month in wanted], [(tag, tags.get(tag)) for tag in TAGS]
    )


@dataclass(frozen=True)
class Counted:
    """A thing or an organisation with its figures; `named` is None where the viewer may not see it."""

    what: str
    id: uuid.UUID
    named: Described | None
    numbers: Numbers = field(default_factory=dict)


def most_read(
    period: Period, whats: Sequence[str], *, reader: str, viewer: Viewer,
    owner: uuid.UUID | None = None, page: int = 1, size: int = PAGE,
) -> tuple[list[Counted], bool]:  # fmt: skip
    """The things of these kinds with the most reads, and whether more follow."""
    kinds = {"what": whats[0]} if len(whats) == 1 else {"what__in": whats}
    rows = _in(period).filter(act=READ, language="", **kinds)
    rows = rows.filter(owner=owner) if owner else rows
    begin = (page - 1) * size
    chosen = rows.order_by("-number", "thing").values("thing")[begin : begin + size + 1]
    numbers: dict[tuple[str, uuid.UUID], dict[str, int]] = defaultdict(dict)
    # An organisation's own page and all of its things have one id: `what` tells them apart.
    for what, thing, act, number in (
        _in(period)
        .filter(thing__in=chosen, language="", **kinds)
        .values_list("what", "thing", "act", "number")
    ):
        numbers[(what, thing)][act] = number
    found = sorted(
        (key for key, held in numbers.items() if READ in held),
        key=lambda key: (-numbers[key][READ], key[1].hex),
    )
    shown = found[:size]
    names = names_of(shown, reader, viewer)
    return [
        Counted(what, thing, names.get((what, thing)), numbers[(what, thing)])
        for what, thing in shown
    ], len(found) > size


def names_of(
    things: Sequence[tuple[str, uuid.UUID]], reader: str, viewer: Viewer
) -> dict[tuple[str, uuid.UUID], Described]:
    """What these are called, as far as the viewer may see them; some queries for each kind."""
    found: dict[tuple[str, uuid.UUID], Described] = {}
    for what in dict.fromkeys(what for what, _thing in things):
        kind = "organisation" if what == OWNER else what
        ids = [thing for of, thing in things if of == what and thing != NOTHING]
        named = described_all(kind, ids, reader, viewer.tokens)
        found |= {(what, thing): said for thing, said in named.items()}
    return found


def reports_by_month(
    period: Period,
    months: Sequence[dt.date],
    *,
    resource: uuid.UUID | None = None,
    publisher: uuid.UUID | None = None,
) -> dict[dt.date, int]:
    """How many reports from cities were approved in each month; they are public, so none is hidden."""
    wanted = _months_in(period, months)
    if not wanted:
        return {}
    rows = Use.objects.filter(
        state=Use.State.APPROVED,
        decided_at__date__gte=wanted[0],
        decided_at__date__lt=next_month(wanted[-1]),
    )
    if resource:
        rows = rows.filter(resource=resource)
    if publisher:
        rows = rows.filter(resource__in=published_by(publisher))
    counted = rows.annotate(month=TruncMonth("decided_at")).values("month").order_by()
    found = {
        row["month"].date(): int(row["number"]) for row in counted.annotate(number=Count("pk"))
    }
    return {month: found.get(month, 0) for month in wanted}


def published_by(organisation: uuid.UUID) -> QuerySet[Contribution, uuid.UUID]:
    """The resources this organisation publishes, alone or with others."""
    return Contribution.objects.filter(
        organisation=organisation,
        role__scheme__key="roles",
        role__key__in=("publisher", "co-publisher"),
    ).values_list("resource_id", flat=True)


def reads_so_far() -> int:
    """Reads of the month that still runs, down to the last five."""
    month = month_of(clock.now().date())
    rows = DayTotal.objects.filter(day__gte=month, act=READ)
    return so_far(rows.aggregate(all=Sum("number"))["all"] or 0)


@dataclass(frozen=True)
class InVain:
    """Words, the language they were searched in, whether a little was found, how often."""

    words: str
    language: str
    is_few: bool
    number: int


def searched_in_vain(period: Period | None, *, language: str = "", most: int = 100) -> list[InVain]:
    """The words that were searched in vain most often."""
    if period is None:
        return []
    rows = WordFigure.objects.filter(span=period.span, start=period.start)
    rows = rows.filter(language=language) if language else rows
    found = rows.order_by("-number", "words").values_list("words", "language", "is_few", "number")
    return [InVain(*row) for row in found[:most]]


def in_vain_so_far(*, language: str = "", most: int = 20) -> list[InVain]:
    """The same for the month that still runs, each number down to the last five."""
    month = month_of(clock.now().date())
    rows = AskedWords.objects.filter(month=month).exclude(words="")
    rows = rows.filter(language=language) if language else rows
    found = rows.order_by("-number", "words").values_list("words", "language", "is_few", "number")
    return [InVain(w, tag, few, so_far(number)) for w, tag, few, number in found[:most]]


# ---------------------------------------------------------------------------- coverage

COVERAGE = ("axis", "goal", "region", "type")
"""The facets that are the rows of the tables of coverage; languages are their columns."""


@dataclass(frozen=True)
class Covered:
    """What there is: per facet and value how many resources in all, and in each language."""

    total: int
    languages: Numbers
    rows: Mapping[str, Sequence[tuple[str, int, Numbers]]]


def coverage(reader: str, viewer: Viewer) -> Covered:
    """How many resources there are of each axis, goal, region and kind, in all and by language.

    The numbers are those of the page that searches, which each leads to. They are kept until anything
    on the market changes.
    """
    seen = hashlib.blake2b(" ".join(sorted(viewer.tokens)).encode(), digest_size=16).hexdigest()
    key = f"coverage:{generations.stamp()}:{seen}"
    held: Covered | None = caches["pages"].get(key)
    if held is None:
        held = _cover(reader, viewer)
        caches["pages"].set(key, held, settings.PAGE_CACHE_SECONDS)
    return held


def _cover(reader: str, viewer: Viewer) -> Covered:
    def counts(**filters: frozenset[str]) -> tuple[int, Mapping[str, Numbers]]:
        wanted = catalogue.Search(filters=filters)
        found = catalogue.search(wanted, reader=reader, viewer=viewer, limit=1)
        return found.total, found.facets

    total, every = counts()
    by_language = {tag: counts(language=frozenset({tag}))[1] for tag in TAGS}
    rows = {
        facet: [
            (
                value,
                every.get(facet, {}).get(value, 0),
                {tag: held.get(facet, {}).get(value, 0) for tag, held in by_language.items()},
            )
            for value in _values(facet, every.get(facet, {}))
        ]
        for facet in COVERAGE
    }
    return Covered(total, {tag: every.get("language", {}).get(tag, 0) for tag in TAGS}, rows)


def _values(facet: str, found: Numbers) -> list[str]:
    """The values that are rows: all that could be there, so that a gap is seen."""
    words = vocabulary()
    if facet == "axis":
        return list(AXES)
    if facet == "goal":
        return list(words.schemes[GOALS].roots)
    if facet == "region":
        known = [key for key, spot in words.places.items() if spot.kind == "region"]
        return sorted({*known, *found}, key=lambda key: (-found.get(key, 0), key))
    return sorted(found, key=lambda key: (-found[key], key))
