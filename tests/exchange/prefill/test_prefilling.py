"""A pasted link or a given file becomes the beginning of a document; each part says where it is from."""

from __future__ import annotations

import time

import pytest

from agora.editorial.services import document_read
from agora.exchange.fetching.errors import AddressClosed, AnsweredWithError, TooSlow, Unreadable
from agora.exchange.prefill import prefill, prefill_file
from agora.media.services import file_store
from tests.catalogue.shelf import found
from tests.exchange.site import OPEN, endless, page, redirect
from tests.media.giving import pdf, picture, upload

pytestmark = pytest.mark.django_db

SUMMARY = "How cities keep homes within reach of those who live in them, told step by step."
BODY = "This guide tells how the city of Ondara lowered rents, and what other cities can take from it for their own plans."
HEAD = f"""<title>Homes first</title>
<meta property="og:site_name" content="Open Network">
<meta property="og:description" content="{SUMMARY}">
<meta property="og:image" content="https://city.example/a.png">
<meta property="og:image:alt" content="A street with children">
<meta name="citation_author" content="Amina Diallo">
<meta name="citation_publication_date" content="2023/04/05">
<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">
<link rel="alternate" hreflang="es" href="https://city.example/es/viviendas">"""


def site_page(head=HEAD, body="", html=' lang="en"'):
    return page(f"<!doctype html><html{html}><head>{head}</head><body>{body}</body></html>")


def whole(made, **more):
    """The document as it becomes once its slug and type are there: it passes the schema."""
    return document_read("resource", {"slug": "homes", "type": "handbook"} | made.document | more)


def test_a_page_becomes_a_document_and_each_part_says_where_it_is_from(site):
    organisation = found("open-network", name="Open network")
    site.pages |= {"/go": redirect("/homes?utm_source=mail&id=3#top"), "/homes?utm_source=mail&id=3": site_page()}  # fmt: skip
    made = prefill(site.url("/homes?utm_source=mail&id=3#top"), reader="fr")
    link = site.url("/homes?id=3")
    assert made.document == {
        "original_language": "en",
        "texts": {"en": {"title": "Homes first", "summary": SUMMARY}},
        "licence": "cc-by",
        "published": "2023-04-05",
        "contributions": [
            {"role": "publisher", "organisation": "open-network"},
            {"role": "author", "name": "Amina Diallo"},
        ],
        "editions": [
            {"language": "en", "url": link, "format": "web-page"},
            {"language": "es", "url": "https://city.example/es/viviendas", "format": "web-page"},
        ],
        "provenance": [
            {
                "source": link,
                "name": "Open Network",
                "fields": ["contributions", "editions", "licence", "original_language", "published", "summary", "title"],
                "retrieved": made.document["provenance"][0]["retrieved"],
            }
        ],
    }  # fmt: skip
    assert {one.path: (one.source, one.is_guess) for one in made.filled} == {
        "original_language": ("page", False),
        "texts.en.title": ("page", False),
        "texts.en.summary": ("open-graph", False),
        "editions.0": ("address", False),
        "editions.1": ("page", True),
        "licence": ("rdfa", False),
        "published": ("citation", False),
        "contributions.0": ("open-graph", False),
        "contributions.1": ("citation", False),
    }
    assert all(one.words for one in made.filled)
    assert made.notes == ()
    assert made.publisher == organisation.pk
    assert (made.picture.url, made.picture.text) == ("https://city.example/a.png", "A street with children")  # fmt: skip
    # A local address has no dot and port: the schema is asked with the edition a real one has.
    whole(made, editions=made.document["editions"][1:], provenance=())


def test_what_a_redirect_ends_at_does_not_replace_the_link_that_was_given(site):
    """A lasting address (a DOI, say) leads on to a passing one: the lasting one is kept."""
    site.pages |= {"/doi": redirect("/session/7e1"), "/session/7e1": site_page()}
    made = prefill(site.url("/doi"), reader="en")
    assert made.document["editions"][0]["url"] == made.address == site.url("/doi")


def test_a_page_that_says_nothing_leaves_it_open_and_says_so(site):
    site.pages["/"] = site_page("", "<div>x</div>", html="")
    made = prefill(site.url(), reader="pt", organisation="ondara")
    assert made.document["texts"] == {"pt": {}}
    assert made.document["licence"] == "unknown"
    assert made.document["contributions"] == [{"role": "publisher", "organisation": "ondara"}]
    assert "type" not in made.document
    assert made.language == "pt"
    assert any("which language" in note for note in made.notes)
    assert any("no licence" in note for note in made.notes)


def test_a_page_that_lies_about_its_language_is_noticed(site):
    text = "Cómo la ciudad de Ondara bajó los alquileres y qué pueden tomar de ello otras ciudades para sus planes de vivienda."  # fmt: skip
    site.pages["/"] = site_page("<title>Vivienda</title>", f"<p>{text}</p>")
    made = prefill(site.url(), reader="en")
    assert made.language == "en"
    assert made.notes[0] == "The page says that it is in English, but it reads like Spanish. Check the language."  # fmt: skip


