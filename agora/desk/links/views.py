"""Which addresses do not answer, since when, and what to do about each."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agora.desk.pages import desk_page
from agora.exchange.links.queries import (
    answer_said,
    in_trouble,
    links_for,
    may_see_links,
    uses_for,
)
from agora.exchange.links.services import link_accept, link_check_again
from agora.exchange.models import Link, LinkUse
from agora.kernel import throttle
from agora.kernel.errors import NotHere
from agora.kernel.kinds import Described, described_all
from agora.people.queries import Standing
from agora.people.viewing import signed_in, viewer_from

Act = Callable[[Standing, uuid.UUID], None]
PER_PAGE = 25
MOST_AGAIN = 30
"""Addresses that one person may have checked again within an hour."""


@dataclass(frozen=True)
class Use:
    """A thing that names the address, and the way to change it."""

    title: str
    path: str
    edit: str


@dataclass(frozen=True)
class Row:
    """One address, what it answered, and where it is named."""

    link: Link
    said: str
    uses: tuple[Use, ...]


@require_safe
@signed_in
def links(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Those that do not answer, the longest silent first."""
    if not may_see_links(standing):
        raise Http404
    return _page(request, standing)


def _page(
    request: HttpRequest, standing: Standing, *, problem: str = "", status: int = 200
) -> HttpResponse:
    wanted = (
        links_for(standing)
        .filter(in_trouble())
        .order_by(F("accepted_at").asc(nulls_first=True), "failing_since", "pk")
    )
    page = Paginator(wanted, PER_PAGE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    uses = _uses(request, standing, found)
    rows = [Row(link, answer_said(link), tuple(uses[link.pk])) for link in found]
    return desk_page(
        request,
        standing,
        "desk/links/links.html",
        {"rows": rows, "page_of": page, "problem": problem, "done": request.GET.get("done", "")},
        title=_("Links"),
        section="links",
        status=status,
    )


def _uses(
    request: HttpRequest, standing: Standing, found: Iterable[Link]
) -> Mapping[uuid.UUID, list[Use]]:
    """Where each is named, as far as this person may see it; a constant number of queries."""
    uses = list(uses_for(standing).filter(link__in=[link.pk for link in found]).order_by("pk"))
    tokens = viewer_from(request).tokens
    named: dict[str, dict[uuid.UUID, Described]] = {
        kind: described_all(
            kind, [use.object_id for use in uses if use.kind == kind], request.LANGUAGE_CODE, tokens
        )
        for kind in sorted({use.kind for use in uses})
    }
    made: dict[uuid.UUID, list[Use]] = defaultdict(list)
    for use in uses:
        about = named[use.kind].get(use.object_id)
        if about is not None:
            made[use.link_id].append(Use(about.title, about.path, _edit(use)))
    return made


def _edit(use: LinkUse) -> str:
    return reverse("desk-edit", args=[use.kind, use.object_id])


@require_POST
@signed_in
def again(request: HttpRequest, standing: Standing, link_id: uuid.UUID) -> HttpResponse:
    """Have one checked again soon."""
    if not links_for(standing).filter(pk=link_id).exists():
        raise Http404
    by = str(standing.account)
    if not throttle.allowed(request, "link-again", most=MOST_AGAIN, seconds=3600, by=by):
        problem = _("You had many addresses checked again. Please try again in an hour.")
        return _page(request, standing, problem=problem, status=429)
    return _act(link_check_again, standing, link_id, "again")


@require_POST
@signed_in
def right(_request: HttpRequest, standing: Standing, link_id: uuid.UUID) -> HttpResponse:
    """Say that one is right."""
    return _act(link_accept, standing, link_id, "right")


def _act(act: Act, standing: Standing, link_id: uuid.UUID, done: str) -> HttpResponse:
    try:
        act(standing, link_id)
    except NotHere as error:
        raise Http404 from error
    return HttpResponseRedirect(f"{reverse('desk-links')}?done={done}")
