"""Planning runs: the list, one run, its dates and words, groups, quotas, questions, the opening."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agora.courses.models import Cohort, Enrolment, Interest, Letter, Run
from agora.courses.seats import planning
from agora.courses.seats.counting import dates_of, seats_of, state_now
from agora.courses.seats.letters import opening_preview
from agora.courses.seats.logic import run_state
from agora.courses.seats.queries import (
    counts_of,
    course_titles,
    courses_organised_by,
    interest_counts,
    left_in_words,
    organises_at_all,
    question_words,
    run_words,
    runs_organised_by,
    state_in_words,
)
from agora.courses.seats.words import STATES
from agora.desk.pages import desk_page
from agora.desk.runs.forms import (
    GroupForm,
    QuestionForm,
    QuotaForm,
    RunForm,
    group_initial,
    initial_of,
)
from agora.kernel import clock, languages
from agora.kernel.errors import AgoraError
from agora.people.queries import Standing, person_names
from agora.people.viewing import signed_in
from agora.topics.queries import vocabulary
from agora.ui.asking import explain, hidden, id_in, page_of, posted

READS = ["GET", "HEAD", "POST"]


def run_for(standing: Standing, run_id: uuid.UUID) -> Run:
    """A run one organises; 404 where it is another's."""
    rows = runs_organised_by(standing).select_related("course__resource")
    run = rows.prefetch_related("texts").filter(pk=run_id).first()
    if run is None:
        raise Http404
    return run


def run_page(
    request: HttpRequest,
    standing: Standing,
    run: Run,
    template: str,
    context: Mapping[str, Any],
    *,
    title: str,
    here: str = "",
    status: int = 200,
) -> HttpResponse:
    """A page about one run, with the way to its other pages."""
    words, state = run_words(run, request.LANGUAGE_CODE), state_now(run)
    course = course_titles([run.course_id], request.LANGUAGE_CODE)[run.course_id]
    return desk_page(
        request, standing, template,
        {
            **context, "run": run, "course_title": course, "words": words,
            "state": state, "state_in_words": state_in_words(state), "here": here, "headline": title,
        },
        title=f"{title}: {words.title if words and words.title else course}",
        section="runs", status=status,
    )  # fmt: skip


