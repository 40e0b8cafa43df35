"""Certificates. The one of the examples is the member's own, issued by their organisation."""

from __future__ import annotations

import uuid
from typing import Any

from agora.credentials.access import CHECK, MINE, ONE
from tests.credentials.earning import earned
from tests.desk.addresses import Example
from tests.desk.cast import Cast

NEVER = uuid.UUID(int=9)
NOBODYS = "0" * 16


def _one(end: str, **data: str) -> Any:
    def make(cast: Cast) -> Example:
        mine, begin = earned(cast["member"], cast.ondara), "en/mine/certificates/"
        return Example(f"{begin}{mine.pk}/{end}", data=data, foreign=(f"{begin}{NEVER}/{end}",))

    return make


def _manage(cast: Cast) -> Example:
    made = earned(cast["member"], cast.ondara)
    return Example(
        f"en/check/{made.code}/manage/",
        data={"do": "revoke", "reason": "A mistake"},
        foreign=(f"en/check/{NOBODYS}/manage/",),
    )


ADDRESSES = {
    MINE: Example("en/mine/certificates/"),
    ONE: _one("", do="disclose", shows_name="on"),
    f"{ONE}certificate.pdf": _one("certificate.pdf"),
    f"{ONE}certificate.json": _one("certificate.json"),
    f"{CHECK}<slug:code>/manage/": _manage,
}
