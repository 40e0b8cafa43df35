"""Answering with a page of the desk: its menu, its title, never cached, never indexed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agora.desk.menu import menu_for
from agora.people.queries import Standing
from agora.ui.meta import meta


def desk_page(
    request: HttpRequest,
    standing: Standing,
    template: str,
    context: Mapping[str, Any],
    *,
    title: str,
    section: str = "",
    status: int = 200,
) -> HttpResponse:
    """The template inside the desk; `section` is the key of the menu entry it belongs to."""
    return render(
        request,
        template,
        {
            **context,
            "standing": standing,
            "desk_menu": menu_for(standing),
            "section": section,
            "meta": meta(title, robots="noindex"),
        },
        status=status,
    )
