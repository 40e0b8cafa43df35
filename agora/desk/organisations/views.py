"""My organisations; one organisation with its people, teams and invitations; its journal; asking for one."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agora.desk.organisations.common import onward, said
from agora.desk.organisations.forms import AskForm, TeamForm
from agora.desk.organisations.journal import acts
from agora.desk.pages import desk_page
from agora.journal.queries import entries_of
from agora.kernel import throttle
from agora.kernel.errors import AgoraError
from agora.people import rules
from agora.people.colleagues import (
    colleague,
    open_invitations,
    organisation_for,
    organisations_of,
    people_of,
    requests_for,
    rows_of,
    teams_of,
)
from agora.people.invitations import is_over
from agora.people.queries import Standing, name_of
from agora.people.services import organisation_ask
from agora.people.teams import TeamIsClosed, team_join, team_leave, team_make
from agora.people.viewing import signed_in, viewer_from
from agora.ui.asking import explain, hidden, must, page_of, posted


@require_safe
@signed_in
def mine(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The organisations I work for; for a lead all, to be searched."""
    text = request.GET.get("q", "").replace("\x00", "")[:100].strip()
    page = page_of(request, organisations_of(standing, text))
    own_requests = requests_for(standing).filter(asked_by=standing.person, state="open")
    context = {
        "page_of_rows": page,
        "rows": rows_of(page.object_list, standing, request.LANGUAGE_CODE),
        "q": text,
        "searches": standing.is_lead,
        "waiting": list(own_requests) if standing.person else [],
        "said": said(request),
    }
    return desk_page(
        request, standing, "desk/organisations/mine.html", context,
        title=_("Organisations"), section="organisations",
    )  # fmt: skip


@require_safe
@signed_in
def organisation(
    request: HttpRequest, standing: Standing, organisation_id: uuid.UUID
) -> HttpResponse:
    """Who works for an organisation, in which roles and teams; for admins, who is invited."""
    with hidden():
        found = organisation_for(standing, organisation_id)
    manages = rules.may_manage(standing, found.pk)
    page = page_of(request, people_of(found.pk))
    name = name_of(found, request.LANGUAGE_CODE)
    context = {
        "organisation": found,
        "name": name,
        "page_of_rows": page,
        "people": [colleague(person) for person in page.object_list],
        "teams": teams_of(found.pk, standing),
        "invitations": [(one, is_over(one)) for one in open_invitations(found.pk)]
        if manages
        else [],
        "manages": manages,
        "makes_teams": rules.may_make_teams(standing, found.pk),
        "administers": rules.administers(standing, found.pk),
        "belongs": rules.belongs(standing, found.pk),
        "said": said(request),
    }
    return desk_page(
        request, standing, "desk/organisations/organisation.html", context,
        title=name, section="organisations",
    )  # fmt: skip


@require_safe
@signed_in
def journal(request: HttpRequest, standing: Standing, organisation_id: uuid.UUID) -> HttpResponse:
    """Who did what in the affairs of an organisation, for its admins and for leads."""
    with hidden():
        found = organisation_for(standing, organisation_id)
        must(rules.may_manage(standing, found.pk))
    name = name_of(found, request.LANGUAGE_CODE)
    page = page_of(request, entries_of(found.pk))
    context = {
        "organisation": found,
        "name": name,
        "page_of_rows": page,
        "acts": acts(
            list(page.object_list), viewer_from(request), request.LANGUAGE_CODE, of=found.pk
        ),
    }
    return desk_page(
        request, standing, "desk/organisations/journal.html", context,
        title=_("Journal of %(name)s") % {"name": name}, section="organisations",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def ask(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Ask that one's organisation be on the market."""
    form = AskForm(posted(request))
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        if not throttle.allowed(request, "organisation-ask", most=10, seconds=3600):
            form.add_error(
                None, _("Too many requests came from your network. Please try again in an hour.")
            )
            status = 429
        else:
            try:
                organisation_ask(
                    standing,
                    name=form.cleaned_data["name"],
                    kind=form.cleaned_data["kind"],
                    seat=form.cleaned_data["place"],
                    website=form.cleaned_data["website"],
                    why=form.cleaned_data["why"],
                    language=form.cleaned_data["language"],
                )
                return onward("desk-organisations", done="asked")
            except AgoraError as error:
                explain(form, error)
    return desk_page(
        request, standing, "desk/organisations/ask.html", {"form": form},
        title=_("Bring your organisation onto the market"), section="organisations", status=status,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_team(request: HttpRequest, standing: Standing, organisation_id: uuid.UUID) -> HttpResponse:
    """Make a team."""
    with hidden():
        found = organisation_for(standing, organisation_id)
        must(rules.may_make_teams(standing, found.pk))
    form = TeamForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            team_make(
                standing, found.pk, form.cleaned_data["name"], is_open=form.cleaned_data["is_open"]
            )
            return onward("desk-organisation", found.pk, done="team")
        except AgoraError as error:
            explain(form, error)
    name = name_of(found, request.LANGUAGE_CODE)
    return desk_page(
        request, standing, "desk/organisations/form.html",
        {
            "form": form, "organisation": found, "name": name,
            "headline": _("A new team in %(name)s") % {"name": name}, "button": _("Make the team"),
        },
        title=_("A new team"), section="organisations",
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip


@require_http_methods(["POST"])
@signed_in
def join_team(
    request: HttpRequest, standing: Standing, organisation_id: uuid.UUID, team_id: uuid.UUID
) -> HttpResponse:
    """Join an open team of one's own organisation."""
    with hidden():
        must(rules.belongs(standing, organisation_id))
        try:
            team_join(standing, organisation_id, team_id)
        except TeamIsClosed:
            return onward("desk-organisation", organisation_id, done="closed")
    return onward("desk-organisation", organisation_id, done="joined")


@require_http_methods(["POST"])
@signed_in
def leave_team(
    request: HttpRequest, standing: Standing, organisation_id: uuid.UUID, team_id: uuid.UUID
) -> HttpResponse:
    """Leave a team."""
    with hidden():
        team_leave(standing, organisation_id, team_id)
    return onward("desk-organisation", organisation_id, done="team-left")
