"""Forms of other services one may sign in with."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.forms import DisconnectForm as BaseDisconnectForm
from allauth.socialaccount.forms import SignupForm
from django import forms
from django.utils.translation import gettext_lazy as _

from agora.people.account.forms import NamedForm, email_field


class ServiceSignUpForm(NamedForm, SignupForm):
    """A name and an address, when the service said too little."""

    field_order = ["name", "email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = email_field(help_text=_("We send a code to it."))


class DisconnectForm(BaseDisconnectForm):
    """Which service is no longer to be used; a code by mail is always left."""

    def clean(self) -> dict[str, Any]:
        """One of one's own."""
        return dict(super(forms.Form, self).clean() or self.cleaned_data)
