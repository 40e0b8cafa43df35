"""What is missing in which language, and what leads to it: for the lists of translators."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from agora.catalogue.models import CollectionItem, Relation
from agora.editorial.models import TextStanding
from agora.editorial.translating.queries import standings_for
from agora.kernel import languages
from agora.kernel.models import Trace
from agora.people.queries import Standing

STATES = ("missing", "stale", "draft", "reviewed")


@dataclass(frozen=True)
class Tally:
    """How many things stand how in one language."""

    language: str
    missing: int = 0
    stale: int = 0
    draft: int = 0
    reviewed: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.missing + self.stale + self.draft + self.reviewed

    @property
    def share(self) -> int:
        """Per cent that are there and fresh."""
        fresh = self.draft + self.reviewed
        return round(100 * fresh / self.total) if self.total else 0


def in_state(rows: QuerySet[TextStanding], state: str) -> QuerySet[TextStanding]:
    """Those of these that are missing, stale, or there and fresh as a draft or reviewed."""
    if state == "stale":
        return rows.filter(is_stale=True)
    if state in STATES:
        return rows.filter(state=state, is_stale=False)
    return rows


def filtered(
    standing: Standing, *, language: str = "", state: str = "", sort: str = ""
) -> QuerySet[TextStanding]:
    """The languages of things this person may work on, so narrowed."""
    rows = standings_for(standing)
    if language:
        rows = rows.filter(language=language)
    if sort:
        rows = rows.filter(sort=sort)
    return in_state(rows, state)


def tallies(standing: Standing, *, sort: str = "") -> tuple[Tally, ...]:
    """Per language how many things stand how; the interface's languages first. One query."""
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    rows = filtered(standing, sort=sort).values_list("language", "state", "is_stale")
    for language, state, stale, number in rows.annotate(number=Count("pk")).order_by():
        key = "stale" if stale else state
        counts[language][key] = counts[language].get(key, 0) + number
    order = {tag: at for at, tag in enumerate(languages.TAGS)}
    return tuple(
        Tally(language, **counts[language])
        for language in sorted(counts, key=lambda tag: (order.get(tag, 99), tag))
    )


def sorts_of(standing: Standing) -> tuple[str, ...]:
    """The sorts of things there are. One query."""
    rows = standings_for(standing).values_list("sort", flat=True).distinct().order_by("sort")
    return tuple(rows)


def by_weight(rows: QuerySet[TextStanding]) -> QuerySet[TextStanding]:
    """The things that most others lead to first; `weight` says how many do.

    How often a page is read is not counted on this market, so what leads to it stands for that: ties
    of other things, collections it is in, and what was made from it.
    """

    def counted(made: QuerySet[Relation] | QuerySet[CollectionItem] | QuerySet[Trace]) -> Coalesce:
        number = made.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk"))
        return Coalesce(Subquery(number.values("n"), output_field=IntegerField()), 0)

    key = OuterRef("object_id")
    return rows.annotate(
        weight=counted(Relation.objects.filter(to=key))
        + counted(CollectionItem.objects.filter(item=key))
        + counted(Trace.objects.filter(from_kind=OuterRef("kind"), from_id=key))
    ).order_by("-weight", "title", "pk")


def of_thing(
    standing: Standing, kind: str, object_id: uuid.UUID
) -> tuple[list[TextStanding], Mapping[str, TextStanding]]:
    """How a thing stands in the languages this person may work in, and in all of them."""
    rows = list(TextStanding.objects.filter(kind=kind, object_id=object_id).order_by("pk"))
    allowed = set(
        standings_for(standing)
        .filter(Q(kind=kind, object_id=object_id))
        .values_list("language", flat=True)
    )
    return [row for row in rows if row.language in allowed], {row.language: row for row in rows}
