"""Who signs, as a decentralised identifier of the method `did:web` (w3c-ccg.github.io/did-method-web).

The market is `did:web:HOST`; an organisation on it `did:web:HOST:did:organisations:ID`. The document
behind each lists every public key it ever used: what an old key signed stays provable.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote, urlsplit

from django.conf import settings

from agora.kernel import ids

MARKET: Final = ids.fixed_id("issuer", "market")
"""The market itself, among the ids of organisations."""

_CONTEXT: Final = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]


def did_of(issuer: uuid.UUID) -> str:
    """The identifier of an organisation, or of the market."""
    host = quote(urlsplit(settings.SITE_URL).netloc, safe="")
    return f"did:web:{host}" if issuer == MARKET else f"did:web:{host}:did:organisations:{issuer}"


def path_of(issuer: uuid.UUID) -> str:
    """Where its document lies."""
    if issuer == MARKET:
        return "/.well-known/did.json"
    return f"/did/organisations/{issuer}/did.json"


def method_of(issuer: uuid.UUID, key: uuid.UUID) -> str:
    """How a proof names one of its keys."""
    return f"{did_of(issuer)}#{key}"


def did_document(issuer: uuid.UUID, keys: Sequence[tuple[uuid.UUID, str]]) -> dict[str, Any]:
    """The document, of the ids and public keys (as Multikey) of everything it signed with."""
    did = did_of(issuer)
    methods = [method_of(issuer, key) for key, _public in keys]
    return {
        "@context": _CONTEXT,
        "id": did,
        "verificationMethod": [
            {"id": name, "type": "Multikey", "controller": did, "publicKeyMultibase": public}
            for name, (_key, public) in zip(methods, keys, strict=True)
        ],
        "assertionMethod": methods,
    }
