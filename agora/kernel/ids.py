"""Identifiers: UUIDs that sort by time, and fixed ones for things that are the same everywhere."""

from __future__ import annotations

import os
import re
import time
import unicodedata
import uuid

_NAMESPACE = uuid.UUID("8f6a2a52-6d5a-5b0e-9a70-4d0f3c1d7a11")


def new_id() -> uuid.UUID:
    """A UUID of version 7 (RFC 9562): the first 48 bits are milliseconds since 1970."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0x3 << 62) | 2 << 62
    return uuid.UUID(int=value)


def fixed_id(kind: str, key: str) -> uuid.UUID:
    """The same UUID for the same thing in every installation (agendas, places, demonstration)."""
    return uuid.uuid5(_NAMESPACE, f"{kind}:{key}")


def slugify(text: str, limit: int = 80) -> str:
    """A language-neutral address part: plain letters, digits and hyphens, at most `limit` long.

    Text that has no Latin letters gives an empty string; the caller then uses the id.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:limit].strip("-")
