"""What the pages of an account share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from agora.people.account.adapter import MailNotSent
from agora.ui.meta import meta


def sign_in_services() -> dict[str, str]:
    """The services the operator named: key and name."""
    named: Any = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return {str(app["provider_id"]): str(app["name"]) for app in named}


class OwnPage:
    """A view of django-allauth as a page of ours: own template, own title, 422 for a refused form."""

    title: Any = ""
    section = ""
    response_class: Any
    template_name: str

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The page's title, and which entry of the account's menu it belongs to."""
        found: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {
            **found,
            "meta": meta(str(self.title), robots="noindex"),
            "section": self.section,
            "services": sign_in_services(),
        }

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """The page; what was typed comes back with 422 when it was refused."""
        form = context.get("form")
        if form is not None and form.is_bound and form.errors:
            kwargs.setdefault("status", 422)
        answer: HttpResponse = super().render_to_response(context, **kwargs)  # type: ignore[misc]
        return answer


def account_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    title: str,
    section: str = "",
    status: int = 200,
) -> HttpResponse:
    """One of our own pages among those of the account."""
    return render(
        request,
        template,
        {**context, "meta": meta(title, robots="noindex"), "section": section},
        status=status,
    )


def mail_needed(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page that waits for a mail to be taken says so when it was not, and how to go on.

    The session is as it was before, so that the same button can be pressed again.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        before = dict(request.session.items())
        try:
            return view(request, *args, **kwargs)
        except MailNotSent:
            for key in set(request.session.keys()) - set(before):
                del request.session[key]
            request.session.update(before)
            return render(
                request,
                "people/account/no_mail.html",
                {
                    "meta": meta(_("The mail was not sent"), robots="noindex"),
                    "again": _again(request),
                    "team_mail": settings.TEAM_MAIL,
                },
                status=503,
            )

    return answer


@dataclass(frozen=True)
class Again:
    """The form that was sent, to be sent once more; `address` is where the mail goes."""

    action: str
    fields: tuple[tuple[str, str], ...]
    address: str


def _again(request: HttpRequest) -> Again | None:
    """What to press again; None where a password was typed, which no page repeats.

    Whoever signed up has their account by now, or had one before: a code to sign in is what they lack.
    """
    sent = [(name, value) for name, values in request.POST.lists() for value in values]
    if request.method != "POST" or any("password" in name for name, _value in sent):
        return None
    address = (request.POST.get("login") or request.POST.get("email") or "")[:254]
    if request.resolver_match and request.resolver_match.url_name == "account_signup":
        onwards = request.POST.get("next") or request.GET.get("next") or ""
        query = f"?{urlencode({'next': onwards})}" if onwards else ""
        return Again(f"{reverse('account_login')}{query}", (("login", address),), address)
    fields = tuple(pair for pair in sent if pair[0] != "csrfmiddlewaretoken")
    return Again(request.get_full_path(), fields, address)


def too_many(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """What is answered to whoever asks too often (429)."""
    return render(
        request,
        "people/account/too_many.html",
        {"meta": meta(_("Too many attempts"), robots="noindex")},
        status=429,
    )
