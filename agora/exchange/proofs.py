"""Documents that prove a credential of another issuer, fetched through the one guarded client.

Whoever asks need not be signed in, so little is taken: few seconds, few bytes, `https:` alone.
"""

from __future__ import annotations

from typing import Final

from agora.exchange.fetching import client
from agora.exchange.fetching.errors import AddressUnfit

LIMITS: Final = client.Limits(seconds=4.0, size=1_000_000, redirects=2)


def document_fetch(address: str) -> bytes:
    """The bytes of a key document or a status list. Raises FetchFailed."""
    if not address.startswith("https://"):
        raise AddressUnfit
    return client.fetch(address, LIMITS).content
