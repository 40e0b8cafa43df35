"""Resources that may be the same: compared side by side, merged, told apart, parted again."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agora.catalogue.merging.queries import (
    merge_rows,
    merges_at_all,
    merges_for,
    pair_of,
    pair_rows,
    pairs_for,
)
from agora.catalogue.merging.services import (
    Undone,
    merge_undo,
    pair_make,
    pair_refuse,
    resources_merge,
)
from agora.catalogue.models import LikelyPair
from agora.desk.drafts.common import asker_from
from agora.desk.merge.comparing import KIND, compare, labels_of_places
from agora.desk.pages import desk_page
from agora.editorial.drafts import live_document
from agora.kernel.errors import AgoraError, NotYours
from agora.people.queries import Standing, person_names
from agora.people.viewing import signed_in

PER_PAGE = 20
MOST_CHOICES = 300


class TwoForm(forms.Form):
    """Two resources that somebody puts together."""

    first = forms.CharField(
        label=gettext_lazy("Address of one resource"), max_length=1000, strip=True
    )
    second = forms.CharField(label=gettext_lazy("Address of the other"), max_length=1000)


def _team_only(standing: Standing) -> None:
    if not merges_at_all(standing):
        raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def pairs(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The pairs that wait, the surest first; a POST puts two others together."""
    _team_only(standing)
    form, status = TwoForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = pair_make(standing, form.cleaned_data["first"], form.cleaned_data["second"])
                return redirect("desk-pair", made.pk)
            except AgoraError as error:
                form.add_error(error.field or None, error.message)
    page = Paginator(pairs_for(standing), PER_PAGE).get_page(request.GET.get("page"))
    return desk_page(
        request,
        standing,
        "desk/merge/pairs.html",
        {
            "rows": pair_rows(list(page.object_list), request.LANGUAGE_CODE),
            "page_of": page,
            "form": form,
        },
        title=_("Possible duplicates"),
        section="merge",
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def pair(request: HttpRequest, standing: Standing, pair_id: uuid.UUID) -> HttpResponse:
    """Two side by side. A POST says that they are not the same, asks once more, or merges them."""
    try:
        found = pair_of(standing, pair_id)
    except NotYours as error:
        raise Http404 from error
    do = request.POST.get("do", "") if request.method == "POST" else ""
    if do == "not":
        pair_refuse(standing, pair_id)
        messages.success(request, _("Remembered: these two are not the same."))
        return redirect("desk-merge")
    kept, gone = _which(found, request)
    problem, status = "", 200
    if do == "merge":
        try:
            resources_merge(standing, kept=kept, gone=gone, take=_ticked(request) or ())
        except NotYours as error:
            raise Http404 from error
        except AgoraError as error:
            problem, status = error.message, 409
        else:
            messages.success(request, _("The two are one now. It can be undone below."))
            return redirect("desk-merges")
    return _pair_page(request, standing, found, kept, gone, do, problem, status)


def _which(found: LikelyPair, request: HttpRequest) -> tuple[uuid.UUID, uuid.UUID]:
    """Which one stays and which one goes: as chosen, else the one whose address is known longer stays."""
    both = [found.one, found.other]
    both.sort(key=lambda each: (each.added_at, str(each.pk)))
    asked = request.POST.get("keep") or request.GET.get("keep") or ""
    if asked == str(both[1].pk):
        both.reverse()
    return both[0].pk, both[1].pk


def _ticked(request: HttpRequest) -> frozenset[str] | None:
    return frozenset(request.POST.getlist("take")[:MOST_CHOICES]) if request.POST else None


def _pair_page(
    request: HttpRequest,
    standing: Standing,
    found: LikelyPair,
    kept: uuid.UUID,
    gone: uuid.UUID,
    do: str,
    problem: str,
    status: int,
) -> HttpResponse:
    here, there = live_document(KIND, kept), live_document(KIND, gone)
    rows = pair_rows([found], request.LANGUAGE_CODE)
    if here is None or there is None or not rows:
        raise Http404
    cards = {row.id: row for row in (rows[0].one, rows[0].other)}
    compared = compare(here[0], there[0], asker_from(request), _ticked(request))
    sure = do == "sure" and not problem
    return desk_page(
        request,
        standing,
        "desk/merge/sure.html" if sure else "desk/merge/pair.html",
        {
            "pair": found,
            "reason": rows[0].reason,
            "kept": cards[str(kept)],
            "gone": cards[str(gone)],
            "compared": compared,
            "chosen": compared.chosen(),
            "problem": problem,
        },
        title=_("Merge these two?") if sure else _("Are these the same?"),
        section="merge",
        status=status,
    )


@require_safe
@signed_in
def done(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What was merged, the newest first, each with a way back."""
    _team_only(standing)
    return _done_page(request, standing)


def _done_page(
    request: HttpRequest, standing: Standing, problem: str = "", status: int = 200
) -> HttpResponse:
    page = Paginator(merges_for(standing), PER_PAGE).get_page(request.GET.get("page"))
    rows = merge_rows(list(page.object_list), request.LANGUAGE_CODE)
    names = person_names({row.merge.by for row in rows})
    return desk_page(
        request,
        standing,
        "desk/merge/done.html",
        {
            "rows": [
                {"it": row, "by": names.get(row.merge.by, "") if row.merge.by else ""}
                for row in rows
            ],
            "page_of": page,
            "problem": problem,
        },
        title=_("Merged"),
        section="merge",
        status=status,
    )


@require_POST
@signed_in
def undo(request: HttpRequest, standing: Standing, merge_id: uuid.UUID) -> HttpResponse:
    """Make two of one again, and say what could not be untangled."""
    try:
        undone = merge_undo(standing, merge_id)
    except NotYours as error:
        raise Http404 from error
    except AgoraError as error:
        return _done_page(request, standing, error.message, 409)
    messages.success(request, _("They are two again, each at its own address."))
    for sentence in untangled(undone, request.LANGUAGE_CODE):
        messages.warning(request, sentence)
    return redirect("desk-merges")


def untangled(undone: Undone, reader: str) -> list[str]:
    """What could not be untangled, in sentences."""
    said = []
    live = live_document(KIND, undone.merge.kept_id)
    if not undone.is_whole:
        said.append(
            _(
                "The one that stayed was edited so much since that it stays as it is. Please look at it."
            )
        )
    if undone.stays and live:
        places = labels_of_places(live[0], undone.stays, reader)
        said.append(
            _(
                "These places of the one that stayed were edited since and stay as they are: %(places)s."
            )
            % {"places": ", ".join(places)}
        )
    if undone.rows:
        said.append(
            ngettext(
                "%(count)s mention of it by others was changed since and stays where it is.",
                "%(count)s mentions of it by others were changed since and stay where they are.",
                undone.rows,
            )
            % {"count": undone.rows}
        )
    return said
