"""The queue of reports and one matter: what was reported, what was decided, the next decision."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agora.desk.moderation.forms import AppealOutcomeForm, DecideForm
from agora.desk.moderation.rows import History, Line, history_of, lines_of
from agora.desk.pages import desk_page
from agora.desk.parts import Part, WorkRow
from agora.kernel.errors import AgoraError, NotYours
from agora.moderation.errors import AnotherMustDecide, MatterMoved, NoAppeal
from agora.moderation.models import REASONS, Appeal, Matter, Report
from agora.moderation.queries import counts_for, matter_for, matters_in
from agora.moderation.rules import may_decide_appeal, moderates_at_all
from agora.moderation.services import appeal_decide, matter_decide, outcomes_open
from agora.moderation.words import STATES
from agora.people.models import Organisation
from agora.people.queries import Standing, organisation_names_among
from agora.people.viewing import signed_in
from agora.ui.rows import Link

PER_PAGE = 25
FEW = 5
MOST_REPORTS = 50
"""Reports on one thing that its page shows, the newest first."""


@require_safe
@signed_in
def reports(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What was reported and how it stands: one row for each thing."""
    if not moderates_at_all(standing):
        raise Http404
    state = request.GET.get("state", "")
    state = state if state in Matter.State.values else Matter.State.OPEN.value
    reason = request.GET.get("kind", "")
    reason = reason if reason in Report.Reason.values else ""
    counts = counts_for(standing)
    page = Paginator(matters_in(standing, state, reason), PER_PAGE).get_page(
        request.GET.get("page")
    )
    kept = f"&kind={reason}" if reason else ""
    return desk_page(
        request,
        standing,
        "desk/moderation/reports.html",
        {
            "lines": lines_of(list(page.object_list), request.LANGUAGE_CODE),
            "page_of": page,
            "states": [
                (Link(str(said), f"?state={one.value}{kept}", one.value), counts[one.value])
                for one, said in STATES.items()
            ],
            "state": state,
            "reasons": list(REASONS.items()),
            "reason": reason,
        },
        title=_("Reports"),
        section="reports",
    )


def part(standing: Standing, request: HttpRequest) -> Part | None:
    """On “My work”: reports and appeals that wait, for whoever moderates."""
    if not moderates_at_all(standing):
        return None
    waiting: list[Line] = []
    for state in (Matter.State.APPEALED, Matter.State.OPEN):
        found = list(matters_in(standing, state.value)[:FEW])
        waiting += lines_of(found, request.LANGUAGE_CODE)
    if not waiting:
        return None
    return Part(
        _("Reported problems"),
        tuple(
            WorkRow(
                line.matter.title,
                line.path,
                kind=line.reasons,
                state=line.state,
                tone="mine",
                note=line.provider,
                since=line.matter.since,
                language=line.matter.language,
            )
            for line in waiting
        ),
        more=Link(_("All reports"), reverse("desk-reports")),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def one(request: HttpRequest, standing: Standing, matter_id: uuid.UUID) -> HttpResponse:
    """One thing with everything reported about it; the decision answers all of it."""
    matter = _matter(standing, matter_id)
    posted = request.method == "POST"
    form = DecideForm(
        request.POST if posted else None,
        outcomes=outcomes_open(matter),
        initial={"seen": matter.turn},
    )
    status = 200
    if posted:
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            try:
                matter_decide(
                    standing,
                    matter_id,
                    outcome=said["outcome"],
                    ground=said["ground"],
                    words=said["words"],
                    seen_turn=said["seen"],
                )
                messages.success(
                    request, _("Decided. The provider and whoever reported it are told.")
                )
                return HttpResponseRedirect(reverse("desk-reports"))
            except AgoraError as error:
                status = _refused(form, error)
        elif not outcomes_open(matter):
            status = 409 if form.data.get("outcome") else 422
    return _page(request, standing, matter, status, decide=form)


@require_POST
@signed_in
def appeal(request: HttpRequest, standing: Standing, matter_id: uuid.UUID) -> HttpResponse:
    """What comes of an appeal; by another person than the first."""
    matter = _matter(standing, matter_id)
    form = AppealOutcomeForm(request.POST)
    status = 422
    if form.is_valid():
        said = form.cleaned_data
        try:
            appeal_decide(
                standing,
                matter_id,
                outcome=said["outcome"],
                words=said["words"],
                seen_turn=said["seen"],
            )
            messages.success(request, _("Decided. The provider and whoever reported it are told."))
            return HttpResponseRedirect(reverse("desk-reports"))
        except AgoraError as error:
            status = _refused(form, error)
    return _page(request, standing, matter, status, appealed=form)


def _matter(standing: Standing, matter_id: uuid.UUID) -> Matter:
    try:
        return matter_for(standing, matter_id)
    except NotYours as error:
        raise Http404 from error


def _refused(form: Any, error: AgoraError) -> int:
    """Say it at its field; the status of the answer."""
    if isinstance(error, NotYours):
        raise Http404 from error
    form.add_error(error.field if error.field in form.fields else None, error.message)
    return 409 if isinstance(error, (MatterMoved, NoAppeal, AnotherMustDecide)) else 422


def _page(
    request: HttpRequest,
    standing: Standing,
    matter: Matter,
    status: int,
    *,
    decide: DecideForm | None = None,
    appealed: AppealOutcomeForm | None = None,
) -> HttpResponse:
    reported = Report.objects.filter(matter=matter).order_by("-created_at", "pk")
    total = reported.count()
    waits = (
        Appeal.objects.select_related("decision")
        .filter(decision__matter=matter, outcome__isnull=True)
        .first()
    )
    history: list[History] = history_of(matter)
    owner = [matter.organisation_id] if matter.organisation_id else []
    named = organisation_names_among(
        Organisation.objects.filter(pk__in=owner), request.LANGUAGE_CODE
    )
    outcomes = outcomes_open(matter)
    return desk_page(
        request,
        standing,
        "desk/moderation/report.html",
        {
            "matter": matter,
            "page_path": f"/{request.LANGUAGE_CODE}/{matter.path}",
            "provider": next(iter(named.values()), None),
            "reports": reported[:MOST_REPORTS],
            "total": total,
            "left_off": max(0, total - MOST_REPORTS),
            "history": history,
            "form": decide or DecideForm(outcomes=outcomes, initial={"seen": matter.turn}),
            "can_decide": bool(outcomes),
            "appeal": waits,
            "appeal_form": appealed or AppealOutcomeForm(initial={"seen": matter.turn}),
            "other_person": waits is not None and may_decide_appeal(standing, waits),
        },
        title=_("Report"),
        section="reports",
        status=status,
    )
