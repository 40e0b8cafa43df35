"""What pages write, in the shapes of our documents: dates, licences, languages, plain words."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urljoin

from agora.catalogue.logic import address_clean, address_plain
from agora.exchange.amb.vocabularies import licence_of
from agora.kernel import languages
from agora.kernel.documents import parse_date

_TAGS: Final = re.compile(r"<[^<>]{0,2000}>")
_HIDDEN: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
_DAY: Final = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?!\d)")
_YEAR: Final = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
_CC: Final = re.compile(
    r"\bCC[ -]?(?P<zero>0|Zero)\b|\bCC[ -](?P<parts>BY(?:-NC)?(?:-SA|-ND)?)(?:[ -](?P<version>\d\.\d))?(?![\w-])",
    re.IGNORECASE,
)
_CC_ADDRESS: Final = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/[^\s\"'<>]+", re.IGNORECASE
)
_RESERVED: Final = re.compile(
    r"all rights reserved|todos los derechos reservados|tous droits réservés|"
    r"todos os direitos reservados|جميع الحقوق محفوظة",
    re.IGNORECASE,
)


def line(text: object, most: int = 300) -> str:
    """One plain line: no markup, no hidden signs; cut at a word, with a mark, where it is longer."""
    if not isinstance(text, str):
        return ""
    plain = html.unescape(_TAGS.sub(" ", text[:20_000]))
    plain = _HIDDEN.sub("", plain.encode("utf-8", "replace").decode("utf-8"))
    plain = " ".join(plain.split())
    if len(plain) <= most:
        return plain
    return plain[: most - 2].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"


def summary(text: object, most: int = 600) -> str:
    """Some sentences: as many whole ones as fit."""
    whole = line(text, 4_000)
    if len(whole) <= most:
        return whole
    cut = max(whole.rfind(mark, 0, most) for mark in (". ", "! ", "? ", "؟ ", "。"))
    return whole[: cut + 1] if cut > most // 3 else line(whole, most)


def date(text: object) -> str:
    """A partly known date (2022, 2022-10, 2022-10-11) in what a page wrote; empty if none."""
    if not isinstance(text, str):
        return ""
    match = _DAY.search(text[:60])
    if match:
        year, month, day = match.groups()
        for tried in ((year, month, day), (year, month), (year,)):
            made = "-".join(part.zfill(2) for part in tried if part)
            if parse_date(made):
                return made
    found = _YEAR.search(text[:60])
    return found[1] if found else ""


def language(text: object) -> str:
    """A language tag; empty for what is none, or says nothing (`und`, `mul`, `zxx`)."""
    if not isinstance(text, str):
        return ""
    first = re.split(r"[,;\s]", text.strip(), maxsplit=1)[0]
    try:
        tag = languages.normalise(first)
    except ValueError:
        return _BY_NAME.get(text.strip().casefold(), "")
    primary = languages.primary(tag)
    if primary in ("und", "mul", "zxx", "mis"):
        return ""
    short = _SHORT.get(primary)
    return tag.replace(primary, short, 1) if short else tag


_SHORT: Final = {
    "eng": "en", "spa": "es", "fra": "fr", "fre": "fr", "por": "pt", "ara": "ar", "deu": "de",
    "ger": "de", "ita": "it", "cat": "ca", "nld": "nl", "dut": "nl", "rus": "ru", "zho": "zh",
    "chi": "zh", "swa": "sw", "jpn": "ja", "kor": "ko", "tur": "tr",
}  # fmt: skip
_BY_NAME: Final = {
    "english": "en", "inglés": "en", "anglais": "en", "inglês": "en", "spanish": "es",
    "español": "es", "espagnol": "es", "espanhol": "es", "castellano": "es", "french": "fr",
    "français": "fr", "francés": "fr", "francês": "fr", "portuguese": "pt", "português": "pt",
    "portugués": "pt", "portugais": "pt", "arabic": "ar", "العربية": "ar", "árabe": "ar",
    "arabe": "ar",
}  # fmt: skip


def licence(text: object) -> str:
    """Our licence for an address or a phrase; empty where it names none that we know.

    Only the very version we name is ours; another version of it is `other`.
    """
    if not isinstance(text, str):
        return ""
    text = text[:2_000]
    address = _CC_ADDRESS.search(text)
    if address:
        return licence_of(address[0].rstrip(".,;)"))
    if "rightsstatements.org" in text:
        return licence_of(text.strip())
    match = _CC.search(text)
    if match:
        if match["zero"]:
            return "cc0"
        if match["version"] not in (None, "4.0"):
            return "other"
        return f"cc-{match['parts'].lower()}"
    return "all-rights-reserved" if _RESERVED.search(text) else ""


def link(address: object, base: str) -> str:
    """A web address of a page or file, whole and without what counts visitors; empty for others."""
    if not isinstance(address, str) or not 0 < len(address.strip()) <= 1_000:
        return ""
    try:
        whole = urljoin(base, address.strip())
    except ValueError:
        return ""
    if not address_plain(whole) or re.search(r"[\s<>\"'\\]", whole) or "@" in whole.split("/")[2]:
        return ""
    clean = address_clean(whole)
    host = clean.split("/")[2]
    return clean if "." in host.strip(".") and len(clean) <= 1_000 else ""


def first(found: Iterable[str]) -> str:
    """The first that says anything."""
    return next((one for one in found if one), "")
