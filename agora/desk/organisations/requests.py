"""Requests to be on the market, and organisations that leads bring onto it."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agora.desk.organisations.common import onward, said
from agora.desk.organisations.forms import DecideForm, MakeForm
from agora.desk.pages import desk_page
from agora.editorial.organisations import (
    RequestIsDecided,
    organisation_approve,
    organisation_decline,
    organisation_make,
)
from agora.kernel.errors import AgoraError
from agora.people import rules
from agora.people.colleagues import organisations_of, requests_for, rows_of
from agora.people.models import OrganisationRequest
from agora.people.queries import Standing
from agora.people.viewing import signed_in
from agora.topics.queries import vocabulary
from agora.ui.asking import explain, hidden, must, page_of, posted


@require_safe
@signed_in
def requests(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Who asks to be on the market, the longest wait first."""
    must(rules.may_decide_requests(standing))
    waiting = requests_for(standing).filter(state=OrganisationRequest.State.OPEN)
    context = {"page_of_rows": page_of(request, waiting), "said": said(request)}
    return desk_page(
        request, standing, "desk/organisations/requests.html", context,
        title=_("Requests to be on the market"), section="team",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def decide(request: HttpRequest, standing: Standing, request_id: uuid.UUID) -> HttpResponse:
    """One request, with what has a like name already; approve or decline."""
    must(rules.may_decide_requests(standing))
    asked = requests_for(standing).filter(pk=request_id).first()
    if asked is None:
        raise Http404
    form = DecideForm(posted(request))
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        decision = request.POST.get("decision")
        try:
            if decision == "approve":
                organisation_approve(standing, asked.pk, answer=form.cleaned_data["answer"])
                return onward("desk-team-requests", done="approved")
            if decision == "decline":
                organisation_decline(standing, asked.pk, answer=form.cleaned_data["answer"])
                return onward("desk-team-requests", done="request-declined")
        except RequestIsDecided as error:
            asked, status = error.request, 409
            form.add_error(None, error.message)
        except AgoraError as error:
            explain(form, error)
    reader, words = request.LANGUAGE_CODE, vocabulary()
    kind = words.by_id.get(asked.kind_id)
    seat = words.place_by_id.get(asked.seat_id) if asked.seat_id else None
    like = organisations_of(standing, asked.name.split()[-1])[:5]
    context = {
        "asked": asked,
        "kind_name": kind.label(reader) if kind else asked.kind.key,
        "seat_name": seat.label(reader) if seat else "",
        "form": form,
        "is_open": asked.state == OrganisationRequest.State.OPEN,
        "like": rows_of(like, standing, reader),
    }
    return desk_page(
        request, standing, "desk/organisations/request.html", context,
        title=asked.name, section="team", status=status,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def make(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Bring an organisation onto the market and invite its first admin."""
    must(rules.may_decide_requests(standing))
    form = MakeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            with hidden():
                made = organisation_make(
                    standing,
                    name=form.cleaned_data["name"],
                    kind=form.cleaned_data["kind"],
                    seat=form.cleaned_data["place"],
                    website=form.cleaned_data["website"],
                    language=form.cleaned_data["language"],
                    admin_email=form.cleaned_data["admin_email"],
                )
            return onward("desk-organisation", made.pk, done="made")
        except AgoraError as error:
            explain(form, error)
    context = {
        "form": form,
        "headline": _("Bring an organisation onto the market"),
        "button": _("Publish it and invite its admin"),
    }
    return desk_page(
        request, standing, "desk/organisations/form.html", context,
        title=_("Bring an organisation onto the market"), section="team",
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip
