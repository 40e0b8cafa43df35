"""Counting attempts per network address in the database, so that every process sees the same."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from agora.kernel import clock
from agora.kernel.models import Attempts


def client_address(request: HttpRequest) -> str:
    """The client's network address; behind our proxy, the last one it vouches for."""
    if settings.BEHIND_PROXY:
        forwarded = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
        if forwarded:
            return forwarded[:64]
    return str(request.META.get("REMOTE_ADDR", ""))


def _key(request: HttpRequest, what: str, by: str) -> str:
    secret = f"{settings.SECRET_KEY}:{what}:{by or client_address(request)}"
    return hashlib.sha256(secret.encode()).hexdigest()[:40]


@transaction.atomic
def allowed(request: HttpRequest, what: str, most: int, seconds: int, *, by: str = "") -> bool:
    """Count one attempt; false when this address made more than `most` within `seconds`.

    The address itself is not kept: only a keyed digest of it, until the time is over. The time
    runs from the first attempt. `by` counts by something else than the network address.
    """
    now = clock.now()
    key = _key(request, what, by)
    # Counts of a clock that went wrong and came back count for nothing.
    Attempts.objects.filter(key=key).exclude(
        until__gt=now, until__lte=now + dt.timedelta(seconds=seconds)
    ).delete()
    Attempts.objects.bulk_create(
        [Attempts(key=key, until=now + dt.timedelta(seconds=seconds))], ignore_conflicts=True
    )
    Attempts.objects.filter(key=key).update(count=F("count") + 1)
    return Attempts.objects.get(key=key).count <= most


def exhausted(request: HttpRequest, what: str, most: int, *, by: str = "") -> bool:
    """Whether this address (or whatever `by` names) made `most` attempts; nothing is counted."""
    now = clock.now()
    return Attempts.objects.filter(
        key=_key(request, what, by), until__gt=now, count__gte=most
    ).exists()


def forget_expired() -> None:
    """Delete the counts whose time is over."""
    now = clock.now()
    Attempts.objects.exclude(until__gt=now, until__lte=now + dt.timedelta(days=2)).delete()
