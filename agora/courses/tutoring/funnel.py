"""From interest to certificate, by country and by language, with small numbers hidden."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from agora.courses.models import Interest, Run
from agora.courses.tutoring.counting import counted_at, stage_rows
from agora.courses.tutoring.logic import Table, masked, without_totals_of
from agora.kernel import languages
from agora.topics.queries import vocabulary

STAGES: Final = (
    gettext_lazy("Interest confirmed"),
    gettext_lazy("Applied or enrolled"),
    gettext_lazy("Got a place"),
    gettext_lazy("Began"),
    gettext_lazy("Half-way"),
    pgettext_lazy("people of a course", "Completed"),
    gettext_lazy("Certificate"),
)
_Key = tuple[uuid.UUID | None, str]


@dataclass(frozen=True)
class Funnel:
    """The same people twice: by country and by language."""

    by_country: Table
    by_language: Table
    counted_at: dt.datetime | None = None


def funnel(run: Run, reader: str) -> Funnel:
    """How many got how far; four queries at most.

    Interest is that in the course: whoever waits for it waits for no run.
    """
    counts: dict[_Key, list[int]] = defaultdict(lambda: [0] * len(STAGES))
    interested = Interest.objects.filter(course=run.course_id, confirmed_at__isnull=False)
    for place, language, n in (
        interested.order_by().values_list("place", "language").annotate(n=Count("pk"))
    ):
        counts[place, language][0] += n
    counted = counted_at(run.pk)
    for place, language, stage, n in stage_rows(run, counted):
        counts[place, language][stage] += n
    named = _countries(reader)
    country = _merged(counts, lambda key: named(key[0]))
    tongue = _merged(counts, lambda key: languages.name(key[1], reader))
    by_country = masked(country, len(STAGES))
    by_language = without_totals_of(masked(tongue, len(STAGES)), by_country)
    return Funnel(without_totals_of(by_country, by_language), by_language, counted)


def _merged(counts: dict[_Key, list[int]], label: Callable[[_Key], str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for key, stages in counts.items():
        own = found.setdefault(label(key), [0] * len(STAGES))
        for at, n in enumerate(stages):
            own[at] += n
    return dict(sorted(found.items(), key=lambda pair: (-sum(pair[1]), pair[0])))


def _countries(reader: str) -> Callable[[uuid.UUID | None], str]:
    words = vocabulary()
    found: dict[uuid.UUID | None, str] = {}

    def named(place: uuid.UUID | None) -> str:
        if place not in found:
            spot = words.place_by_id.get(place) if place else None
            chain = [*words.place_ancestors(spot), spot] if spot else []
            country = next((one for one in chain if one.kind == "country"), spot)
            found[place] = country.label(reader) if country else _("Not said")
        return found[place]

    return named
