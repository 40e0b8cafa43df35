"""From interest to certificate, by country and by language, with small numbers hidden."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from agora.courses.models import Enrolment, Interest, NodeProgress, Run
from agora.courses.queries.content import outline
from agora.courses.tutoring.certified import with_certificate
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
_Key = tuple[int | None, str]


@dataclass(frozen=True)
class Funnel:
    """The same people twice: by country and by language."""

    by_country: Table
    by_language: Table


def funnel(run: Run, reader: str) -> Funnel:
    """How many got how far; a query for each of interest, the way, half of it, and the certificate.

    Interest is that in the course: whoever waits for it waits for no run.
    """
    counts: dict[_Key, list[int]] = defaultdict(lambda: [0] * len(STAGES))
    interested = Interest.objects.filter(course=run.course_id, confirmed_at__isnull=False)
    for place, language, n in (
        interested.order_by().values_list("place", "language").annotate(n=Count("pk"))
    ):
        counts[place, language][0] += n
    rows = Enrolment.objects.filter(run=run).order_by()
    done = Q(state=Enrolment.State.COMPLETED)
    for place, language, *stages in rows.values_list("place", "language").annotate(
        asked=Count("pk"),
        placed=Count("pk", filter=Q(enrolled_at__isnull=False)),
        began=Count("pk", filter=Q(enrolled_at__isnull=False, last_at__isnull=False) | done),
        completed=Count("pk", filter=done),
    ):
        asked, placed, began, completed = stages
        for at, n in ((1, asked), (2, placed), (3, began), (5, completed)):
            counts[place, language][at] += n
    for at, found in ((4, rows.filter(_half(run) | done)), (6, with_certificate(rows))):
        for place, language, n in found.values_list("place", "language").annotate(n=Count("pk")):
            counts[place, language][at] += n
    named = _countries(reader)
    country = _merged(counts, lambda key: named(key[0]))
    language = _merged(counts, lambda key: languages.name(key[1], reader))
    by_country = masked(country, len(STAGES))
    by_language = without_totals_of(masked(language, len(STAGES)), by_country)
    return Funnel(without_totals_of(by_country, by_language), by_language)


def _half(run: Run) -> Q:
    """Those who did half of what is required; of a course that changed, by what it requires now."""
    if run.course.live_id is None:
        return Q(pk__in=())
    wanted = outline(run.course.live_id).wanted()
    required = len({one.group or one.key for one in wanted})
    if not required:
        return Q(pk__in=())
    reached = (
        NodeProgress.objects.filter(enrolment__run=run, node_key__in=[one.key for one in wanted])
        .order_by()
        .values("enrolment")
        .annotate(n=Count("pk"))
        .filter(n__gte=(required + 1) // 2)
    )
    return Q(pk__in=reached.values("enrolment"))


def _merged(counts: dict[_Key, list[int]], label: Callable[[_Key], str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for key, stages in counts.items():
        own = found.setdefault(label(key), [0] * len(STAGES))
        for at, n in enumerate(stages):
            own[at] += n
    return dict(sorted(found.items(), key=lambda pair: (-sum(pair[1]), pair[0])))


def _countries(reader: str) -> Callable[[int | None], str]:
    words = vocabulary()
    found: dict[int | uuid.UUID | None, str] = {}

    def named(place: int | None) -> str:
        if place not in found:
            spot = words.place_by_id.get(place) if place else None
            chain = [*words.place_ancestors(spot), spot] if spot else []
            country = next((one for one in chain if one.kind == "country"), spot)
            found[place] = country.label(reader) if country else _("Not said")
        return found[place]

    return named
