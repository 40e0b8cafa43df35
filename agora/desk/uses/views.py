"""Reports from cities that wait for the learning team: approve, ask, decline."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from agora.desk.pages import desk_page
from agora.desk.parts import Part, WorkRow
from agora.kernel.errors import AgoraError, NotYours
from agora.people.queries import Standing
from agora.people.viewing import signed_in
from agora.readers.models import Use
from agora.readers.uses.queries import (
    NETWORK,
    may_review,
    reviews_uses,
    rows_of,
    waiting_for,
)
from agora.readers.uses.services import use_approve, use_ask, use_decline
from agora.readers.words import STEPS
from agora.ui.rows import Link

PER_PAGE = 20
FEW = 5


class AnswerForm(forms.Form):
    """What the author is told."""

    text = forms.CharField(
        label=gettext_lazy("Your words to the author"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Needed for a question and for declining."),
    )


def _rows(uses: list[Use], reader: str) -> tuple[WorkRow, ...]:
    return tuple(
        WorkRow(
            str(row.on.title),
            f"/{reader}/desk/uses/{row.use.pk}/",
            kind=_("Report from a city"),
            note=row.who.label,
            since=row.use.sent_at,
            language=row.on.title.language,
        )
        for row in rows_of(uses, reader, NETWORK)
    )


def part(standing: Standing, request: HttpRequest) -> Part | None:
    """On “My work”: the reports that wait, for whoever reads them."""
    waiting = waiting_for(standing)
    if not waiting:
        return None
    return Part(
        _("Reports from cities to read"),
        _rows(waiting[:FEW], request.LANGUAGE_CODE),
        more=Link(_("All that wait"), f"/{request.LANGUAGE_CODE}/desk/uses/"),
    )


@require_safe
@signed_in
def waiting(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Everything that waits, the longest wait first."""
    if not reviews_uses(standing):
        raise Http404
    page = Paginator(waiting_for(standing), PER_PAGE).get_page(request.GET.get("page"))
    return desk_page(
        request, standing, "desk/uses/waiting.html",
        {"page_of": page, "rows": _rows(list(page.object_list), request.LANGUAGE_CODE)},
        title=_("Reports from cities"), section="review",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def one(request: HttpRequest, standing: Standing, use_id: uuid.UUID) -> HttpResponse:
    """One report, with what was said about it; the decision."""
    use = Use.objects.filter(pk=use_id).first()
    rows = rows_of([use], request.LANGUAGE_CODE, NETWORK) if use else []
    if use is None or not rows or not reviews_uses(standing) or not may_review(standing, use):
        raise Http404
    own = use.author_id == standing.account
    form, status = AnswerForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _decide(request.POST.get("do", ""), standing, use_id, form.cleaned_data["text"])
                messages.success(request, _("The author is told."))
                return redirect("desk-uses")
            except NotYours as error:
                raise Http404 from error
            except AgoraError as error:
                status = 422 if error.field else 409
                form.add_error(error.field or None, error.message)
    steps = [
        {"state": STEPS[Use.State(step.state)], "at": step.at, "text": step.text}
        for step in use.steps.all()
    ]
    return desk_page(
        request, standing, "desk/uses/one.html",
        {
            "row": rows[0], "form": form, "steps": steps, "own": own,
            "waits": use.state == Use.State.SENT,
        },
        title=_("Report from a city"), section="review", status=status,
    )  # fmt: skip


def _decide(do: str, standing: Standing, use_id: uuid.UUID, text: str) -> None:
    if do == "approve":
        use_approve(standing, use_id)
    elif do == "ask":
        use_ask(standing, use_id, text)
    elif do == "decline":
        use_decline(standing, use_id, text)
    else:
        raise NotYours("use")
