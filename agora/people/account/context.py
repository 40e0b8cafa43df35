"""What the header of every page knows of its reader."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest


def reader(request: HttpRequest) -> dict[str, Any]:
    """Whether somebody is signed in, and what is to be said to them; the context processor.

    Without a session cookie the session is not touched, so that the page may be kept for everybody.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not hasattr(request, "user"):
        return {}
    return {"signed_in": request.user.is_authenticated, "flashes": get_messages(request)}
