"""A site comes in by its sitemap; sitemaps that loop, swell or lie end with a sentence."""

import gzip

import pytest
from django.core.management import CommandError

from agora.catalogue.models import ResourceText
from agora.exchange.bringing import sitemaps
from agora.exchange.bringing.faults import SourceUnfit
from agora.exchange.fetching import Client
from agora.exchange.models import Import, Item
from tests.exchange.bringing.given import bring
from tests.exchange.site import endless, page, redirect

PAGE = """<html lang="en"><head><title>x</title><script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Course", "name": "%s", "description": "How a city did it.",
 "inLanguage": "en"}</script></head><body><p>Text.</p></body></html>"""


def urls(*addresses):
    return "<urlset>" + "".join(f"<url><loc>{one}</loc></url>" for one in addresses) + "</urlset>"


def index(*addresses):
    inner = "".join(f"<sitemap><loc>{one}</loc></sitemap>" for one in addresses)
    return f"<sitemapindex>{inner}</sitemapindex>"


@pytest.mark.django_db
def test_pages_that_describe_themselves_come_in_and_the_others_are_named(site, ondara):
    site.pages |= {
        "/sitemap.xml": page(index(site.url("/packed.xml.gz"), site.url("/gone.xml")), "text/xml"),
        "/packed.xml.gz": page(
            gzip.compress(urls(*(site.url(f"/{n}") for n in "abc"), "https://example.org/z").encode()),
            "application/gzip",
        ),
        "/a": page(PAGE % "Water in the city"),
        "/b": page("<html><head><title>Only a title</title></head></html>"),
        "/c": page(b"%PDF-1.4", "application/pdf"),
    }  # fmt: skip
    last, said = bring("sitemap", site.url("/sitemap.xml"))
    assert last == "1 new, 0 changed, 0 unchanged, 4 rejected"
    told = "\n".join(said)
    for sentence in (
        "no JSON-LD",
        "something else than a page",
        "another site",
        "could not be read",
    ):
        assert sentence in told
    assert ResourceText.objects.get().title == "Water in the city"
    last, _ = bring("sitemap", site.url("/sitemap.xml"))
    assert last == "0 new, 0 changed, 1 unchanged, 4 rejected"


def test_sitemaps_that_lead_in_a_circle_are_read_once_each(site):
    one, two = site.url("/1.xml"), site.url("/2.xml")
    site.pages |= {
        "/1.xml": page(index(two, one), "text/xml"), "/2.xml": page(index(one, two), "text/xml"),
    }  # fmt: skip
    found = sitemaps.pages_of(one, Client())
    assert [fault.code for _at, fault in found.faults] == ["sitemap-loops"]
    assert found.pages == []


def test_more_pages_than_we_read_end_with_one_sentence(site):
    many = (site.url(f"/{n}") for n in range(50_001))
    site.pages["/sitemap.xml"] = page(urls(*many), "text/xml")
    found = sitemaps.pages_of(site.url("/sitemap.xml"), Client())
    assert len(found.pages) == sitemaps.MOST_PAGES
    assert [fault.code for _at, fault in found.faults] == ["sitemap-many"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (gzip.compress(b"<urlset>" + b" " * 60_000_000), "too-large"),
        (b"\x1f\x8b broken", "not-a-sitemap"),
        (b"<urlset><url><loc>https://example.org/", "xml-broken"),
        (b'<!DOCTYPE a [<!ENTITY x "ha">]><urlset>&x;</urlset>', "xml-entities"),
        (b"<urlset>" + b"<a>" * 100_000, "xml-deep"),
        (b"<rss></rss>", "not-a-sitemap"),
        (b"<urlset></urlset>", "no-items"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_sitemap_that_cannot_be_read_says_why(site, content, code):
    site.pages["/sitemap.xml"] = page(content, "application/xml")
    with pytest.raises(SourceUnfit) as refused:
        sitemaps.pages_of(site.url("/sitemap.xml"), Client())
    assert refused.value.fault.code == code


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["csv", "wordpress", "feed", "sitemap"])
def test_a_source_that_leads_to_this_machine_is_refused_and_leaves_nothing_half_written(
    site, hidden_site, ondara, kind
):
    hidden_site.pages["/secret"] = page("title,address\nSecret,https://example.org")
    site.pages["/source"] = redirect(hidden_site.url("/secret"))
    with pytest.raises(CommandError, match="not an address we can open"):
        bring(kind, site.url("/source"))
    assert not hidden_site.asked
    assert [run.state for run in Import.objects.all()] == ["failed"]
    assert not Item.objects.exists()
    assert not ResourceText.objects.exists()


@pytest.mark.django_db
def test_a_server_that_drips_ends_the_import_with_a_sentence(site, ondara, monkeypatch):
    from agora.exchange.bringing import opening
    from agora.exchange.fetching import Limits

    monkeypatch.setattr(opening, "GIVEN", Limits(seconds=0.5, size=1_000_000))
    site.pages["/feed"] = endless(b"<", 0.05, b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n")
    with pytest.raises(CommandError, match="took too long"):
        bring("feed", site.url("/feed"))
    assert [run.state for run in Import.objects.all()] == ["failed"]
