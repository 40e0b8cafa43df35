"""Inviting into an organisation, and the page on which an invitation is answered."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from agora.desk.organisations.common import onward
from agora.desk.organisations.forms import InviteForm
from agora.desk.pages import desk_page
from agora.kernel import throttle
from agora.kernel.errors import AgoraError, NotYours
from agora.people import rules
from agora.people.colleagues import organisation_for
from agora.people.invitations import (
    InvitationOver,
    InvitedIsSomebodyElse,
    addresses_shown_to_be,
    invitation_accept,
    invitation_decline,
    invitation_for,
    invitation_resend,
    invitation_revoke,
    invitation_send,
    is_backed,
    is_over,
)
from agora.people.models import Invitation
from agora.people.queries import Standing, name_of
from agora.people.viewing import signed_in, standing_from
from agora.topics.queries import PACT, vocabulary
from agora.ui.asking import explain, hidden, must, posted


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def invite(request: HttpRequest, standing: Standing, organisation_id: uuid.UUID) -> HttpResponse:
    """Invite somebody by mail."""
    with hidden():
        found = organisation_for(standing, organisation_id)
        must(rules.may_manage(standing, found.pk))
    form = InviteForm(posted(request), standing=standing, organisation=found.pk)
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
                    organisation=found.pk,
                    mail_language=form.cleaned_data["mail_language"],
                )
                return onward("desk-organisation", found.pk, done="invited")
            except AgoraError as error:
                explain(form, error)
    name = name_of(found, request.LANGUAGE_CODE)
    context = {
        "form": form,
        "organisation": found,
        "name": name,
        "headline": _("Invite somebody to %(name)s") % {"name": name},
        "lead": _("They get a mail with a link that is valid for 14 days."),
        "button": _("Send the invitation"),
    }
    return desk_page(
        request, standing, "desk/organisations/form.html", context,
        title=_("Invite somebody"), section="organisations", status=status,
    )  # fmt: skip


@require_http_methods(["POST"])
@signed_in
def resend(
    request: HttpRequest, standing: Standing, organisation_id: uuid.UUID, invitation_id: uuid.UUID
) -> HttpResponse:
    """Mail an invitation again."""
    with hidden():
        organisation_for(standing, organisation_id)
        must(throttle.allowed(request, "invitation", most=60, seconds=3600))
        invitation_resend(standing, organisation_id, invitation_id)
    return onward("desk-organisation", organisation_id, done="resent")


@require_http_methods(["POST"])
@signed_in
def revoke(
    request: HttpRequest, standing: Standing, organisation_id: uuid.UUID, invitation_id: uuid.UUID
) -> HttpResponse:
    """Take an invitation back."""
    with hidden():
        organisation_for(standing, organisation_id)
        invitation_revoke(standing, organisation_id, invitation_id)
    return onward("desk-organisation", organisation_id, done="revoked")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, secret: str) -> HttpResponse:
    """Who invites into what, for whoever has the mail; to answer one signs in."""
    standing = standing_from(request)
    with hidden():
        invitation = invitation_for(secret)
    here = reverse("desk-invitation", args=[secret])
    if request.method == "POST":
        if standing.account is None:
            return HttpResponseRedirect(
                f"/{request.LANGUAGE_CODE}/account/login/?{urlencode({'next': here})}"
            )
        with hidden():
            return _answered(request, standing, standing.account, secret)
    return _page(request, standing, invitation, here)


def _answered(
    request: HttpRequest, standing: Standing, account: uuid.UUID, secret: str
) -> HttpResponse:
    accepts = request.POST.get("answer") == "accept"
    here = reverse("desk-invitation", args=[secret])
    if not accepts and request.POST.get("answer") != "decline":
        return _page(request, standing, invitation_for(secret), here, status=422)
    try:
        done = (invitation_accept if accepts else invitation_decline)(account, secret)
    except NotYours:
        raise
    except InvitedIsSomebodyElse as error:
        return _page(request, standing, invitation_for(secret), here, status=403, wrong=error)
    except InvitationOver as error:
        return _page(request, standing, invitation_for(secret), here, status=410, wrong=error)
    if not accepts:
        return onward("desk-organisations", done="declined")
    if done.organisation_id is None:
        return onward("desk-team", done="accepted")
    return onward("desk-organisation", done.organisation_id, done="accepted")


def _page(
    request: HttpRequest,
    standing: Standing,
    invitation: Invitation,
    here: str,
    *,
    status: int = 200,
    wrong: AgoraError | None = None,
) -> HttpResponse:
    account = standing.account
    ended = invitation.state != Invitation.State.OPEN
    invalid = not ended and (is_over(invitation) or not is_backed(invitation))
    axis = vocabulary().term(PACT, invitation.axis.key) if invitation.axis else None
    context = {
        "invitation": invitation,
        "into": name_of(invitation.organisation, request.LANGUAGE_CODE)
        if invitation.organisation
        else "",
        "axis": axis.label(request.LANGUAGE_CODE) if axis else "",
        "ended": ended,
        "invalid": invalid,
        "wrong": wrong.message if wrong else "",
        "signed_in": account is not None,
        "fits": account is not None and invitation.email in addresses_shown_to_be(account),
        "login": f"/{request.LANGUAGE_CODE}/account/login/?{urlencode({'next': here})}",
    }
    return desk_page(
        request, standing, "desk/organisations/invitation.html", context,
        title=_("Invitation"), status=410 if (ended or invalid) and status == 200 else status,
    )  # fmt: skip
