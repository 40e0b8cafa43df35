"""Looking a document over before it is sent."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agora.catalogue.indexing import plain
from agora.exchange.checks.links import SECONDS, links_ask
from agora.exchange.fetching import Client
from agora.kernel import languages
from agora.media.models import File, FileFacts
from agora.topics.queries import vocabulary

SUMMARY: Final = (60, 600)
"""Characters a summary should have."""
SHOUTED: Final = 0.7
MOST_LINKS: Final = 12
PICTURED: Final = ("infographic", "video", "audio", "podcast")
"""Formats that say nothing to who cannot see or hear, unless it is told in words."""
TOLD: Final = 60

# Marks of programmers in capitals only: `todo` is a word of Spanish, and `XXX` is thirty.
_PLACEHOLDER: Final = re.compile(
    r"\b(?:TODO|TBD|TBC|FIXME|XXXX+)\b|\{\{[^}]{0,80}\}\}|<<[^>]{0,80}>>|"
    r"(?i:lorem ipsum|dolor sit amet|"
    r"\[\s*(?:insert|title|text|name|your|título|texto|titre|texte|insertar|insérer|inserir)[^\]]{0,40}\]|"
    r"^\s*(?:test|prueba|essai|teste|asdf\w*|título|title|titre|untitled|sin título|sans titre|sem título)\s*$)",
    re.MULTILINE,
)
_PLACEHOLDER_HOST: Final = re.compile(
    r"https?://(?:[\w-]+\.)*(?:example\.(?:com|org|net)|localhost|test|invalid)(?=[:/?#]|$)", re.I
)


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    `state` is `ok`, `warn` (may be sent, better not so), `stop` (must not be sent so) or `unknown`
    (could not be told). `path` is the place in the document, `sentence` what to do, or that it is well.
    """

    key: str
    state: str
    sentence: str
    path: str = ""


def document_stops(checks: Sequence[Check]) -> bool:
    """Whether something must be put right before it is sent."""
    return any(check.state == "stop" for check in checks)


def check_document(
    document: Mapping[str, Any],
    *,
    organisation: uuid.UUID | None = None,
    reader: str = "en",
    fetch: bool = True,
    seconds: float = SECONDS,
    client: Client | None = None,
) -> list[Check]:
    """Everything worth saying of a document of a resource before it is sent.

    `organisation` is the one it belongs to. Links are asked unless `fetch` is off, all together within
    `seconds`; what was not known by then is `unknown`. Two queries at most.
    """
    look = _Look(document, organisation, reader)
    found = [
        *look.titles(),
        *look.summaries(),
        *look.placeholders(),
        *look.languages(),
        *look.topics(),
        *look.licence(),
        *look.offered(),
        *look.files(),
        *look.pictures(),
    ]
    links = look.links()[:MOST_LINKS]
    answers = links_ask([url for _path, url in links], seconds=seconds, client=client) if fetch else {}  # fmt: skip
    for path, url in links:
        found.append(_link(path, url, answers.get(url)))
    return found


def _link(path: str, url: str, answer: Any) -> Check:
    if answer is None or answer.state == "silent":
        told = _("We could not tell whether this link opens: %(link)s Open it once yourself.")
        return Check("link", "unknown", told % {"link": url}, path)
    if answer.state == "dead":
        told = _("This link does not open: %(link)s %(why)s")
        return Check("link", "stop", told % {"link": url, "why": answer.sentence}, path)
    return Check("link", "ok", _("This link opens: %(link)s") % {"link": url}, path)


