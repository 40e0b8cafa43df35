"""Prefilling: from a link, or from a file that was given, to where its writer goes on."""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from agora.exchange.amb.vocabularies import folded, format_of
from agora.exchange.fetching import Client, Fetched, FetchFailed, Limits
from agora.exchange.fetching.addresses import host_of, is_within
from agora.exchange.fetching.errors import Unreadable
from agora.exchange.prefill import guessing
from agora.exchange.prefill import values as v
from agora.exchange.prefill.facts import WORDS, Facts, Told
from agora.exchange.prefill.page import page_read
from agora.kernel import clock, languages
from agora.media.models import File
from agora.media.reading import PdfFacts
from agora.media.services import pdf_facts
from agora.people.queries import ANYBODY, Viewer, organisations_visible_to

ADDRESS: Final = Limits(seconds=12.0, size=12_000_000, cut=True)
LINKED: Final = Limits(seconds=8.0, size=12_000_000)
"""For the PDF a page is about; it is left out where it takes longer or is larger."""
ALL_SECONDS: Final = 16.0
LEAST_LEFT: Final = 3.0
MOST_AUTHORS: Final = 10


@dataclass(frozen=True)
class Filled:
    """A place in the document that was filled, where from, and whether it is no more than a guess."""

    path: str
    source: str
    is_guess: bool = False

    @property
    def words(self) -> str:
        """Where from, to be read by people."""
        return str(WORDS[self.source])


@dataclass(frozen=True)
class Picture:
    """The picture the page shows of itself: where it lies and what it says in words."""

    url: str
    text: str


@dataclass(frozen=True)
class Prefill:
    """The beginning of a document of a resource, to be laid over the blank one.

    `document` holds only what was found. `filled` says of each place where it came from; `notes` are
    sentences for the writer. `address` is where the link ended; `publisher` one of our
    organisations, by its UUID; `picture` has no place in the document yet.
    """

    document: dict[str, Any]
    filled: tuple[Filled, ...]
    notes: tuple[str, ...] = ()
    address: str = ""
    publisher: uuid.UUID | None = None
    picture: Picture | None = None

    @property
    def language(self) -> str:
        """The language its texts are in."""
        return str(self.document.get("original_language") or "")

    def source_of(self, path: str) -> Filled | None:
        """Where this place was filled from."""
        return next((one for one in self.filled if one.path == path), None)


def prefill(
    url: str,
    *,
    reader: str,
    viewer: Viewer = ANYBODY,
    organisation: str | None = None,
    client: Client | None = None,
) -> Prefill:
    """What the page or PDF at this address says of itself, as the beginning of a document.

    `reader` is the interface language (the text's own where nothing tells another); `organisation`
    the slug of the one that writes, its publisher where the page names none that we know. Raises
    FetchFailed, with a sentence that says what to do.
    """
    client = client or Client()
    begun = time.monotonic()
    found = client.fetch(url, ADDRESS, language=reader)
    given = v.link(found.asked, found.asked) or found.address
    if found.is_pdf:
        if found.is_cut:
            facts, pdf = Facts(), PdfFacts(trouble="large")
        else:
            pdf = pdf_facts(found.content)
            facts = _facts_of(pdf)
        return _made(facts, pdf, found, given, reader, viewer, organisation)
    if not found.is_page and found.media_type not in ("", "text/plain", "application/octet-stream"):
        return _made(Facts(), None, found, given, reader, viewer, organisation)
    if b"<" not in found.content:
        raise Unreadable
    facts = page_read(found.text, found.address)
    facts.say("language", v.language(found.language), "host")
    left = ALL_SECONDS - (time.monotonic() - begun)
    linked = _linked(facts, client, left) if left > LEAST_LEFT else None
    return _made(facts, None, found, given, reader, viewer, organisation, linked)


