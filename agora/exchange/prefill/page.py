"""Reading what a web page says of itself; pure, and bounded whatever it is given."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lxml import etree, html

from agora.exchange.prefill import values as v
from agora.exchange.prefill.facts import Facts

MOST_CHARACTERS: Final = 2_000_000
MOST_DEPTH: Final = 200
MOST_NODES: Final = 300
MOST_DATA: Final = 400_000
MOST_AUTHORS: Final = 20
MOST_LANGUAGES: Final = 12
WORDS: Final = 6_000
PARAGRAPH: Final = 80

_SKIPPED: Final = {"script", "style", "noscript", "template", "nav", "footer", "header", "form", "aside", "svg", "button", "select", "iframe"}  # fmt: skip
_ABOUT_OTHERS: Final = {
    "website", "organization", "ngo", "governmentorganization", "educationalorganization",
    "corporation", "person", "breadcrumblist", "imageobject", "searchaction", "sitenavigationelement",
    "wpheader", "wpfooter", "listitem", "postaladdress", "contactpoint", "rating", "aggregaterating",
    "comment", "entrypoint", "propertyvalue", "faqpage", "question", "answer", "readaction",
}  # fmt: skip
_PAGES: Final = {"webpage", "itempage", "aboutpage", "collectionpage", "profilepage"}
_META: Final = {
    # Open Graph and what belongs to it
    "og:title": ("title", "open-graph"),
    "og:description": ("summary", "open-graph"),
    "og:locale": ("language", "open-graph"),
    "og:site_name": ("publisher", "open-graph"),
    "og:image": ("picture", "open-graph"),
    "og:image:url": ("picture", "open-graph"),
    "og:image:secure_url": ("picture", "open-graph"),
    "og:image:alt": ("picture-text", "open-graph"),
    "og:type": ("type", "open-graph"),
    "article:published_time": ("published", "open-graph"),
    "book:release_date": ("published", "open-graph"),
    "article:author": ("author", "open-graph"),
    "book:author": ("author", "open-graph"),
    "twitter:title": ("title", "page"),
    "twitter:description": ("summary", "page"),
    "twitter:image:alt": ("picture-text", "page"),
    # Highwire
    "citation_title": ("title", "citation"),
    "citation_abstract": ("summary", "citation"),
    "citation_language": ("language", "citation"),
    "citation_publisher": ("publisher", "citation"),
    "citation_technical_report_institution": ("publisher", "citation"),
    "citation_publication_date": ("published", "citation"),
    "citation_date": ("published", "citation"),
    "citation_online_date": ("published", "citation"),
    "citation_year": ("published", "citation"),
    "citation_author": ("author", "citation"),
    "citation_pdf_url": ("file", "citation"),
    "citation_doi": ("identifier", "citation"),
    "citation_isbn": ("identifier", "citation"),
    # HTML's own
    "description": ("summary", "page"),
    "author": ("author", "page"),
    "language": ("language", "page"),
    "copyright": ("licence", "page"),
    "rights": ("licence", "page"),
    "date": ("published", "page"),
}
_DUBLIN: Final = {
    "title": "title",
    "description": "summary",
    "abstract": "summary",
    "language": "language",
    "publisher": "publisher",
    "rights": "licence",
    "license": "licence",
    "date": "published",
    "issued": "published",
    "created": "published",
    "creator": "author",
    "identifier": "identifier",
    "type": "type",
}
_DUBLIN_NAME: Final = re.compile(r"(?:dc|dcterms|dct)[.:](\w+)(?:\.(\w+))?")
_LICENCE_PROPERTIES: Final = re.compile(r"^(?:cc|dc|dct|dcterms|schema|xhv):licen[sc]e$")


def page_read(text: str, address: str) -> Facts:
    """What this page, found at that address, says of itself."""
    facts = Facts()
    tree = _parsed(text)
    if tree is None:
        return facts
    facts.say("language", v.language(tree.get("lang") or tree.get(_XML_LANG)), "page")
    _scripts(tree, address, facts)
    _metas(tree, address, facts)
    _links(tree, address, facts)
    _running_text(tree, facts)
    found = tree.find(".//title")
    title = v.line(found.text_content()) if found is not None else ""
    facts.say("title", _without_site(title, facts), "page")
    facts.say("title", facts.heading, "page")
    return facts


_XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"


def _parsed(text: str) -> Any:
    """The tree of a page, however broken; None for nothing, or for one nested beyond all sense."""
    data = text[:MOST_CHARACTERS].replace("\0", "").encode("utf-8", "replace")
    if not data.strip():
        return None
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        tree = html.document_fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    return tree if _depth(tree) <= MOST_DEPTH else None


def _depth(tree: Any) -> int:
    """How deep elements lie within each other; counted without recursion, no further than needed."""
    deepest, level = 0, 0
    for event, _element in etree.iterwalk(tree, events=("start", "end")):
        level += 1 if event == "start" else -1
        if level > deepest:
            deepest = level
            if deepest > MOST_DEPTH:
                break
    return deepest


# ------------------------------------------------------------------------ JSON-LD


def _scripts(tree: Any, address: str, facts: Facts) -> None:
    nodes: list[Mapping[str, Any]] = []
    room = MOST_DATA
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        told = script.text_content()
        room -= len(told)
        if room < 0:
            break
        try:
            data = json.loads(told, strict=False)
        except (ValueError, RecursionError):
            continue
        nodes += _nodes(data)
    best = max(nodes, key=lambda node: _fits(node, address), default=None)
    if best is not None and _fits(best, address) > 0:
        by_id: dict[str, Mapping[str, Any]] = {}
        # A bare reference names the same id as the node it means, which says more.
        for node in sorted(nodes, key=len):
            by_id[str(node.get("@id"))] = node
        _node(best, by_id, address, facts)


def _nodes(data: Any) -> list[Mapping[str, Any]]:
    """Every object that says what it is, the outer ones first, so many and so deep at most."""
    found: list[Mapping[str, Any]] = []
    waiting: list[tuple[Any, int]] = [(data, 0)]
    looked_at = 0
    while waiting and looked_at < 10 * MOST_NODES and len(found) < MOST_NODES:
        one, depth = waiting.pop(0)
        looked_at += 1
        if isinstance(one, dict):
            if "@type" in one or "@id" in one:
                found.append(one)
            if depth < 8:
                waiting += [(inner, depth + 1) for inner in one.values()]
        elif isinstance(one, list) and depth < 8:
            waiting += [(inner, depth + 1) for inner in one[:MOST_NODES]]
    return found


def _types(node: Mapping[str, Any]) -> list[str]:
    told = node.get("@type")
    every = told if isinstance(told, list) else [told]
    return [str(one).rsplit("/", 1)[-1].rsplit(":", 1)[-1] for one in every if isinstance(one, str)]


def _fits(node: Mapping[str, Any], address: str) -> float:
    """How likely the node is what the page is about; 0: not at all."""
    kinds = {kind.lower() for kind in _types(node)}
    if not kinds or kinds <= _ABOUT_OTHERS or not _name(node):
        return 0
    score = 1.0 if kinds & _PAGES else 2.0
    about = v.link(_address(node.get("url")) or _address(node.get("@id")), address)
    main = v.link(_address(node.get("mainEntityOfPage")), address)
    here = v.link(address, address)
    if here and here in (about, main):
        score += 2
    return score + 0.1 * len({"description", "author", "license", "datePublished", "inLanguage"} & set(node))  # fmt: skip


def _name(node: Mapping[str, Any]) -> str:
    return v.first(v.line(_text(node.get(key))) for key in ("name", "headline", "title"))


def _text(value: Any) -> str:
    """A text, the first of several, or the value of a language map."""
    for _turn in range(3):
        if isinstance(value, list):
            value = value[0] if value else ""
        elif isinstance(value, dict):
            value = value.get("@value") or value.get("name") or value.get("@id") or ""
        else:
            break
    return str(value) if isinstance(value, str | int | float) else ""


def _address(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("url") or value.get("@id") or value.get("contentUrl") or ""
    return value if isinstance(value, str) else ""


def _several(value: Any) -> list[Any]:
    return value[:MOST_AUTHORS] if isinstance(value, list) else [value]


def _node(
    node: Mapping[str, Any], by_id: Mapping[str, Mapping[str, Any]], address: str, facts: Facts
) -> None:
    """Take over what the page's own node says."""

    def whole(value: Any) -> Any:
        """The node that a bare reference means."""
        if isinstance(value, dict) and set(value) <= {"@id", "@type"}:
            return by_id.get(str(value.get("@id")), value)
        return value

    def say(what: str, value: str) -> None:
        facts.say(what, value, "json-ld")

    say("title", _name(node))
    say("summary", v.summary(_text(node.get("description")) or _text(node.get("abstract"))))
    for one in _several(node.get("inLanguage")):
        tag = one.get("alternateName") or one.get("name") if isinstance(one, dict) else one
        say("language", v.language(tag))
    for key in ("publisher", "provider", "sourceOrganization"):
        one = whole(next(iter(_several(node.get(key))), None))
        say("publisher", v.line(_text(one), 200))
        say("publisher-address", v.link(_address(one), address))
    for one in _several(node.get("license")):
        say("licence", v.licence(_address(one) or _text(one)))
    say("published", v.first(v.date(_text(node.get(k))) for k in ("datePublished", "dateCreated")))
    for key in ("author", "creator"):
        for one in _several(node.get(key)):
            say("author", v.line(_text(whole(one)), 200))
    for kind in _types(node):
        say("type", kind)
    _picture(whole(node.get("image")), address, facts)
    for key in ("encoding", "associatedMedia", "distribution"):
        for one in _several(node.get(key)):
            if isinstance(one, dict):
                say("file", v.link(_address(one.get("contentUrl")), address))
    for one in _several(node.get("isbn")):
        say("identifier", v.line(_text(one), 40))


