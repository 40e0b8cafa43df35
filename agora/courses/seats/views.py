"""The pages on the way to a seat."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from agora.courses.models import Cohort, Course, Enrolment, Run, SeatOffer
from agora.courses.seats import interests, seating, teams
from agora.courses.seats.counting import seats_of, state_now, waiting_before
from agora.courses.seats.errors import LinkIsOver, OfferIsOver, RunIsClosed
from agora.courses.seats.forms import EnrolForm, InterestForm, TeamForm
from agora.courses.seats.queries import (
    course_at,
    course_titles,
    left_in_words,
    next_step,
    question_words,
    run_words,
    state_in_words,
)
from agora.kernel import languages, throttle
from agora.kernel.errors import AgoraError
from agora.people.models import Account, Membership, Organisation, Person
from agora.people.queries import Standing, organisation_names
from agora.people.viewing import signed_in, standing_from, viewer_from
from agora.ui.asking import explain, hidden, id_in, posted
from agora.ui.meta import meta
from agora.ui.rows import Said

READS = ["GET", "HEAD", "POST"]


def _page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    title: str,
    status: int = 200,
) -> HttpResponse:
    return render(
        request,
        template,
        {**context, "nav": "explore", "meta": meta(title, robots="noindex")},
        status=status,
    )


def _over(request: HttpRequest, error: AgoraError) -> HttpResponse:
    return _page(
        request, "courses/seats/over.html", {"words": error.message},
        title=_("This link has ended"), status=410,
    )  # fmt: skip


def _course(request: HttpRequest, slug: str) -> tuple[Course, Said]:
    course = course_at(slug, viewer_from(request))
    if course is None:
        raise Http404
    return course, course_titles([course.pk], request.LANGUAGE_CODE)[course.pk]


def _run(request: HttpRequest, slug: str, run_id: uuid.UUID) -> tuple[Run, Said]:
    course, title = _course(request, slug)
    rows = Run.objects.filter(course=course, is_published=True).prefetch_related("texts")
    run = rows.select_related("course__resource").filter(pk=run_id).first()
    if run is None:
        raise Http404
    return run, title


# ---------------------------------------------------------------------- pre-registration


@never_cache
@require_http_methods(READS)
def interest(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask to hear when a course opens; the answer is the same whatever we know of the address."""
    course, title = _course(request, slug)
    if not course.interest_open:
        raise Http404
    form = InterestForm(posted(request), initial={"language": request.LANGUAGE_CODE})
    status, done = 200, False
    if request.method == "POST":
        status = 422
        if form.is_valid():
            if not throttle.allowed(request, "interest", most=20, seconds=3600):
                form.add_error(None, _("Too many requests within an hour. Please try again later."))
                status = 429
            else:
                if not form.cleaned_data["website"]:
                    interests.interest_ask(
                        course,
                        email=form.cleaned_data["email"],
                        language=form.cleaned_data["language"],
                        place=form.cleaned_data["place"],
                    )
                status, done = 200, True
    return _page(
        request, "courses/seats/interest.html",
        {"course": course, "title": title, "form": form, "done": done},
        title=_("Hear when it opens"), status=status,
    )  # fmt: skip


