"""Passkeys, authenticator apps and recovery codes."""

from __future__ import annotations

from typing import Any

from allauth.account.models import Login
from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.mfa.webauthn.internal import auth, flows
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from agora.people.account.views.common import OwnPage


class SecondStep(OwnPage, base.AuthenticateView):
    """The second step of signing in."""

    template_name = "people/account/second_step.html"
    title = _("One more step")


class SecondStepAgain(OwnPage, base.ReauthenticateView):
    """A code of the app, to prove who one is."""

    template_name = "people/account/again.html"
    title = _("Show that it is you")


class PasskeyAgain(OwnPage, passkeys.ReauthenticateWebAuthnView):
    """A passkey, to prove who one is."""

    template_name = "people/account/again_passkey.html"
    title = _("Show that it is you")

    def form_invalid(self, form: Any) -> HttpResponse:
        """The same page again, with what was wrong."""
        return self.render_to_response(self.get_context_data(form=form))


class PasskeySignIn(passkeys.LoginWebAuthnView):
    """Sign in with a passkey: first the question for the browser, then its answer."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The question, as data for the script of the sign-in page."""
        return JsonResponse({"request_options": auth.begin_authentication(user=None)})

    def form_valid(self, form: Any) -> HttpResponse:
        """Signed in; on to where they wanted to go."""
        from allauth.account.utils import get_next_redirect_url

        authenticator = form.cleaned_data["credential"]
        login = Login(user=authenticator.user, redirect_url=get_next_redirect_url(self.request))
        answer: HttpResponse = flows.perform_passwordless_login(self.request, authenticator, login)
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        """Back to the sign-in page, which says what was wrong."""
        from allauth.account.adapter import get_adapter
        from django.contrib import messages

        get_adapter().add_message(
            self.request,
            messages.ERROR,
            message=str(_("This passkey was not accepted. Sign in with a code by mail.")),
        )
        return HttpResponseRedirect(reverse("account_login"))


class AddPasskey(OwnPage, passkeys.AddWebAuthnView):
    """A new passkey."""

    template_name = "people/account/passkey_add.html"
    title = _("Add a passkey")
    section = "ways"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Ask for a passkey that signs in alone; keep a refused form."""
        found = super().get_context_data(**kwargs)
        found["js_data"] = {"creation_options": auth.begin_registration(self.request.user, True)}
        found["form"] = kwargs.get("form") or found["form"]
        return found


class RenamePasskey(OwnPage, passkeys.EditWebAuthnView):
    """Another name for a passkey."""

    template_name = "people/account/passkey_rename.html"
    title = _("Rename the passkey")
    section = "ways"
    success_url = reverse_lazy("mfa_index")


class RemovePasskey(OwnPage, passkeys.RemoveWebAuthnView):
    """One question before a passkey goes."""

    template_name = "people/account/passkey_remove.html"
    title = _("Remove the passkey")
    section = "ways"
    success_url = reverse_lazy("mfa_index")


class AddApp(OwnPage, totp.ActivateTOTPView):
    """Connect an authenticator app."""

    template_name = "people/account/app_add.html"
    title = _("Connect an authenticator app")
    section = "ways"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The key to type, in groups of four, where the picture cannot be read."""
        found = super().get_context_data(**kwargs)
        secret = found["form"].secret
        found["typed"] = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        return found


class RemoveApp(OwnPage, totp.DeactivateTOTPView):
    """One question before the app goes."""

    template_name = "people/account/app_remove.html"
    title = _("Disconnect the authenticator app")
    section = "ways"


class Codes(OwnPage, recovery.ViewRecoveryCodesView):
    """The recovery codes that were not used yet."""

    template_name = "people/account/codes.html"
    title = _("Recovery codes")
    section = "ways"


class NewCodes(OwnPage, recovery.GenerateRecoveryCodesView):
    """New recovery codes; the old ones end."""

    template_name = "people/account/codes_new.html"
    title = _("New recovery codes")
    section = "ways"


class CodesFile(recovery.DownloadRecoveryCodesView):
    """The same codes as a file."""

    template_name = "people/account/codes.txt"


second_step = SecondStep.as_view()
second_step_again = SecondStepAgain.as_view()
passkey_again = PasskeyAgain.as_view()
passkey_sign_in = PasskeySignIn.as_view()
add_passkey = AddPasskey.as_view()
rename_passkey = RenamePasskey.as_view()
remove_passkey = RemovePasskey.as_view()
add_app = AddApp.as_view()
remove_app = RemoveApp.as_view()
codes = Codes.as_view()
new_codes = NewCodes.as_view()
codes_file = CodesFile.as_view()
