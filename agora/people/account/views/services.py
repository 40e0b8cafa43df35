"""Signing in through services of others (OpenID Connect), which the operator named."""

from __future__ import annotations

import logging
from collections.abc import Callable

from allauth.account.decorators import reauthentication_required
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers import registry
from allauth.socialaccount.providers.openid_connect import views as openid
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.views import SignupView
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from requests import RequestException

from agora.people.account.adapter import AccountAdapter
from agora.people.account.views.common import OwnPage, account_page, sign_in_services
from agora.people.queries import Standing
from agora.people.viewing import signed_in

logger = logging.getLogger(__name__)

# Known to allauth from here on only: no process that needs no service loads what these take.
registry.register(OpenIDConnectProvider)


def _service(provider_id: str) -> str:
    """The service's name; 404 when the operator named none like that."""
    named = sign_in_services()
    if provider_id in named:
        return named[provider_id]
    raise Http404


def _talk(
    step: Callable[[HttpRequest, str], HttpResponse], request: HttpRequest, provider_id: str
) -> HttpResponse:
    """One step with the service; a sentence when it is down or answers what no such service does."""
    try:
        return step(request, provider_id)
    except (RequestException, ValueError, KeyError, TypeError) as error:
        logger.warning("Sign-in service %s: %s", provider_id, type(error).__name__)
        return account_page(
            request,
            "people/account/service_failed.html",
            {"service": _service(provider_id)},
            title=_("Not signed in"),
            status=401,
        )


def leave_for(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the service: a page that goes there by itself.

    A redirect would be an answer to a form, which our content security policy keeps on this site.
    """
    name = _service(provider_id)
    answer = _talk(openid.login, request, provider_id)
    where = answer.headers.get("Location", "")
    if not where:
        return answer
    return account_page(
        request,
        "people/account/leave.html",
        {"service": name, "where": where},
        title=_("On to the sign-in service"),
    )


def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Whoever comes back from the service is signed in, or told why not."""
    _service(provider_id)
    return _talk(openid.callback, request, provider_id)


class ServiceSignUp(OwnPage, SignupView):
    """What the service did not say is asked for."""

    template_name = "people/account/sign_up_service.html"
    title = later("Create an account")


@signed_in
@reauthentication_required(app="allauth.socialaccount")
def disconnect(request: HttpRequest, standing: Standing, pk: int) -> HttpResponse:
    """One question before a service is no longer used."""
    joined = SocialAccount.objects.filter(pk=pk, user=standing.account).first()
    if joined is None:
        raise Http404
    name = sign_in_services().get(joined.provider, joined.provider)
    if request.method == "POST":
        adapter = AccountAdapter(request)
        joined.delete()
        adapter.add_message(
            request, messages.SUCCESS, "socialaccount/messages/account_disconnected.txt"
        )
        adapter.send_notification_mail("socialaccount/email/account_disconnected", request.user)
        return redirect("mfa_index")
    return account_page(
        request,
        "people/account/service_remove.html",
        {"service": name},
        title=_("Disconnect a sign-in service"),
        section="ways",
    )


service_sign_up = ServiceSignUp.as_view()
