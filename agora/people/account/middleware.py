"""What every request of somebody signed in carries: their time zone."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from agora.people.models import Person


class ReaderMiddleware:
    """Times are shown in the zone this person chose.

    Without a session cookie nothing is looked at: public pages stay the same for everybody.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer within the zone."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return self.get_response(request)
        name = Person.objects.filter(account=request.user.pk).values_list("timezone", flat=True)
        with timezone.override(zone_of(name.first() or "")):
            return self.get_response(request)


def zone_of(name: str) -> zoneinfo.ZoneInfo | None:
    """The zone of that name; none where it is unknown, which means the site's own."""
    try:
        return zoneinfo.ZoneInfo(name) if name else None
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return None
