"""The pages of somebody who learns: where they go on, a lesson, how far they are, the end."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agora.catalogue.queries import resources_visible_to
from agora.courses.blocks.base import Outcome
from agora.courses.errors import LessonNotReady
from agora.courses.models import Course, CourseVersion, Enrolment
from agora.courses.pages import finishing, presenting
from agora.courses.pages.drawing import anchor_of, lesson_drawn
from agora.courses.queries.content import LessonPoint, outline
from agora.courses.queries.learning import State, learning_in, state_of
from agora.courses.queries.titles import CourseAt, course_at, course_title
from agora.courses.services import learning as services
from agora.courses.services.upgrading import version_choose, version_follow
from agora.courses.tutoring.surveys import survey_due
from agora.courses.tutoring.talking import ask_path
from agora.kernel import addresses
from agora.kernel.errors import AgoraError, NotHere
from agora.people.queries import Standing
from agora.people.viewing import signed_in, viewer_from
from agora.ui import wording
from agora.ui.meta import meta

CHILDREN = ("lesson", "block")
READS = ["GET", "HEAD", "POST"]
View = Callable[..., HttpResponseBase]


def learner(view: View) -> View:
    """A view for whoever learns in the course at this address: `view(request, mine, course, …)`.

    Nobody's memberships are read: an enrolment is all it takes. Others are led to sign in, or to the
    page of the course, where there is one for them.
    """

    @never_cache
    @wraps(view)
    def answer(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponseBase:
        user = request.user if settings.SESSION_COOKIE_NAME in request.COOKIES else None
        if user is None or not user.is_authenticated or not user.is_active:
            return _sign_in(request)
        course = course_at(slug)
        mine = learning_in(user.pk, course.id) if course else None
        if course is None or mine is None:
            return _elsewhere(request, slug, [kwargs[name] for name in CHILDREN if name in kwargs])
        if _waits(mine, course):
            mine = version_follow(mine.pk)
        return view(request, mine, course, **kwargs)

    return answer


@signed_in
def _sign_in(request: HttpRequest, _standing: Standing) -> HttpResponse:
    raise Http404


def _elsewhere(request: HttpRequest, slug: str, keys: Sequence[uuid.UUID]) -> HttpResponse:
    """The page of the course for whoever may see it; an old address leads there too.

    A lesson or block (`keys`) that the course has not is not there, whoever asks.
    """
    visible = resources_visible_to(viewer_from(request)).filter(
        pk__in=Course.objects.values("resource")
    )
    row = visible.filter(slug=slug).first()
    if row is None and (found := addresses.resolve("resource", slug)):
        row = visible.filter(pk=found[0]).first()
        if row is not None and request.method in ("GET", "HEAD") and row.slug != slug:
            here = request.get_full_path().replace(f"/courses/{slug}/", f"/courses/{row.slug}/", 1)
            return HttpResponseRedirect(here)
    if row is None or not _has(row.pk, keys):
        raise Http404
    return HttpResponseRedirect(f"/{request.LANGUAGE_CODE}/courses/{row.slug}/")


def _has(course: uuid.UUID, keys: Sequence[uuid.UUID]) -> bool:
    live = Course.objects.values_list("live", flat=True).get(pk=course)
    if not keys or live is None:
        return not keys
    skeleton = outline(live)
    point = skeleton.by_key.get(keys[0])
    return point is not None and all(
        any(one.key == key for one in point.blocks) for key in keys[1:]
    )


def _at(request: HttpRequest, slug: str, end: str = "") -> str:
    return f"/{request.LANGUAGE_CODE}/courses/{slug}/learn/{end}"


def _waits(mine: Enrolment, course: CourseAt) -> bool:
    """Whether a newer version waits for the learner's answer."""
    return course.live is not None and course.live not in (mine.version_id, mine.stays_with_id)


