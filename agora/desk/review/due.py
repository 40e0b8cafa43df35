"""What is due for another look: the list, and saying when to look next."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agora.desk.pages import desk_page
from agora.desk.review.common import sort_title, works_in_their_hours
from agora.desk.review.forms import DueForm
from agora.editorial import rules
from agora.editorial.models import LookAgain
from agora.editorial.review.looking import default_date, look_set, looks_for
from agora.editorial.review.queries import names_of, reviews_at_all
from agora.kernel import clock
from agora.kernel.errors import AgoraError, NotYours
from agora.people.queries import Named, Standing
from agora.ui import wording

PER_PAGE = 25


@dataclass(frozen=True)
class Row:
    """One thing, and a box for the next date."""

    look: LookAgain
    kind: str
    owner: Named | None
    is_over: bool
    form: DueForm


def has_looks(standing: Standing) -> bool:
    """Whether the list is for this person."""
    return reviews_at_all(standing) or bool(standing.organisations(*rules.WRITERS))


@require_safe
@works_in_their_hours
def due(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The longest due first; what is not due yet comes last."""
    if not has_looks(standing):
        raise Http404
    return _page(request, standing)


def _page(
    request: HttpRequest, standing: Standing, *, tried: uuid.UUID | None = None,
    form: DueForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    page = Paginator(looks_for(standing).order_by("due", "pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    looks = list(page.object_list)
    owners = names_of(
        {one.organisation_id for one in looks if one.organisation_id}, wording.reader()
    )
    today = clock.now().date()
    rows = [
        Row(
            look,
            sort_title(look.sort),
            owners.get(look.organisation_id) if look.organisation_id else None,
            look.due <= today,
            form
            if form is not None and look.pk == tried
            else DueForm(initial={"due": default_date(look.sort, today)}, auto_id=f"due-{look.pk}-%s"),
        )
        for look in looks
    ]  # fmt: skip
    return desk_page(
        request,
        standing,
        "desk/review/due.html",
        {"rows": rows, "page_of": page, "tried": tried, "looked": "looked" in request.GET},
        title=_("Due for another look"),
        section="review" if reviews_at_all(standing) else "sent",
        status=status,
    )


@require_POST
@works_in_their_hours
def looked(request: HttpRequest, standing: Standing, look_id: uuid.UUID) -> HttpResponse:
    """It was looked at: when to look next, or never."""
    if not looks_for(standing).filter(pk=look_id).exists():
        raise Http404
    form = DueForm(request.POST, auto_id=f"due-{look_id}-%s")
    never = request.POST.get("do") == "never"
    if never or form.is_valid():
        try:
            look_set(standing, look_id, due=None if never else form.cleaned_data["due"])
        except NotYours as error:
            raise Http404 from error
        except AgoraError as error:
            form.add_error("due", error.message)
        else:
            return HttpResponseRedirect(f"{reverse('review-due')}?looked")
    return _page(request, standing, tried=look_id, form=form, status=422)
