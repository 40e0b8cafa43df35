"""Addresses of accounts: only the pages we want, by name.

Each page's module is loaded when it is first asked for: what passkeys and sign-in services need is
large, and most processes never meet either. The names are those django-allauth leads to.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

READ = ("GET", "HEAD")
WRITE = (*READ, "POST")


def _page(where: str, methods: tuple[str, ...] = WRITE) -> Callable[..., HttpResponseBase]:
    module, name = where.split(".")

    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        from agora.people.account.views.common import mail_needed

        views = import_module(f"agora.people.account.views.{module}")
        return mail_needed(getattr(views, name))(request, *args, **kwargs)

    return never_cache(require_http_methods(list(methods))(view))


urlpatterns = [
    path("", _page("own.overview", READ), name="account"),
    path("profile/", _page("own.profile"), name="profile"),
    path("data/", _page("own.data"), name="account_data"),
    path("data/<uuid:copy_id>/", _page("own.data_file", READ), name="account_data_file"),
    path("erase/", _page("own.erase"), name="account_erase"),
    # In and out.
    path("login/", _page("signing.sign_in"), name="account_login"),
    path("login/code/", _page("signing.sign_in_code"), name="account_confirm_login_code"),
    path("login/password/", _page("signing.password_sign_in"), name="account_login_password"),
    path("login/passkey/", _page("second.passkey_sign_in"), name="mfa_login_webauthn"),
    path("login/second-step/", _page("second.second_step"), name="mfa_authenticate"),
    path("signup/", _page("signing.sign_up"), name="account_signup"),
    path("confirm-email/", _page("signing.address_code"), name="account_email_verification_sent"),
    path("logout/", _page("signing.sign_out"), name="account_logout"),
    path("closed/", _page("signing.closed", READ), name="account_inactive"),
    # Once more who one is.
    path("again/password/", _page("signing.password_again"), name="account_reauthenticate"),
    path("again/", _page("signing.ask_code"), name="account_request_reauthentication_code"),
    path("again/code/", _page("signing.code_again"), name="account_confirm_reauthentication_code"),
    path("again/app/", _page("second.second_step_again"), name="mfa_reauthenticate"),
    path("again/passkey/", _page("second.passkey_again"), name="mfa_reauthenticate_webauthn"),
    # The ways to sign in.
    path("ways/", _page("ways.ways", READ), name="mfa_index"),
    path("ways/addresses/", _page("ways.addresses"), name="account_email"),
    path("ways/password/", _page("ways.password"), name="account_change_password"),
    path("ways/passkeys/add/", _page("second.add_passkey"), name="mfa_add_webauthn"),
    path("ways/passkeys/<int:pk>/", _page("second.rename_passkey"), name="mfa_edit_webauthn"),
    path(
        "ways/passkeys/<int:pk>/remove/", _page("second.remove_passkey"), name="mfa_remove_webauthn"
    ),
    path("ways/app/", _page("second.add_app"), name="mfa_activate_totp"),
    path("ways/app/remove/", _page("second.remove_app"), name="mfa_deactivate_totp"),
    path("ways/codes/", _page("second.codes", READ), name="mfa_view_recovery_codes"),
    path("ways/codes/new/", _page("second.new_codes"), name="mfa_generate_recovery_codes"),
    path("ways/codes/file/", _page("second.codes_file", READ), name="mfa_download_recovery_codes"),
    path("ways/services/<int:pk>/", _page("services.disconnect"), name="account_service"),
    path("sessions/", _page("ways.sessions"), name="usersessions_list"),
    # Services of others.
    path("oidc/signup/", _page("services.service_sign_up"), name="socialaccount_signup"),
    path(
        "oidc/<slug:provider_id>/",
        _page("services.leave_for", ("POST",)),
        name="openid_connect_login",
    ),
]

neutral = [
    # One address for each service, whatever the language: the service knows it beforehand.
    path(
        "account/oidc/<slug:provider_id>/callback/",
        _page("services.come_back", READ),
        name="openid_connect_callback",
    ),
]
