"""What a page says of itself: each piece with where it stood."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SOURCES: Final = ("json-ld", "open-graph", "dublin-core", "citation", "rdfa", "page", "pdf", "host")
"""Where a piece may stand, the most trusted first; `host` is the answer's own words."""

WORDS: Final[dict[str, str | Promise]] = {
    "json-ld": _("from the page’s description of itself (schema.org)"),
    "open-graph": _("from what the page shows when it is shared (Open Graph)"),
    "dublin-core": _("from the page’s catalogue entry (Dublin Core)"),
    "citation": _("from the page’s citation details"),
    "rdfa": _("from the page’s licence mark"),
    "page": _("from the page’s own text"),
    "pdf": _("from the PDF"),
    "file": _("from the file"),
    "host": _("from the answer of the site"),
    "site": _("because the page lies on this organisation’s site"),
    "words": _("guessed from the words"),
    "address": _("from the address you gave"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One thing said, and where."""

    value: str
    source: str


@dataclass
class Facts:
    """Everything said of a page, in any order; asked for by trust.

    Fields: title, summary, language, publisher, publisher-address, licence, published, author,
    type, picture, picture-text, file, identifier, pages.
    """

    said: dict[str, list[Told]] = field(default_factory=lambda: defaultdict(list))
    alternates: list[tuple[str, str]] = field(default_factory=list)
    """Language and address of the same page in other languages, as it says itself."""
    words: str = ""
    """The beginning of its running text."""
    paragraph: str = ""
    """The first paragraph that says something."""
    heading: str = ""

    def say(self, what: str, value: str, source: str) -> None:
        """Note a piece, if there is any."""
        if value:
            self.said[what].append(Told(value, source))

    def of(self, what: str) -> Iterator[Told]:
        """What was said, the most trusted source first."""
        yield from sorted(self.said.get(what, ()), key=lambda one: SOURCES.index(one.source))

    def best(self, what: str) -> Told | None:
        """The most trusted one."""
        return next(self.of(what), None)