def prefill_file(
    file: File,
    *,
    reader: str,
    viewer: Viewer = ANYBODY,
    organisation: str | None = None,
) -> Prefill:
    """What a file that was given says of itself, as the beginning of a document."""
    pdf: PdfFacts | None = None
    if file.media_type == "application/pdf":
        with file.stored.open("rb") as stored:
            pdf = pdf_facts(stored)
    facts = _facts_of(pdf) if pdf else Facts()
    made = _Making(facts, reader, viewer, organisation, "")
    made.texts(pdf)
    if "title" not in made.text:
        stem = file.name.rsplit(".", 1)[0].replace("_", " ").replace("-", " ")
        made.put("title", v.line(stem), "file", is_guess=True)
    edition: dict[str, Any] = {
        "language": made.language,
        "file": str(file.pk),
        "format": format_of(file.media_type) or "document",
        "size_bytes": file.size_bytes,
    }
    if pdf and pdf.pages:
        edition["pages"] = pdf.pages
    made.editions = [edition]
    made.filled.append(Filled("editions.0", "file"))
    made.rest(is_pdf=pdf is not None)
    _note_trouble(made, pdf)
    return made.finish()


def _made(
    facts: Facts,
    pdf: PdfFacts | None,
    found: Fetched,
    given: str,
    reader: str,
    viewer: Viewer,
    organisation: str | None,
    linked: tuple[str, PdfFacts, int] | None = None,
) -> Prefill:
    made = _Making(facts, reader, viewer, organisation, found.address)
    made.texts(pdf)
    _editions(made, found, given, pdf, linked)
    made.rest(is_pdf=pdf is not None)
    made.provenance(given)
    _note_trouble(made, pdf)
    return replace(made.finish(), address=given)


def _facts_of(pdf: PdfFacts) -> Facts:
    """What a PDF says, in the same form as what a page says."""
    facts = Facts(words=pdf.text, heading=pdf.heading)
    facts.say("title", v.line(pdf.title), "pdf")
    facts.say("title", v.line(pdf.heading), "pdf")
    facts.say("language", v.language(pdf.language), "pdf")
    facts.say("published", v.date(pdf.created), "pdf")
    for name in pdf.author.split(";")[:MOST_AUTHORS]:
        facts.say("author", v.line(name, 200), "pdf")
    facts.say("licence", v.licence(pdf.text), "pdf")
    facts.paragraph = _first_paragraph(pdf.text, pdf.heading)
    return facts


def _first_paragraph(text: str, heading: str) -> str:
    """The first run of lines that reads like sentences: long, with small letters and a full stop."""
    run: list[str] = []
    for line in [*text.splitlines(), ""]:
        words = line.strip()
        is_prose = len(words) >= 40 and sum(c.islower() or "\u0600" <= c <= "\u06ff" for c in words) > len(words) / 2  # fmt: skip
        if is_prose or (run and words and not words.isupper()):
            run.append(words)
        else:
            joined = v.line(" ".join(run), 2_000)
            if len(joined) >= 80 and any(mark in joined for mark in ".؟!?") and joined != heading:
                return joined
            run = []
    return ""


def _linked(facts: Facts, client: Client, left: float) -> tuple[str, PdfFacts, int] | None:
    """The PDF the page is about, read; None where there is none or it does not come in time."""
    told = facts.best("file")
    if told is None or not told.value.split("?", 1)[0].lower().endswith(".pdf"):
        return None
    try:
        found = client.fetch(told.value, replace(LINKED, seconds=min(left, LINKED.seconds)))
    except FetchFailed:
        return None
    if not found.is_pdf:
        return None
    return told.value, pdf_facts(found.content), len(found.content)


def _editions(
    made: _Making,
    found: Fetched,
    given: str,
    pdf: PdfFacts | None,
    linked: tuple[str, PdfFacts, int] | None,
) -> None:
    """What the link offers: itself, the PDF it is about, the same page in other languages."""
    own: dict[str, Any] = {"language": made.language, "url": given}
    kind = "pdf" if pdf else format_of(found.media_type) or ("web-page" if found.is_page else None)
    if kind:
        own["format"] = kind
    if pdf:
        if pdf.pages:
            own["pages"] = pdf.pages
        if found.size_bytes:
            own["size_bytes"] = found.size_bytes
    made.editions.append(own)
    made.filled.append(Filled("editions.0", "address"))
    if linked is not None:
        address, facts, size = linked
        edition: dict[str, Any] = {
            "language": v.language(facts.language) or made.language,
            "url": address,
        }
        edition |= {"format": "pdf", "size_bytes": size}
        if facts.pages:
            edition["pages"] = facts.pages
        made.editions.append(edition)
        made.filled.append(Filled(f"editions.{len(made.editions) - 1}", "page"))
    for tag, address in made.facts.alternates:
        if languages.primary(tag) != languages.primary(made.language):
            made.editions.append({"language": tag, "url": address, "format": "web-page"})
            made.filled.append(Filled(f"editions.{len(made.editions) - 1}", "page", is_guess=True))


