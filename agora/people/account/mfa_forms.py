"""Forms of passkeys, authenticator apps and recovery codes.

Passkeys load much; this module is imported only where one of these is used.
"""

from __future__ import annotations

from typing import Any

from allauth.core import context as current
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from agora.kernel import throttle
from agora.people.account.forms import code_field, plain_digits, too_many

WRONG_CODES, WRONG_SECONDS = 10, 600


def _passkey_name() -> forms.CharField:
    return forms.CharField(
        max_length=80,
        required=False,
        label=_("Name of this passkey"),
        help_text=_("So that you know it again: “My phone”, say."),
    )


class _SecondCode(base_forms.BaseAuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field(
            _("Six digits from the authenticator app, or one of your recovery codes.")
        )

    def clean_code(self) -> str:
        """Right and not used before, or refused.

        Whoever is asked for this proved the first step already, so counting by account locks out
        nobody else.
        """
        request, by = current.request, str(self.user.pk)
        if throttle.exhausted(request, "second-step", WRONG_CODES, by=by):
            raise too_many()
        code = plain_digits(self.cleaned_data["code"])
        for authenticator in Authenticator.objects.filter(user=self.user).exclude(
            type=Authenticator.Type.WEBAUTHN
        ):
            if authenticator.wrap().validate_code(code):
                authenticator.user = self.user
                self.authenticator = authenticator
                return code
        throttle.allowed(request, "second-step", WRONG_CODES, WRONG_SECONDS, by=by)
        raise get_adapter().validation_error("incorrect_code")


class SecondStepForm(_SecondCode, base_forms.AuthenticateForm):
    """A code as the second step of signing in."""


class SecondStepAgainForm(_SecondCode, base_forms.ReauthenticateForm):
    """A code to prove once more who one is."""


class ActivateTotpForm(ActivateTOTPForm):
    """The first code of an authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field(_("Six digits, from the app."))

    def clean_code(self) -> str:
        """Right or refused."""
        self.cleaned_data["code"] = plain_digits(self.cleaned_data["code"])
        return str(super().clean_code())


class AddPasskeyForm(AddWebAuthnForm):
    """A new passkey; it always replaces address and code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = _passkey_name()
        self.fields.pop("passwordless", None)

    def clean(self) -> dict[str, Any]:
        """A passkey signs in alone, so the device must have checked who holds it."""
        self.cleaned_data["passwordless"] = True
        cleaned: dict[str, Any] = super().clean()
        return cleaned


class RenamePasskeyForm(EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = _passkey_name()
        self.fields["name"].required = True