@require_safe
@signed_in
def runs(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The runs one organises, and the courses one can plan a run of."""
    if not organises_at_all(standing):
        raise Http404
    reader, now = request.LANGUAGE_CODE, clock.now()
    page = page_of(
        request,
        runs_organised_by(standing).prefetch_related("texts").order_by("-created_at", "pk"),
    )
    courses = list(courses_organised_by(standing).order_by("-changed_at", "pk")[:100])
    titles = course_titles(
        {run.course_id for run in page.object_list} | {one.pk for one in courses}, reader
    )
    counts = counts_of([run.pk for run in page.object_list])
    rows = [
        {
            "run": run,
            "seated": sum(counts.get((run.pk, state), 0) for state in Enrolment.SEATED),
            "waits": counts.get((run.pk, "waitlisted"), 0),
            "applied": counts.get((run.pk, "applied"), 0),
            "words": run_words(run, reader),
            "course": titles[run.course_id],
            "state": state_in_words(run_state(dates_of(run), now)),
        }
        for run in page.object_list
    ]
    return desk_page(
        request, standing, "desk/runs/runs.html",
        {
            "page_of_rows": page, "rows": rows,
            "courses": [{"course": one, "title": titles[one.pk]} for one in courses],
        },
        title=_("Runs"), section="runs",
    )  # fmt: skip


@require_http_methods(READS)
@signed_in
def new(request: HttpRequest, standing: Standing, course_id: uuid.UUID) -> HttpResponse:
    """Plan a run."""
    if not courses_organised_by(standing).filter(pk=course_id).exists():
        raise Http404
    form = RunForm(posted(request), initial={"timezone": "UTC", "offer_hours": 72})
    if request.method == "POST" and form.is_valid():
        try:
            with hidden():
                run = planning.run_make(
                    standing, course_id, form.plan, form.texts, language=request.LANGUAGE_CODE
                )
            messages.success(
                request, _("The run is planned. Nobody else sees it until you publish it.")
            )
            return redirect("desk-run", run.pk)
        except AgoraError as error:
            explain(form, error)
    return desk_page(
        request, standing, "desk/runs/new.html",
        {"form": form, "course_title": course_titles([course_id], request.LANGUAGE_CODE)[course_id]},
        title=_("Plan a run"), section="runs", status=422 if request.method == "POST" else 200,
    )  # fmt: skip


@require_safe
@signed_in
def run(request: HttpRequest, standing: Standing, run_id: uuid.UUID) -> HttpResponse:
    """One run: where it stands, how many are in it, what can be done."""
    found = run_for(standing, run_id)
    seats = seats_of(found)
    counts = dict(found.enrolments.order_by().values_list("state").annotate(Count("pk")))
    total, tongues, countries = interest_counts(found.course_id, request.LANGUAGE_CODE)
    without = list(found.cohorts.annotate(count=Count("tutors")).filter(count=0).order_by("name"))
    return run_page(
        request, standing, found, "desk/runs/run.html",
        {
            "places": left_in_words(seats.left), "seats": seats,
            "counts": [(word, counts.get(state, 0)) for state, word in STATES.items()],
            "interested": total, "tongues": tongues, "countries": countries,
            "without_tutor": without, "has_lessons": found.course.live_id is not None,
        },
        title=_("Run"), here="run",
    )  # fmt: skip


@require_http_methods(READS)
@signed_in
def edit(request: HttpRequest, standing: Standing, run_id: uuid.UUID) -> HttpResponse:
    """Dates, places and words."""
    found = run_for(standing, run_id)
    form = RunForm(posted(request), initial=initial_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            with hidden():
                planning.run_change(standing, run_id, form.plan, form.texts)
            messages.success(request, _("The run was changed."))
            return redirect("desk-run", run_id)
        except AgoraError as error:
            explain(form, error)
    return run_page(
        request, standing, found, "desk/runs/form.html", {"form": form, "button": _("Save")},
        title=_("Dates, places and words"), here="edit",
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip


@require_POST
@signed_in
def act(request: HttpRequest, standing: Standing, run_id: uuid.UUID) -> HttpResponse:
    """Publish, hide or cancel."""
    run_for(standing, run_id)
    do = request.POST.get("do")
    try:
        with hidden():
            if do in ("publish", "hide"):
                planning.run_publish(standing, run_id, on=do == "publish")
                messages.success(request, _("The course’s page shows it now.") if do == "publish"
                                 else _("The course’s page shows it no more."))  # fmt: skip
            elif do == "cancel" and request.POST.get("sure"):
                planning.run_cancel(standing, run_id)
                messages.success(
                    request, _("The run is cancelled. Everybody in it is told by mail.")
                )
            elif do == "cancel":
                messages.error(request, _("Tick the box if you really want to cancel the run."))
    except AgoraError as error:
        messages.error(request, error.message)
    return redirect("desk-run", run_id)


def _added(
    request: HttpRequest, form: Form, add: Any, delete: Any, back: str, run_id: uuid.UUID
) -> HttpResponse | None:
    """Add what a form says, or delete what a button names; None where the form is to be shown again."""
    if request.method != "POST":
        return None
    with hidden():
        if "delete" in request.POST:
            delete(request.POST["delete"])
            return redirect(back, run_id)
        if form.is_valid():
            try:
                add()
                return redirect(back, run_id)
            except AgoraError as error:
                explain(form, error)
    return None


@require_http_methods(READS)
@signed_in
def groups(request: HttpRequest, standing: Standing, run_id: uuid.UUID) -> HttpResponse:
    """The groups of a run, and a new one."""
    found = run_for(standing, run_id)
    form = GroupForm(
        posted(request), tutors=planning.tutors_for(found),
        initial={"language": request.LANGUAGE_CODE, "timezone": found.timezone},
    )  # fmt: skip
    done = _added(
        request, form,
        lambda: planning.cohort_write(standing, run_id, **form.values),
        lambda key: planning.cohort_delete(standing, run_id, id_in(key)),
        "desk-run-groups", run_id,
    )  # fmt: skip
    if done:
        return done
    cohorts = list(
        found.cohorts.prefetch_related("tutors")
        .annotate(
            sitting=Count(
                "enrolments", filter=Q(enrolments__state__in=Enrolment.SEATED), distinct=True
            )
        )
        .order_by("name")
    )
    names = person_names([one.account_id for cohort in cohorts for one in cohort.tutors.all()])
    rows = [
        {
            "cohort": one,
            "language": languages.name(one.language, request.LANGUAGE_CODE),
            "tutors": [names[t.account_id] for t in one.tutors.all() if t.account_id in names],
        }
        for one in cohorts
    ]
    return run_page(
        request, standing, found, "desk/runs/groups.html",
        {"rows": rows, "form": form, "button": _("Make the group")},
        title=_("Groups"), here="groups", status=422 if request.method == "POST" else 200,
    )  # fmt: skip


@require_http_methods(READS)
@signed_in
def group(
    request: HttpRequest, standing: Standing, run_id: uuid.UUID, cohort_id: uuid.UUID
) -> HttpResponse:
    """Change a group."""
    found = run_for(standing, run_id)
    cohort = Cohort.objects.filter(run=found, pk=cohort_id).first()
    if cohort is None:
        raise Http404
    form = GroupForm(
        posted(request), tutors=planning.tutors_for(found), initial=group_initial(cohort)
    )
    if request.method == "POST" and form.is_valid():
        try:
            with hidden():
                planning.cohort_write(standing, run_id, cohort=cohort_id, **form.values)
            return redirect("desk-run-groups", run_id)
        except AgoraError as error:
            explain(form, error)
    return run_page(
        request, standing, found, "desk/runs/form.html", {"form": form, "button": _("Save")},
        title=_("Group"), here="groups", status=422 if request.method == "POST" else 200,
    )  # fmt: skip


@require_http_methods(READS)
@signed_in
def quotas(request: HttpRequest, standing: Standing, run_id: uuid.UUID) -> HttpResponse:
    """The quotas of a run, and a new one."""
    found, form = run_for(standing, run_id), QuotaForm(posted(request))
    done = _added(
        request, form,
        lambda: planning.quota_write(standing, run_id, **form.cleaned_data),
        lambda key: planning.quota_delete(standing, run_id, int(key) if key.isdecimal() else 0),
        "desk-run-quotas", run_id,
    )  # fmt: skip
    if done:
        return done
    words, genders = vocabulary(), dict(form.fields["gender"].choices)  # type: ignore[attr-defined]
    used = {(limit.place, limit.gender): count for limit, count in seats_of(found).limits.items()}
    rows = [
        {
            "quota": one,
            "label": words.place_by_id[one.place_id].label(request.LANGUAGE_CODE)
            if one.place_id and one.place_id in words.place_by_id
            else genders.get(one.gender, ""),
            "used": used.get((one.place_id, one.gender), 0) if one.place_id else None,
        }
        for one in found.quotas.order_by("pk")
    ]  # fmt: skip
    return run_page(
        request, standing, found, "desk/runs/quotas.html",
        {"rows": rows, "form": form, "button": _("Set the quota")},
        title=_("Quotas"), here="quotas", status=422 if request.method == "POST" else 200,
    )  # fmt: skip


@require_http_methods(READS)
@signed_in
def questions(request: HttpRequest, standing: Standing, run_id: uuid.UUID) -> HttpResponse:
    """What applicants are asked, and one question more."""
    found, form = run_for(standing, run_id), QuestionForm(posted(request))
    done = _added(
        request, form,
        lambda: planning.question_write(
            standing, run_id, kind=form.cleaned_data["kind"],
            required=form.cleaned_data["required"], texts=form.texts,
        ),
        lambda key: planning.question_delete(standing, run_id, id_in(key)),
        "desk-run-questions", run_id,
    )  # fmt: skip
    if done:
        return done
    rows = []
    for one in found.questions.prefetch_related("texts"):
        texts = list(one.texts.all())
        text = question_words(texts, request.LANGUAGE_CODE, found.original_language)
        rows.append({"question": one, "text": text, "options": text.options.splitlines(),
                     "languages": sorted(t.language for t in texts)})  # fmt: skip
    return run_page(
        request, standing, found, "desk/runs/questions.html",
        {"rows": rows, "form": form, "button": _("Ask this too")},
        title=_("What applicants are asked"), here="questions",
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip


@require_http_methods(READS)
@signed_in
def announce(request: HttpRequest, standing: Standing, run_id: uuid.UUID) -> HttpResponse:
    """Tell those who wait that the run is open: the mail in each of their languages, then the button."""
    found = run_for(standing, run_id)
    if request.method == "POST":
        try:
            with hidden():
                count = planning.run_announce(standing, run_id)
            messages.success(
                request, _("%(count)s people are told, each in their language.") % {"count": count}
            )
        except AgoraError as error:
            messages.error(request, error.message)
        return redirect("desk-run", run_id)
    told = Letter.objects.filter(run=found, sort=Letter.Sort.OPENING).values("interest")
    waiting = Interest.objects.filter(
        course=found.course_id, confirmed_at__isnull=False, enrolled_at__isnull=True
    ).exclude(pk__in=told)
    spoken = set(waiting.order_by().values_list("language", flat=True).distinct())
    mails = [
        {"language": one, "drawn": opening_preview(found, one.tag)}
        for one in languages.INTERFACE
        if one.tag in spoken or one.tag == request.LANGUAGE_CODE
    ]
    return run_page(
        request, standing, found, "desk/runs/announce.html",
        {"mails": mails, "waiting": waiting.count(), "may": found.is_published and state_now(found).is_open},
        title=_("Tell those who wait"), here="announce",
    )  # fmt: skip
