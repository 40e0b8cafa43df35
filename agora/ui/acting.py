"""What somebody who is signed in may do with a thing of the market, beside reading it.

A higher room registers `links(request, kind, object_id)`; the tag `{% acts %}` asks each. Nobody
without a session is asked for, so that public pages stay the same for everybody and are cached.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable

from django.conf import settings
from django.http import HttpRequest

from agora.ui.rows import Link

Links = Callable[[HttpRequest, str, uuid.UUID], Iterable[Link]]

_registered: list[Links] = []


def register(links: Links) -> None:
    """Called once from a room's `ready()`."""
    if links not in _registered:
        _registered.append(links)


def acts_for(request: HttpRequest | None, kind: str, object_id: uuid.UUID) -> list[Link]:
    """What whoever asks may do."""
    if request is None or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return []
    return [link for links in _registered for link in links(request, kind, object_id)]