def test_a_page_without_a_language_is_read_and_the_guess_is_marked(site):
    text = "Cómo la ciudad de Ondara bajó los alquileres y qué pueden tomar de ello otras ciudades para sus planes de vivienda."  # fmt: skip
    site.pages["/"] = site_page("<title>Vivienda para todas</title>", f"<p>{text}</p>", html="")
    made = prefill(site.url(), reader="en")
    assert made.document["texts"]["es"] == {"title": "Vivienda para todas", "summary": text}
    assert (made.source_of("original_language").source, made.source_of("original_language").is_guess) == ("words", True)  # fmt: skip
    assert made.source_of("texts.es.summary").is_guess


def test_two_licences_are_noticed(site):
    site.pages["/"] = site_page(HEAD + '<meta name="DC.rights" content="All rights reserved">')
    made = prefill(site.url(), reader="en")
    assert made.document["licence"] == "all-rights-reserved"
    assert any("more than one licence" in note for note in made.notes)


# ------------------------------------------------------------------------ publishers


@pytest.mark.parametrize(
    ("website", "host", "known"),
    [
        ("https://example.org", "example.org", True),
        ("https://www.example.org/", "example.org", True),
        ("https://example.org/en/", "files.example.org", True),
        ("https://example.org", "evil-example.org", False),
        ("https://example.org", "example.org.evil.net", False),
        ("https://files.example.org", "example.org", False),
        ("https://hub.example.org/ondara", "hub.example.org", False),
        ("", "example.org", False),
    ],
)
def test_a_publisher_is_known_by_its_site_label_by_label(site, settings, website, host, known):
    from agora.exchange.fetching import Client

    found("learn-city", name="Learn City", website=website)
    settings.FETCH_LOCAL = frozenset({f"{host}:{site.port}"})
    site.pages["/x"] = site_page("<title>Homes first</title>")
    client = Client(resolver=lambda _host, _port: ["127.0.0.1"])
    made = prefill(site.url("/x", host), reader="en", client=client)
    publishers = [
        row for row in made.document.get("contributions", []) if row["role"] == "publisher"
    ]
    assert publishers == ([{"role": "publisher", "organisation": "learn-city"}] if known else [])
    if known:
        assert made.source_of("contributions.0").source == "site"


def test_the_nearest_site_wins_and_of_two_at_once_none(site, settings):
    from agora.exchange.fetching import Client

    found("large", website="https://example.org")
    found("small", website="https://small.example.org")
    found("folder", website="https://small.example.org/folder/")
    found("twin-a", website="https://twin.example.org")
    found("twin-b", website="https://twin.example.org/")

    def publisher(host, path):
        settings.FETCH_LOCAL = frozenset({f"{host}:{site.port}"})
        site.pages[path] = site_page("<title>Homes first</title>")
        made = prefill(
            site.url(path, host), reader="en", client=Client(resolver=lambda _h, _p: ["127.0.0.1"])
        )
        return [row.get("organisation") for row in made.document.get("contributions", [])]

    assert publisher("a.example.org", "/x") == ["large"]
    assert publisher("small.example.org", "/x") == ["small"]
    assert publisher("small.example.org", "/folder/x") == ["folder"]
    assert publisher("small.example.org", "/folderx") == ["small"]
    assert publisher("twin.example.org", "/x") == []


def test_an_organisation_the_writer_may_not_see_is_not_told(site, amina):
    found("closed-office", name="Open Network", visibility="organisation")
    site.pages["/"] = site_page()
    made = prefill(site.url(), reader="en", viewer=amina.viewer)
    assert made.document["contributions"][0] == {"role": "publisher", "name": "Open Network"}
    assert made.publisher is None


# ------------------------------------------------------------------------ PDF


def test_a_link_to_a_pdf_is_read_through(site):
    content = pdf(f"Lower rents for all\n{BODY}", "Second page", title="Lower rents for all", author="Amina", language="en", created="20240305")  # fmt: skip
    site.pages["/guide.pdf"] = page(content, "application/pdf")
    made = prefill(site.url("/guide.pdf"), reader="fr")
    assert made.document["texts"]["en"] == {"title": "Lower rents for all", "summary": BODY}
    assert made.document["editions"] == [
        {"language": "en", "url": site.url("/guide.pdf"), "format": "pdf", "pages": 2, "size_bytes": len(content)}
    ]  # fmt: skip
    assert made.document["contributions"] == [{"role": "author", "name": "Amina"}]
    assert (made.document["published"], made.document["type"]) == ("2024-03-05", "report")
    guessed = {one.path for one in made.filled if one.is_guess}
    assert guessed == {"texts.en.summary", "published", "type", "contributions.0"}


