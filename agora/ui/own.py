"""The menu of one's own things: each room says at start-up which pages it has there."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class OwnPage:
    """An entry: `name` of its address, which the page also gives as its `section`."""

    name: str
    title: str | Promise
    order: int = 50


_registered: dict[str, OwnPage] = {}


def register(*pages: OwnPage) -> None:
    """Called from a room's `ready()`."""
    _registered.update({page.name: page for page in pages})


def own_pages() -> list[OwnPage]:
    """All entries, in order."""
    return sorted(_registered.values(), key=lambda page: page.order)
