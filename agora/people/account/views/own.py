"""My account: who I am here, what I belong to, and what is kept about me."""

from __future__ import annotations

import uuid

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.contrib.auth import logout
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _

from agora.kernel import throttle
from agora.kernel.errors import AgoraError
from agora.people.account import copies, erasing
from agora.people.account.forms import EraseForm, ProfileForm
from agora.people.account.services import person_make, profile_change
from agora.people.account.views.common import account_page
from agora.people.models import Account, DataCopy, Duty, Membership, Person
from agora.people.queries import Standing, Viewer, organisation_names
from agora.people.viewing import signed_in, viewer_from
from agora.people.words import role_name


def _account(standing: Standing) -> uuid.UUID:
    """The account that asks; whoever has none was led to sign in before."""
    if standing.account is None:
        raise Http404
    return standing.account


def _person(standing: Standing) -> Person:
    """The person behind the account, made where an account has none yet."""
    return person_make(Account.objects.get(pk=_account(standing)), name=standing.name)


def _belongs(standing: Standing, viewer: Viewer, language: str) -> list[dict[str, object]]:
    rows = list(
        Membership.objects.filter(person=standing.person)
        .order_by("organisation", "role")
        .values_list("organisation", "role", "team__name")
    )
    names = organisation_names({row[0] for row in rows}, language, viewer)
    return [
        {"organisation": names[key], "role": role_name(role), "team": team}
        for key, role, team in rows
        if key in names
    ]


@signed_in
def overview(request: HttpRequest, standing: Standing) -> HttpResponse:
    """My account."""
    duties = Duty.objects.filter(person=standing.person).values_list("role", "language")
    return account_page(
        request,
        "people/account/overview.html",
        {
            "person": _person(standing),
            "address": EmailAddress.objects.filter(user=standing.account, primary=True).first(),
            "belongs": _belongs(standing, viewer_from(request), request.LANGUAGE_CODE),
            "duties": [
                {"role": role_name(role, duty=True), "language": tag} for role, tag in duties
            ],
        },
        title=_("My account"),
        section="account",
    )


@signed_in
def profile(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Name, languages, time zone and credit."""
    person = _person(standing)
    form = ProfileForm(request.POST if request.method == "POST" else None, person=person)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        profile_change(
            person.pk,
            name=said["name"],
            language=said["language"],
            timezone=said["timezone"],
            is_credited=said["is_credited"],
            works_in=form.spoken,
        )
        with translation.override(said["language"]):
            messages.success(request, _("Your profile is saved."))
            return redirect("profile")
    return account_page(
        request,
        "people/account/form.html",
        {"form": form, "headline": _("My profile"), "button": _("Save"), "back": "account"},
        title=_("My profile"),
        section="profile",
        status=422 if form.errors else 200,
    )


@signed_in
def data(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Have a copy of everything made, and fetch it."""
    mine = _account(standing)
    if request.method == "POST":
        if not throttle.allowed(request, "data-copy", most=5, seconds=86_400, by=str(mine)):
            messages.error(
                request, _("You had five copies made today. Have another one made tomorrow.")
            )
        else:
            copies.copy_ask(mine, language=request.LANGUAGE_CODE)
        return redirect("account_data")
    found = list(copies.copies_of(mine)[:10])
    return account_page(
        request,
        "people/account/data.html",
        {
            "copies": found,
            "waiting": any(copy.state == DataCopy.State.WAITING for copy in found),
        },
        title=_("My data"),
        section="data",
    )


@signed_in
def data_file(request: HttpRequest, standing: Standing, copy_id: uuid.UUID) -> HttpResponseBase:
    """One of my own copies; anybody else's is not there."""
    copy = copies.copies_of(standing.account).filter(pk=copy_id, state=DataCopy.State.READY).first()
    path = copies.path_of(copy_id)
    if copy is None or not path.is_file():
        raise Http404
    answer = FileResponse(path.open("rb"), as_attachment=True, filename="my-data.zip")
    answer.headers["Content-Type"] = "application/zip"
    return answer


@signed_in
def erase(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Erase the account, after one more proof of who one is."""
    mine = _account(standing)
    refused = ""
    try:
        erasing.account_may_go(mine, request.LANGUAGE_CODE)
    except AgoraError as error:
        refused = error.message
    if not refused and not did_recently_reauthenticate(request):
        raise ReauthenticationRequired
    form = EraseForm(request.POST if request.method == "POST" else None)
    status = 409 if refused and request.method == "POST" else 200
    if request.method == "POST" and not refused:
        if form.is_valid():
            try:
                erasing.account_erase_ask(mine, language=request.LANGUAGE_CODE)
            except AgoraError as error:
                refused, status = error.message, 409
            else:
                logout(request)
                return account_page(
                    request, "people/account/erased.html", {}, title=_("Your account is closed")
                )
        else:
            status = 422
    return account_page(
        request,
        "people/account/erase.html",
        {"form": form, "refused": refused},
        title=_("Erase my account"),
        section="data",
        status=status,
    )
