"""The signed address in every notice that stops its sort without signing in."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core import signing

from agora.notices.models import Sort

_SALT = "notices.stop"


def stop_token(account: uuid.UUID, sort: str) -> str:
    """What stands in the address; it names account and sort, and only we can make it.

    It never ends: a mail found after years can still be stopped.
    """
    return signing.Signer(salt=_SALT).sign(f"{account.hex}.{sort}").replace(":", "~")


def stop_read(token: str) -> tuple[uuid.UUID, str] | None:
    """Account and sort of a token; None when it is not one of ours."""
    try:
        text = signing.Signer(salt=_SALT).unsign(token.replace("~", ":"))
        account, _, sort = text.partition(".")
        return uuid.UUID(account), Sort(sort).value
    except (signing.BadSignature, ValueError):
        return None


def stop_path(account: uuid.UUID, sort: str) -> str:
    """The page without its language in front."""
    return f"/desk/notices/stop/{stop_token(account, sort)}/"


def headers_for(account: uuid.UUID, sort: str, language: str) -> dict[str, str]:
    """What lets a mail program stop it with one click (RFC 2369 and RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{settings.SITE_URL}/{language}{stop_path(account, sort)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
