"""How django-allauth acts here: our sentences, our mails, a person for every account."""

from __future__ import annotations

import contextlib
import ipaddress
import time
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.core import context as current
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from agora.kernel import throttle
from agora.people.account import mails, services
from agora.people.account.wording import SAID
from agora.people.models import Account, Person
from agora.ui.meta import meta

FRESH = 300
"""For how many seconds after signing in nobody is asked to prove again who they are."""
_SIGNED_IN_AT = "signed_in_at"

_MAILS = {
    "account/email/login_code": "people/mail/code",
    "account/email/email_confirmation": "people/mail/code",
    "account/email/email_confirmation_signup": "people/mail/code",
    "account/email/unknown_account": "people/mail/no_account",
    "account/email/account_already_exists": "people/mail/account_there",
}


class MailNotSent(Exception):
    """The mail server did not take a mail that somebody is waiting for."""


class AccountAdapter(DefaultAccountAdapter):
    """Accounts."""

    error_messages = {
        "account_inactive": later("This account is closed."),
        "cannot_remove_primary_email": SAID["account/messages/cannot_delete_primary_email.txt"],
        "duplicate_email": later("This address is already among yours."),
        "email_password_mismatch": later(
            "The address or the password is not right. You can also sign in with a code by mail."
        ),
        "email_taken": later("This address cannot be used. Choose another one."),
        "enter_current_password": later("Enter your present password."),
        "incorrect_code": later(
            "This code is not right, or it was used already. Look at the newest mail or code."
        ),
        "incorrect_password": later("The password is not right."),
        "invalid_login": later("Enter your e-mail address."),
        "max_email_addresses": later("You cannot add more than %d addresses."),
        "rate_limited": later("That was too often. Wait a few minutes, then try again."),
        "same_as_current": later("This is the present one. Enter another."),
        "select_only_one": later("Choose one only."),
        "too_many_login_attempts": later(
            "Too many codes were wrong. Have a new one sent and try again."
        ),
        "unknown_email": later("Enter your e-mail address."),
        "unverified_primary_email": SAID["account/messages/unverified_primary_email.txt"],
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """The client's network address as the limits of the whole site see it."""
        try:
            return str(ipaddress.ip_address(throttle.client_address(request)))
        except ValueError:
            return "0.0.0.0"  # noqa: S104 (an address that is none, nothing listens there)

    def is_ajax(self, request: HttpRequest) -> bool:
        """Pages answer with pages."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only a path on the host that was asked leads on after signing in."""
        request = current.request
        parts = urlsplit(url)
        return (
            url.startswith("/")
            and not parts.netloc
            and not any(character <= " " or character == "\\" for character in url)
            and url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()})
        )

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The desk, in the language this person chose."""
        language = (
            Person.objects.filter(account=request.user.pk)
            .values_list("language", flat=True)
            .first()
        )
        with translation.override(language or get_language()):
            return str(resolve_url(settings.LOGIN_REDIRECT_URL))

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """A new account first says who it is."""
        return reverse("profile")

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        """Back to the addresses."""
        return reverse("account_email")

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Account:
        """A new account and its person, both or neither."""
        with transaction.atomic():
            made: Account = super().save_user(request, user, form, commit=commit)
            if commit:
                services.person_make(
                    made,
                    name=str(form.cleaned_data.get("name", "")),
                    language=get_language() or "",
                )
        return made

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Our sentence for what happened; silence where the page itself shows it."""
        text = message or SAID.get(message_template or "")
        if text:
            messages.add_message(request, level, str(text), extra_tags=extra_tags)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail with a code, or that there is (no) account, in the language being read.

        Raises MailNotSent when the server does not take it.
        """
        try:
            mails.send(
                _MAILS[template_prefix],
                email,
                {"code": context.get("code", "")},
                get_language() or "en",
            )
        except OSError as error:  # smtplib's own errors are among them
            raise MailNotSent from error

    def send_account_already_exists_mail(self, email: str) -> None:
        """Tell the owner of an address that somebody wanted to sign up with it."""
        self.send_mail("account/email/account_already_exists", email, {})

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the account's owner that something about signing in changed.

        The mail itself is a job's; only one to a former address goes at once, since that address is
        kept nowhere, and is given up when it is not taken.
        """
        if email is None:
            mails.change_mail.enqueue(str(user.pk), template_prefix)
            return
        with contextlib.suppress(OSError):
            mails.change_send(user.pk, template_prefix, email)

    def get_login_stages(self) -> list[str]:
        """Code, address, second step; the last is ours, so that few processes load passkeys."""
        return [
            "allauth.account.stages.LoginByCodeStage",
            "allauth.account.stages.EmailVerificationStage",
            "agora.people.account.stages.SecondStep",
        ]

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to prove again who one is, a code by mail first."""
        words = {
            "account_request_reauthentication_code": _("Have a code sent by mail"),
            "mfa_reauthenticate_webauthn": _("Use a passkey"),
            "mfa_reauthenticate": _("Use the authenticator app or a recovery code"),
            "account_reauthenticate": _("Use the password"),
        }
        found = {method["url"]: method for method in super().get_reauthentication_methods(user)}
        return [
            {**found[reverse(name)], "description": text}
            for name, text in words.items()
            if reverse(name) in found
        ]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within five minutes after signing in, in the same browser."""
        request = current.request
        moments = [
            record["at"]
            for record in get_authentication_records(request, request.user)
            if record.get("reauthenticated")
        ]
        moments.append(request.session.get(_SIGNED_IN_AT, 0))
        return not any(0 <= time.time() - at < FRESH for at in moments)

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in, under a new session key, and note when."""
        super().login(request, user)
        request.session[_SIGNED_IN_AT] = time.time()


class MfaAdapter(DefaultMFAAdapter):
    """Passkeys, authenticator apps and recovery codes."""

    error_messages = {
        "add_email_blocked": later(
            "Remove the passkeys and the authenticator app first, then add an address."
        ),
        "cannot_delete_authenticator": later("This cannot be removed."),
        "cannot_generate_recovery_codes": later(
            "Recovery codes need a passkey or an authenticator app."
        ),
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "unverified_email": later("Confirm your e-mail address first, then come back."),
    }

    def build_totp_svg(self, url: str) -> str:
        """The picture an authenticator app reads."""
        import segno

        drawn: str = segno.make(url, error="m").svg_inline(
            scale=5, border=2, svgclass="qr", lineclass=None, dark="#000", light="#fff"
        )
        return drawn

    def _get_site_name(self) -> str:
        return str(settings.SITE_NAME)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """A name for one more passkey."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey %(number)s") % {"number": count + 1}


