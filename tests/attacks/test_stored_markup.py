"""Markup that somebody stores runs nowhere: cleaned when it is read in, shown as text, stopped by the policy."""

from __future__ import annotations

import re
import typing
from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html
from pydantic import BaseModel, TypeAdapter

from agora.editorial.services import document_read, version_publish
from agora.kernel import kinds
from agora.kernel.documents import Html, clean_html
from agora.kernel.errors import InvalidDocument
from tests.attacks.vectors import LINKS, chunks, documents, feeds, naughty, vectors
from tests.catalogue.shelf import key_of, written

read_in = TypeAdapter(Html).validate_python
TAGS = {"p", "ul", "ol", "li", "h3", "h4", "strong", "em", "a", "br", "blockquote"}
HOME = "http://attacks.example"
TRIPWIRE = """
window.__fired = window.__fired || [];
for (const name of ["alert", "confirm", "prompt", "print"]) {
  window[name] = (value) => { try { top.__fired.push(String(value)); } catch { } };
}
"""
AUDIT = """() => {
  const wrong = [];
  for (const element of document.querySelectorAll("*")) {
    for (const {name, value} of element.attributes) {
      if (name.startsWith("on")) wrong.push(name + "=" + value);
      if (["href", "src", "action", "formaction", "xlink:href", "data"].includes(name)) {
        const scheme = new URL(value, location.href).protocol;
        if (!["http:", "https:", "mailto:"].includes(scheme)) wrong.push(name + "=" + value);
      }
      if (["style", "srcdoc"].includes(name)) wrong.push(name + "=" + value);
    }
    if (/^(iframe|object|embed|base|applet|frame|portal)$/i.test(element.localName)) wrong.push(element.localName);
    if (element.localName === "script" && !element.src && element.type !== "application/ld+json") wrong.push("script");
  }
  return wrong;
}"""


@pytest.fixture
def bare_page(browser: Any) -> Any:
    """A page of a browser without any policy, whose `alert` only notes what called it."""
    context = browser.new_context()
    context.add_init_script(TRIPWIRE)
    page = context.new_page()
    yield page
    context.close()


def shown(page: Any, body: str, headers: dict[str, str] | None = None) -> None:
    """Show this page as the browser would get it; nothing else is there to be had."""

    def answer(route: Any) -> None:
        if route.request.url == HOME + "/":
            route.fulfill(body=body, headers={"Content-Type": "text/html", **(headers or {})})
        else:
            route.abort()

    page.unroute_all()
    page.route("**/*", answer)
    page.goto(HOME + "/", wait_until="load")
    page.wait_for_timeout(50)


def fired(page: Any) -> set[str]:
    """What ran."""
    return set(page.evaluate("window.__fired"))


FRAMES = """async (texts) => {
  const loaded = texts.map(text => new Promise(resolve => {
    const frame = document.createElement("iframe");
    frame.onload = resolve;
    frame.srcdoc = text;
    document.body.append(frame);
  }));
  const late = new Promise(resolve => setTimeout(resolve, 20000));
  await Promise.race([Promise.all(loaded), late]);
  // What waits for a reader's hand gets it.
  for (const frame of document.querySelectorAll("iframe")) {
    const inner = frame.contentDocument;
    for (const element of inner ? inner.querySelectorAll("*") : []) {
      for (const {name} of [...element.attributes]) {
        if (name.startsWith("on")) element.dispatchEvent(new Event(name.slice(2)));
      }
    }
  }
}"""
FRAME = "<!DOCTYPE html><body></body>"


# ---------------------------------------------------------------------- does the alarm ring at all?


@pytest.mark.browser
def test_uncleaned_and_without_a_policy_many_of_these_run(bare_page):
    shown(bare_page, FRAME)
    bare_page.evaluate(FRAMES, vectors())
    bare_page.wait_for_function("new Set(window.__fired).size >= 40", timeout=30_000)
    assert bare_page.evaluate(AUDIT)  # the frames themselves, to begin with


@pytest.mark.browser
def test_uncleaned_but_under_our_policy_none_of_them_runs(bare_page, client, db):
    policy = client.get("/en/about/").headers["Content-Security-Policy"]
    allowed = policy.replace("default-src 'none'", "default-src 'none'; frame-src *")
    shown(bare_page, FRAME, {"Content-Security-Policy": allowed})
    bare_page.evaluate(FRAMES, vectors())
    bare_page.wait_for_timeout(1_000)
    assert fired(bare_page) == set()


# ---------------------------------------------------------------------- what cleaning leaves


def _is_harmless(address: str) -> bool:
    """As a browser reads it: what has no scheme leads on within the page's own host."""
    bare = re.sub(r"[\t\n\r]", "", address.lstrip("".join(map(chr, range(0x21)))))
    scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", bare)
    return scheme is None or scheme[1].lower() in ("http", "https", "mailto")


def _is_clean(text: str) -> list[str]:
    wrong = []
    if not text.strip():
        return wrong
    for element in lxml_html.fragment_fromstring(text, create_parent="section").iter():
        if element.tag == "section":
            continue
        if element.tag not in TAGS:
            wrong.append(f"<{element.tag}>")
        for name, value in element.attrib.items():
            if element.tag != "a" or name not in ("href", "rel"):
                wrong.append(f"{element.tag} {name}={value}")
            # An address without a scheme stays on the page's own host.
            elif name == "href" and not _is_harmless(value):
                wrong.append(value)
    return wrong


def test_cleaning_leaves_only_running_text_and_links_of_three_kinds():
    made = vectors()
    assert len(made) > 300
    for text in made:
        cleaned = read_in(text)
        assert _is_clean(cleaned) == [], text
        assert read_in(cleaned) == cleaned, text


