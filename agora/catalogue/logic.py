"""Pure thinking: how near two things are, when two links are one, how a citation reads."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit


def overlap(
    mine: Collection[str], theirs: Collection[str], frequency: Mapping[str, int]
) -> tuple[float, tuple[str, ...]]:
    """How much two sets of topics share; rare topics weigh more (1 / how many things carry it).

    Returns the score and the shared topics, the rarest first.
    """
    shared = sorted(set(mine) & set(theirs), key=lambda key: (frequency.get(key, 1), key))
    return sum(1 / max(frequency.get(key, 1), 1) for key in shared), tuple(shared)


@dataclass(frozen=True)
class Cited:
    """What a citation needs; `year` may be empty."""

    title: str
    authors: Sequence[str]
    publishers: Sequence[str]
    year: str
    url: str
    key: str
    language: str


def bibtex(cited: Cited) -> str:
    """A BibTeX entry of type misc (or book where a publisher is known); braces are balanced."""
    fields = {
        "title": cited.title,
        "author": " and ".join(cited.authors or cited.publishers),
        "publisher": ", ".join(cited.publishers),
        "year": cited.year,
        "language": cited.language,
        "url": cited.url,
    }
    lines = [f"  {name} = {{{_bib(value)}}}" for name, value in fields.items() if value]
    return (
        f"@misc{{{re.sub(r'[^a-z0-9-]', '', cited.key) or 'agora'},\n" + ",\n".join(lines) + "\n}\n"
    )


def _bib(text: str) -> str:
    """Text safe inside braces: BibTeX counts braces whether or not a backslash stands before them."""
    named = {"{": r"\textbraceleft{}", "}": r"\textbraceright{}", "\\": r"\textbackslash{}"}
    text = unicodedata.normalize("NFC", text)
    return "".join(named.get(char) or (f"\\{char}" if char in "#$%&_" else char) for char in text)


def reading_minutes(words: int) -> int:
    """Minutes to read, at 200 words a minute, rounded up; 0 for a few words."""
    return 0 if words < 60 else -(-words // 200)


_TRACKING: Final = re.compile(
    r"utm_.*|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_ga|_gl|ref_src|pk_.*|mtm_.*|at_medium|at_campaign"
)
_DOI_HOSTS: Final = ("doi.org", "dx.doi.org")


def address_plain(url: str) -> str:
    """A web address without what does not say which page it is.

    Scheme, `www.`, the usual ports, a closing slash, the part within the page, and what counts
    visitors are left out; the rest is in one spelling. Empty for what is no web address.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not host:
        return ""
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    host = host.removeprefix("www.")
    path = unquote(parts.path).rstrip("/")
    path = re.sub(r"/index\.(?:html?|php)$", "", path)
    if host in _DOI_HOSTS:
        return f"doi.org{path.lower()}"
    asked = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True, max_num_fields=None)
        if not _TRACKING.fullmatch(name.lower())
    )
    at = "" if port in (None, 80, 443) else f":{port}"
    return f"{host}{at}{path}{'?' + urlencode(asked) if asked else ''}"


def address_key(url: str) -> str:
    """The same for every spelling of one address: 32 hexadecimal digits; empty for none."""
    plain = address_plain(url)
    return hashlib.sha256(plain.encode()).hexdigest()[:32] if plain else ""


def address_clean(url: str) -> str:
    """The address as given, without what counts visitors and the part within the page."""
    parts = urlsplit(url.strip())
    kept = "&".join(
        piece
        for piece in parts.query.split("&")
        if piece and not _TRACKING.fullmatch(piece.partition("=")[0].lower())
    )
    return parts._replace(query=kept, fragment="").geturl()