class _Look:
    """One document being looked over."""

    def __init__(
        self, document: Mapping[str, Any], organisation: uuid.UUID | None, reader: str
    ) -> None:
        self.document = document
        self.organisation = organisation
        self.reader = reader
        texts = document.get("texts")
        self.texts: dict[str, Mapping[str, Any]] = {
            str(tag): told
            for tag, told in (texts.items() if isinstance(texts, Mapping) else ())
            if isinstance(told, Mapping)
        }
        self.original = str(document.get("original_language") or "")
        self.editions = [one for one in _listed(document.get("editions")) if isinstance(one, Mapping)]  # fmt: skip

    def titles(self) -> Iterator[Check]:
        """There, and not shouted."""
        for tag, told in self.texts.items():
            path, title = f"texts.{tag}.title", _text(told.get("title")).strip()
            letters = [c for c in title if c.isalpha() and (c.isupper() or c.islower())]
            if not title:
                if tag == self.original:
                    yield Check("title", "stop", _("Give it a title."), path)
            elif len(letters) >= 12 and sum(map(str.isupper, letters)) > SHOUTED * len(letters):
                yield Check(
                    "title",
                    "warn",
                    _(
                        "The title is in capitals, which is hard to read. Write it in small letters."
                    ),
                    path,
                )
            elif len(title) > 160:
                yield Check(
                    "title",
                    "warn",
                    _("The title is very long. Shorten it, and put the rest into the summary."),
                    path,
                )
            else:
                yield Check("title", "ok", _("The title reads well."), path)
        if self.original not in self.texts:
            yield Check("title", "stop", _("Give it a title."), f"texts.{self.original}.title")

    def summaries(self) -> Iterator[Check]:
        """There, and neither too short nor too long."""
        least, most = SUMMARY
        for tag, told in self.texts.items():
            path, summary = f"texts.{tag}.summary", _text(told.get("summary")).strip()
            if not summary:
                state = "stop" if tag == self.original else "warn"
                yield Check(
                    "summary",
                    state,
                    _("Write a summary: two or three sentences that say what it is and for whom."),
                    path,
                )
            elif len(summary) < least:
                yield Check(
                    "summary",
                    "warn",
                    _("The summary is very short. Say in two or three sentences what it is and for whom."),
                    path,
                )  # fmt: skip
            elif len(summary) > most:
                yield Check(
                    "summary",
                    "warn",
                    _("The summary is long: lists show its beginning only. Keep it below %(most)s characters.")
                    % {"most": most},
                    path,
                )  # fmt: skip
            else:
                yield Check("summary", "ok", _("The summary has a good length."), path)

    def placeholders(self) -> Iterator[Check]:
        """Nothing that was meant to be replaced."""
        for path, text in _strings(self.texts, "texts"):
            match = _PLACEHOLDER.search(plain(text)[:50_000])
            if match:
                yield Check(
                    "placeholder",
                    "stop",
                    _("“%(words)s” looks like a text that was to be replaced. Write what is meant.")
                    % {"words": match[0].strip()[:60]},
                    path,
                )
        for path, url in self.links():
            if _PLACEHOLDER_HOST.match(url):
                yield Check(
                    "placeholder",
                    "warn",
                    _("This link leads to a site that exists for examples only: %(link)s")
                    % {"link": url},
                    path,
                )

    def languages(self) -> Iterator[Check]:
        """Said or offered in more than one language."""
        spoken = {languages.primary(tag) for tag in self.texts}
        spoken |= {
            languages.primary(_text(one.get("language")))
            for one in self.editions
            if one.get("language")
        }
        if len(spoken) > 1:
            named = ", ".join(languages.name(tag, self.reader) for tag in sorted(spoken))
            told = _("It is there in several languages: %(languages)s.") % {"languages": named}
            yield Check("languages", "ok", told, "texts")
        else:
            yield Check(
                "languages",
                "warn",
                _("It is there in one language only. If there is an edition in another one, add it; translators can add texts later."),
                "editions",
            )  # fmt: skip

    def topics(self) -> Iterator[Check]:
        """Some topic, so that it is found by who browses."""
        chosen = sum(len(_listed(self.document.get(key))) for key in ("themes", "goals", "targets"))
        if chosen:
            yield Check(
                "topics",
                "ok",
                ngettext("One topic is chosen.", "%(count)s topics are chosen.", chosen)
                % {"count": chosen},
                "themes",
            )
        else:
            yield Check(
                "topics",
                "warn",
                _("No topic is chosen, so whoever browses by topic will not find it. Choose one at least."),
                "themes",
            )  # fmt: skip

    def licence(self) -> Iterator[Check]:
        """Known."""
        key = _text(self.document.get("licence")) or "unknown"
        term = vocabulary().term("licences", key)
        if key == "unknown" or term is None:
            yield Check(
                "licence",
                "warn",
                _("The licence is not stated, so nobody knows what they may do with it. Ask its publisher if you can."),
                "licence",
            )  # fmt: skip
        else:
            told = _("The licence is stated: %(licence)s.") % {"licence": term.label(self.reader)}
            yield Check("licence", "ok", told, "licence")

    def offered(self) -> Iterator[Check]:
        """Something to open."""
        if self.document.get("type") in ("practice", "article", "collection"):
            return
        course = self.document.get("course")
        if isinstance(course, Mapping) and (course.get("modules") or course.get("interest_open")):
            return  # it is held here
        if not any(one.get("url") or one.get("file") for one in self.editions):
            yield Check(
                "offered",
                "stop",
                _("There is nothing to open yet. Give a link or a file."),
                "editions",
            )

    def links(self) -> list[tuple[str, str]]:
        """Every link of the document, with its place; each once."""
        found: dict[str, str] = {}
        for number, one in enumerate(self.editions):
            if url := _text(one.get("url")):
                found.setdefault(url, f"editions.{number}.url")
        for path, text in _strings(self.document.get("practice"), "practice"):
            if path.endswith(".source.url") and text:
                found.setdefault(text, path)
        return [(path, url) for url, path in found.items()]

    def files(self) -> Iterator[Check]:
        """The document's own, there, and readable by everybody; one query."""
        given: dict[uuid.UUID, str] = {}
        for number, one in enumerate(self.editions):
            try:
                given[uuid.UUID(str(one.get("file")))] = f"editions.{number}.file"
            except ValueError:
                continue
        if not given:
            return
        rows = {row.pk: row for row in File.objects.select_related("facts").filter(pk__in=given)}
        for key, path in given.items():
            row = rows.get(key)
            if row is None or row.organisation_id not in (None, self.organisation):
                told = _("The file is no longer there. Give it again.")
                yield Check("file", "stop", told, path)
                continue
            facts = getattr(row, "facts", None)
            if facts is not None:
                yield from pdf_findings(facts, path)

    def pictures(self) -> Iterator[Check]:
        """What is only seen or heard is told in words as well."""
        said = max((len(plain(_text(t.get("body")))) + len(_text(t.get("summary"))) for t in self.texts.values()), default=0)  # fmt: skip
        for number, one in enumerate(self.editions):
            if one.get("format") in PICTURED:
                if said >= TOLD or len(_text(one.get("note"))) >= TOLD:
                    yield Check(
                        "picture",
                        "ok",
                        _("What it shows is told in words as well."),
                        f"editions.{number}",
                    )
                else:
                    yield Check(
                        "picture",
                        "warn",
                        _("Who cannot see or hear gets nothing from this. Tell in the summary or in a note what it shows."),
                        f"editions.{number}.note",
                    )  # fmt: skip


