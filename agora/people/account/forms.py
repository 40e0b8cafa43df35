"""The forms of an account, in our words; what they do is django-allauth's."""

from __future__ import annotations

import unicodedata
import zoneinfo
from functools import lru_cache
from typing import Any

from allauth.account import forms as account_forms
from allauth.account.internal.userkit import filter_users_by_email
from allauth.core import context as current
from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import get_ip, respond_429
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from agora.kernel import languages, names, throttle
from agora.people.account.services import plain_name
from agora.people.models import Person

WRONG_PASSWORDS, WRONG_CODES, WRONG_SECONDS = 20, 40, 600
ADDRESS = _("E-mail address")
CODE = _("Code")


def email_field(**more: Any) -> forms.EmailField:
    """An address as it is typed when signing in."""
    return forms.EmailField(
        max_length=254,
        label=ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        **more,
    )


def code_field(help_text: Any = "") -> forms.CharField:
    """A code as it is typed: spaces, hyphens and the digits of any script are fine."""
    return forms.CharField(
        max_length=40,
        label=CODE,
        help_text=help_text,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        ),
    )


def password_field(label: Any, *, new: bool = False, **more: Any) -> forms.CharField:
    """A password; it is never shown again."""
    return forms.CharField(
        max_length=200,
        label=label,
        strip=False,
        widget=forms.PasswordInput(
            attrs={"autocomplete": "new-password" if new else "current-password"}
        ),
        **more,
    )


def plain_digits(code: str) -> str:
    """The code with the digits of every script as 0 to 9: one spelling for each code."""
    return "".join(
        str(unicodedata.digit(character)) if character.isdecimal() else character
        for character in code
    )


def too_many() -> ImmediateHttpResponse:
    """What ends a request that came too often."""
    return ImmediateHttpResponse(respond_429(current.request))


class SignInForm(account_forms.LoginForm):
    """An address, to which a code is sent; a stranger's address gets a mail too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = email_field(
            help_text=_("We send a code to it. You need no password.")
        )

    def clean_login(self) -> str:
        """As it is kept."""
        return str(self.cleaned_data["login"]).strip().lower()

    def _clean_without_password(self, email: str | None, phone: str | None) -> dict[str, Any]:
        request = current.request
        # The second limit is for one address seen from one network: nobody can keep the owner out.
        if not ratelimit.consume(
            request, action="request_login_code", key=f"{get_ip(request)} {email}"
        ):
            raise too_many()
        users = filter_users_by_email(
            str(email), is_active=True, prefer_verified=True, for_login=True
        )
        self.user = users[0] if users else None
        return dict(self.cleaned_data)


class PasswordSignInForm(account_forms.LoginForm):
    """An address and a password, for those who chose one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = email_field()
        self.fields["password"] = password_field(_("Password"))

    def _setup_password_field(self) -> None:
        """Keep the password, though nobody is asked for one when signing up."""

    def clean(self) -> dict[str, Any]:
        """Refuse at once where too many passwords were wrong, whatever this one is."""
        request = current.request
        if throttle.exhausted(request, "password", WRONG_PASSWORDS):
            raise too_many()
        try:
            cleaned: dict[str, Any] = super().clean()
        except forms.ValidationError:
            throttle.allowed(request, "password", WRONG_PASSWORDS, WRONG_SECONDS)
            raise
        return cleaned