@never_cache
@require_http_methods(READS)
def interest_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm an address; looking at the page changes nothing."""
    try:
        if request.method == "POST":
            found = interests.interest_confirm(token)
        else:
            found = interests.interest_for(token)
    except LinkIsOver as error:
        return _over(request, error)
    title = course_titles([found.course_id], request.LANGUAGE_CODE)[found.course_id]
    return _page(
        request, "courses/seats/interest_confirm.html",
        {"title": title, "done": found.confirmed_at is not None, "course": found.course},
        title=_("Hear when it opens"),
    )  # fmt: skip


@csrf_exempt  # a mail program sends this POST by itself (RFC 8058); the address is the secret
@never_cache
@require_http_methods(READS)
def interest_stop(request: HttpRequest, token: str) -> HttpResponse:
    """Forget an address; looking at the page changes nothing."""
    found = interests.interest_stopped_by(token)
    if request.method == "POST":
        interests.interest_stop(token)
    title = (
        course_titles([found.course_id], request.LANGUAGE_CODE)[found.course_id] if found else None
    )
    return _page(
        request, "courses/seats/interest_stop.html",
        {"title": title, "done": request.method == "POST" or found is None},
        title=_("No more mails about this course"),
    )  # fmt: skip


@never_cache
@require_http_methods(READS)
def opening(request: HttpRequest, token: str) -> HttpResponse:
    """From the notice to a seat: one button."""
    try:
        letter = interests.opening_for(token)
    except LinkIsOver as error:
        return _over(request, error)
    run = letter.run
    if run is None:
        raise Http404
    wrong, status = "", 200
    standing = standing_from(request)
    if request.method == "POST":
        try:
            done = interests.opening_take(token, standing.account)
            if done.is_new:
                _sign_in(request, done.account)
            if done.enrolment is not None:
                messages.success(request, _told(done.enrolment))
                return redirect("course-run", run.course.resource.slug, run.pk)
            return redirect("course-enrol", run.course.resource.slug, run.pk)
        except RunIsClosed as error:
            wrong, status = error.message, 409
    return _page(
        request, "courses/seats/opening.html",
        {
            **_about(request, run), "wrong": wrong,
            "title": course_titles([run.course_id], request.LANGUAGE_CODE)[run.course_id],
            "applies": run.admission == Run.Admission.APPLICATION,
        },
        title=_("Take your place"), status=status,
    )  # fmt: skip


def _sign_in(request: HttpRequest, account: uuid.UUID) -> None:
    """A new account, made by the secret of a mail: whoever has it is its owner, as with a code."""
    found = Account.objects.get(pk=account)
    found.backend = "allauth.account.auth_backends.AuthenticationBackend"
    get_adapter(request).login(request, found)


def _told(enrolment: Enrolment) -> str:
    return {
        Enrolment.State.ENROLLED: _("You have a place. Welcome!"),
        Enrolment.State.WAITLISTED: _("All places are taken. You are on the waiting list."),
        Enrolment.State.APPLIED: _("Your application is sent. You get a mail when it is decided."),
        Enrolment.State.OFFERED: _("A place is held for you."),
        Enrolment.State.COMPLETED: _("You have completed this course."),
    }.get(Enrolment.State(enrolment.state), _("This request has ended."))


# ---------------------------------------------------------------------- runs


def _about(request: HttpRequest, run: Run) -> dict[str, Any]:
    state = state_now(run)
    left = seats_of(run).left
    return {
        "run": run,
        "words": run_words(run, request.LANGUAGE_CODE),
        "state": state,
        "state_in_words": state_in_words(state),
        "places_in_words": left_in_words(left) if state.is_open else "",
        "left": left,
    }


@never_cache
@require_http_methods(["GET", "HEAD"])
def run(request: HttpRequest, slug: str, run_id: uuid.UUID) -> HttpResponse:
    """A run: dates, places, criteria, and where one's own request stands."""
    found, title = _run(request, slug, run_id)
    standing = standing_from(request)
    mine = None
    if standing.account:
        rows = Enrolment.objects.filter(run=found, account=standing.account)
        mine = rows.select_related("cohort").order_by("-asked_at", "-pk").first()
    about = _about(request, found)
    state = mine.state if mine and mine.state in Enrolment.OPEN else ""
    cohorts = [
        {"cohort": one, "language": languages.name(one.language, request.LANGUAGE_CODE)}
        for one in found.cohorts.order_by("name")
    ]
    return _page(
        request, "courses/seats/run.html",
        {
            **about, "title": title, "mine": mine, "cohorts": cohorts,
            "told": _told(mine) if mine else "",
            "before": waiting_before(mine) if state == Enrolment.State.WAITLISTED and mine else None,
            "offer": SeatOffer.objects.filter(enrolment=mine, ended_at__isnull=True).first()
            if state == Enrolment.State.OFFERED else None,
            "next": next_step(found, about["state"], request.LANGUAGE_CODE, state, about["left"]),
            "teams": bool(standing.organisations(Membership.Role.ADMIN))
            and about["state"].is_open and found.admission == Run.Admission.OPEN,
        },
        title=_("Run of “%(title)s”") % {"title": title},
    )  # fmt: skip


def _form(request: HttpRequest, run: Run, standing: Standing) -> EnrolForm:
    reader = request.LANGUAGE_CODE
    names = organisation_names(list(standing.roles), reader, viewer_from(request))
    groups = [
        (
            str(one.pk),
            _("%(name)s, in %(language)s (%(zone)s)")
            % {
                "name": one.name,
                "language": languages.name(one.language, reader),
                "zone": one.timezone,
            },
        )
        for one in Cohort.objects.filter(run=run).order_by("name")
    ]
    questions = []
    if run.admission == Run.Admission.APPLICATION:
        for question in run.questions.prefetch_related("texts"):
            text = question_words(question.texts.all(), reader, run.original_language)
            questions.append((question, text.label, tuple(text.options.splitlines())))
    language = Person.objects.filter(account=standing.account).values_list("language", flat=True)
    return EnrolForm(
        posted(request),
        organisations=sorted(
            ((str(key), one.name) for key, one in names.items()), key=lambda row: row[1]
        ),
        cohorts=groups,
        alone=run.self_paced,
        asks_gender=run.asks_gender,
        questions=questions,
        initial={"language": reader if reader in languages.TAGS else language.first() or "en"},
    )


