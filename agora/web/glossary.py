"""The glossary's pages: the list, what a concept's page shows beyond other topics', the files."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, BinaryIO
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from agora.catalogue import bridge
from agora.catalogue import queries as catalogue
from agora.catalogue.queries import Search
from agora.kernel import languages
from agora.people.queries import Viewer
from agora.topics import downloads, skos
from agora.topics.domains import FORMS, domain_name
from agora.topics.lookup import MOST, Found, fold, lookup
from agora.topics.models import ConceptLabel
from agora.topics.queries import GLOSSARY, GOALS, PACT, THEMES, Term, Vocabulary, vocabulary
from agora.ui import wording
from agora.ui.meta import meta
from agora.ui.rows import Card, Link, Said, TopicPage
from agora.web.middleware import encoding_for

PER_PAGE = 100
FEW = 12
"""Concepts named on the page of a theme or goal before the link to all of them."""
FORMATS = (("turtle", "Turtle"), ("rdfxml", "RDF/XML"), ("jsonld", "JSON-LD"))


@dataclass(frozen=True)
class Row:
    """A concept in a list: its name, what it is in the other languages, and what was met."""

    path: str
    name: Said
    others: tuple[Said, ...]
    met: Said | None = None


@dataclass(frozen=True)
class Word:
    """An alternative label; `note` says its form and the country whose word it is."""

    text: str
    note: str = ""


@dataclass(frozen=True)
class Words:
    """What a concept is called in one language; `note` belongs to the preferred label."""

    language: str
    direction: str
    preferred: str
    note: str
    others: tuple[Word, ...]
    checked: bool


@dataclass(frozen=True)
class Existing:
    """What searching the market for a concept finds, in however many languages it is offered."""

    total: int
    sentence: str
    path: str
    cards: tuple[Card, ...]


def words_of(term: Term, reader: str) -> tuple[Words, ...]:
    """All labels of a concept, the reader's language first; one query."""
    places = vocabulary().places
    rows: dict[str, list[ConceptLabel]] = {}
    labels = ConceptLabel.objects.filter(concept=term.id).exclude(role=ConceptLabel.Role.DEFINITION)
    for label in labels.order_by("order", "pk"):
        rows.setdefault(label.language, []).append(label)

    def note(label: ConceptLabel) -> str:
        spot = places.get(label.region.lower()) if label.region else None
        country = spot.label(reader) if spot else label.region
        return " · ".join(part for part in (str(FORMS.get(label.form, "")), country) if part)

    def word(label: ConceptLabel) -> Word:
        return Word(label.text, note(label))

    order = (reader, *(tag for tag in languages.TAGS if tag != reader))
    return tuple(
        Words(
            tag,
            languages.direction(tag),
            first.text,
            note(first),
            tuple(word(label) for label in rest),
            first.state == ConceptLabel.State.CHECKED,
        )
        for tag in order
        if tag in rows
        for first, *rest in [rows[tag]]
    )


def existing(term: Term, *, reader: str, viewer: Viewer) -> Existing:
    """What the market has on a concept, whatever language it was written in."""
    text = term.label(reader)
    found = catalogue.search(Search(text=text), reader=reader, viewer=viewer, limit=6)
    spoken = len(found.facets.get("language", {}))
    sentence = ngettext(
        "A search for it finds %(total)s thing.", "A search for it finds %(total)s things.",
        found.total,
    ) % {"total": wording.number(found.total)}  # fmt: skip
    if spoken > 1:
        sentence = ngettext(
            "A search for it finds %(total)s thing, offered in %(languages)s languages.",
            "A search for it finds %(total)s things, offered in %(languages)s languages.",
            found.total,
        ) % {"total": wording.number(found.total), "languages": wording.number(spoken)}  # fmt: skip
    return Existing(
        found.total,
        sentence,
        f"/{reader}/explore/?{urlencode({'q': text})}",
        catalogue.hit_cards(found.hits, reader=reader, viewer=viewer),
    )


def _link(term: Term, reader: str) -> Link:
    label = term.label(reader)
    if term.notation and term.scheme == GOALS:
        label = f"{term.notation}. {label}"
    return Link(label, f"/{reader}/{term.path}", term.key)


