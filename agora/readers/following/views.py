"""The pages of saved searches and follows, and the first page of one's own things."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agora.catalogue.forms import TooMuchAsked, read_search
from agora.catalogue.presenting import filter_rows
from agora.catalogue.queries import Search, publisher_labels
from agora.kernel.errors import AgoraError
from agora.people.models import Account
from agora.people.queries import Standing
from agora.people.viewing import signed_in, viewer_from
from agora.readers.digests.stopping import stop_read
from agora.readers.following import services
from agora.readers.following.forms import KeepForm
from agora.readers.following.queries import (
    follows,
    new_in,
    plan_of,
    thing_named,
    things_named,
)
from agora.readers.lists.queries import lists_of
from agora.readers.models import Follow, SavedSearch
from agora.readers.pages import account_of, mine_page
from agora.readers.uses.queries import uses_of
from agora.ui.asking import explain, hidden, page_of, posted

READS = ["GET", "HEAD", "POST"]
FEW = 5


@require_safe
@signed_in
def mine(request: HttpRequest, standing: Standing) -> HttpResponse:
    """My things: the last of each sort, and how I have the weekly mail."""
    account, reader = account_of(standing), request.LANGUAGE_CODE
    rows = list(Follow.objects.filter(account=account).order_by("-created_at", "pk"))
    named = things_named(rows, reader, viewer_from(request))
    context = {
        "lists": lists_of(account)[:FEW],
        "searches": SavedSearch.objects.filter(account=account).order_by("-created_at")[:FEW],
        "follows": [named[row.pk] for row in rows if row.pk in named][:FEW],
        "uses": uses_of(account).count(),
        "plan": plan_of(account),
    }
    return mine_page(request, "readers/mine.html", context, title=_("My things"), section="mine")


def _asked(request: HttpRequest) -> Search:
    try:
        return read_search(request.GET)
    except TooMuchAsked:
        return Search()


def _in_words(search: Search, reader: str) -> str:
    """A name to begin with: the words searched for, then the filters."""
    slugs = {*search.filters.get("publisher", ()), *search.filters.get("organisation", ())}
    rows = filter_rows(search, reader=reader, organisations=publisher_labels(slugs, reader))
    parts = [search.text] if search.text else []
    return " · ".join([*parts, *(row.label for row in rows)])[:120]


@require_http_methods(READS)
@signed_in
def search_save(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Keep the search that stands in the address, under a name of one's own."""
    search, reader = _asked(request), request.LANGUAGE_CODE
    if not search.is_narrowed:
        messages.error(request, _("Search for something first, or choose a filter."))
        return redirect("explore")
    form = KeepForm(posted(request), initial={"name": _in_words(search, reader)})
    if request.method == "POST" and form.is_valid():
        try:
            services.search_save(
                account_of(standing), search, name=form.cleaned_data["name"], language=reader
            )
            messages.success(
                request, _("The search is saved. What is new comes with the weekly mail.")
            )
            return redirect("searches")
        except AgoraError as error:
            explain(form, error)
    return mine_page(
        request, "readers/search_save.html",
        {"form": form, "words": _in_words(search, reader)},
        title=_("Save this search"), section="searches",
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip


@require_safe
@signed_in
def searches(request: HttpRequest, standing: Standing) -> HttpResponse:
    """My searches, with how much is new in each since the last weekly mail."""
    account = account_of(standing)
    page = page_of(
        request, SavedSearch.objects.filter(account=account).order_by("-created_at", "pk"), 20
    )
    plan = plan_of(account)
    new = new_in(page.object_list, plan.told_until, viewer_from(request)) if plan else {}
    rows = [{"search": one, "new": new.get(one.pk, 0)} for one in page.object_list]
    return mine_page(
        request, "readers/searches.html", {"page_of_rows": page, "rows": rows, "plan": plan},
        title=_("My searches"), section="searches",
    )  # fmt: skip


@require_POST
@signed_in
def search_delete(request: HttpRequest, standing: Standing, search_id: uuid.UUID) -> HttpResponse:
    """Keep a search no longer."""
    with hidden():
        services.search_delete(account_of(standing), search_id)
    messages.success(request, _("The search is deleted."))
    return redirect("searches")


@require_safe
@signed_in
def following(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What I follow."""
    page = page_of(
        request,
        Follow.objects.filter(account=account_of(standing)).order_by("-created_at", "pk"),
    )
    named = things_named(page.object_list, request.LANGUAGE_CODE, viewer_from(request))
    rows = [
        {"link": named[row.pk], "id": row.organisation_id or row.concept_id or row.place_id}
        for row in page.object_list
        if row.pk in named
    ]
    return mine_page(
        request, "readers/following.html", {"page_of_rows": page, "rows": rows},
        title=_("What I follow"), section="following",
    )  # fmt: skip


@require_http_methods(READS)
@signed_in
def follow(
    request: HttpRequest, standing: Standing, kind: str, object_id: uuid.UUID
) -> HttpResponse:
    """Follow an organisation, a topic or a place, or follow it no longer."""
    account, viewer = account_of(standing), viewer_from(request)
    thing = thing_named(kind, object_id, request.LANGUAGE_CODE, viewer)
    if thing is None:
        raise Http404
    if request.method == "POST":
        try:
            if request.POST.get("do") == "stop":
                services.unfollow(account, kind, object_id)
                messages.success(
                    request, _("You follow “%(name)s” no longer.") % {"name": thing.label}
                )
            else:
                services.follow(account, viewer, kind, object_id)
                messages.success(
                    request,
                    _("You follow “%(name)s”. What is new comes with the weekly mail.")
                    % {"name": thing.label},
                )
        except AgoraError as error:
            messages.error(request, error.message)
        if request.POST.get("back") == "list":
            return redirect("following")
        return HttpResponseRedirect(thing.path)
    return mine_page(
        request, "readers/follow.html",
        {"thing": thing, "follows": follows(account, kind, object_id)},
        title=_("Follow"), section="following",
    )  # fmt: skip


@require_POST
@signed_in
def digest(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Have the weekly mail, or not."""
    services.digest_wish(account_of(standing), on=request.POST.get("do") == "on")
    messages.success(request, _("Your choice was saved."))
    return redirect("mine")


@csrf_exempt  # a mail program sends this POST by itself (RFC 8058); the address is the secret
@never_cache
@require_http_methods(READS)
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the weekly mail without signing in; looking at the page changes nothing."""
    account = stop_read(token)
    if account is None or not Account.objects.filter(pk=account).exists():
        raise Http404
    done = request.method == "POST"
    if done:
        services.digest_wish(account, on=False)
    return mine_page(request, "readers/stop.html", {"done": done}, title=_("No more weekly mails"))
