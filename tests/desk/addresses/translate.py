"""Pages of translating: Ondara's handbook, into Portuguese."""

from __future__ import annotations

import uuid

from agora.desk.translate.access import HERE, TEXT, THING
from tests.desk.addresses import Example
from tests.desk.cast import Cast
from tests.editorial.translating.cases import KEY, handbook, publish

NOBODYS = uuid.UUID(int=7)


def _of(end: str, *, thing: bool = False):
    def make(cast: Cast) -> Example:
        publish(handbook())
        base = f"en/desk/translate/resource/{KEY}/"
        if thing:
            return Example(base, foreign=(f"en/desk/translate/resource/{NOBODYS}/",
                                          f"en/desk/translate/forum/{KEY}/"))  # fmt: skip
        return Example(
            f"{base}pt/{end}",
            foreign=(
                f"en/desk/translate/resource/{NOBODYS}/pt/{end}",
                f"en/desk/translate/organisation/{KEY}/pt/{end}",
                f"en/desk/translate/nothing/{KEY}/pt/{end}",
                f"{base}en/{end}",
                f"{base}xx/{end}",
                f"{base}PT/{end}",
            ),
        )

    return make


ADDRESSES = {
    HERE: Example("en/desk/translate/"),
    f"{HERE}coverage/": Example("en/desk/translate/coverage/"),
    f"{HERE}coverage/download.csv": Example("en/desk/translate/coverage/download.csv"),
    THING: _of("", thing=True),
    TEXT: _of(""),
    **{f"{TEXT}{end}": _of(end)
       for end in ("step/", "text.po", "text.xlf", "upload/", "upload/take/")},
}  # fmt: skip