@require_http_methods(READS)
@signed_in
def enrol(request: HttpRequest, standing: Standing, slug: str, run_id: uuid.UUID) -> HttpResponse:
    """Ask for a seat."""
    found, title = _run(request, slug, run_id)
    form, about = _form(request, found, standing), _about(request, found)
    if request.method == "POST" and form.is_valid() and standing.account:
        said = form.cleaned_data
        organisation = uuid.UUID(said["organisation"]) if said.get("organisation") else None
        place = said["place"]
        if place is None and organisation:
            place = Organisation.objects.values_list("seat", flat=True).get(pk=organisation)
        try:
            with hidden():
                enrolment = seating.seat_ask(
                    standing.account, found.pk,
                    seating.Wish(
                        said["language"], organisation, place,
                        uuid.UUID(said["cohort"]) if said.get("cohort") else None,
                        said.get("gender", ""), form.answers,
                    ),
                )  # fmt: skip
            messages.success(request, _told(enrolment))
            return redirect("course-run", slug, run_id)
        except AgoraError as error:
            explain(form, error)
    applies = found.admission == Run.Admission.APPLICATION
    return _page(
        request, "courses/seats/enrol.html", {**about, "title": title, "form": form, "applies": applies},
        title=_("Apply for a place") if applies else _("Enrol"),
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip


@require_POST
@signed_in
def seat(request: HttpRequest, standing: Standing, slug: str, run_id: uuid.UUID) -> HttpResponse:
    """Take the place that is held, or give back what one has."""
    found, _title = _run(request, slug, run_id)
    rows = Enrolment.objects.filter(run=found, account=standing.account, state__in=Enrolment.OPEN)
    mine = rows.first()
    if mine is None or standing.account is None:
        raise Http404
    try:
        if request.POST.get("do") == "accept":
            messages.success(request, _told(seating.offer_accept(standing.account, mine.pk)))
        elif request.POST.get("do") == "leave":
            seating.seat_leave(standing.account, mine.pk)
            messages.success(request, _("Your place was given back."))
    except AgoraError as error:
        messages.error(request, error.message)
    return redirect("course-run", slug, run_id)


@never_cache
@require_http_methods(READS)
def offer(request: HttpRequest, token: str) -> HttpResponse:
    """A held place, from the mail: take it or give it back; looking changes nothing."""
    try:
        found = teams.offer_for(token)
        run = found.enrolment.run
        if request.method == "POST":
            if request.POST.get("do") == "decline":
                teams.offer_refuse(token)
                messages.success(request, _("The place was given back."))
                return redirect("course-run", run.course.resource.slug, run.pk)
            enrolment, is_new = teams.offer_take(token, standing_from(request).account)
            if is_new and enrolment.account_id:
                _sign_in(request, enrolment.account_id)
            messages.success(request, _told(enrolment))
            return redirect("course-run", run.course.resource.slug, run.pk)
        if found.ended_at is not None:
            raise OfferIsOver
    except AgoraError as error:
        return _over(request, error)
    names = organisation_names(
        [found.organisation_id] if found.organisation_id else [],
        request.LANGUAGE_CODE,
        viewer_from(request),
    )
    return _page(
        request, "courses/seats/offer.html",
        {
            **_about(request, run), "offer": found,
            "from_team": next((one.name for one in names.values()), ""),
            "title": course_titles([run.course_id], request.LANGUAGE_CODE)[run.course_id],
        },
        title=_("A place is held for you"),
    )  # fmt: skip


@require_http_methods(READS)
@signed_in
def team(request: HttpRequest, standing: Standing, slug: str, run_id: uuid.UUID) -> HttpResponse:
    """Hold places for one's colleagues."""
    found, title = _run(request, slug, run_id)
    mine = standing.organisations(Membership.Role.ADMIN)
    if not mine or found.admission != Run.Admission.OPEN:
        raise Http404
    wanted = request.POST.get("organisation") or request.GET.get("organisation")
    chosen = id_in(wanted) if wanted else mine[0]
    if chosen not in mine:
        raise Http404
    names = organisation_names(mine, request.LANGUAGE_CODE, viewer_from(request))
    form = TeamForm(
        posted(request), colleagues=teams.colleagues(chosen), reader=request.LANGUAGE_CODE
    )
    if request.method == "POST" and form.is_valid():
        try:
            with hidden():
                count = teams.team_hold(standing, chosen, found.pk, form.invited)
            messages.success(
                request,
                _("%(count)s people are asked by mail. Their places are held until they answer.")
                % {"count": count},
            )
            return redirect("course-run", slug, run_id)
        except AgoraError as error:
            explain(form, error)
    return _page(
        request, "courses/seats/team.html",
        {
            **_about(request, found), "title": title, "form": form, "chosen": chosen,
            "name": names[chosen].name if chosen in names else "",
            "others": [one for key, one in names.items() if key != chosen],
        },
        title=_("Places for your team"), status=422 if request.method == "POST" else 200,
    )  # fmt: skip
