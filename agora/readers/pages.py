"""What this room's pages share."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.paginator import Page, Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from agora.kernel.errors import AgoraError, NotYours
from agora.people.queries import Standing
from agora.ui.meta import meta

PER_PAGE = 50


def account_of(standing: Standing) -> uuid.UUID:
    """The account that asks; whoever has none was led to sign in before."""
    if standing.account is None:
        raise Http404
    return standing.account


def mine_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    title: str,
    section: str = "",
    status: int = 200,
) -> HttpResponse:
    """One of the pages of one's own things; `section` is the entry of their menu."""
    return render(
        request,
        template,
        {**context, "nav": "mine", "section": section, "meta": meta(title, robots="noindex")},
        status=status,
    )


@contextmanager
def hidden() -> Iterator[None]:
    """What is not this person's does not exist for them."""
    try:
        yield
    except NotYours as error:
        raise Http404 from error


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form sent; None when none was sent."""
    return request.POST if request.method == "POST" else None


def explain(form: Form, error: AgoraError) -> None:
    """Put the error beside the field it belongs to."""
    form.add_error(error.field if error.field in form.fields else None, error.message)


def page_of(request: HttpRequest, rows: Any, most: int = PER_PAGE) -> Page[Any]:
    """The page asked for; one that is none gives the nearest."""
    return Paginator(rows, most).get_page(request.GET.get("page"))


def id_in(text: str) -> uuid.UUID:
    """The id a form sent; what is none exists for nobody."""
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Http404 from error
