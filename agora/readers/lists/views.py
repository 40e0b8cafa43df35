"""The pages of lists: one's own, and those behind a link."""

from __future__ import annotations

import csv
import io
import uuid

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from agora.catalogue.queries import cards
from agora.catalogue.views import neutral
from agora.kernel.errors import AgoraError
from agora.people.queries import Standing
from agora.people.viewing import signed_in, viewer_from
from agora.readers.lists import services
from agora.readers.lists.forms import GiveForm, NameForm, SaveForm
from agora.readers.lists.queries import colleagues_of, items_of, lists_of, lists_with, rows_of
from agora.readers.lists.sharing import list_behind, secret_of
from agora.readers.models import SavedList
from agora.readers.pages import account_of, mine_page
from agora.ui.asking import explain, hidden, id_in, page_of, posted
from agora.ui.meta import meta

READS = ["GET", "HEAD", "POST"]
COLUMNS = ("title", "title_language", "type", "publishers", "year", "note", "url")


def _mine(standing: Standing, list_id: uuid.UUID) -> SavedList:
    kept = lists_of(account_of(standing)).filter(pk=list_id).first()
    if kept is None:
        raise Http404
    return kept


@require_http_methods(READS)
@signed_in
def lists(request: HttpRequest, standing: Standing) -> HttpResponse:
    """My lists, and the form for a new one."""
    form = NameForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            kept = services.list_make(account_of(standing), form.cleaned_data["name"])
            return redirect("list", kept.pk)
        except AgoraError as error:
            explain(form, error)
    return mine_page(
        request, "readers/lists.html",
        {"lists": lists_of(account_of(standing)), "form": form},
        title=_("My lists"), section="lists", status=422 if request.method == "POST" else 200,
    )  # fmt: skip


@require_http_methods(READS)
@signed_in
def save(request: HttpRequest, standing: Standing, resource_id: uuid.UUID) -> HttpResponse:
    """Save a thing: at once from its own page, or here with a list and a note."""
    account, viewer = account_of(standing), viewer_from(request)
    card = cards([resource_id], request.LANGUAGE_CODE, viewer).get(resource_id)
    if card is None:
        raise Http404
    mine = [(str(kept.pk), kept.name) for kept in lists_of(account)]
    quick = request.POST.get("do") == "quick"
    form = SaveForm(None if quick else posted(request), lists=mine)
    if request.method == "POST" and (quick or form.is_valid()):
        try:
            kept = _save(form, account, resource_id, request, quick=quick)
            messages.success(request, _("Saved in your list “%(name)s”.") % {"name": kept.name})
            return HttpResponseRedirect(card.path)
        except AgoraError as error:
            if quick:
                messages.error(request, error.message)
                return redirect("resource-save", resource_id)
            explain(form, error)
    return mine_page(
        request, "readers/save.html",
        {"card": card, "form": form, "there": lists_with(account, resource_id)},
        title=_("Save"), section="lists", status=422 if request.method == "POST" else 200,
    )  # fmt: skip


def _save(
    form: SaveForm, account: uuid.UUID, resource: uuid.UUID, request: HttpRequest, *, quick: bool
) -> SavedList:
    chosen, note = None, ""
    if not quick:
        said = form.cleaned_data
        note = said["note"]
        new = said["list"] == "new"
        chosen = services.list_make(account, said["name"]).pk if new else uuid.UUID(said["list"])
    with hidden():
        return services.resource_save(
            account, viewer_from(request), resource, list_id=chosen, note=note
        )


@require_http_methods(READS)
@signed_in
def one(request: HttpRequest, standing: Standing, list_id: uuid.UUID) -> HttpResponse:
    """One of my lists: its things in their order, its name, its link."""
    kept = _mine(standing, list_id)
    form = NameForm({"name": kept.name})
    if request.method == "POST":
        try:
            with hidden():
                _do(request, account_of(standing), kept)
            return redirect("list", kept.pk)
        except AgoraError as error:
            form = NameForm(request.POST)
            form.is_valid()
            explain(form, error)
    page = page_of(request, items_of(kept))
    rows = rows_of(page.object_list, request.LANGUAGE_CODE, viewer_from(request))
    return mine_page(
        request, "readers/list.html",
        {
            "kept": kept,
            "form": form,
            "page_of_rows": page,
            "rows": rows,
            "unseen": len(page.object_list) - len(rows),
            "link": _link(request, kept) if kept.is_shared else "",
        },
        title=kept.name, section="lists", status=422 if request.method == "POST" else 200,
    )  # fmt: skip


