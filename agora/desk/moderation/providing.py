"""What was decided about one's own things, and the way to appeal."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agora.desk.moderation.forms import AppealForm
from agora.desk.pages import desk_page
from agora.desk.parts import Part, WorkRow
from agora.kernel.errors import AgoraError, NotYours
from agora.moderation.models import Decision, Matter
from agora.moderation.queries import (
    appeal_of,
    appeal_until,
    can_be_appealed,
    decision_for,
    decisions_for,
    outcome_of,
    passed_to,
    reads_decisions,
)
from agora.moderation.rules import may_appeal
from agora.moderation.services import appeal_make
from agora.moderation.words import APPEALS, OUTCOMES
from agora.people.queries import Standing
from agora.people.viewing import signed_in
from agora.ui.rows import Link

PER_PAGE = 25
FEW = 5


def _row(decision: Decision) -> WorkRow:
    appeal = getattr(decision, "appeal", None)
    came = getattr(appeal, "outcome", None)
    state = str(OUTCOMES[Decision.Outcome(decision.outcome)])
    if came is not None:
        note = str(APPEALS[came.outcome])
    else:
        note = _("You appealed") if appeal else ""
    waits = (
        decision.outcome == Decision.Outcome.PASSED and decision.matter.state == Matter.State.PASSED
    )
    return WorkRow(
        decision.matter.title,
        reverse("desk-decision", args=[decision.pk]),
        kind=_("Reported problem"),
        state=state,
        tone="mine" if waits else "",
        note=note,
        since=decision.at,
        language=decision.matter.language,
    )


def part(standing: Standing, _request: HttpRequest) -> Part | None:
    """On “My work”: what the learning team asks a provider to put right."""
    waiting = list(passed_to(standing)[:FEW]) if reads_decisions(standing) else []
    if not waiting:
        return None
    return Part(
        _("Reported to you"),
        tuple(_row(decision) for decision in waiting),
        more=Link(_("All decisions"), reverse("desk-decisions")),
    )


@require_safe
@signed_in
def decisions(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every decision about the things of my organisations, the newest first."""
    if not reads_decisions(standing):
        raise Http404
    page = Paginator(decisions_for(standing), PER_PAGE).get_page(request.GET.get("page"))
    return desk_page(
        request,
        standing,
        "desk/moderation/decisions.html",
        {"rows": [_row(decision) for decision in page.object_list], "page_of": page},
        title=_("Decisions on reports"),
        section="decisions",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def one(request: HttpRequest, standing: Standing, decision_id: uuid.UUID) -> HttpResponse:
    """One decision with its reason; an editor appeals here."""
    try:
        decision = decision_for(standing, decision_id)
    except NotYours as error:
        raise Http404 from error
    appeals = may_appeal(standing, decision.matter)
    if request.method == "POST" and not appeals:
        raise Http404
    form = AppealForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                appeal_make(standing, decision_id, form.cleaned_data["words"])
                messages.success(request, _("Your appeal has arrived. Another person decides."))
                return HttpResponseRedirect(reverse("desk-decision", args=[decision.pk]))
            except AgoraError as error:
                status = 422 if error.field else 409
                form.add_error(error.field or None, error.message)
    made = appeal_of(decision)
    return desk_page(
        request,
        standing,
        "desk/moderation/decision.html",
        {
            "decision": decision,
            "page_path": f"/{request.LANGUAGE_CODE}/{decision.matter.path}",
            "until": appeal_until(decision),
            "can_appeal": appeals and can_be_appealed(decision),
            "appeal": made,
            "came": outcome_of(made),
            "form": form,
            "edit": reverse("desk-edit", args=[decision.matter.kind, decision.matter.object_id]),
            "waits": decision.outcome == Decision.Outcome.PASSED
            and decision.matter.state == Matter.State.PASSED,
        },
        title=_("Decision on a report"),
        section="decisions",
        status=status,
    )
