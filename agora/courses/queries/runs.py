"""When a course is held: what is offered to whom looks at its page."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Q

from agora.courses.models import Course, Run, RunText
from agora.kernel import clock, languages
from agora.ui import wording
from agora.ui.rows import NOTHING, Said


@dataclass(frozen=True)
class Offer:
    """A run as the course's page offers it.

    `state`: `soon` (enrolment opens later), `open`, `closed` (enrolment is over). `applies` says that one
    applies with a form.
    """

    run: uuid.UUID
    title: Said
    about: Said
    state: str
    applies: bool
    self_paced: bool
    starts: dt.datetime | None
    ends: dt.datetime | None
    enrol_from: dt.datetime | None
    enrol_until: dt.datetime | None
    timezone: str
    capacity: int | None


def offers(course: Course, reader: str) -> tuple[Offer, ...]:
    """The published runs that are not over, those that are open first; two queries."""
    now = clock.now()
    runs = list(
        Run.objects.filter(
            Q(ends__isnull=True) | Q(ends__gt=now),
            course=course,
            is_published=True,
            cancelled_at__isnull=True,
        ).order_by("starts", "pk")
    )
    texts: dict[uuid.UUID, dict[str, RunText]] = {}
    for text in RunText.objects.filter(run__in=runs):
        texts.setdefault(text.run_id, {})[text.language] = text
    made = [_offer(run, texts.get(run.pk, {}), reader, now) for run in runs]
    order = {"open": 0, "soon": 1, "closed": 2}
    return tuple(sorted(made, key=lambda one: order[one.state]))


def _offer(run: Run, texts: dict[str, RunText], reader: str, now: dt.datetime) -> Offer:
    order = languages.preference(reader, run.original_language)
    tag = next((one for one in order if one in texts), None)
    text = texts[tag] if tag else None
    if run.enrol_from is not None and run.enrol_from > now:
        state = "soon"
    elif run.enrol_until is not None and run.enrol_until <= now:
        state = "closed"
    else:
        state = "open"
    return Offer(
        run=run.pk,
        title=wording.said(text.title, text.language, reader) if text else NOTHING,
        about=wording.said(text.about, text.language, reader) if text else NOTHING,
        state=state,
        applies=run.admission == Run.Admission.APPLICATION,
        self_paced=run.self_paced,
        starts=run.starts,
        ends=run.ends,
        enrol_from=run.enrol_from,
        enrol_until=run.enrol_until,
        timezone=run.timezone,
        capacity=run.capacity,
    )
