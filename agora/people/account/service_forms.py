"""The form for whom a sign-in service said too little."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.forms import SignupForm
from django.utils.translation import gettext_lazy as _

from agora.people.account.forms import NamedForm, email_field


class ServiceSignUpForm(NamedForm, SignupForm):
    """A name and an address, when the service said too little."""

    field_order = ["name", "email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = email_field(help_text=_("We send a code to it."))
