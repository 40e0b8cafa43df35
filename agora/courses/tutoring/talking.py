"""The discussion of a run: a place of talk whose people are its learners, tutors and organisers."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from agora.courses.models import CohortTutor, Enrolment, Node, Run
from agora.courses.queries.content import Outline, outline
from agora.courses.rules import ORGANISERS
from agora.courses.seats.queries import course_titles, run_words
from agora.courses.tutoring.rooms import organiser_accounts, tutored_runs
from agora.people.queries import Standing
from agora.talk import places, queries
from agora.talk.models import Thread

if TYPE_CHECKING:
    from agora.courses.queries.content import BlockView

KIND = "run"
Ids = Collection[uuid.UUID]


def _guides(standing: Standing, found: Ids) -> set[uuid.UUID]:
    """Of these runs, those somebody tutors a group of, or organises."""
    runs = Run.objects.filter(pk__in=list(found))
    mine = set(tutored_runs(standing).filter(pk__in=list(found)).values_list("pk", flat=True))
    if standing.is_lead:
        return mine | set(runs.values_list("pk", flat=True))
    owners = standing.organisations(*ORGANISERS)
    if owners:
        own = runs.filter(course__resource__owner__in=owners)
        mine |= set(own.values_list("pk", flat=True))
    return mine


def _reads(standing: Standing, found: Ids) -> set[uuid.UUID]:
    if standing.account is None:
        return set()
    learns = Enrolment.objects.filter(
        run__in=list(found), account=standing.account, state__in=Enrolment.LEARNING
    )
    return set(learns.values_list("run", flat=True)) | _guides(standing, found)


def _moderates(standing: Standing, found: Ids) -> set[uuid.UUID]:
    return _guides(standing, found) if standing.account else set()


def _describe(found: Ids, language: str) -> dict[uuid.UUID, places.PlaceNamed]:
    runs = list(
        Run.objects.filter(pk__in=list(found))
        .select_related("course__resource")
        .prefetch_related("texts")
    )
    titles = course_titles({run.course_id for run in runs}, language)
    named = {}
    for run in runs:
        words, course = run_words(run, language), titles[run.course_id].text
        title = course
        if words and words.title:
            title = _("%(course)s: %(run)s") % {"course": course, "run": words.title}
        path = f"/{language}/courses/{run.course.resource.slug}/runs/{run.pk}/"
        named[run.pk] = places.PlaceNamed(title, path)
    return named


def _members(run_id: uuid.UUID) -> set[uuid.UUID]:
    run = Run.objects.select_related("course__resource").filter(pk=run_id).first()
    if run is None:
        return set()
    learn = Enrolment.objects.filter(
        run=run, state__in=Enrolment.LEARNING, account__isnull=False
    ).values_list("account", flat=True)
    tutor = CohortTutor.objects.filter(cohort__run=run).values_list("account", flat=True)
    organise = organiser_accounts(run).values_list("person__account", flat=True)
    return {key for rows in (learn, tutor, organise) for key in rows if key}


def _titles(run_id: uuid.UUID, anchors: Ids, language: str) -> dict[uuid.UUID, str]:
    """Lessons and blocks of any version of the course: a thread may be about what is no more."""
    course = Run.objects.filter(pk=run_id).values_list("course_id", "course__live_id").first()
    if course is None:
        return {}
    found: dict[uuid.UUID, str] = {}
    if course[1]:
        found = _said_by(outline(course[1]), anchors, language)
    lost = set(anchors) - set(found)
    if lost:
        older = Node.objects.filter(version__course=course[0], key__in=lost)
        for version in older.order_by("-version__number").values_list("version", flat=True):
            found |= _said_by(outline(version), lost - set(found), language)
            if not lost - set(found):
                break
    return found


def _said_by(skeleton: Outline, anchors: Ids, language: str) -> dict[uuid.UUID, str]:
    found = {}
    for key in anchors:
        lesson, block = skeleton.by_key.get(key), skeleton.blocks.get(key)
        if block is not None:
            lesson = skeleton.by_key[block.lesson]
        title = block.titles.title(language) if block else ""
        if lesson is not None:
            found[key] = title or lesson.titles.title(language)
    return found


def _title(run_id: uuid.UUID, anchor: uuid.UUID, language: str) -> str | None:
    return _titles(run_id, [anchor], language).get(anchor)


PLACE = places.Place(
    may_read=_reads,
    may_write=_reads,
    may_moderate=_moderates,
    describe=_describe,
    members=_members,
    anchor_title=_title,
    anchor_titles=_titles,
)


def ask_path(run_id: uuid.UUID, reader: str, anchor: uuid.UUID | None = None) -> str:
    """Where somebody asks the people of a run, about one lesson or block or about all of it."""
    about = f"?anchor={anchor}" if anchor else ""
    return f"/{reader}/talk/{KIND}/{run_id}/new/{about}"


def panel(block: BlockView, enrolment: Enrolment) -> Mapping[str, Any] | None:
    """What stands below a discussion prompt: how much is said of it, and where; one query."""
    reader = get_language() or "en"
    about: Mapping[str, Any] = {"place_kind": KIND, "place_id": enrolment.run_id}
    said = Thread.objects.filter(
        pk__in=queries.threads_of(KIND, [enrolment.run_id]).values("pk"), anchor=block.key, **about
    ).count()
    if not said:
        return {"path": ask_path(enrolment.run_id, reader, block.key), "label": _("Begin to talk")}
    label = ngettext(
        "Read and answer (%(count)s discussion)", "Read and answer (%(count)s discussions)", said
    ) % {"count": said}
    path = f"/{reader}/talk/{KIND}/{enrolment.run_id}/?anchor={block.key}"
    return {"path": path, "label": label}