@require_safe
@learner
def resume(request: HttpRequest, mine: Enrolment, course: CourseAt) -> HttpResponse:
    """Go on where one left, on any device."""
    if _waits(mine, course):
        return HttpResponseRedirect(_at(request, course.slug, "new-version/"))
    state = state_of(mine)
    if state.next is None:
        return HttpResponseRedirect(_at(request, course.slug, "finished/"))
    if not state.done and (due := survey_due(mine)) is not None:
        return HttpResponseRedirect(due.path)
    return HttpResponseRedirect(_at(request, course.slug, f"{state.next.key}/"))


def _point(state: State, lesson: uuid.UUID) -> LessonPoint:
    point = state.outline.by_key.get(lesson)
    if point is None:
        raise Http404
    return point


@require_http_methods(READS)
@learner
def lesson(
    request: HttpRequest, mine: Enrolment, course: CourseAt, lesson: uuid.UUID
) -> HttpResponse:
    """A lesson; sent, it is done and the next one comes."""
    if request.method == "POST":
        try:
            onwards = services.lesson_complete(mine.pk, lesson, language=request.LANGUAGE_CODE)
        except NotHere as error:
            raise Http404 from error
        except LessonNotReady as error:
            return _lesson_page(request, mine, course, lesson, error=error, status=422)
        if onwards.lesson is None or onwards.is_completed:
            return HttpResponseRedirect(_at(request, course.slug, "finished/"))
        return HttpResponseRedirect(_at(request, course.slug, f"{onwards.lesson.key}/"))
    return _lesson_page(request, mine, course, lesson)


@require_POST
@learner
def block(
    request: HttpRequest, mine: Enrolment, course: CourseAt, lesson: uuid.UUID, block: uuid.UUID
) -> HttpResponse:
    """What a learner sent to a block; answered on its lesson's page."""
    point = outline(mine.version_id).blocks.get(block) if mine.version_id else None
    if point is None or point.lesson != lesson:
        raise Http404
    try:
        outcome = services.block_act(mine.pk, block, request.POST, language=request.LANGUAGE_CODE)
    except NotHere as error:
        raise Http404 from error
    except AgoraError as error:
        outcome = Outcome(errors={error.field: error.message}, typed=request.POST)
    if outcome.errors:
        return _lesson_page(request, mine, course, lesson, outcomes={block: outcome}, status=422)
    if outcome.said:
        messages.success(request, outcome.said)
    return HttpResponse(
        status=303,
        headers={"Location": _at(request, course.slug, f"{lesson}/#{anchor_of(block)}")},
    )


def _lesson_page(
    request: HttpRequest,
    mine: Enrolment,
    course: CourseAt,
    lesson: uuid.UUID,
    *,
    outcomes: Mapping[uuid.UUID, Outcome] | None = None,
    error: LessonNotReady | None = None,
    status: int = 200,
) -> HttpResponse:
    reader = request.LANGUAGE_CODE
    state = state_of(mine)
    point = _point(state, lesson)
    if request.method == "GET":
        services.lesson_open(mine, lesson, language=reader)
    drawn = lesson_drawn(
        state.outline,
        point,
        reader,
        enrolment=mine,
        done=state.done,
        act_path=_at(request, course.slug, f"{lesson}/"),
        outcomes=outcomes,
    )
    return render(
        request,
        "courses/lesson.html",
        {
            "nav": "mine",
            "course": course_title(state.outline.course, reader),
            "course_path": f"/{reader}/courses/{course.slug}/",
            "at": _at(request, course.slug),
            "lesson": drawn,
            "module": presenting.module_of(state, point, reader),
            "steps": presenting.steps(state, point, reader),
            "progress": presenting.progress_row(state),
            "minutes": wording.duration(point.minutes),
            "is_done": point.key in state.done,
            "is_needless": state.is_needless(point),
            "variants": presenting.variants(state, point, reader),
            "before": presenting.step(state, state.outline.lesson_before(lesson), reader),
            "after": presenting.step(state, state.outline.lesson_after(lesson), reader),
            "tongues": presenting.tongues(state.outline, request.get_full_path(), reader),
            "error": error,
            "wrong": [
                {"anchor": anchor_of(key), "message": message}
                for key, one in (outcomes or {}).items()
                for message in one.errors.values()
            ],
            "open_blocks": [
                {
                    "anchor": anchor_of(one.key),
                    "title": state.outline.blocks[one.key].titles.title(reader),
                }
                for one in state.open_in(point)
            ],
            "waits": _waits(mine, course),
            "ask": ask_path(mine.run_id, reader, lesson),
            "helpers": f"/{reader}/courses/{course.slug}/runs/{mine.run_id}/helpers/",
            "meta": meta(drawn.title, robots="noindex"),
        },
        status=status,
    )