def concept_page(
    it: TopicPage, term: Term, *, reader: str, viewer: Viewer
) -> tuple[TopicPage, dict[str, Any]]:
    """A concept of the glossary: its page as a topic, and what the page shows beyond that."""
    words, there = vocabulary(), existing(term, reader=reader, viewer=viewer)
    near = [words.terms[link] for link in term.links if link in words.terms]
    axes = [one.key for one in near if one.scheme == PACT]
    parent = words.term(GLOSSARY, term.parent) if term.parent else None
    it = replace(
        it,
        axis=axes[0] if len(axes) == 1 else "",
        total=there.total,
        explore_path=there.path,
        newest=there.cards,
    )
    return it, {
        "words": words_of(term, reader),
        "existing": there,
        "broader": _link(parent, reader) if parent else None,
        "themes": tuple(_link(one, reader) for one in near if one.scheme == THEMES),
        "goals": tuple(_link(one, reader) for one in near if one.scheme == GOALS),
        "axes": tuple(_link(one, reader) for one in near if one.scheme == PACT),
        "domain": Link(
            domain_name(term.domain), f"/{reader}/glossary/?domain={term.domain}", term.domain
        ),
        "definition": Said(it.definition, "en", "ltr", fallback=reader not in term.definitions),
    }


def concepts_on(term: Term, reader: str) -> tuple[tuple[Link, ...], Link | None]:
    """Some concepts of a theme, goal or axis, and the way to all where there are more."""
    found = lookup().by_link.get((term.scheme, term.key), ())
    if not found:
        return (), None
    few = tuple(_link(one, reader) for one in found[:FEW])
    if len(found) <= FEW:
        return few, None
    label = ngettext("All %(count)s word", "All %(count)s words", len(found))
    label %= {"count": wording.number(len(found))}
    return few, Link(label, f"/{reader}/glossary/?of={term.scheme}/{term.key}")


def _row(found: Found | Term, reader: str) -> Row:
    term = found if isinstance(found, Term) else found.term
    met = None
    if isinstance(found, Found) and found.text not in term.labels.values():
        met = wording.said(found.text, found.language, reader)
    own = reader if reader in term.labels else "en"
    return Row(
        f"/{reader}/{term.path}",
        wording.said(term.label(reader), own, reader),
        tuple(
            wording.said(text, tag, reader)
            for tag in languages.TAGS
            if tag != own and (text := term.labels.get(tag))
        ),
        met,
    )