def _link(request: HttpRequest, kept: SavedList) -> str:
    return f"{settings.SITE_URL}{reverse('shared-list', args=[secret_of(kept)])}"


def _do(request: HttpRequest, account: uuid.UUID, kept: SavedList) -> None:
    """What a button of the page asks for; what none of them does exists for nobody."""
    do, said = request.POST.get("do", ""), request.POST
    if do == "rename":
        services.list_rename(account, kept.pk, said.get("name", ""))
    elif do in ("share", "renew", "stop"):
        services.list_share(account, kept.pk, on=do != "stop")
    elif do in ("up", "down"):
        services.item_move(
            account, kept.pk, id_in(said.get("item", "")), by=-1 if do == "up" else 1
        )
    elif do == "note":
        services.item_note(account, kept.pk, id_in(said.get("item", "")), said.get("note", ""))
    elif do == "remove":
        services.item_remove(account, kept.pk, id_in(said.get("item", "")))
    else:
        raise Http404


@require_http_methods(READS)
@signed_in
def delete(request: HttpRequest, standing: Standing, list_id: uuid.UUID) -> HttpResponse:
    """Delete a list, after a second look."""
    kept = _mine(standing, list_id)
    if request.method == "POST":
        with hidden():
            services.list_delete(account_of(standing), kept.pk)
        messages.success(request, _("The list “%(name)s” is deleted.") % {"name": kept.name})
        return redirect("lists")
    return mine_page(
        request, "readers/list_delete.html", {"kept": kept},
        title=_("Delete this list"), section="lists",
    )  # fmt: skip


@require_http_methods(READS)
@signed_in
def give(request: HttpRequest, standing: Standing, list_id: uuid.UUID) -> HttpResponse:
    """Give a colleague a copy of a list."""
    kept = _mine(standing, list_id)
    people = [(str(person.pk), person.name) for person in colleagues_of(standing)]
    form = GiveForm(posted(request), people=people)
    if request.method == "POST" and form.is_valid():
        try:
            with hidden():
                services.list_give(standing, kept.pk, uuid.UUID(form.cleaned_data["person"]))
            messages.success(request, _("Your colleague has a copy now, and a mail about it."))
            return redirect("list", kept.pk)
        except AgoraError as error:
            explain(form, error)
    return mine_page(
        request, "readers/list_give.html", {"kept": kept, "form": form, "people": people},
        title=_("Give a colleague a copy"), section="lists",
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip


@require_safe
@signed_in
def download(request: HttpRequest, standing: Standing, list_id: uuid.UUID) -> HttpResponse:
    """A list as CSV in UTF-8 with a byte-order mark; no cell is a formula."""
    kept = _mine(standing, list_id)
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for row in rows_of(items_of(kept), request.LANGUAGE_CODE, viewer_from(request)):
        cells = {
            "title": row.card.title.text,
            "title_language": row.card.title.language,
            "type": row.card.type_label,
            "publishers": "; ".join(link.label for link in row.card.publishers),
            "year": row.card.year,
            "note": row.note,
            "url": f"{settings.SITE_URL}{row.card.path}",
        }
        writer.writerow({name: neutral(value) for name, value in cells.items()})
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    name = slugify(kept.name)[:60] or "list"
    response.headers["Content-Disposition"] = f'attachment; filename="agora-{name}.csv"'
    return response


@require_safe
@signed_in
def printed(request: HttpRequest, standing: Standing, list_id: uuid.UUID) -> HttpResponse:
    """A list to print: everything on one page, with its addresses."""
    kept = _mine(standing, list_id)
    rows = rows_of(items_of(kept), request.LANGUAGE_CODE, viewer_from(request))
    return mine_page(
        request, "readers/list_print.html", {"kept": kept, "rows": rows, "base": settings.SITE_URL},
        title=kept.name, section="lists",
    )  # fmt: skip


@never_cache
@require_safe
def shared(request: HttpRequest, secret: str) -> HttpResponse:
    """A list for whoever has its link: what this viewer may see of it, and nothing of its owner."""
    kept = list_behind(secret)
    if kept is None:
        raise Http404
    page = page_of(request, items_of(kept))
    return render(
        request,
        "readers/shared.html",
        {
            "kept": kept,
            "page_of_rows": page,
            "rows": rows_of(page.object_list, request.LANGUAGE_CODE, viewer_from(request)),
            "base": settings.SITE_URL,
            "meta": meta(kept.name, robots="noindex"),
        },
    )
