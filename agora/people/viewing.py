"""Who asks, from a request."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from agora.people.queries import ANYBODY, Viewer, viewer_of


def viewer_from(request: HttpRequest) -> Viewer:
    """The viewer; without a session cookie nobody in particular, and the session is not touched.

    Touching it would make every public page differ by cookie and end its caching.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ANYBODY
    return viewer_of(request.user)
