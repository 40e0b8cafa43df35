"""The pages of reports: writing one, my own, and the public one."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agora.catalogue.queries import cards
from agora.kernel.errors import AgoraError
from agora.people.queries import Standing, organisation_names
from agora.people.viewing import signed_in, viewer_from
from agora.readers.models import Use
from agora.readers.pages import account_of, mine_page
from agora.readers.uses import services
from agora.readers.uses.forms import UseForm
from agora.readers.uses.queries import NETWORK, rows_of, uses_kept_by, uses_visible_to
from agora.readers.words import STATES, STEPS
from agora.ui.asking import explain, hidden, page_of, posted
from agora.ui.meta import meta

READS = ["GET", "HEAD", "POST"]


def _told(said: dict[str, Any]) -> services.Told:
    names = ("language", "used", "changed", "came", "year", "link")
    return services.Told(**{name: said[name] for name in names})


@require_http_methods(READS)
@signed_in
def new(request: HttpRequest, standing: Standing, resource_id: uuid.UUID) -> HttpResponse:
    """Report what one's organisation did with a thing."""
    reader, viewer = request.LANGUAGE_CODE, viewer_from(request)
    card = cards([resource_id], reader, NETWORK).get(resource_id)
    if card is None:
        raise Http404
    names = organisation_names(list(standing.roles), reader, viewer)
    mine = sorted(((str(key), one.name) for key, one in names.items()), key=lambda row: row[1])
    form = UseForm(posted(request), organisations=mine, initial={"language": reader})
    if request.method == "POST" and mine and form.is_valid():
        try:
            with hidden():
                services.use_send(
                    standing, viewer, resource_id,
                    uuid.UUID(form.cleaned_data["organisation"]), _told(form.cleaned_data),
                )  # fmt: skip
            messages.success(
                request, _("Thank you. The learning team reads it, then it stands on the market.")
            )
            return redirect("uses")
        except AgoraError as error:
            explain(form, error)
    return mine_page(
        request, "readers/use_new.html", {"card": card, "form": form, "belongs": bool(mine)},
        title=_("What came of it in our city"), section="uses",
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip


@require_safe
@signed_in
def uses(request: HttpRequest, standing: Standing) -> HttpResponse:
    """My reports, and as an admin those of my organisation."""
    page = page_of(request, uses_kept_by(standing))
    rows = rows_of(list(page.object_list), request.LANGUAGE_CODE, viewer_from(request))
    return mine_page(
        request, "readers/uses.html",
        {"page_of_rows": page, "rows": [{"it": row, "state": STATES[Use.State(row.use.state)]} for row in rows]},
        title=_("My reports"), section="uses",
    )  # fmt: skip


@require_http_methods(READS)
@signed_in
def mine(request: HttpRequest, standing: Standing, use_id: uuid.UUID) -> HttpResponse:
    """One of my reports: where it stands, changing it while it is open, taking it back."""
    use = uses_kept_by(standing).filter(pk=use_id).first()
    if use is None:
        raise Http404
    open_ = use.state in (Use.State.SENT, Use.State.ASKED) and use.author_id == account_of(standing)
    asked, status = use.state == Use.State.ASKED, 200
    names = ("language", "used", "changed", "came", "year", "link")
    form = UseForm(
        None, organisations=[], asked=asked, initial={name: getattr(use, name) for name in names}
    )
    if request.method == "POST":
        try:
            with hidden():
                if request.POST.get("do") == "withdraw":
                    services.use_withdraw(standing, use.pk)
                    messages.success(request, _("The report is withdrawn."))
                    return redirect("uses")
                form = UseForm(request.POST, organisations=[], asked=asked)
                if form.is_valid():
                    answer = form.cleaned_data.get("answer", "")
                    services.use_change(standing, use.pk, _told(form.cleaned_data), answer=answer)
                    messages.success(request, _("Sent to the learning team."))
                    return redirect("uses")
            status = 422
        except AgoraError as error:
            messages.error(request, error.message)
            return redirect("use-mine", use.pk)
    rows = rows_of([use], request.LANGUAGE_CODE, viewer_from(request))
    steps = [
        {"state": STEPS[Use.State(step.state)], "at": step.at, "text": step.text}
        for step in use.steps.all()
    ]
    return mine_page(
        request, "readers/use_mine.html",
        {
            "use": use, "row": rows[0] if rows else None, "form": form, "open": open_,
            "steps": steps, "state": STATES[Use.State(use.state)],
        },
        title=_("My report"), section="uses", status=status,
    )  # fmt: skip


@require_safe
def public(request: HttpRequest, use_id: uuid.UUID) -> HttpResponse:
    """A report everybody may read."""
    viewer, reader = viewer_from(request), request.LANGUAGE_CODE
    rows = rows_of(list(uses_visible_to(viewer).filter(pk=use_id)), reader, viewer)
    if not rows:
        raise Http404
    row = rows[0]
    title = _("What %(who)s did with it") % {"who": row.who.label}
    return render(
        request,
        "readers/use.html",
        {
            "nav": "explore",
            "row": row,
            "title": title,
            "report_path": f"/{reader}/report/use/{row.use.pk}/",
            "meta": meta(f"{title}: {row.on.title}", description=row.use.came[:160]),
        },
    )
