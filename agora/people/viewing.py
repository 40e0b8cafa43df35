"""Who asks, from a request."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from agora.people.queries import ANYBODY, NOBODY, Standing, Viewer, standing_of, viewer_of


def viewer_from(request: HttpRequest) -> Viewer:
    """The viewer; without a session cookie nobody in particular, and the session is not touched.

    Touching it would make every public page differ by cookie and end its caching.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ANYBODY
    return viewer_of(request.user)


def standing_from(request: HttpRequest) -> Standing:
    """What whoever asks may do."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return NOBODY
    return standing_of(request.user)


def signed_in(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view for people with an account: `view(request, standing, …)`; others are led to sign in."""

    @never_cache
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        standing = standing_from(request)
        if standing.account is None:
            where = urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(f"/{request.LANGUAGE_CODE}/account/login/?{where}")
        return view(request, standing, *args, **kwargs)

    return answer