def pdf_findings(facts: FileFacts, path: str = "") -> list[Check]:
    """How well a PDF can be read by everybody, in plain words."""
    if facts.trouble == "locked":
        told = _("The PDF is locked with a password. Save it without one and give it again.")
        return [Check("file", "stop", told, path)]
    if facts.trouble:
        told = _("We could not look into the PDF. Open it once and look whether it is whole.")
        return [Check("file", "unknown", told, path)]
    found = []
    if not facts.has_text:
        found.append(
            _("The PDF has pictures of text only: it cannot be searched or read aloud. Run text recognition (OCR) over it, or save it anew from the program it was written in.")
        )  # fmt: skip
    if not facts.is_tagged:
        found.append(
            _("The PDF has no structure for screen readers. Save it again as “tagged PDF” or “accessible PDF”.")
        )  # fmt: skip
    if not facts.language:
        found.append(
            _("The PDF does not say in which language it is, so it may be read aloud wrongly. Set its language in the program it was written in.")
        )  # fmt: skip
    if not facts.title:
        found.append(
            _("The PDF has no title of its own. Set it in the properties of the document.")
        )
    if not found:
        return [Check("file", "ok", _("The PDF can be read by everybody."), path)]
    return [Check("file", "warn", sentence, path) for sentence in found]


def _listed(value: object) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _strings(value: Any, path: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Every text below a place, with its path."""
    if depth > 8:
        return
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _strings(inner, f"{path}.{key}", depth + 1)
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from _strings(inner, f"{path}.{number}", depth + 1)
