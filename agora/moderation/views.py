"""The page that reports a problem."""

from __future__ import annotations

import uuid

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from agora.kernel import throttle
from agora.kernel.kinds import described
from agora.moderation.forms import ReportForm
from agora.moderation.services import report_send
from agora.people.viewing import viewer_from
from agora.ui.meta import meta
from agora.ui.rows import Link


@never_cache
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, kind: str, object_id: uuid.UUID) -> HttpResponse:
    """Report a problem with a thing one may see; stored, and mailed to the learning team."""
    about = described(kind, object_id, request.LANGUAGE_CODE, viewer_from(request).tokens)
    if about is None:
        raise Http404
    form = ReportForm(request.POST or None)
    context = {
        "about": Link(about.title, about.path),
        "meta": meta(_("Report a problem"), robots="noindex"),
    }
    if request.method == "POST" and form.is_valid():
        if not throttle.allowed(request, "report", most=10, seconds=3600):
            form.add_error(
                None, _("Too many reports came from your network. Please try again in an hour.")
            )
            return render(request, "moderation/report.html", {**context, "form": form}, status=429)
        try:
            if not form.is_robot():
                report_send(
                    kind,
                    object_id,
                    about,
                    reason=form.cleaned_data["reason"],
                    text=form.cleaned_data["text"],
                    email=form.cleaned_data["email"],
                    language=request.LANGUAGE_CODE,
                )
        except OperationalError:
            form.add_error(None, _("We are busy just now. Please send it again in a minute."))
            return render(request, "moderation/report.html", {**context, "form": form}, status=503)
        return render(request, "moderation/sent.html", context)
    status = 422 if request.method == "POST" else 200
    return render(request, "moderation/report.html", {**context, "form": form}, status=status)
