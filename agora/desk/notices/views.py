"""Choosing one's mails, and stopping a sort of them from a mail itself."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from agora.desk.notices.forms import SORTS, PreferencesForm
from agora.desk.organisations.common import onward, said
from agora.desk.pages import desk_page
from agora.notices.models import Preference, Sort
from agora.notices.queries import preferences_of
from agora.notices.services import preferences_set
from agora.notices.stopping import stop_read
from agora.people.models import Account
from agora.people.queries import Standing
from agora.people.viewing import signed_in, standing_from
from agora.ui.asking import posted


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def preferences(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Which mails I want, and when."""
    if standing.account is None:
        raise Http404
    form = PreferencesForm(posted(request), now=preferences_of(standing.account))
    if request.method == "POST" and form.is_valid():
        preferences_set(standing.account, form.cleaned_data)
        return onward("desk-notices", done="preferences")
    return desk_page(
        request, standing, "desk/notices/preferences.html",
        {"form": form, "said": said(request)}, title=_("Mails"), section="notices",
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip


@csrf_exempt  # a mail program sends this POST by itself (RFC 8058); the address is the secret
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop one sort of mail without signing in; looking at the page changes nothing."""
    found = stop_read(token)
    if found is None or not Account.objects.filter(pk=found[0]).exists():
        raise Http404
    account, sort = found
    done = request.method == "POST"
    if done:
        preferences_set(account, {sort: Preference.How.OFF})
    return desk_page(
        request, standing_from(request), "desk/notices/stop.html",
        {"sort": SORTS[Sort(sort)], "done": done}, title=_("No more of these mails"),
    )  # fmt: skip
