"""The people of a run: lists, the waiting list, applications and what is decided about them."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agora.courses.models import Enrolment, Question, Run
from agora.courses.seats.queries import question_words
from agora.courses.seats.seating import seat_decide
from agora.courses.seats.words import STATES
from agora.desk.runs.forms import DecideForm
from agora.desk.runs.views import run_for, run_page
from agora.exchange.bringing.columns import safe_cell
from agora.journal.services import entry_write
from agora.kernel import languages
from agora.kernel.errors import AgoraError
from agora.people.models import Organisation
from agora.people.queries import Standing, organisation_names_among, person_names
from agora.people.viewing import signed_in
from agora.topics.queries import vocabulary
from agora.ui.asking import explain, hidden, page_of, posted

PER_PAGE = 50


def _rows(found: Sequence[Enrolment], reader: str) -> list[dict[str, Any]]:
    """As a page shows them; two queries, however many."""
    names = person_names([one.account_id for one in found])
    keys = {one.organisation_id for one in found if one.organisation_id}
    called = organisation_names_among(Organisation.objects.filter(pk__in=keys), reader)
    words = vocabulary()
    return [
        {
            "it": one,
            "name": names.get(one.account_id, "") if one.account_id else "",
            "state": STATES[Enrolment.State(one.state)],
            "language": languages.name(one.language, reader),
            "organisation": called[one.organisation_id].name
            if one.organisation_id in called
            else "",
            "place": words.place_by_id[one.place_id].label(reader)
            if one.place_id and one.place_id in words.place_by_id
            else "",
            "cohort": one.cohort.name if one.cohort else "",
        }
        for one in found
    ]


def _of(run: Run, request: HttpRequest) -> QuerySet[Enrolment]:
    """Those of a run whom the filters let through."""
    rows = Enrolment.objects.filter(run=run).select_related("cohort")
    state, language = request.GET.get("state", ""), request.GET.get("language", "")
    if state in Enrolment.State.values:
        rows = rows.filter(state=state)
    if language in languages.TAGS:
        rows = rows.filter(language=language)
    return rows


@require_safe
@signed_in
def people(request: HttpRequest, standing: Standing, run_id: uuid.UUID) -> HttpResponse:
    """Everybody in a run, the newest first."""
    found = run_for(standing, run_id)
    page = page_of(request, _of(found, request).order_by("-asked_at", "-pk"), PER_PAGE)
    counts = dict(found.enrolments.order_by().values_list("state").annotate(Count("pk")))
    return run_page(
        request, standing, found, "desk/runs/people.html",
        {
            "page_of_rows": page, "rows": _rows(list(page.object_list), request.LANGUAGE_CODE),
            "states": [(str(key.value), word, counts.get(key, 0)) for key, word in STATES.items()],
            "tongues": languages.INTERFACE,
            "chosen_state": request.GET.get("state", ""),
            "chosen_language": request.GET.get("language", ""),
        },
        title=_("People"), here="people",
    )  # fmt: skip


@require_safe
@signed_in
def waiting(request: HttpRequest, standing: Standing, run_id: uuid.UUID) -> HttpResponse:
    """Who waits for a place, in the order in which places are held for them."""
    found = run_for(standing, run_id)
    rows = Enrolment.objects.filter(run=found, state=Enrolment.State.WAITLISTED)
    page = page_of(request, rows.select_related("cohort").order_by("asked_at", "pk"), PER_PAGE)
    return run_page(
        request, standing, found, "desk/runs/waiting.html",
        {"page_of_rows": page, "rows": _rows(list(page.object_list), request.LANGUAGE_CODE),
         "first": page.start_index()},
        title=_("Waiting list"), here="waiting",
    )  # fmt: skip


@require_safe
@signed_in
def applications(request: HttpRequest, standing: Standing, run_id: uuid.UUID) -> HttpResponse:
    """Applications that wait for a decision, the longest wait first."""
    found = run_for(standing, run_id)
    rows = Enrolment.objects.filter(run=found, state=Enrolment.State.APPLIED)
    page = page_of(request, rows.select_related("cohort").order_by("asked_at", "pk"), PER_PAGE)
    return run_page(
        request, standing, found, "desk/runs/applications.html",
        {"page_of_rows": page, "rows": _rows(list(page.object_list), request.LANGUAGE_CODE)},
        title=_("Applications"), here="applications",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def application(
    request: HttpRequest, standing: Standing, run_id: uuid.UUID, enrolment_id: uuid.UUID
) -> HttpResponse:
    """One application, and the decision."""
    found = run_for(standing, run_id)
    one = Enrolment.objects.filter(run=found, pk=enrolment_id).select_related("cohort").first()
    if one is None:
        raise Http404
    form, status = DecideForm(posted(request)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                with hidden():
                    seat_decide(
                        standing, run_id, enrolment_id,
                        form.cleaned_data["outcome"], form.cleaned_data["reason"],
                    )  # fmt: skip
                messages.success(request, _("Decided. The applicant is told by mail."))
                return redirect("desk-run-applications", run_id)
            except AgoraError as error:
                status = 422 if error.field else 409
                explain(form, error)
    reader = request.LANGUAGE_CODE
    answers = []
    for answer in one.answers.select_related("question").prefetch_related("question__texts"):
        text = question_words(answer.question.texts.all(), reader, found.original_language)
        options = text.options.splitlines()
        said = answer.text
        if answer.question.kind == Question.Kind.CHOICE:
            number = int(said) if said.isdecimal() else -1
            said = options[number] if 0 <= number < len(options) else ""
        answers.append({"label": text.label, "text": said})
    return run_page(
        request, standing, found, "desk/runs/application.html",
        {
            "row": _rows([one], reader)[0], "answers": answers, "form": form,
            "waits": one.state == Enrolment.State.APPLIED, "decisions": one.decisions.order_by("at"),
            "button": _("Decide"),
        },
        title=_("Application"), here="applications", status=status,
    )  # fmt: skip


@require_safe
@signed_in
def table(request: HttpRequest, standing: Standing, run_id: uuid.UUID) -> HttpResponse:
    """Everybody in a run as a table; no cell is a formula, and nobody's address or gender is in it."""
    found = run_for(standing, run_id)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [_("Name"), _("State"), _("Language"), _("Group"), _("Organisation"), _("Place"),
         _("Asked"), _("Enrolled"), _("Completed")]
    )  # fmt: skip
    rows = list(_of(found, request).order_by("asked_at", "pk"))
    for start in range(0, len(rows), 500):
        for row in _rows(rows[start : start + 500], request.LANGUAGE_CODE):
            it: Enrolment = row["it"]
            moments = (it.asked_at, it.enrolled_at, it.completed_at)
            cells = [
                row["name"], str(row["state"]), it.language, row["cohort"], row["organisation"],
                row["place"], *(at.strftime("%Y-%m-%d %H:%M") if at else "" for at in moments),
            ]  # fmt: skip
            writer.writerow([safe_cell(cell) for cell in cells])
    if request.method == "GET":
        entry_write(
            "run-export", "run", found.pk, actor=standing.account,
            organisation=found.course.resource.owner_id,
        )  # fmt: skip
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="agora-run-{found.pk}.csv"'
    return answer
