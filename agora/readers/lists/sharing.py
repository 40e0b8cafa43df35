"""The link of a shared list: made of its id, its round and the installation's key, and kept nowhere."""

from __future__ import annotations

import uuid

from django.utils.crypto import constant_time_compare, salted_hmac

from agora.readers.models import SavedList

_DIGITS = 32


def secret_of(kept: SavedList) -> str:
    """What stands in the link: 32 hexadecimal digits that name the list, 32 that prove it."""
    said = f"{kept.pk}:{kept.shared_round}"
    proof = salted_hmac("readers.list", said, algorithm="sha256").hexdigest()[:_DIGITS]
    return f"{kept.pk.hex}{proof}"


def list_behind(secret: str) -> SavedList | None:
    """The list a link leads to; None for an old, a stopped or an invented one."""
    try:
        key = uuid.UUID(hex=secret[:_DIGITS])
    except ValueError:
        return None
    kept = SavedList.objects.filter(pk=key, is_shared=True).first()
    if kept is None or not constant_time_compare(secret_of(kept), secret):
        return None
    return kept