def _picture(one: Any, address: str, facts: Facts) -> None:
    if isinstance(one, list):
        one = one[0] if one else None
    facts.say("picture", v.link(_address(one), address), "json-ld")
    if isinstance(one, dict):
        told = (one.get(key) for key in ("description", "caption", "name"))
        facts.say("picture-text", v.first(v.line(_text(text)) for text in told), "json-ld")


# ------------------------------------------------------------------------ meta, links


def _metas(tree: Any, address: str, facts: Facts) -> None:
    authors = 0
    for meta in _some(tree.iter("meta"), 500):
        name = (meta.get("property") or meta.get("name") or "").strip().lower()
        content = meta.get("content") or ""
        known = _META.get(name)
        if known is None:
            match = _DUBLIN_NAME.fullmatch(name)
            what = _DUBLIN.get(match[1]) if match else None
            if match and match[1] == "date" and match[2] == "modified":
                what = None
            if what is None:
                continue
            known = (what, "dublin-core")
        what, source = known
        if what == "author":
            authors += 1
            if authors > MOST_AUTHORS or content.lower().startswith(("http://", "https://")):
                continue
        facts.say(what, _shaped(what, content, address), source)


def _shaped(what: str, content: str, address: str) -> str:
    """A piece in the shape in which it is kept."""
    if what == "summary":
        return v.summary(content)
    if what == "language":
        return v.language(content)
    if what == "licence":
        return v.licence(content)
    if what == "published":
        return v.date(content)
    if what in ("picture", "file"):
        return v.link(content, address)
    return v.line(content, 200 if what in ("author", "publisher") else 300)