class ServiceAdapter(DefaultSocialAccountAdapter):
    """Sign-in services of others (OpenID Connect)."""

    error_messages = {
        "email_taken": later(
            "There is an account with this address already. Sign in there, then connect %s."
        ),
        "invalid_token": later("The sign-in service sent something that cannot be read."),
        "no_password": later("The account has no password."),
        "no_verified_email": later("Confirm your e-mail address first, then come back."),
        "disconnect_last": later("This is your last way to sign in."),
        "connected_other": SAID["socialaccount/messages/account_connected_other.txt"],
    }

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Account:
        """A new account and its person, named as the service says."""
        with transaction.atomic():
            made: Account = super().save_user(request, sociallogin, form)
            said = sociallogin.account.extra_data
            said = said.get("userinfo") or said.get("id_token") or said
            services.person_make(
                made, name=str(said.get("name") or ""), language=get_language() or ""
            )
        return made

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        """Back to the ways of signing in."""
        return reverse("mfa_index")

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> None:
        """A page of ours when the service refused, was not reached, or was left."""
        from allauth.socialaccount.providers.base import AuthError

        if error == AuthError.CANCELLED:
            messages.info(request, _("You came back without signing in."))
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
        raise ImmediateHttpResponse(
            render(
                request,
                "people/account/service_failed.html",
                {"service": provider.name, "meta": meta(_("Not signed in"), robots="noindex")},
                status=401,
            )
        )