@pytest.mark.data
def test_cleaning_withstands_the_cases_of_a_feed_reader_and_the_naughty_strings(data_folder: Path):
    texts = [*feeds(data_folder), *naughty(data_folder)]
    assert len(texts) > 1_500
    for text in texts:
        cleaned = read_in(text)
        assert _is_clean(cleaned) == [], text
        assert read_in(cleaned) == cleaned, text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("<p>a&#x202E;b&#1;c&#x2066;</p>", "<p>abc</p>"),
        ('<a href="java&#1;script:alert(1)">x</a>', '<a rel="noopener nofollow">x</a>'),
        ('<a href="java&#1;&#x202e;script:alert(1)">x</a>', '<a rel="noopener nofollow">x</a>'),
        ("<p>e&#x301;</p>", "<p>é</p>"),
    ],
)
def test_what_may_not_stand_in_a_text_cannot_come_in_as_an_entity(text, kept):
    assert read_in(text) == kept


@pytest.mark.parametrize("link", LINKS)
def test_a_link_that_runs_is_dropped_and_its_words_stay(link):
    cleaned = clean_html(f'<p>See <a href="{link.replace("{call}", "alert(1)")}">this</a>.</p>')
    (anchor,) = lxml_html.fragment_fromstring(cleaned).iter("a")
    assert _is_harmless(anchor.get("href", ""))
    assert anchor.text == "this"


@pytest.mark.parametrize("link", LINKS)
def test_no_field_for_an_address_takes_one_that_runs(link):
    address = link.replace("{call}", "alert(1)")
    for document in (
        written("x", editions=[{"language": "en", "url": address}]),
        written("x", provenance=[{"source": address}]),
    ):
        with pytest.raises(InvalidDocument):
            document_read("resource", document)
    with pytest.raises(InvalidDocument):
        document_read(
            "organisation",
            {
                "slug": "x", "kind": "network", "original_language": "en", "website": address,
                "texts": {"en": {"name": "X"}},
            },
        )  # fmt: skip


# ---------------------------------------------------------------------- every rich field of every kind


def rich_fields(shape: Any, before: str = "") -> set[str]:
    """The paths of a document's fields that are cleaned as HTML."""
    found: set[str] = set()
    for name, field in shape.model_fields.items():
        path = f"{before}{name}"
        if clean_html in _validators(field.metadata) or clean_html in _validators(
            [field.annotation]
        ):
            found.add(path)
        for inner in _models(field.annotation):
            found |= rich_fields(inner, f"{path}.")
    return found


def _validators(given: Any) -> list[Any]:
    found = []
    for one in given:
        found += [getattr(one, "func", None)]
        found += _validators(getattr(one, "__metadata__", ()))
    return found


def _models(annotation: Any) -> set[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {annotation}
    return {model for part in typing.get_args(annotation) for model in _models(part)}


def filled(document: Any, path: str) -> bool:
    """Whether the document has a text at this path, in whatever row or language."""
    if isinstance(document, str):
        return not path
    if isinstance(document, list):
        return any(filled(one, path) for one in document)
    if not isinstance(document, dict):
        return False
    name, _, rest = path.partition(".")
    if name in document:
        return filled(document[name], rest)
    return any(filled(one, path) for one in document.values() if isinstance(one, dict))


def test_the_attack_reaches_every_rich_field_there_is():
    sent = [(key.split()[0], document) for key, document in documents("<p>x</p>", "x").items()]
    left = {
        (kind, path)
        for kind in kinds.names()
        for path in rich_fields(kinds.kind_named(kind).schema)
        if not any(name == kind and filled(document, path) for name, document in sent)
    }
    # A stand by itself is the forum's stand, and shown on the same page.
    # Transcripts and long descriptions need their files: `tests/courses` attacks them.
    block = "course.modules.lessons.blocks.texts"
    assert left == {
        ("stand", "texts.body"),
        ("resource", f"{block}.transcript"),
        ("resource", f"{block}.description"),
    }
    assert len(rich_fields(kinds.kind_named("resource").schema)) == 10


def _publish_all(body: str, title: str, number: int) -> list[str]:
    made = documents(body, title, number)
    order = sorted(made, key=lambda address: not address.startswith("organisation"))
    for address in order:
        kind, _, _path = address.partition(" ")
        document = made[address]
        version_publish(kind, key_of(kind, document["slug"]), document_read(kind, document))
    pages = [address.split(" ")[1] for address in order]
    forum = next(page for page in pages if "/forums/" in page)
    return [*pages, f"{forum}stands/s{number}/"]


TITLES = (
    "</title><script>alert('title')</script>",
    "\"><img src=x onerror=alert('title')>",
    "'-alert('title')-'",
    "</script><svg onload=alert('title')>",
    "<!--<img src=x onerror=alert('title')>-->",
    "{{alert('title')}}${alert('title')}",
)


@pytest.mark.browser
@pytest.mark.data
@pytest.mark.django_db
def test_on_no_readers_page_anything_of_it_runs(bare_page, client, index, data_folder: Path):
    texts = [*vectors(), *feeds(data_folder), *naughty(data_folder)]
    pages: list[str] = []
    for number, body in enumerate(chunks(texts, 19_000)):
        pages += _publish_all(body, TITLES[number % len(TITLES)], number)
    index()
    listed = [
        "/en/", "/en/explore/", "/ar/explore/?q=script", "/en/organisations/", "/en/forums/",
        "/en/explore/?q=%3Cscript%3Ealert(1)%3C/script%3E",
    ]  # fmt: skip
    assert len(pages) > 100
    for address in (*pages, *listed):
        answer = client.get(address)
        assert answer.status_code == 200, address
        shown(bare_page, answer.content.decode())
        assert fired(bare_page) == set(), address
        assert bare_page.evaluate(AUDIT) == [], address
