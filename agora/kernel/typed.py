"""What somebody typed, as it can be kept."""

from __future__ import annotations

import re
from typing import Final

_NOT_KEPT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def typed(text: str) -> str:
    """The text without control characters (PostgreSQL keeps no NUL) and lone surrogates, and without the
    white space around it; line breaks and tabs stay.
    """
    return _NOT_KEPT.sub("", text.replace("\r\n", "\n")).strip()