def _of(words: Vocabulary, given: str) -> Term:
    scheme, _slash, key = given.partition("/")
    term = words.term(scheme, key)
    if term is None or scheme not in (THEMES, GOALS, PACT):
        raise Http404
    return term


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The glossary: a search over all its words, its domains, and lists of concepts."""
    reader, words = request.LANGUAGE_CODE, vocabulary()
    scheme, known = words.schemes.get(GLOSSARY), lookup()
    if scheme is None:
        raise Http404
    text = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:MOST]
    domain, of = request.GET.get("domain", ""), request.GET.get("of", "")
    heading = ""
    kept: dict[str, str] = {}
    found: Iterable[Found | Term] = ()
    if text:
        kept = {"q": text}
        found = _met(text, reader)
    elif domain:
        if domain not in known.by_domain:
            raise Http404
        heading, kept = domain_name(domain), {"domain": domain}
        found = _sorted(known.by_domain[domain], reader)
    elif of:
        term = _of(words, of)
        heading, kept = _link(term, reader).label, {"of": of}
        found = _sorted(known.by_link.get((term.scheme, term.key), ()), reader)
    pages = Paginator(list(found), PER_PAGE)
    page = pages.get_page(request.GET.get("page", ""))

    def leads_to(number: int) -> str:
        more = {"page": str(number)} if number > 1 else {}
        return f"/{reader}/glossary/?{urlencode(kept | more)}"

    title = scheme.label(reader)
    about = _(
        "Words of local government in English, Spanish, French, Portuguese and Arabic: what things "
        "are called, what they mean and what cities can learn about them."
    )
    base = settings.SITE_URL
    data = {
        "@context": "https://schema.org",
        "@type": "DefinedTermSet",
        "@id": f"{base}/id/{skos.scheme_id()}",
        "name": title,
        "description": about,
        "url": f"{base}{request.path}",
        "license": skos.LICENCE,
        "inLanguage": list(languages.TAGS),
        "subjectOf": [
            {
                "@type": "DataDownload",
                "encodingFormat": skos.MEDIA_TYPES[form],
                "contentUrl": f"{base}/glossary.{skos.ENDS[form]}",
            }
            for form, _name in FORMATS
        ],
    }
    return render(
        request,
        "web/glossary.html",
        {
            "nav": "topics",
            "title": title,
            "about": about,
            "q": text,
            "heading": heading,
            "listed": bool(kept),
            "sentence": _sentence(pages.count) if kept else "",
            "rows": tuple(_row(one, reader) for one in page),
            "page_number": page.number,
            "page_count": pages.num_pages,
            "prev_url": leads_to(page.number - 1) if page.has_previous() else "",
            "next_url": leads_to(page.number + 1) if page.has_next() else "",
            "explore_path": f"/{reader}/explore/?{urlencode({'q': text})}" if text else "",
            "domains": sorted(
                (
                    Link(
                        domain_name(key),
                        f"/{reader}/glossary/?domain={key}",
                        key,
                        wording.number(len(terms)),
                    )
                    for key, terms in known.by_domain.items()
                ),
                key=lambda link: fold(link.label),
            ),
            "total": sum(len(terms) for terms in known.by_domain.values()),
            "files": tuple(
                Link(name, f"/glossary.{skos.ENDS[form]}", form) for form, name in FORMATS
            ),
            "meta": meta(
                f"{heading} · {title}" if heading else title,
                description=about,
                canonical=f"{base}{request.path}",
                robots="noindex, follow" if kept else "",
                jsonld=data,
            ),
        },
    )


def _met(text: str, reader: str) -> list[Found | Term]:
    """Concepts called just so, then what the search reads in the text, then labels that hold it.

    The search knows inflected words too, which stand in no label as they are.
    """
    words, read = vocabulary(), bridge.expansions(text, reader)
    longest = max((len(one.phrase.split()) for one in read), default=0)
    meant = [
        term
        for one in read
        if len(one.phrase.split()) == longest
        for key in one.concepts
        if (term := words.term(GLOSSARY, key)) is not None
    ]
    found = lookup().find(text, reader)
    rows: dict[str, Found | Term] = {one.term.key: one for one in found if one.whole}
    for term in meant:
        rows.setdefault(term.key, next((one for one in found if one.term is term), term))
    for one in found:
        rows.setdefault(one.term.key, one)
    return list(rows.values())


def _sentence(count: int) -> str:
    return ngettext("%(count)s concept", "%(count)s concepts", count) % {
        "count": wording.number(count)
    }


def _sorted(terms: Iterable[Term], reader: str) -> list[Term]:
    return sorted(terms, key=lambda term: fold(term.label(reader)))


def _unpacked(file: BinaryIO) -> Iterator[bytes]:
    with file, gzip.open(file) as whole:
        while piece := whole.read(65_536):
            yield piece


@require_safe
def download(request: HttpRequest, form: str) -> HttpResponseBase:
    """The whole glossary as a file that was made ahead; 503 for the minute it is not there yet."""
    path = downloads.newest(form)
    tag = f'W/"{path.name}"'
    response: HttpResponseBase
    if tag in [part.strip() for part in request.headers.get("If-None-Match", "").split(",")]:
        response = HttpResponseNotModified()
    else:
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return HttpResponse(
                "The glossary's file is being prepared. Try again in a minute.\n",
                status=503,
                content_type="text/plain; charset=utf-8",
                headers={"Retry-After": "60", "Cache-Control": "no-store"},
            )
        if encoding_for(request.headers.get("Accept-Encoding", "")) == "identity":
            response = StreamingHttpResponse(_unpacked(file))
        else:
            response = FileResponse(file)
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Type"] = skos.MEDIA_TYPES[form]
        name = f"glossary.{skos.ENDS[form]}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