@require_safe
@learner
def progress(request: HttpRequest, mine: Enrolment, course: CourseAt) -> HttpResponse:
    """How far one is, and what is missing, in words."""
    reader = request.LANGUAGE_CODE
    state = state_of(mine)
    return render(
        request,
        "courses/progress.html",
        {
            "nav": "mine",
            "course": course_title(state.outline.course, reader),
            "course_path": f"/{reader}/courses/{course.slug}/",
            "at": _at(request, course.slug),
            "progress": presenting.progress_row(state),
            "rules": presenting.rules(state.outline),
            "modules": presenting.modules(state, reader),
            "missing": presenting.missing(state, reader),
            "next": presenting.step(state, state.next, reader),
            "is_completed": mine.state == Enrolment.State.COMPLETED,
            "completed_at": mine.completed_at,
            "waits": _waits(mine, course),
            "meta": meta(_("How far you are"), robots="noindex"),
        },
    )


@require_safe
@learner
def finished(request: HttpRequest, mine: Enrolment, course: CourseAt) -> HttpResponse:
    """The end of a course: the certificate, what to do with it, what to learn next."""
    reader = request.LANGUAGE_CODE
    if mine.state != Enrolment.State.COMPLETED:
        return HttpResponseRedirect(_at(request, course.slug, "progress/"))
    state = state_of(mine)
    return render(
        request,
        "courses/finished.html",
        {
            "nav": "mine",
            "course": course_title(state.outline.course, reader),
            "course_path": f"/{reader}/courses/{course.slug}/",
            "at": _at(request, course.slug),
            "completed_at": mine.completed_at,
            "links": finishing.links_for(request, mine),
            "missing": presenting.missing(state, reader),
            "meta": meta(_("You have completed the course"), robots="noindex"),
        },
    )


@require_http_methods(READS)
@learner
def new_version(request: HttpRequest, mine: Enrolment, course: CourseAt) -> HttpResponse:
    """The course has changed so much that its learner is asked: go on by the new version, or stay."""
    live = course.live
    if live is None or not _waits(mine, course):
        return HttpResponseRedirect(_at(request, course.slug))
    if request.method == "POST":
        try:
            version_choose(
                mine.pk,
                _version(request.POST.get("version", "")),
                move=request.POST.get("do") == "move",
            )
        except NotHere as error:
            messages.error(request, error.message)
        return HttpResponseRedirect(_at(request, course.slug))
    reader = request.LANGUAGE_CODE
    state = state_of(mine)
    return render(
        request,
        "courses/new_version.html",
        {
            "nav": "mine",
            "course": course_title(state.outline.course, reader),
            "course_path": f"/{reader}/courses/{course.slug}/",
            "at": _at(request, course.slug),
            "version": live,
            "changes": presenting.changes(state, outline(live), reader),
            "changed_at": CourseVersion.objects.values_list("created_at", flat=True).get(pk=live),
            "meta": meta(_("The course has changed"), robots="noindex"),
        },
    )


def _version(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Http404 from error


@require_safe
@signed_in
def mine(request: HttpRequest, standing: Standing) -> HttpResponse:
    """My courses, with how far I am and where I go on."""
    if standing.account is None:
        raise Http404
    rows = presenting.my_courses(standing, request.LANGUAGE_CODE)
    return render(
        request,
        "courses/mine.html",
        {
            "nav": "mine",
            "section": "my-courses",
            "rows": rows,
            "meta": meta(_("My courses"), robots="noindex"),
        },
    )
