"""The queue of answers to mark, one at a time."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agora.courses.queries.content import outline
from agora.courses.tutoring import marking, queries
from agora.courses.tutoring.forms import MarkForm
from agora.courses.tutoring.rooms import TutorRoom
from agora.courses.tutoring.views.pages import READS, tutor, tutor_page
from agora.kernel import languages
from agora.kernel.errors import AgoraError, NotHere
from agora.people.queries import person_names
from agora.ui.asking import explain, page_of, posted

PER_PAGE = 25


@require_safe
@tutor
def queue(request: HttpRequest, room: TutorRoom) -> HttpResponse:
    """What waits for a mark, the longest wait first."""
    page = page_of(request, queries.attempts_to_mark(room), PER_PAGE)
    found = list(page.object_list)
    names = person_names([one.enrolment.account_id for one in found])
    rows = []
    for one in found:
        version = one.enrolment.version_id
        point = outline(version).blocks.get(one.node_key) if version else None
        rows.append(
            {
                "id": one.pk,
                "name": names.get(one.enrolment.account_id) if one.enrolment.account_id else "",
                "quiz": (point.titles.title(request.LANGUAGE_CODE) if point else "") or _("Quiz"),
                "language": languages.name(one.language, request.LANGUAGE_CODE),
                "cohort": one.enrolment.cohort.name if one.enrolment.cohort else "",
                "sent_at": one.sent_at,
            }
        )
    return tutor_page(
        request, room, "marking", {"page_of_rows": page, "rows": rows},
        title=_("Answers to mark"), here="tutor-marking",
    )  # fmt: skip


@require_http_methods(READS)
@tutor
def mark(request: HttpRequest, room: TutorRoom, attempt: uuid.UUID) -> HttpResponse:
    """The first answer of an attempt that waits; marked, the next one comes."""
    found = marking.attempt_in(room, attempt)
    waiting = marking.answers_to_mark(found)
    wanted = request.POST.get("item", "") if request.method == "POST" else ""
    it = next((one for one in waiting if one.item == wanted), None)
    status, told = 200, ""
    form = MarkForm(posted(request) if it else None, most=it.points if it else 0)
    if request.method == "POST":
        status = 422
        if it is None:
            told, status = _("This answer is marked already."), 409
        elif form.is_valid():
            try:
                marking.answer_mark(
                    room,
                    attempt,
                    it.item,
                    form.cleaned_data["points"],
                    form.cleaned_data["comment"],
                )
                messages.success(request, _("Marked."))
                return _onwards(room, attempt)
            except NotHere as error:
                told, status = error.message, 409
            except AgoraError as error:
                explain(form, error)
    if it is None and waiting:
        it = waiting[0]
        form = MarkForm(most=it.points)
    name = person_names([found.enrolment.account_id])
    return tutor_page(
        request, room, "mark",
        {
            "it": it, "form": form, "told": told, "left": len(waiting), "attempt": found,
            "name": next(iter(name.values()), ""),
            "direction": languages.direction(found.language),
        },
        title=_("Mark an answer"), here="tutor-marking", status=status,
    )  # fmt: skip


def _onwards(room: TutorRoom, attempt: uuid.UUID) -> HttpResponse:
    """To what else waits in this attempt, else to the one that has waited longest, else to the queue."""
    if marking.answers_to_mark(marking.attempt_in(room, attempt)):
        return redirect("tutor-mark", room.slug, room.run.pk, attempt)
    following = marking.next_to_mark(room)
    if following is not None:
        return redirect("tutor-mark", room.slug, room.run.pk, following.pk)
    return redirect("tutor-marking", room.slug, room.run.pk)
