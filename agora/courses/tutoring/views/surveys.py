"""What a run asks before and after: for organisers and tutors, and for the learner who answers."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agora.courses.models import Enrolment, Survey
from agora.courses.seats.queries import course_titles
from agora.courses.tutoring import surveys, tables
from agora.courses.tutoring.forms import QuestionForm, ReplyForm
from agora.courses.tutoring.rooms import TutorRoom
from agora.courses.tutoring.views.pages import READS, tutor, tutor_page
from agora.journal.services import entry_write
from agora.kernel.errors import AgoraError, NotHere, NotYours
from agora.people.queries import Standing
from agora.people.viewing import signed_in
from agora.ui.asking import explain, hidden, id_in, must, posted
from agora.ui.meta import meta


@require_http_methods(READS)
@tutor
def survey(request: HttpRequest, room: TutorRoom) -> HttpResponse:
    """What changed from before to after; the organiser says what is asked."""
    form, status = QuestionForm(reader=request.LANGUAGE_CODE), 200
    if request.method == "POST":
        must(room.organises)
        do = request.POST.get("do", "")
        form = QuestionForm(request.POST if do == "add" else None, reader=request.LANGUAGE_CODE)
        status = 422
        try:
            if do in ("open", "close"):
                surveys.survey_open(room, do == "open")
                return redirect("tutor-survey", room.slug, room.run.pk)
            if do == "drop":
                surveys.question_drop(room, id_in(request.POST.get("question", "")))
                messages.success(request, _("It is asked no more; what was answered stays."))
                return redirect("tutor-survey", room.slug, room.run.pk)
            if do == "add" and form.is_valid():
                surveys.question_add(room, form.cleaned_data["kind"], form.labels())
                messages.success(request, _("The question is asked from now on."))
                return redirect("tutor-survey", room.slug, room.run.pk)
        except AgoraError as error:
            if isinstance(error, NotYours):
                raise
            if not form.is_bound:
                raise Http404 from error
            explain(form, error)
    reader = request.LANGUAGE_CODE
    return tutor_page(
        request, room, "survey",
        {
            "survey": Survey.objects.filter(run=room.run).first(),
            "questions": surveys.asked_in(room.run.pk, reader, room.run.original_language),
            "answered": surveys.changes(room, reader),
            "said": surveys.words_said(room, reader),
            "form": form,
        },
        title=_("Before and after"), here="tutor-survey", status=status,
    )  # fmt: skip


@require_safe
@tutor
def survey_csv(request: HttpRequest, room: TutorRoom) -> HttpResponse:
    """What changed, as a table."""
    rows = [
        [
            one.question.label.text,
            group.group,
            group.n,
            *("" if group.n == 0 else mean for mean in (group.before, group.after, group.change)),
        ]
        for one in surveys.changes(room, request.LANGUAGE_CODE)
        for group in one.groups
    ]
    head = [_("Question"), _("Group"), _("People"), _("Before"), _("After"), _("Change")]
    if request.method == "GET":
        entry_write(
            "survey-export", "run", room.run.pk, actor=room.account,
            organisation=room.run.course.resource.owner_id,
        )  # fmt: skip
    return tables.csv_answer(f"agora-survey-{room.run.pk}", head, rows)


def mine_in(standing: Standing, slug: str, run_id: uuid.UUID) -> Enrolment:
    """The enrolment with which somebody learns in the run at this address; raises NotYours."""
    found = (
        Enrolment.objects.filter(
            run=run_id, run__course__resource__slug=slug, account=standing.account,
            state__in=Enrolment.LEARNING,
        )
        .select_related("run__course__resource", "cohort")
        .first()
    )  # fmt: skip
    if found is None:
        raise NotYours("enrolment")
    return found


@require_http_methods(READS)
@signed_in
def reply(
    request: HttpRequest, standing: Standing, slug: str, run_id: uuid.UUID, moment: str
) -> HttpResponse:
    """The questions, answered or left out: it is the learner's choice."""
    with hidden():
        mine = mine_in(standing, slug, run_id)
    reader, onwards = request.LANGUAGE_CODE, f"/{request.LANGUAGE_CODE}/courses/{slug}/learn/"
    if surveys.moment_due(mine) != moment:
        return redirect(onwards)
    questions = surveys.asked_in(run_id, reader, mine.run.original_language)
    skips = request.POST.get("do") == "skip"
    form, status = ReplyForm(None if skips else posted(request), questions=questions), 200
    if request.method == "POST":
        status = 422
        if skips or form.is_valid():
            try:
                answers = {} if skips else form.answers()
                surveys.reply_save(mine, moment, answers, language=reader)
                return redirect(onwards)
            except NotHere:
                return redirect(onwards)
            except AgoraError as error:
                explain(form, error)
    return render(
        request, "courses/tutoring/reply.html",
        {
            "course": course_titles([mine.run.course_id], reader)[mine.run.course_id],
            "form": form, "moment": moment, "onwards": onwards, "nav": "explore",
            "meta": meta(_("Some short questions"), robots="noindex"),
        },
        status=status,
    )  # fmt: skip
