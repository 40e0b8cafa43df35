"""What nobody has looked over for long: still right, needs an update, or off the market."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agora.catalogue.ageing.queries import grown_old_for, may_decide, sees_ageing, years
from agora.catalogue.ageing.services import (
    MOST_REASON,
    resource_look_over,
    resource_take_off,
    resource_to_decide,
)
from agora.catalogue.publishing import KIND
from agora.catalogue.queries import resource_describe
from agora.desk.pages import desk_page
from agora.editorial.drafts import draft_open
from agora.kernel.errors import AgoraError, NotHere, NotYours
from agora.people.queries import Standing, organisation_names
from agora.people.viewing import signed_in, viewer_from

PER_PAGE = 20


class ReasonForm(forms.Form):
    """Why a thing is taken off the market."""

    reason = forms.CharField(
        label=gettext_lazy("Why is it taken off the market?"),
        help_text=gettext_lazy("One sentence. Its page says it to whoever comes looking."),
        max_length=MOST_REASON,
    )


@dataclass(frozen=True)
class Row:
    """One thing that has grown old."""

    key: uuid.UUID
    title: str
    path: str
    owner: str
    last_look: dt.datetime
    decides: bool


@require_safe
@signed_in
def ageing(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Those this person answers for, the oldest first."""
    if not sees_ageing(standing):
        raise Http404
    page = Paginator(grown_old_for(standing), PER_PAGE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    viewer, reader = viewer_from(request), request.LANGUAGE_CODE
    # Whoever answers for a thing of an organisation may know what it is called.
    tokens = viewer.tokens | {f"org:{one.owner_id}" for one in found if one.owner_id}
    said = resource_describe([one.pk for one in found], reader, tokens)
    names = organisation_names({one.owner_id for one in found if one.owner_id}, reader, viewer)
    rows = [
        Row(
            one.pk,
            said[one.pk].title,
            said[one.pk].path,
            names[one.owner_id].name if one.owner_id in names else "",
            one.last_look,
            may_decide(standing, one.owner_id),
        )
        for one in found
        if one.pk in said
    ]
    return desk_page(
        request,
        standing,
        "desk/ageing/ageing.html",
        {"rows": rows, "page_of": page, "years": years()},
        title=_("Getting old"),
        section="ageing",
    )


@require_POST
@signed_in
def right(request: HttpRequest, standing: Standing, resource_id: uuid.UUID) -> HttpResponse:
    """It is still right: noted with the day and who said so."""
    try:
        resource_look_over(standing, resource_id)
    except NotYours as error:
        raise Http404 from error
    messages.success(request, _("Thank you. Its page does not call it old any more."))
    return redirect("desk-ageing")


@require_POST
@signed_in
def update(_request: HttpRequest, standing: Standing, resource_id: uuid.UUID) -> HttpResponse:
    """It needs an update: its draft."""
    try:
        resource_to_decide(standing, resource_id)
        draft = draft_open(standing, KIND, resource_id)
    except (NotYours, NotHere) as error:
        raise Http404 from error
    return redirect("draft", draft.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def withdraw(request: HttpRequest, standing: Standing, resource_id: uuid.UUID) -> HttpResponse:
    """Off the market, with a reason."""
    try:
        found = resource_to_decide(standing, resource_id)
    except NotYours as error:
        raise Http404 from error
    form, status = ReasonForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                resource_take_off(standing, resource_id, form.cleaned_data["reason"])
            except NotYours as error:
                raise Http404 from error
            except AgoraError as error:
                form.add_error(error.field or None, error.message)
            else:
                messages.success(request, _("It is off the market. Its address says why."))
                return redirect("desk-ageing")
    tokens = viewer_from(request).tokens | {f"org:{found.owner_id}"}
    said = resource_describe([found.pk], request.LANGUAGE_CODE, tokens)
    return desk_page(
        request,
        standing,
        "desk/ageing/withdraw.html",
        {"form": form, "name": said[found.pk].title if found.pk in said else found.slug},
        title=_("Take it off the market"),
        section="ageing",
        status=status,
    )
