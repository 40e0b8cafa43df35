"""Suggested topics of live resources: accepted or refused, with the words that led to them."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agora.catalogue.topic_deciding import (
    resources_with_suggestions,
    to_decide,
    topic_accept,
    topic_refuse,
)
from agora.desk.pages import desk_page
from agora.desk.review.common import works_in_their_hours
from agora.editorial.review.queries import reviews_at_all
from agora.kernel.errors import AgoraError, NotYours
from agora.people.queries import Standing
from agora.ui import wording

PER_PAGE = 15
DECIDES = {"accept": topic_accept, "refuse": topic_refuse}


@require_safe
@works_in_their_hours
def topics(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The resources for which topics are suggested, those changed last first."""
    if not reviews_at_all(standing):
        raise Http404
    return _page(request, standing)


def _page(
    request: HttpRequest, standing: Standing, *, told: str = "", status: int = 200
) -> HttpResponse:
    found = resources_with_suggestions(standing)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    reader = wording.reader()
    schemes = {
        "themes": _("Theme"),
        "sdg": _("Sustainable Development Goal"),
        "pact-2022": _("Axis of the Pact for the Future"),
    }
    things = [
        {
            "it": one,
            "suggestions": [
                {"it": s, "scheme": schemes.get(s.scheme, s.scheme), "label": s.term.label(reader)}
                for s in one.suggestions
            ],
        }
        for one in to_decide(list(page.object_list), reader)
    ]
    return desk_page(
        request,
        standing,
        "desk/review/topics.html",
        {"things": things, "page_of": page, "told": told, "number": page.number},
        title=_("Suggested topics"),
        section="review",
        status=status,
    )


@require_POST
@works_in_their_hours
def decide(request: HttpRequest, standing: Standing, suggestion_id: int) -> HttpResponse:
    """Accept, which publishes a new version, or refuse."""
    act = DECIDES.get(request.POST.get("do", ""))
    try:
        if act is None:
            # Whoever may not see it learns nothing by sending nonsense.
            if not reviews_at_all(standing):
                raise Http404
            return _page(request, standing, told=_("Choose accept or refuse."), status=422)
        act(standing, suggestion_id)
    except NotYours as error:
        raise Http404 from error
    except AgoraError as error:
        return _page(request, standing, told=error.message, status=409)
    typed = request.POST.get("page", "")
    page = f"?page={typed}" if typed.isdecimal() and typed != "1" else ""
    return HttpResponseRedirect(f"{reverse('review-topics')}{page}")