def test_the_pdf_a_page_is_about_is_an_edition_with_its_pages_and_size(site, settings):
    content = pdf("Guía de alquileres", "x", "y", language="es")
    site.pages |= {
        "/": site_page("<title>Rents</title>", '<a href="guia.pdf">PDF</a>'),
        "/guia.pdf": page(content, "application/pdf"),
    }
    # Only addresses with a dot are kept: this machine by its number has three.
    made = prefill(site.url(), reader="en")
    assert made.document["editions"][1] == {
        "language": "es", "url": site.url("/guia.pdf"), "format": "pdf", "pages": 3, "size_bytes": len(content),
    }  # fmt: skip


@pytest.mark.parametrize(
    "answer", [page("gone", status=404), page("<p>no pdf", "text/html"), endless(b"x", 0.05, head=OPEN)]
)  # fmt: skip
def test_a_pdf_that_does_not_come_does_not_keep_the_page_back(site, answer, monkeypatch):
    from agora.exchange.prefill import services

    monkeypatch.setattr(services, "LINKED", services.Limits(seconds=0.5, size=1_000_000))
    site.pages |= {"/": site_page(body='<a href="a.pdf">PDF</a>'), "/a.pdf": answer}
    begun = time.monotonic()
    made = prefill(site.url(), reader="en")
    assert made.document["texts"]["en"]["title"] == "Homes first"
    assert [edition["format"] for edition in made.document["editions"]] == ["web-page", "web-page"]
    assert time.monotonic() - begun < 3


def test_a_locked_or_broken_pdf_is_said(site):
    site.pages["/a.pdf"] = page(b"%PDF-1.7 broken", "application/pdf")
    made = prefill(site.url("/a.pdf"), reader="en")
    assert made.document["editions"][0]["format"] == "pdf"
    assert any("could not be read" in note for note in made.notes)


def test_something_else_becomes_an_edition_of_its_format(site):
    site.pages["/a.mp4"] = page(b"\0\0\0\x18ftypisom", "video/mp4")
    made = prefill(site.url("/a.mp4"), reader="en")
    assert made.document["editions"] == [{"language": "en", "url": site.url("/a.mp4"), "format": "video"}]  # fmt: skip


def test_what_cannot_be_fetched_says_what_to_do(site, settings):
    site.pages["/json"] = page("plain words", "text/plain")
    with pytest.raises(AnsweredWithError):
        prefill(site.url("/nowhere"), reader="en")
    with pytest.raises(Unreadable):
        prefill(site.url("/json"), reader="en")
    settings.FETCH_LOCAL = frozenset()
    with pytest.raises(AddressClosed):
        prefill("http://169.254.169.254/latest/meta-data/", reader="en")


def test_a_slow_page_ends_in_time(site, monkeypatch):
    from agora.exchange.prefill import services

    monkeypatch.setattr(services, "ADDRESS", services.Limits(seconds=0.5, size=1_000, cut=True))
    site.pages["/"] = endless(b"x", 0.05, head=OPEN)
    with pytest.raises(TooSlow):
        prefill(site.url(), reader="en")


# ------------------------------------------------------------------------ files


def test_a_given_pdf_becomes_a_document(amina, ondara):
    content = pdf(f"Lower rents for all\n{BODY}", language="en")
    file = file_store(upload("guide.pdf", content), by=amina.account.pk, organisation=ondara.pk)
    made = prefill_file(file, reader="fr", viewer=amina.viewer, organisation="ondara")
    assert made.document["texts"]["en"] == {"title": "Lower rents for all", "summary": BODY}
    assert made.document["editions"] == [
        {"language": "en", "file": str(file.pk), "format": "pdf", "size_bytes": len(content), "pages": 1}
    ]  # fmt: skip
    assert made.document["contributions"] == [{"role": "publisher", "organisation": "ondara"}]
    whole(made, owner="ondara")


def test_a_given_picture_is_called_by_its_name():
    file = file_store(upload("tram_lines-2024.png", picture("PNG")), by=None, organisation=None)
    made = prefill_file(file, reader="es")
    assert made.document["texts"] == {"es": {"title": "tram lines 2024"}}
    assert made.document["editions"][0]["format"] == "infographic"
    assert made.source_of("texts.es.title").is_guess


# ------------------------------------------------------------------------ cost


def test_prefilling_asks_the_database_a_constant_number_of_times(site, django_assert_num_queries):
    """One for the organisations; the other asks which generation of the topics is in force."""
    site.pages["/"] = site_page()
    with django_assert_num_queries(2):
        prefill(site.url(), reader="en")
    for n in range(5):
        found(f"network-{n}", website=f"https://n{n}.example.org")
    with django_assert_num_queries(2):
        prefill(site.url(), reader="en")


def test_prefilling_a_large_page_takes_far_less_than_three_seconds(site):
    body = "".join(f"<div><p>{BODY} {n}</p><a href='/p{n}'>more</a></div>" for n in range(4_000))
    site.pages["/"] = site_page(HEAD, body)
    begun, used = time.monotonic(), time.process_time()
    made = prefill(site.url(), reader="en")
    assert made.document["texts"]["en"]["title"] == "Homes first"
    assert time.process_time() - used < 1.5
    assert time.monotonic() - begun < 3
