"""What whoever reads a thing of the market may do with it.

A higher room registers `links(request, kind, object_id)`; the tag `{% acts %}` asks each. Nobody without
a session is asked for, so that public pages stay the same for everybody and are cached: a room that
has something for visitors too registers with `visitors=True`, and then gives them plain links that are the
same for all of them.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from agora.ui.rows import Link


@dataclass(frozen=True)
class Act:
    """A button that does something at once (`fields` are sent with it), or, without, a link."""

    label: str
    path: str
    icon: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    sends: bool = False


Links = Callable[[HttpRequest, str, uuid.UUID], Iterable[Link | Act]]

_registered: dict[Links, bool] = {}


def register(links: Links, *, visitors: bool = False) -> None:
    """Called once from a room's `ready()`."""
    _registered[links] = visitors


def acts_for(request: HttpRequest | None, kind: str, object_id: uuid.UUID) -> list[Link | Act]:
    """What whoever asks may do."""
    if request is None:
        return []
    visitor = settings.SESSION_COOKIE_NAME not in request.COOKIES
    return [
        act
        for links, for_visitors in _registered.items()
        if for_visitors or not visitor
        for act in links(request, kind, object_id)
    ]