def _note_trouble(made: _Making, pdf: PdfFacts | None) -> None:
    if pdf is None:
        return
    told = {
        "locked": _("The PDF is locked with a password, so nothing could be read from it."),
        "large": _("The PDF is too large to be read here. Fill in its title and summary by hand."),
        "slow": _("The PDF could not be read in time. Fill in its title and summary by hand."),
        "broken": _("The PDF could not be read. Open it and look whether it is damaged."),
    }
    if pdf.trouble in told:
        made.notes.append(told[pdf.trouble])


class _Making:
    """A document while it is being put together."""

    def __init__(
        self, facts: Facts, reader: str, viewer: Viewer, organisation: str | None, address: str
    ) -> None:
        self.facts = facts
        self.viewer = viewer
        self.address = address
        self.organisation = organisation
        self.filled: list[Filled] = []
        self.notes: list[str] = []
        self.text: dict[str, Any] = {}
        self.editions: list[dict[str, Any]] = []
        self.document: dict[str, Any] = {}
        self.publisher: uuid.UUID | None = None
        self.language, source, is_guess = self._language(reader)
        self.document["original_language"] = self.language
        if source:
            self.filled.append(Filled("original_language", source, is_guess))

    def _language(self, reader: str) -> tuple[str, str, bool]:
        """What the page says, what its words seem to be, or the reader's own."""
        told = self.facts.best("language")
        seems = guessing.language_of(self.facts.words)
        if told is not None:
            if seems and seems != languages.primary(told.value):
                self.notes.append(
                    _(
                        "The page says that it is in %(told)s, but it reads like %(seems)s. Check the language."
                    )
                    % {
                        "told": languages.name(told.value, reader),
                        "seems": languages.name(seems, reader),
                    }
                )
            return told.value, told.source, False
        if seems:
            return seems, "words", True
        self.notes.append(_("The page does not say in which language it is. Choose it."))
        return reader, "", True

    def put(self, name: str, value: str, source: str, *, is_guess: bool = False) -> None:
        """A part of the text."""
        if value and name not in self.text:
            self.text[name] = value
            self.filled.append(Filled(f"texts.{self.language}.{name}", source, is_guess))

    def texts(self, pdf: PdfFacts | None) -> None:
        """Title and summary."""
        title = self.facts.best("title")
        if title is not None:
            guessed = pdf is not None and title.value != pdf.title
            self.put("title", title.value, title.source, is_guess=guessed)
        told = next((one for one in self.facts.of("summary") if _says_something(one, title)), None)
        if told is not None:
            self.put("summary", told.value, told.source)
        elif self.facts.paragraph:
            source = "pdf" if pdf else "page"
            self.put("summary", v.summary(self.facts.paragraph), source, is_guess=True)

    def rest(self, *, is_pdf: bool) -> None:
        """Everything that is not text."""
        kinds = [one.value for one in self.facts.of("type")]
        kind, source = guessing.type_of(kinds, str(self.text.get("title", "")), is_pdf=is_pdf)
        if not kind and any(one.source == "citation" for one in self.facts.of("title")):
            kind, source = "paper", "citation"
        if kind:
            self.document["type"] = kind
            self.filled.append(Filled("type", source, is_guess=True))
        self._licence()
        published = self.facts.best("published")
        if published is not None and published.value <= f"{clock.now():%Y-%m-%d}":
            self.document["published"] = published.value
            self.filled.append(Filled("published", published.source, published.source == "pdf"))
        self._contributions()

    def _licence(self) -> None:
        told = list(self.facts.of("licence"))
        self.document["licence"] = told[0].value if told else "unknown"
        if told:
            self.filled.append(Filled("licence", told[0].source, told[0].source == "pdf"))
            if len({one.value for one in told}) > 1:
                self.notes.append(
                    _("The page names more than one licence. Check which one is meant.")
                )
        else:
            self.notes.append(
                _("The page names no licence. Ask its publisher, or leave it as not stated.")
            )

    def _contributions(self) -> None:
        found, name, source = self._publisher()
        rows: list[dict[str, Any]] = []
        if found:
            rows.append({"role": "publisher", "organisation": found})
        elif name:
            rows.append({"role": "publisher", "name": name})
        elif self.organisation:
            rows.append({"role": "publisher", "organisation": self.organisation})
        if found or name:
            self.filled.append(Filled("contributions.0", source))
        seen = {folded(name)} if name else set()
        for one in self.facts.of("author"):
            if folded(one.value) not in seen and len(seen) < MOST_AUTHORS:
                seen.add(folded(one.value))
                rows.append({"role": "author", "name": one.value})
                self.filled.append(
                    Filled(f"contributions.{len(rows) - 1}", one.source, one.source == "pdf")
                )
        if rows:
            self.document["contributions"] = rows

    def _publisher(self) -> tuple[str, str, str]:
        """One of our organisations by its site, or by its name; else the name as the page has it."""
        names = list(self.facts.of("publisher"))
        addresses = [self.address, *(one.value for one in self.facts.of("publisher-address"))]
        by_site, by_name = _organisations(self.viewer, addresses, [one.value for one in names])
        if by_site:
            self.publisher = by_site[0]
            return by_site[1], "", "site"
        for one in names:
            known = by_name.get(folded(one.value))
            if known:
                self.publisher = known[0]
                return known[1], "", one.source
        return ("", names[0].value, names[0].source) if names else ("", "", "")

    def provenance(self, given: str) -> None:
        """Where the record came from, and which of its fields."""
        fields = sorted(
            {one.path.split(".")[-1] if one.path.startswith("texts.") else one.path.split(".")[0] for one in self.filled if one.source not in ("address", "words")}
        )  # fmt: skip
        names = [one.value for one in self.facts.of("publisher")]
        self.document["provenance"] = [
            {
                "source": given,
                "name": (names[0] if names else host_of(given))[:300],
                "fields": fields,
                "retrieved": f"{clock.now().astimezone(dt.UTC):%Y-%m-%d}",
            }
        ]

    def finish(self) -> Prefill:
        """The document as it stands."""
        self.document["texts"] = {self.language: self.text}
        self.document["editions"] = self.editions
        shown = self.facts.best("picture")
        said = self.facts.best("picture-text")
        return Prefill(
            self.document,
            tuple(self.filled),
            tuple(self.notes),
            self.address,
            self.publisher,
            Picture(shown.value, said.value if said else "") if shown else None,
        )


