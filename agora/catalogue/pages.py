"""Who draws the page of a resource: the catalogue, unless a room above owns resources of this type."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from agora.catalogue.models import Resource
from agora.people.queries import Viewer

Draw = Callable[[HttpRequest, Resource, Viewer], HttpResponse | None]

_drawing: dict[str, Draw] = {}


def register(type_key: str, draw: Draw) -> None:
    """Called from a room's `ready()`: `draw` gives the page of a resource of this type, or None."""
    _drawing[type_key] = draw


def drawn(
    request: HttpRequest, type_key: str, resource: Resource, viewer: Viewer
) -> HttpResponse | None:
    """The page as another room draws it; None where the catalogue does."""
    draw = _drawing.get(type_key)
    return draw(request, resource, viewer) if draw else None
