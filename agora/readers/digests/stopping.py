"""The signed address in every weekly mail that stops it without signing in."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core import signing

_SALT = "readers.digest"


def stop_token(account: uuid.UUID) -> str:
    """What stands in the address; only we can make it, and it never ends."""
    return signing.Signer(salt=_SALT).sign(account.hex).replace(":", "~")


def stop_read(token: str) -> uuid.UUID | None:
    """The account of a token; None when it is not one of ours."""
    try:
        return uuid.UUID(signing.Signer(salt=_SALT).unsign(token.replace("~", ":")))
    except (signing.BadSignature, ValueError):
        return None


def stop_address(account: uuid.UUID, language: str) -> str:
    """The whole address of the page."""
    return f"{settings.SITE_URL}/{language}/mine/digest/stop/{stop_token(account)}/"


def headers_for(account: uuid.UUID, language: str) -> dict[str, str]:
    """What lets a mail program stop it with one click (RFC 2369 and RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{stop_address(account, language)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
