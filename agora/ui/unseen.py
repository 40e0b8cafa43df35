"""Characters that nobody sees but that change how a text reads: shown as marks on working pages."""

from __future__ import annotations

import re
from html import escape
from typing import Final

from django.utils.safestring import SafeString

# Turning, joining and width-less characters, tags, fillers, and controls but for tab and line breaks.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_JOINERS: Final = "\u200c\u200d"
# Scripts and pictures in which a joiner is part of the writing.
_JOINED: Final = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\ufb50-\ufdff\ufe70-\ufefc\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]"
)


def marked(text: object) -> SafeString:
    """The text, escaped, with every unseen character as a visible mark that names it.

    `html.escape` does here what Django's own does; that one is lazy, which costs much in a long list.
    """
    whole = str(text)
    if not _UNSEEN.search(whole):
        return whole if isinstance(whole, SafeString) else SafeString(escape(whole))
    parts: list[str] = []
    end = 0
    for met in _UNSEEN.finditer(whole):
        place = met.start()
        if met[0] in _JOINERS and place and _JOINED.match(whole[place - 1]):
            continue
        parts.append(escape(whole[end:place]))
        name = f"U+{ord(met[0]):04X}"
        parts.append(f'<mark class="unseen">{name}</mark>')
        end = met.end()
    parts.append(escape(whole[end:]))
    return SafeString("".join(parts))


def marked_text(text: str) -> str:
    """The same for pages that are drawn in Python: cheap where nothing is hidden, not lazy."""
    return str(marked(text)) if _UNSEEN.search(text) else escape(text)
