"""The secrets in the addresses of mails: made from an id and a moment with the installation's key.

None is kept anywhere: neither in the database nor with the job that mails it. Asked for again, the moment
is another one, and the older mail leads nowhere.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid

from django.utils.crypto import constant_time_compare, salted_hmac

_FORM = re.compile(r"([0-9a-f]{32})-([0-9a-f]{64})")


def token_of(purpose: str, key: uuid.UUID, at: dt.datetime) -> str:
    """What stands in the address."""
    return f"{key.hex}-{_sign(purpose, key, at)}"


def id_of(token: str) -> uuid.UUID:
    """Whose token it says it is, not yet proven; an id that nothing has for what is none."""
    found = _FORM.fullmatch(token)
    return uuid.UUID(found.group(1)) if found else uuid.UUID(int=0)


def is_of(token: str, purpose: str, key: uuid.UUID, at: dt.datetime) -> bool:
    """Whether we made it for this purpose, thing and moment."""
    return constant_time_compare(token, token_of(purpose, key, at))


def _sign(purpose: str, key: uuid.UUID, at: dt.datetime) -> str:
    said = f"{key.hex}:{int(at.timestamp())}"
    return salted_hmac(f"courses.seats.{purpose}", said, algorithm="sha256").hexdigest()
