"""Who is where, who is stuck, one person, and what a tutor does for them; questions that wait."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agora.courses.models import Attempt
from agora.courses.queries.content import outline
from agora.courses.queries.learning import State, state_of
from agora.courses.services.learning import progress_reset
from agora.courses.services.marking import quiz_attempts_give
from agora.courses.tutoring import queries
from agora.courses.tutoring.forms import AttemptsForm, ResetForm
from agora.courses.tutoring.queries import Filters
from agora.courses.tutoring.rooms import TutorRoom
from agora.courses.tutoring.talking import KIND
from agora.courses.tutoring.views.pages import tutor, tutor_page
from agora.courses.tutoring.words import STATES
from agora.kernel import languages
from agora.kernel.errors import AgoraError
from agora.talk import queries as talk
from agora.ui.asking import explain, page_of, posted

PER_PAGE = 25


def _choices(room: TutorRoom, filters: Filters) -> dict[str, object]:
    return {
        "filters": filters,
        "cohorts": room.cohorts,
        "tongues": languages.INTERFACE,
        "states": [(key, STATES[key]) for key in queries.STATES],
    }


@require_safe
@tutor
def overview(request: HttpRequest, room: TutorRoom) -> HttpResponse:
    """Who is where: per lesson, and what waits."""
    reader = request.LANGUAGE_CODE
    filters = Filters.read(room, request.GET)
    names = queries.tutor_names(room)
    return tutor_page(
        request, room, "overview",
        {
            **_choices(room, filters),
            "it": queries.overview(room, filters, reader),
            "to_mark": queries.attempts_to_mark(room).count(),
            "unanswered": talk.unanswered(KIND, [room.run.pk])[room.run.pk],
            "groups": [(one, names[one.pk]) for one in room.cohorts],
        },
        title=_("Overview"), here="tutor",
    )  # fmt: skip


@require_safe
@tutor
def people(request: HttpRequest, room: TutorRoom) -> HttpResponse:
    """The people of a run; those who have not moved the longest come first."""
    filters = Filters.read(room, request.GET)
    rows = queries.people_in(room, filters).select_related("cohort")
    page = page_of(request, rows.order_by("last_at", "pk"), PER_PAGE)
    return tutor_page(
        request, room, "people",
        {
            **_choices(room, filters),
            "page_of_rows": page,
            "rows": queries.person_rows(list(page.object_list), request.LANGUAGE_CODE),
        },
        title=_("People"), here="tutor-people",
    )  # fmt: skip


def _done(state: State, reader: str) -> list[tuple[str, str]]:
    """What somebody has done, with what it is called: lessons first."""
    lessons = [
        (str(one.key), one.titles.title(reader))
        for one in state.outline.lessons
        if one.key in state.done
    ]
    return lessons + [
        (str(key), one.titles.title(reader) or _("An exercise"))
        for key, one in state.outline.blocks.items()
        if key in state.done
    ]


def _person(
    request: HttpRequest,
    room: TutorRoom,
    enrolment: uuid.UUID,
    *,
    attempts: AttemptsForm | None = None,
    reset: ResetForm | None = None,
    status: int = 200,
) -> HttpResponse:
    found, reader = room.person(enrolment), request.LANGUAGE_CODE
    state = state_of(found)
    tries = Attempt.objects.filter(enrolment=found, sent_at__isnull=False).order_by("sent_at", "pk")
    quizzes = [
        (str(key), one.titles.title(reader) or _("Quiz"))
        for key, one in state.outline.blocks.items()
        if one.kind == "quiz"
    ]
    names = dict(quizzes)
    return tutor_page(
        request, room, "person",
        {
            "row": queries.person_rows([found], reader)[0],
            "lessons": [
                (queries.lesson_title(one, reader), one.key in state.done)
                for one in state.outline.lessons
            ],
            "tries": [(one, names.get(str(one.node_key), _("Quiz"))) for one in tries],
            "attempts": attempts or (AttemptsForm(quizzes=quizzes) if quizzes else None),
            "reset": reset or (ResetForm(nodes=_done(state, reader)) if state.done else None),
            "erased": found.account_id is None,
        },
        title=_("One person"), here="tutor-people", status=status,
    )  # fmt: skip


@require_safe
@tutor
def person(request: HttpRequest, room: TutorRoom, enrolment: uuid.UUID) -> HttpResponse:
    """How far one person is, and what they tried."""
    return _person(request, room, enrolment)


@require_POST
@tutor
def attempts_give(request: HttpRequest, room: TutorRoom, enrolment: uuid.UUID) -> HttpResponse:
    """Give more attempts at a quiz."""
    found, reader = room.person(enrolment), request.LANGUAGE_CODE
    blocks = outline(found.version_id).blocks if found.version_id else {}
    quizzes = [
        (str(key), one.titles.title(reader)) for key, one in blocks.items() if one.kind == "quiz"
    ]
    form = AttemptsForm(posted(request), quizzes=quizzes)
    if form.is_valid():
        said = form.cleaned_data
        try:
            quiz_attempts_give(
                found, uuid.UUID(said["quiz"]), said["more"], by=room.account, reason=said["reason"]
            )
            messages.success(request, _("More attempts are given."))
            return redirect("tutor-person", room.slug, room.run.pk, enrolment)
        except AgoraError as error:
            explain(form, error)
    return _person(request, room, enrolment, attempts=form, status=422)


@require_POST
@tutor
def progress_take_back(request: HttpRequest, room: TutorRoom, enrolment: uuid.UUID) -> HttpResponse:
    """Take back that something is done, with a reason."""
    found, reader = room.person(enrolment), request.LANGUAGE_CODE
    state = state_of(found)
    nodes = _done(state, reader)
    form = ResetForm(posted(request), nodes=nodes)
    if form.is_valid():
        said = form.cleaned_data
        progress_reset(found.pk, uuid.UUID(said["node"]), by=room.account, reason=said["why"])
        messages.success(request, _("It is taken back; the journal keeps why."))
        return redirect("tutor-person", room.slug, room.run.pk, enrolment)
    return _person(request, room, enrolment, reset=form, status=422)


@require_safe
@tutor
def questions(request: HttpRequest, room: TutorRoom) -> HttpResponse:
    """The questions of the run without an answer, the longest wait first."""
    language = request.GET.get("language", "")
    rows = talk.waiting(
        KIND, [room.run.pk], reader=request.LANGUAGE_CODE,
        language=language if language in languages.TAGS else "",
    )  # fmt: skip
    return tutor_page(
        request, room, "questions",
        {"rows": rows, "tongues": languages.INTERFACE, "chosen": language},
        title=_("Questions that wait for an answer"), here="tutor-questions",
    )  # fmt: skip