class NamedForm(forms.Form):
    """Whoever says a name."""

    name = forms.CharField(
        max_length=200,
        label=_("Your name"),
        help_text=_("As colleagues know you. You can change it at any time."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def clean_name(self) -> str:
        """On one line, so that it cannot pass for a line of a mail; and not to be taken for another."""
        name = plain_name(str(self.cleaned_data["name"]))
        if wrong := names.fault(name):
            raise forms.ValidationError(wrong)
        return name


class SignUpForm(NamedForm, account_forms.SignupForm):
    """A name and an address, which a code proves."""

    field_order = ["name", "email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = email_field(
            help_text=_("Your work address, if you have one. We send a code to it.")
        )


class AddAddressForm(account_forms.AddEmailForm):
    """One more address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = email_field(help_text=_("We send a code to it."))


class CodeForm(account_forms.BaseConfirmCodeForm):
    """The code from a mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field(_("Eight digits, from the mail we just sent."))

    def clean_code(self) -> str:
        """Right or refused; from one network only so many wrong ones are heard at all."""
        request = current.request
        if throttle.exhausted(request, "code", WRONG_CODES):
            raise too_many()
        self.cleaned_data["code"] = plain_digits(self.cleaned_data["code"])
        try:
            return str(super().clean_code())
        except forms.ValidationError:
            throttle.allowed(request, "code", WRONG_CODES, WRONG_SECONDS)
            raise


class AddressCodeForm(CodeForm, account_forms.ConfirmEmailVerificationCodeForm):
    """The code that proves an address."""


class PasswordAgainForm(account_forms.ReauthenticateForm):
    """The password, to prove once more who one is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = password_field(_("Password"))

    def clean_password(self) -> str:
        """Right or refused; wrong ones count as when signing in."""
        request = current.request
        if throttle.exhausted(request, "password", WRONG_PASSWORDS):
            raise too_many()
        try:
            return str(super().clean_password())
        except forms.ValidationError:
            throttle.allowed(request, "password", WRONG_PASSWORDS, WRONG_SECONDS)
            raise


class AskCodeForm(account_forms.RequestReauthenticationCodeForm):
    """To which of one's addresses a code goes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["recipient"]
        field.label = _("Send a code to")
        field.widget = forms.RadioSelect(choices=field.choices)
        field.initial = next((value for value, _label in field.choices), None)


class PasswordForm(forms.Form):
    """A new password, for an account with or without an old one."""

    password = password_field(
        _("New password"),
        new=True,
        help_text=_("At least 12 characters. Several words in a row are good and easy to keep."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """Long enough and not among the common ones."""
        password = str(self.cleaned_data["password"])
        validate_password(password, self.user)
        return password


@lru_cache
def zones() -> tuple[str, ...]:
    """The names of time zones that places have."""
    return tuple(
        sorted(
            name
            for name in zoneinfo.available_timezones()
            if "/" in name and not name.startswith(("Etc/", "SystemV/", "US/", "posix/", "right/"))
        )
    )


class ProfileForm(NamedForm):
    """What somebody says of themselves."""

    language = forms.ChoiceField(
        label=_("Language of pages and mails"),
        choices=[(language.tag, language.own_name) for language in languages.INTERFACE],
    )
    timezone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_("Times on your pages are shown in it."),
    )
    works_in = forms.MultipleChoiceField(
        label=_("Languages you work in"),
        required=False,
        choices=[(language.tag, language.own_name) for language in languages.INTERFACE],
        widget=forms.CheckboxSelectMultiple,
    )
    other_languages = forms.CharField(
        label=_("Other languages you work in"),
        required=False,
        max_length=200,
        help_text=_("Their codes with commas between, such as sw, hi, pt-BR."),
    )
    is_credited = forms.BooleanField(
        label=_("My name may stand beside what I write, translate or review"), required=False
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        known = [row.language for row in person.languages.order_by("order")]
        kwargs["initial"] = {
            "name": person.name,
            "language": person.language or "en",
            "timezone": person.timezone,
            "works_in": [tag for tag in known if tag in languages.TAGS],
            "other_languages": ", ".join(tag for tag in known if tag not in languages.TAGS),
            "is_credited": person.is_credited,
        }
        super().__init__(*args, **kwargs)
        self.fields["timezone"].choices = [  # type: ignore[attr-defined]
            ("", _("The same for everybody (UTC)")),
            *((name, name.replace("_", " ")) for name in zones()),
        ]

    def clean_other_languages(self) -> list[str]:
        """Codes of languages, in their usual spelling."""
        found = []
        for part in str(self.cleaned_data["other_languages"]).split(","):
            if part.strip():
                try:
                    found.append(languages.normalise(part))
                except ValueError as error:
                    raise forms.ValidationError(
                        _("“%(code)s” is not the code of a language. Write sw or pt-BR, say."),
                        params={"code": part.strip()[:40]},
                    ) from error
        return found

    @property
    def spoken(self) -> list[str]:
        """All the languages, those of the interface first."""
        return [*self.cleaned_data["works_in"], *self.cleaned_data["other_languages"]]


class EraseForm(forms.Form):
    """One box that must be ticked."""

    sure = forms.BooleanField(
        label=_("Erase my account. I know that nobody can bring it back."),
        error_messages={"required": _("Tick the box if you really want to erase it.")},
    )
