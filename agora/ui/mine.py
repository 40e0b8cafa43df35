"""The menu of one's own things: each room that keeps some for people registers its entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from agora.ui.meta import meta


@dataclass(frozen=True)
class Entry:
    """One page of the menu: `name` is that of its address, `section` what pages below it say."""

    section: str
    label: str | Promise
    name: str
    order: int


_entries: dict[str, Entry] = {}


def register(section: str, label: str | Promise, name: str, order: int) -> None:
    """Called from a room's `ready()`."""
    _entries[section] = Entry(section, label, name, order)


def entries() -> tuple[Entry, ...]:
    """All, in their order."""
    return tuple(sorted(_entries.values(), key=lambda one: one.order))


def mine_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    title: str,
    section: str = "",
    status: int = 200,
) -> HttpResponse:
    """One of the pages of one's own things; its template extends `ui/mine.html`."""
    return render(
        request,
        template,
        {**context, "nav": "mine", "section": section, "meta": meta(title, robots="noindex")},
        status=status,
    )
