"""The learning team: who does what in it, invitations, hand-over, and its journal."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agora.desk.organisations.common import onward, said
from agora.desk.organisations.forms import DutyForm, HandOverForm, TeamInviteForm
from agora.desk.organisations.journal import acts
from agora.desk.pages import desk_page
from agora.journal.queries import entries_all
from agora.kernel import throttle
from agora.kernel.errors import AgoraError, NotYours
from agora.people import rules, upstairs
from agora.people.colleagues import heirs_in, open_invitations, team_people, team_person
from agora.people.handing_over import handover
from agora.people.invitations import (
    invitation_resend,
    invitation_revoke,
    invitation_send,
    is_over,
)
from agora.people.keeping import grant_of
from agora.people.models import Duty, Person
from agora.people.queries import Standing
from agora.people.services import duty_give, duty_take
from agora.people.viewing import signed_in, viewer_from
from agora.ui.asking import explain, hidden, must, page_of, posted


@require_safe
@signed_in
def team(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Who does what in the learning team."""
    must(rules.may_see_the_team(standing))
    page = page_of(request, team_people())
    context = {
        "page_of_rows": page,
        "people": page.object_list,
        "leads": standing.is_lead,
        "invitations": [(one, is_over(one)) for one in open_invitations(None)]
        if standing.is_lead
        else [],
        "said": said(request),
    }
    return desk_page(
        request, standing, "desk/organisations/team.html", context,
        title=_("Learning team"), section="team",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def invite(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Invite somebody into the learning team."""
    must(rules.is_lead(standing))
    form = TeamInviteForm(posted(request))
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        if not throttle.allowed(request, "invitation", most=60, seconds=3600):
            form.add_error(None, _("Too many invitations within an hour. Please try again later."))
            status = 429
        else:
            try:
                invitation_send(
                    standing,
                    email=form.cleaned_data["email"],
                    role=form.cleaned_data["role"],
                    language=form.cleaned_data["language"],
                    axis=form.chosen_axis(),
                    mail_language=form.cleaned_data["mail_language"],
                )
                return onward("desk-team", done="invited")
            except AgoraError as error:
                explain(form, error)
    context = {
        "form": form,
        "headline": _("Invite somebody to the learning team"),
        "lead": _("They get a mail with a link that is valid for 14 days."),
        "button": _("Send the invitation"),
    }
    return desk_page(
        request, standing, "desk/organisations/form.html", context,
        title=_("Invite somebody"), section="team", status=status,
    )  # fmt: skip


@require_http_methods(["POST"])
@signed_in
def resend(request: HttpRequest, standing: Standing, invitation_id: uuid.UUID) -> HttpResponse:
    """Mail an invitation again."""
    with hidden():
        must(throttle.allowed(request, "invitation", most=60, seconds=3600))
        invitation_resend(standing, None, invitation_id)
    return onward("desk-team", done="resent")


@require_http_methods(["POST"])
@signed_in
def revoke(request: HttpRequest, standing: Standing, invitation_id: uuid.UUID) -> HttpResponse:
    """Take an invitation back."""
    with hidden():
        invitation_revoke(standing, None, invitation_id)
    return onward("desk-team", done="revoked")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def person(request: HttpRequest, standing: Standing, person_id: uuid.UUID) -> HttpResponse:
    """The duties of one person, and one more."""
    with hidden():
        must(rules.is_lead(standing))
        somebody = team_person(person_id)
    form = DutyForm(posted(request), initial={"role": Duty.Role.REVIEWER})
    if request.method == "POST" and form.is_valid():
        try:
            duty_give(
                standing,
                somebody.pk,
                form.cleaned_data["role"],
                language=form.cleaned_data["language"],
                axis=form.chosen_axis(),
            )
            return onward("desk-team-person", somebody.pk, done="duty")
        except AgoraError as error:
            explain(form, error)
    context = {
        "form": form,
        "somebody": somebody,
        "duties": [
            (duty, rules.may_grant(standing, grant_of(duty))) for duty in somebody.duties.all()
        ],
        "said": said(request),
    }
    return desk_page(
        request, standing, "desk/organisations/team_person.html", context,
        title=somebody.name, section="team", status=422 if request.method == "POST" else 200,
    )  # fmt: skip


@require_http_methods(["POST"])
@signed_in
def take(request: HttpRequest, standing: Standing, duty_id: uuid.UUID) -> HttpResponse:
    """Take a duty."""
    with hidden():
        must(rules.is_lead(standing))
        try:
            duty_take(standing, duty_id)
        except NotYours:
            raise
        except AgoraError:
            return onward("desk-team", done="last-lead")
    return onward("desk-team", done="duty-taken")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def hand_over(request: HttpRequest, standing: Standing, person_id: uuid.UUID) -> HttpResponse:
    """End somebody's part in the learning team; what was theirs passes to a colleague."""
    must(rules.is_lead(standing))
    return _hand_over(request, standing, person_id)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def leave(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Leave the learning team; what was mine passes to a colleague."""
    must(rules.may_see_the_team(standing) and standing.person is not None)
    return _hand_over(request, standing, standing.person or uuid.UUID(int=0))


def _hand_over(request: HttpRequest, standing: Standing, person_id: uuid.UUID) -> HttpResponse:
    with hidden():
        somebody = team_person(person_id)
    myself = somebody.pk == standing.person
    form = HandOverForm(posted(request), heirs=heirs_in(None, person_id))
    if request.method == "POST" and form.is_valid():
        try:
            handover(standing, None, person_id, form.chosen())
        except AgoraError as error:
            explain(form, error)
        else:
            return onward(
                "desk-organisations" if myself else "desk-team",
                done="left" if myself else "handed-over",
            )
    account = Person.objects.values_list("account_id", flat=True).get(pk=person_id)
    context = {
        "form": form,
        "somebody": somebody,
        "myself": myself,
        "held": upstairs.held(None, account),
        "passes_roles": standing.is_lead,
    }
    return desk_page(
        request, standing, "desk/organisations/hand_over.html", context,
        title=_("Leave the learning team") if myself else somebody.name, section="team",
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip


@require_safe
@signed_in
def journal(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Everything that was done, for leads."""
    must(rules.is_lead(standing))
    page = page_of(request, entries_all())
    context = {
        "page_of_rows": page,
        "acts": acts(list(page.object_list), viewer_from(request), request.LANGUAGE_CODE),
    }
    return desk_page(
        request, standing, "desk/organisations/journal.html", context,
        title=_("Journal"), section="team",
    )  # fmt: skip
