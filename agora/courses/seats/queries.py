"""Asking for runs: what they say of themselves, where they stand, what one may do next."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agora.catalogue.models import ResourceText
from agora.catalogue.queries import resources_visible_to
from agora.courses.models import Course, Enrolment, Interest, QuestionText, Run, RunText
from agora.courses.rules import ORGANISERS
from agora.courses.seats.counting import dates_of
from agora.courses.seats.logic import RunState, run_state
from agora.kernel import clock, languages
from agora.kernel.kinds import Described
from agora.people.queries import Standing, Viewer, text_for
from agora.topics.queries import Spot, vocabulary
from agora.ui import wording
from agora.ui.rows import NOTHING, Link, Said

FEW = 5
"""Numbers of people below this are not shown."""


def course_titles(courses: Collection[uuid.UUID], reader: str) -> dict[uuid.UUID, Said]:
    """What these courses are called, to a reader of this language; one query."""
    rows: dict[uuid.UUID, list[ResourceText]] = {}
    for text in ResourceText.objects.filter(resource__in=courses).select_related("resource"):
        rows.setdefault(text.resource_id, []).append(text)
    found = {}
    for key, texts in rows.items():
        best = text_for(texts, reader, texts[0].resource.original_language)
        found[key] = wording.said(best.title, best.language, reader, "human") if best else NOTHING
    return {key: found.get(key, NOTHING) for key in courses}


def run_words(run: Run, reader: str) -> RunText | None:
    """What a run says of itself, best to this reader."""
    return text_for(list(run.texts.all()), reader, run.original_language)


def question_words(texts: Collection[QuestionText], reader: str, original: str) -> QuestionText:
    """A question, best to this reader."""
    found = text_for(list(texts), reader, original)
    if found is None:
        raise LookupError("a question without words")
    return found


def courses_visible_to(viewer: Viewer) -> QuerySet[Course]:
    """The courses this viewer may see."""
    return Course.objects.filter(resource__in=resources_visible_to(viewer))


def course_at(slug: str, viewer: Viewer) -> Course | None:
    """The course at this address, if the viewer may see it."""
    rows = courses_visible_to(viewer).select_related("resource", "live")
    return rows.filter(resource__slug=slug).first()


def runs_visible_to(viewer: Viewer) -> QuerySet[Run]:
    """Published runs of courses this viewer may see."""
    return Run.objects.filter(is_published=True, course__in=courses_visible_to(viewer))


def run_describe(
    ids: Collection[uuid.UUID], language: str, tokens: frozenset[str]
) -> dict[uuid.UUID, Described]:
    """What may be said of these runs to a viewer with these tokens."""
    rows = runs_visible_to(Viewer(tokens)).filter(pk__in=ids).select_related("course__resource")
    found = list(rows)
    titles = course_titles({run.course_id for run in found}, language)
    return {
        run.pk: Described(
            _("Run of “%(title)s”") % {"title": titles[run.course_id]},
            f"/{language}/courses/{run.course.resource.slug}/runs/{run.pk}/",
            run.course.resource.owner_id,
        )
        for run in found
    }


def runs_organised_by(standing: Standing) -> QuerySet[Run]:
    """The runs this person organises: of their organisations' courses; a lead all."""
    return Run.objects.filter(course__in=courses_organised_by(standing))


def courses_organised_by(standing: Standing) -> QuerySet[Course]:
    """The courses whose runs this person plans; withdrawn ones are not among them."""
    rows = Course.objects.filter(resource__withdrawn_at__isnull=True)
    if standing.is_lead:
        return rows
    return rows.filter(resource__owner__in=standing.organisations(*ORGANISERS))


def organises_at_all(standing: Standing) -> bool:
    """Whether this person organises courses of anybody."""
    return standing.is_lead or bool(standing.organisations(*ORGANISERS))


def state_in_words(state: RunState) -> str:
    """Where a run stands, as a page says it."""
    return {
        RunState.TO_BE_SCHEDULED: _("Dates to be announced"),
        RunState.FUTURE_NOT_YET_OPEN: _("Enrolment is not open yet"),
        RunState.FUTURE_OPEN: _("Open for enrolment, not begun yet"),
        RunState.FUTURE_CLOSED: _("Enrolment is over, not begun yet"),
        RunState.ONGOING_OPEN: _("Open for enrolment"),
        RunState.ONGOING_CLOSED: _("Running, enrolment is over"),
        RunState.ARCHIVED: _("Ended"),
        RunState.CANCELLED: _("Cancelled"),
    }[state]


def left_in_words(left: int | None) -> str:
    """How many places are left, as a page says it."""
    if left is None:
        return _("There is room for everybody.")
    if left == 0:
        return _("All places are taken; you can wait for one.")
    return ngettext("%(left)s place is left.", "%(left)s places are left.", left) % {"left": left}


@dataclass(frozen=True)
class Offer:
    """A run as the page of its course offers it; moments are in UTC, to be shown in `zone`."""

    id: uuid.UUID
    title: Said
    state: RunState
    state_in_words: str
    starts: dt.datetime | None
    ends: dt.datetime | None
    enrol_from: dt.datetime | None
    enrol_until: dt.datetime | None
    zone: str
    places_in_words: str
    by_application: bool
    self_paced: bool
    next: Link | None
    mine: str = ""
    """The state of the viewer's own enrolment, where they have one."""


