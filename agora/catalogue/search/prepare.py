"""A document as tokens: what every backend indexes, and nothing else."""

from __future__ import annotations

import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from agora.catalogue.search import analysis
from agora.catalogue.search.contract import Document, Label, TextPart

BREAK: Final = "|"
"""Stands between two texts of one field, so that no phrase runs across them."""

NUMBER_LIMIT: Final = (1 << 24) - 1
TIE_BITS: Final = 24


@dataclass(frozen=True, slots=True)
class Prepared:
    """The tokens of one document, field by field.

    `own` are the stems of titles, labels and summaries in order: one field, because one
    is matched and counted several times faster than four. `title` are the distinct stems
    of titles, which only rank. `body` stays apart, or its length would drown the rest.
    `surface` are the folded words of titles, `grams` pieces of titles, of the original
    summary and of labels, `keys` one per label, `machine` the stems of machine-made
    translations.
    """

    own: tuple[str, ...]
    title: tuple[str, ...]
    body: tuple[str, ...]
    surface: tuple[str, ...]
    grams: tuple[str, ...]
    keys: tuple[str, ...]
    languages: tuple[str, ...]
    title_order: str
    title_orders: dict[str, str]
    machine: tuple[str, ...] = ()


def tie(identifier: str) -> int:
    """An even spread of 24 bits made from an id: the order among equals."""
    return int.from_bytes(blake2b(clean(identifier).encode(), digest_size=3).digest(), "big")


def packed(value: int, identifier: str = "") -> int:
    """A number with its tie-breaker below it, so that sorting by it is total."""
    return (min(max(value, 0), NUMBER_LIMIT) << TIE_BITS) | (tie(identifier) if identifier else 0)


@lru_cache(maxsize=50_000)
def clean(text: str) -> str:
    """A text any engine can hold: no broken characters, no separators of ours."""
    text = text.encode("utf-8", "ignore").decode()
    return " ".join(text.replace("\x1f", " ").replace("\x00", " ").split())[:300]


@lru_cache(maxsize=50_000)
def label_key(label: Label) -> str:
    """One controlled term in one language, as a single token."""
    return f"{analysis.base(label.language)}\x1f{clean(label.text)}"


def short_id(identifier: str) -> str:
    """An id as the index keeps it: a UUID in 22 characters, anything else marked."""
    try:
        whole = uuid.UUID(identifier)
    except ValueError:
        return "/" + clean(identifier)
    if str(whole) != identifier:
        return "/" + clean(identifier)
    return urlsafe_b64encode(whole.bytes)[:22].decode()


def long_id(short: str) -> str:
    """The id behind a short one."""
    if short.startswith("/"):
        return short[1:]
    digits = urlsafe_b64decode(short + "==").hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


@lru_cache(maxsize=100_000)
def label_mark(key: str) -> str:
    """Four characters that stand for a label key where room is dear.

    Two keys in many thousands may share one; then a reason is less precise, no more.
    """
    return _letters(tie(key))


def label_of(key: str) -> Label:
    """The label behind a key."""
    language, _, text = key.partition("\x1f")
    return Label(language, text)


def original_of(texts: tuple[TextPart, ...]) -> TextPart | None:
    """The part a record was written in; the first where none is marked."""
    return next((part for part in texts if part.original), texts[0] if texts else None)


def prepare(document: Document) -> Prepared:
    """The tokens of a document."""
    own: list[str] = []
    title: dict[str, None] = {}
    body: list[str] = []
    surface: dict[str, None] = {}
    gram_words: dict[str, None] = {}
    original = original_of(document.texts)
    for part in document.texts:
        stems = analysis.tokens(part.title, part.language)
        title.update(dict.fromkeys(stems))
        own += [*stems, BREAK]
        for into, text in ((own, part.summary), (body, part.body)):
            if text:
                into += [*analysis.tokens(text, part.language), BREAK]
        in_title = analysis.surface(part.title, part.language)
        surface.update(dict.fromkeys(in_title))
        gram_words.update(dict.fromkeys(in_title))
        if part is original:
            gram_words.update(dict.fromkeys(analysis.surface(part.summary, part.language)))
    for label in document.labels:
        own += label_tokens(label)
    machine: list[str] = []
    for part in document.machine:
        for text in (part.title, part.summary):
            if text:
                machine += [*analysis.tokens(text, part.language), BREAK]
    suffix = "\x01" + _letters(tie(document.id))
    return Prepared(
        own=tuple(own),
        title=tuple(title),
        body=tuple(body),
        surface=tuple(surface),
        grams=tuple(analysis.grams(gram_words)),
        keys=tuple(dict.fromkeys(label_key(each) for each in document.labels if each.text)),
        languages=tuple(dict.fromkeys(analysis.base(part.language) for part in document.texts)),
        title_order=analysis.title_key(original.title if original else "") + suffix,
        title_orders={
            analysis.base(part.language): analysis.title_key(part.title) + suffix
            for part in reversed(document.texts)
            if original is not None
            and analysis.base(part.language) != analysis.base(original.language)
        },
        machine=tuple(machine),
    )


@lru_cache(maxsize=50_000)
def label_tokens(label: Label) -> tuple[str, ...]:
    """The stems of a label, closed by a break."""
    return (*analysis.tokens(label.text, label.language), BREAK)


def _letters(value: int) -> str:
    """24 bits as four characters that sort as the number does."""
    return "".join(chr(48 + (value >> shift & 63)) for shift in (18, 12, 6, 0))
