"""Counting attempts per address in the database cache, so that every process sees the same."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The client's network address; behind our proxy, the last one it vouches for."""
    if settings.BEHIND_PROXY:
        forwarded = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
        if forwarded:
            return forwarded[:64]
    return str(request.META.get("REMOTE_ADDR", ""))


def allowed(request: HttpRequest, what: str, most: int, seconds: int) -> bool:
    """Count one attempt; false when this address made more than `most` within `seconds`.

    The address itself is not kept: only a keyed digest of it, until the time is over.
    """
    secret = f"{settings.SECRET_KEY}:{what}:{client_address(request)}"
    key = f"throttle:{what}:{hashlib.sha256(secret.encode()).hexdigest()[:32]}"
    counter = caches["shared"]
    counter.add(key, 0, seconds)
    try:
        return counter.incr(key) <= most
    except ValueError:
        counter.set(key, 1, seconds)
        return True
