"""Signing in, signing up, signing out, and proving once more who one is."""

from __future__ import annotations

import time
from typing import Any

from allauth.account import views as allauth
from allauth.account.internal.flows.email_verification_by_code import (
    EMAIL_VERIFICATION_CODE_SESSION_KEY,
)
from allauth.account.internal.flows.reauthenticate_by_code import REAUTHENTICATION_CODE_SESSION_KEY
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.views._email_verification import ConfirmEmailVerificationCodeView
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from agora.people.account.forms import AskCodeForm, PasswordSignInForm
from agora.people.account.views.common import OwnPage

AHEAD = 60
"""By how many seconds the clocks of two of our servers may differ."""


def _issued_later(state: Any) -> bool:
    """Whether anything in this state was issued after now: a clock went wrong, or somebody lies."""
    if isinstance(state, dict):
        return any(
            (
                key in ("at", "initiated_at")
                and isinstance(value, int | float)
                and value > time.time() + AHEAD
            )
            or _issued_later(value)
            for key, value in state.items()
        )
    return False


class CodePage(OwnPage):
    """A page that takes a code: one issued in the future is forgotten, as one too old is."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Look at the clock before at the code."""
        for key in (
            LOGIN_SESSION_KEY,
            EMAIL_VERIFICATION_CODE_SESSION_KEY,
            REAUTHENTICATION_CODE_SESSION_KEY,
        ):
            if _issued_later(request.session.get(key)):
                del request.session[key]
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return answer


class SignIn(OwnPage, allauth.LoginView):
    """An address, a passkey, or another service."""

    template_name = "people/account/sign_in.html"
    title = _("Sign in")


class PasswordSignIn(OwnPage, allauth.LoginView):
    """An address and a password."""

    template_name = "people/account/sign_in_password.html"
    title = _("Sign in with a password")

    def get_form_class(self) -> Any:
        """The form that has a password."""
        return PasswordSignInForm


class SignInCode(CodePage, allauth.ConfirmLoginCodeView):
    """The code that was sent."""

    template_name = "people/account/code.html"
    title = _("Enter the code")


class AddressCode(CodePage, ConfirmEmailVerificationCodeView):
    """The code that proves an address."""

    template_name = "people/account/code.html"
    title = _("Enter the code")


class SignUp(OwnPage, allauth.SignupView):
    """A new account."""

    template_name = "people/account/sign_up.html"
    title = _("Create an account")


class SignOut(OwnPage, allauth.LogoutView):
    """One question before leaving."""

    template_name = "people/account/sign_out.html"
    title = _("Sign out")


class Closed(OwnPage, allauth.AccountInactiveView):
    """The account is closed."""

    template_name = "people/account/closed.html"
    title = _("This account is closed")


class PasswordAgain(OwnPage, allauth.ReauthenticateView):
    """Prove who you are with the password."""

    template_name = "people/account/again.html"
    title = _("Show that it is you")


class AskCode(OwnPage, allauth.RequestReauthenticationCodeView):
    """Have a code sent, to prove who you are."""

    template_name = "people/account/again.html"
    title = _("Show that it is you")
    form_class = AskCodeForm


class CodeAgain(CodePage, allauth.ConfirmReauthenticationCodeView):
    """The code that was sent for it."""

    template_name = "people/account/code.html"
    title = _("Enter the code")


sign_in = SignIn.as_view()
password_sign_in = PasswordSignIn.as_view()
sign_in_code = SignInCode.as_view()
address_code = AddressCode.as_view()
sign_up = SignUp.as_view()
sign_out = SignOut.as_view()
closed = Closed.as_view()
password_again = PasswordAgain.as_view()
ask_code = AskCode.as_view()
code_again = CodeAgain.as_view()