def _says_something(told: Told, title: Told | None) -> bool:
    """Whether a description is more than the title over again."""
    return len(told.value) >= 40 and (title is None or folded(told.value) != folded(title.value))


_Found = tuple[uuid.UUID, str]


def _organisations(
    viewer: Viewer, addresses: Iterable[str], names: Iterable[str]
) -> tuple[_Found | None, dict[str, _Found]]:
    """The organisation on whose site one of these addresses lies, and those with these names.

    A site is matched label by label, and where an organisation's site is a folder of a host, by
    that folder; the nearest one wins, and of two at once none. One query.
    """
    wanted = {folded(name) for name in names}
    places = [(host_of(one), _folder(one)) for one in addresses if one]
    best: list[_Found] = []
    nearest = (0, 0)
    by_name: dict[str, _Found | None] = {}
    for key, slug, short_name, website, name in organisations_visible_to(viewer).values_list(
        "pk", "slug", "short_name", "website", "texts__name"
    ):
        for called in (short_name, name):
            if called and folded(called) in wanted:
                known = by_name.setdefault(folded(called), (key, slug))
                if known and known[0] != key:
                    by_name[folded(called)] = None
        host, folder = host_of(website or ""), _folder(website or "")
        if not host:
            continue
        if any(is_within(at, host) and f"{path}/".startswith(f"{folder}/") for at, path in places):
            near = (len(host.split(".")), len(folder))
            if near > nearest:
                nearest, best = near, [(key, slug)]
            elif near == nearest and (key, slug) not in best:
                best.append((key, slug))
    found = best[0] if len(best) == 1 else None
    return found, {name: known for name, known in by_name.items() if known}


def _folder(address: str) -> str:
    """The path without a closing slash and without the language it may begin with."""
    path = urlsplit(address).path.rstrip("/").lower()
    parts = path.split("/")
    if len(parts) == 2 and parts[1] in languages.TAGS:
        return ""
    return path
