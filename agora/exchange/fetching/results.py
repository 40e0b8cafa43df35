"""What was fetched, and how its bytes become text."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

# Charsets of pages in our languages and their neighbours; others are read as UTF-8.
_CHARSETS: Final = frozenset(
    {"utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "ascii", "koi8-r", "koi8-u"}
    | {f"iso8859-{n}" for n in (*range(1, 12), 13, 14, 15, 16)}
    | {f"cp{n}" for n in range(1250, 1259)}
    | {"gb2312", "gbk", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "mac-roman", "cp874"}
)
_DECLARED: Final = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.\-]{2,30})"
    rb"|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_.\-]{2,30})",
    re.IGNORECASE,
)
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOOKED_AT: Final = 4_096


@dataclass(frozen=True)
class Fetched:
    """The answer of a host. `address` is where the redirects ended, `asked` where they began.

    `media_type` is in small letters without its parameters; `charset` is what the host declared,
    perhaps nothing; `language` its Content-Language. `is_cut` says that there was more than was
    read.
    """

    address: str
    asked: str
    status: int
    media_type: str = ""
    charset: str = ""
    language: str = ""
    content: bytes = b""
    is_cut: bool = False
    size_bytes: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_page(self) -> bool:
        """Whether it is HTML."""
        return self.media_type in ("text/html", "application/xhtml+xml")

    @property
    def is_pdf(self) -> bool:
        """Whether it is a PDF, by its first bytes: hosts are careless about media types."""
        return self.content.startswith(b"%PDF-")

    @cached_property
    def text(self) -> str:
        """The content as text, however wrong its declaration; never fails."""
        return text_of(self.content, self.charset)


@dataclass(frozen=True)
class Redirected:
    """A host leads elsewhere; `is_permanent` when it says that this is for good."""

    address: str
    status: int

    @property
    def is_permanent(self) -> bool:
        """Moved for good (301, 308), by the host's own word."""
        return self.status in (301, 308)


def text_of(content: bytes, declared: str = "") -> str:
    """Bytes as text: by byte order mark, declared charset, the page's own word, UTF-8, Latin."""
    for mark, charset in _MARKS:
        if content.startswith(mark):
            return content.decode(charset, "replace")
    inside = _DECLARED.search(content[:_LOOKED_AT])
    within = (inside[1] or inside[2]).decode("ascii") if inside else ""
    for name in (declared, within, "utf-8"):
        charset = _known(name)
        if charset:
            try:
                return content.decode(charset)
            except UnicodeDecodeError:
                continue
    # Cut or damaged UTF-8 is still mostly UTF-8; otherwise it is taken for Western European.
    text = content.decode("utf-8", "replace")
    if text.count("\ufffd") * 50 < len(text):
        return text
    return content.decode(_known(declared) or _known(within) or "cp1252", "replace")


def _known(name: str) -> str:
    """Python's name of a charset that is read here; empty for any other."""
    try:
        found = codecs.lookup(name.strip()).name if name else ""
    except (LookupError, ValueError):
        return ""
    if found == "iso8859-1":
        return "cp1252"  # as browsers do: what says Latin-1 is Windows' Latin
    return found if found in _CHARSETS else ""
