"""The page that asks a city or a partner."""

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
from agora.notices.forms import EnquiryForm
from agora.notices.services import enquiry_send
from agora.people.viewing import viewer_from
from agora.ui.meta import meta
from agora.ui.rows import Link


@never_cache
@require_http_methods(["GET", "POST"])
def enquire(request: HttpRequest, kind: str, object_id: uuid.UUID) -> HttpResponse:
    """Ask about a thing one may see; the question goes out by mail."""
    about = described(kind, object_id, request.LANGUAGE_CODE, viewer_from(request).tokens)
    if about is None:
        raise Http404
    form = EnquiryForm(request.POST or None)
    context = {
        "about": Link(about.title, about.path),
        "meta": meta(_("Ask a question"), robots="noindex"),
    }
    if request.method == "POST" and form.is_valid():
        if not throttle.allowed(request, "enquiry", most=5, seconds=3600):
            form.add_error(
                None, _("Too many questions came from your network. Please try again in an hour.")
            )
            return render(request, "notices/enquire.html", {**context, "form": form}, status=429)
        try:
            if not form.is_robot():
                enquiry_send(
                    kind,
                    object_id,
                    about,
                    name=form.cleaned_data["name"],
                    email=form.cleaned_data["email"],
                    text=form.cleaned_data["text"],
                    language=request.LANGUAGE_CODE,
                )
        except OperationalError:
            form.add_error(None, _("We are busy just now. Please send it again in a minute."))
            return render(request, "notices/enquire.html", {**context, "form": form}, status=503)
        return render(request, "notices/sent.html", context)
    status = 422 if request.method == "POST" else 200
    return render(request, "notices/enquire.html", {**context, "form": form}, status=status)
