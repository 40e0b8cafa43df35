"""The ways to sign in, each added and removed by its owner."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.password_change import (
    change_password,
    finalize_password_change,
    finalize_password_set,
)
from allauth.account.models import EmailAddress
from allauth.account.views import EmailView
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from agora.people.account.forms import PasswordForm
from agora.people.account.logic import browser_name
from agora.people.account.views.common import OwnPage, account_page, sign_in_services
from agora.people.queries import Standing
from agora.people.viewing import signed_in


@signed_in
def ways(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every way this account can be signed in to."""
    account: Any = request.user
    authenticators = list(Authenticator.objects.filter(user=standing.account).order_by("pk"))
    known = sign_in_services()
    joined = list(SocialAccount.objects.filter(user=standing.account).order_by("pk"))
    return account_page(
        request,
        "people/account/ways.html",
        {
            "addresses": EmailAddress.objects.filter(user=standing.account).order_by("pk"),
            "has_password": account.has_usable_password(),
            "passkeys": [
                {"pk": one.pk, "name": one.data["name"], "one": one}
                for one in authenticators
                if one.type == Authenticator.Type.WEBAUTHN
            ],
            "app": next((a for a in authenticators if a.type == Authenticator.Type.TOTP), None),
            "codes": next(
                (a for a in authenticators if a.type == Authenticator.Type.RECOVERY_CODES), None
            ),
            "joined": [
                {"pk": one.pk, "name": known.get(one.provider, one.provider)} for one in joined
            ],
            "offered": [
                {"provider_id": key, "name": name}
                for key, name in known.items()
                if key not in {one.provider for one in joined}
            ],
        },
        title=_("Ways to sign in"),
        section="ways",
    )


@method_decorator(login_required, name="dispatch")
@method_decorator(reauthentication_required(app="allauth.account"), name="dispatch")
class Addresses(OwnPage, EmailView):
    """Which addresses belong to the account, and where mails go."""

    template_name = "people/account/addresses.html"
    title = later("E-mail addresses")
    section = "ways"


@signed_in
@reauthentication_required(app="allauth.account")
def password(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Choose a password, the first or another."""
    account: Any = request.user
    form = PasswordForm(request.POST if request.method == "POST" else None, user=account)
    if request.method == "POST" and form.is_valid():
        had_one = account.has_usable_password()
        change_password(account, form.cleaned_data["password"])
        (finalize_password_change if had_one else finalize_password_set)(request, account)
        # Django keeps the key of this session when the password changes; a new one is better.
        request.session.cycle_key()
        UserSession.objects.create_from_request(request)
        return redirect("mfa_index")
    return account_page(
        request,
        "people/account/form.html",
        {
            "form": form,
            "headline": _("Choose a password"),
            "lead": _(
                "You can do without one: a code by mail is enough. A new password signs you out "
                "everywhere else."
            ),
            "button": _("Save the password"),
            "back": "mfa_index",
        },
        title=_("Password"),
        section="ways",
        status=422 if form.errors else 200,
    )


class Sessions(OwnPage, ListUserSessionsView):
    """Where the account is signed in."""

    template_name = "people/account/sessions.html"
    title = later("Where I am signed in")
    section = "sessions"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each session with its browser in short words."""
        found = super().get_context_data(**kwargs)
        for session in found["sessions"]:
            session.browser = browser_name(session.user_agent)
        return found


addresses = Addresses.as_view()
sessions = Sessions.as_view()
