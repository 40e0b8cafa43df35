"""What this room's pages share."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

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
