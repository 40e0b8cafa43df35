"""What stands on the page of a completed course besides: higher rooms say so at start-up."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.http import HttpRequest

from agora.courses.models import Enrolment
from agora.ui.rows import Link

Links = Callable[[HttpRequest, Enrolment], Iterable[Link]]

_registered: list[Links] = []


def register(links: Links) -> None:
    """Called once from a `ready()`: what whoever completed a course may do next (`note` says why)."""
    if links not in _registered:
        _registered.append(links)


def links_for(request: HttpRequest, enrolment: Enrolment) -> list[Link]:
    """All of them, in the order in which they were registered."""
    return [link for links in _registered for link in links(request, enrolment)]