def offers(course_id: uuid.UUID, reader: str, viewer: Viewer) -> tuple[Offer, ...]:
    """The published runs of a course, those one can enrol in first; four queries, one more for who is
    signed in.
    """
    runs = list(
        runs_visible_to(viewer)
        .filter(course=course_id)
        .select_related("course__resource")
        .prefetch_related("texts")
    )
    mine: dict[uuid.UUID, str] = {}
    if viewer.account is not None and runs:
        mine = dict(
            Enrolment.objects.filter(
                account=viewer.account, run__in=runs, state__in=Enrolment.OPEN
            ).values_list("run_id", "state")
        )
    now, counts = clock.now(), counts_of([run.pk for run in runs])
    rows = []
    for run in runs:
        seated = sum(counts.get((run.pk, state), 0) for state in Enrolment.SEATED)
        left = None if run.capacity is None else max(0, run.capacity - seated)
        rows.append(_offer(run, reader, now, mine.get(run.pk, ""), left))
    order = list(RunState)
    first = (RunState.ONGOING_OPEN, RunState.FUTURE_OPEN)
    rows.sort(
        key=lambda row: (
            row.state not in first,
            row.state is RunState.ARCHIVED,
            row.starts or now,
            order.index(row.state),
            str(row.id),
        )
    )
    return tuple(rows)


def counts_of(runs: Collection[uuid.UUID]) -> dict[tuple[uuid.UUID, str], int]:
    """How many enrolments these runs have of each state; one query."""
    rows = Enrolment.objects.filter(run__in=runs).order_by()
    return {
        (run, state): count
        for run, state, count in rows.values_list("run", "state").annotate(Count("pk"))
    }


def _offer(run: Run, reader: str, now: dt.datetime, mine: str, left: int | None) -> Offer:
    state = run_state(dates_of(run), now)
    words = run_words(run, reader)
    title = (
        wording.said(words.title, words.language, reader, "human")
        if words and words.title
        else NOTHING
    )
    return Offer(
        run.pk,
        title,
        state,
        state_in_words(state),
        run.starts,
        run.ends,
        run.enrol_from,
        run.enrol_until,
        run.timezone,
        left_in_words(left) if state.is_open else "",
        run.admission == Run.Admission.APPLICATION,
        run.self_paced,
        next_step(run, state, reader, mine, left),
        mine,
    )


def next_step(run: Run, state: RunState, reader: str, mine: str, left: int | None) -> Link | None:
    """What somebody may do next with a run; None where there is nothing to do."""
    slug = run.course.resource.slug
    page = f"/{reader}/courses/{slug}/runs/{run.pk}/"
    if mine in Enrolment.LEARNING:
        return Link(_("Go on learning"), f"/{reader}/courses/{slug}/learn/", "learn")
    if mine:
        return Link(_("See where your request stands"), page, "seat")
    if not state.is_open:
        return None
    if run.admission == Run.Admission.APPLICATION:
        return Link(_("Apply for a place"), f"{page}enrol/", "apply")
    if left == 0:
        return Link(_("Join the waiting list"), f"{page}enrol/", "wait")
    return Link(_("Enrol"), f"{page}enrol/", "enrol")


def place_named(text: str) -> Spot | None:
    """The place of this name in any of its languages; the smaller one where two share it."""
    wanted = " ".join(text.split()).casefold()
    if not wanted:
        return None
    order = ("city", "administrative", "country", "region")
    found = [
        spot
        for spot in vocabulary().places.values()
        if spot.kind in order and wanted in {name.casefold() for name in spot.names.values()}
    ]
    return min(found, key=lambda spot: (order.index(spot.kind), spot.key), default=None)


@dataclass(frozen=True)
class Counted:
    """How many of a kind; None where they are so few that somebody could be known by it."""

    label: str
    count: int | None


def counted(found: Mapping[str, int]) -> list[Counted]:
    """Largest first; small numbers hidden, and one more where the rest would give a hidden one away."""
    ordered = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    shown = [(label, count) for label, count in ordered if count >= FEW]
    small = sum(count for _label, count in ordered) - sum(count for _label, count in shown)
    if 0 < small < FEW and shown:
        shown.pop()
    return [Counted(label, count if (label, count) in shown else None) for label, count in ordered]


def interest_counts(course_id: uuid.UUID, reader: str) -> tuple[int, list[Counted], list[Counted]]:
    """Confirmed interests: in all, by language, by country; numbers below `FEW` hidden."""
    rows = Interest.objects.filter(course=course_id, confirmed_at__isnull=False)
    tongues = dict(rows.order_by().values_list("language").annotate(Count("pk")))
    countries: dict[str, int] = {}
    words = vocabulary()
    for place, count in rows.order_by().values_list("place").annotate(Count("pk")):
        spot = words.place_by_id.get(place) if place else None
        chain = [*words.place_ancestors(spot), spot] if spot else []
        label = next((one.label(reader) for one in chain if one.kind == "country"), "")
        label = label or (spot.label(reader) if spot else _("Not said"))
        countries[label] = countries.get(label, 0) + count

    named = {languages.name(tag, reader): count for tag, count in tongues.items()}
    return sum(tongues.values()), counted(named), counted(countries)