def _links(tree: Any, address: str, facts: Facts) -> None:
    """Licences, the page in other languages, and the PDF it is about."""
    here = v.link(address, address)
    pdfs: list[str] = []
    seen: set[str] = set()
    for one in _some(tree.iter("link", "a", "area"), 5_000):
        href = one.get("href") or ""
        relations = (one.get("rel") or "").lower().split()
        told = one.get("property") or ""
        if {"license", "licence"} & set(relations) or _LICENCE_PROPERTIES.match(told):
            facts.say("licence", v.licence(href), "rdfa")
        elif one.tag == "link" and "alternate" in relations and one.get("hreflang"):
            tag, to = v.language(one.get("hreflang")), v.link(href, address)
            deep = to.rstrip("/").count("/") > 2
            if (
                tag
                and to
                and to != here
                and tag not in seen
                and deep
                and len(seen) < MOST_LANGUAGES
            ):
                seen.add(tag)
                facts.alternates.append((tag, to))
        elif one.tag == "a" and ".pdf" in href.lower() and _is_pdf(href):
            to = v.link(href, address)
            if to and to not in pdfs:
                pdfs.append(to)
    if len(pdfs) == 1:
        # One PDF is what the page is about; of several nobody can tell.
        facts.say("file", pdfs[0], "page")
    for one in _some(tree.iterfind(".//*[@property]"), 500):
        if _LICENCE_PROPERTIES.match(one.get("property")):
            facts.say("licence", v.licence(one.get("resource") or one.get("content")), "rdfa")


def _is_pdf(href: str) -> bool:
    return href.split("?", 1)[0].split("#", 1)[0].lower().endswith(".pdf")


def _some(found: Iterator[Any], most: int) -> Iterator[Any]:
    for number, one in enumerate(found):
        if number >= most:
            return
        yield one


# ------------------------------------------------------------------------ running text


def _running_text(tree: Any, facts: Facts) -> None:
    """The first heading, the first paragraph that says something, and the beginning of the words."""
    words: list[str] = []
    length = 0
    skipped: Any = None
    for event, one in etree.iterwalk(tree, events=("start", "end")):
        if skipped is not None:
            skipped = None if event == "end" and one is skipped else skipped
            continue
        if event == "end":
            continue
        if one.tag in _SKIPPED:
            skipped = one
            continue
        if one.tag not in ("p", "h1", "h2", "h3", "li", "td", "blockquote", "dd", "figcaption"):
            continue
        text = v.line(one.text_content(), 2_000)
        if one.tag == "h1" and not facts.heading:
            facts.heading = text[:300]
        if one.tag == "p" and len(text) >= PARAGRAPH and not facts.paragraph:
            facts.paragraph = text
        if text:
            words.append(text)
            length += len(text)
        if length > WORDS:
            break
    facts.words = " ".join(words)[:WORDS]


def _without_site(title: str, facts: Facts) -> str:
    """The title without the site's name that many pages put behind or before it."""
    site = facts.best("publisher")
    for mark in (" | ", " – ", " — ", " - ", " :: ", " · ", " » ", " « "):
        for cut, rest in (title.rpartition(mark)[::2], title.partition(mark)[::-2]):
            named = rest if cut and rest else ""
            if site and named and named.casefold() == site.value.casefold():
                return cut
    if " | " in title and facts.heading:
        before = title.rsplit(" | ", 1)[0]
        if before.casefold() == facts.heading.casefold():
            return before
    return title
