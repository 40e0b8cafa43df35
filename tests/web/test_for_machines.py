"""What search engines, messengers and harvesters read: JSON-LD, Open Graph, sitemap, robots."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest

from agora.kernel.languages import TAGS
from tests.catalogue.shelf import found, gather, key_of, put, stand
from tests.web.reading import elements

pytestmark = pytest.mark.django_db
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture
def shelf(index):
    found("net", name="Net & <Sons>", website="https://www.example.org/")
    tail = {
        "themes": ["waste"],
        "goals": ["11"],
        "places": ["ke"],
        "licence": "cc-by",
        "published": "2021-05",
    }
    credit = [{"role": "publisher", "organisation": "net"}, {"role": "author", "name": "Ada Ode"}]
    put(
        "guide", title='A "guide" </script><script>alert(1)</script> & \u2028', contributions=credit,
        editions=[{"language": "fr", "url": "https://www.example.org/f"}], **tail,
    )  # fmt: skip
    put("pay", type="practice", contributions=credit, **tail)
    put("chosen", type="collection", items=[{"to": "guide"}], contributions=credit, **tail)
    put("news", type="article", contributions=credit, **tail)
    gather("fair", organisers=["net"], stands=[stand("one", "net", items=["guide"])])
    index()


KINDS: dict[str, tuple[object, set[str]]] = {
    "": ("WebSite", {"name", "url", "inLanguage", "potentialAction"}),
    "explore/?q=guide": (["CollectionPage"], {"name", "url", "mainEntity"}),
    "resources/guide/": (
        ["LearningResource", "Book"],
        {"@id", "url", "name", "description", "inLanguage", "learningResourceType", "about",
         "publisher", "author", "datePublished", "dateModified", "license", "encoding",
         "spatialCoverage", "isAccessibleForFree"},
    ),
    "practices/pay/": (["LearningResource", "Article"], {"@id", "url", "name", "publisher"}),
    "collections/chosen/": (["LearningResource", "Collection"], {"@id", "name", "hasPart"}),
    "articles/news/": (["LearningResource", "Article"], {"@id", "url", "name", "publisher"}),
    "organisations/net/": ("Organization", {"@id", "name", "url", "sameAs"}),
    "topics/themes/housing/": ("DefinedTerm", {"@id", "name", "inDefinedTermSet", "url", "alternateName"}),
    "topics/sdg/11/": ("DefinedTerm", {"@id", "name", "inDefinedTermSet", "url", "termCode"}),
    "topics/pact-2022/people/": ("DefinedTerm", {"@id", "name", "inDefinedTermSet", "url"}),
    "places/ke/": ("Country", {"@id", "name", "url", "alternateName"}),
    "forums/fair/": ("Event", {"@id", "name", "startDate", "endDate", "location", "organizer", "url"}),
    "forums/fair/stands/one/": ("CollectionPage", {"@id", "name", "isPartOf", "publisher", "hasPart", "url"}),
}  # fmt: skip


@pytest.mark.parametrize("path", KINDS)
def test_every_kind_of_page_describes_itself_in_valid_json(path, shelf, client):
    kind, keys = KINDS[path]
    for tag in ("en", "ar"):
        answer = client.get(f"/{tag}/{path}")
        assert answer.status_code == 200
        (script,) = elements(answer, "script", type="application/ld+json")
        data = json.loads("".join(script.words))
        assert data["@context"] == "https://schema.org"
        assert data["@type"] == kind
        assert keys <= set(data), keys - set(data)
        assert not [key for key, value in data.items() if value in ("", None, [], {})]
        for key in ("@id", "url"):
            if key in data:
                assert data[key].startswith("http://localhost:8000/"), key
        shown = {one.get("property"): one.get("content") for one in elements(answer, "meta")}
        assert shown["og:title"]
        assert shown["og:description"]
        assert shown["og:site_name"] == "Agora"
        assert shown["og:url"].startswith(f"http://localhost:8000/{tag}/")
        assert elements(answer, "title")[0].text.endswith("Agora")
        assert 10 < len(elements(answer, "meta", name="description")[0]["content"]) <= 300
        assert len(elements(answer, "h1")) == 1


def test_what_is_said_to_machines_is_what_the_page_says(shelf, client):
    (script,) = elements(client.get("/en/resources/guide/"), "script", type="application/ld+json")
    data = json.loads("".join(script.words))
    assert data["name"] == 'A "guide" </script><script>alert(1)</script> &'
    assert data["inLanguage"] == ["fr"]
    assert data["@id"] == f"http://localhost:8000/id/{key_of('resource', 'guide')}"
    assert data["publisher"] == [
        {"@type": "Organization", "name": "Net & <Sons>", "url": "http://localhost:8000/en/organisations/net/"}
    ]  # fmt: skip
    assert data["author"] == [{"@type": "Person", "name": "Ada Ode"}]
    assert data["datePublished"] == "2021-05"
    assert data["license"].startswith("https://creativecommons.org/")
    assert data["encoding"] == [
        {"@type": "MediaObject", "contentUrl": "https://www.example.org/f", "inLanguage": "fr"}
    ]


def test_no_title_ends_the_script_it_stands_in(shelf, client):
    for path in (
        "resources/guide/",
        "explore/?q=guide",
        "forums/fair/stands/one/",
        "collections/chosen/",
        "",
    ):
        answer = client.get(f"/en/{path}")
        for script in elements(answer, "script"):
            assert script.attributes, path
            assert "alert(1)" not in script.text or script["type"] == "application/ld+json"
        assert "<script>alert" not in answer.content.decode()


def test_the_share_picture_is_named_and_there(shelf, client):
    answer = client.get("/es/resources/guide/")
    (image,) = elements(answer, "meta", property="og:image")
    assert image["content"] == "http://localhost:8000/es/resources/guide/picture.png"
    assert client.get("/es/resources/guide/picture.png").status_code == 200


def test_the_sitemap_names_every_public_page_in_every_language(shelf, client):
    root = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 (our own answer)
    parts = [element.text for element in root.iter(f"{MAP}loc")]
    assert parts == [
        "http://localhost:8000/sitemap-pages.xml", "http://localhost:8000/sitemap-resources-1.xml",
        *(f"http://localhost:8000/sitemap-glossary-{number}.xml" for number in (1, 2, 3)),
    ]  # fmt: skip
    named: dict[str, dict[str, str]] = {}
    for part in parts:
        root = ET.fromstring(client.get(part.removeprefix("http://localhost:8000")).content)  # noqa: S314
        for url in root.iter(f"{MAP}url"):
            siblings = {link.get("hreflang"): link.get("href") for link in url.iter(f"{XHTML}link")}
            named[url.findtext(f"{MAP}loc")] = siblings
    for path in ("", "explore/", "topics/", "organisations/", "organisations/net/", "forums/fair/",
                 "forums/fair/stands/one/", "resources/guide/", "practices/pay/", "articles/news/",
                 "collections/chosen/", "topics/themes/housing/", "topics/sdg/11/", "places/ke/"):  # fmt: skip
        for tag in TAGS:
            assert named[f"http://localhost:8000/{tag}/{path}"] == {
                other: f"http://localhost:8000/{other}/{path}" for other in TAGS
            }
    assert len(named) % len(TAGS) == 0
    english = sorted(address for address in named if "/en/" in address)
    for address in english[:: max(1, len(english) // 40)]:
        assert client.get(address.removeprefix("http://localhost:8000")).status_code == 200, address


@pytest.mark.parametrize(
    "name", ["resources-0", "resources-2", "resources-99999999", "x", "pages-1", "resources-"]
)
def test_a_part_of_the_sitemap_that_is_not_there_is_not_found(name, shelf, client):
    assert client.get(f"/sitemap-{name}.xml").status_code == 404


def test_robots_may_read_all_but_forms(shelf, client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert {
        f"Disallow: /{tag}/{name}/" for tag in TAGS for name in ("ask", "report", "suggest")
    } <= set(lines)
    assert "Sitemap: http://localhost:8000/sitemap.xml" in lines
    assert not any(line in ("Disallow: /", "Disallow: /en/") for line in lines)
    for path in ("explore/?type=handbook", "explore/?q=nothing-at-all"):
        answer = client.get(f"/en/{path}")
        assert elements(answer, "meta", name="robots")[0]["content"] == "noindex, follow"
    assert elements(client.get("/en/explore/"), "meta", name="robots") == []


def test_every_link_inside_the_market_leads_somewhere(shelf, client):
    seen: set[str] = set()
    broken: list[str] = []
    waiting = ["/en/", "/en/explore/", "/en/topics/", "/en/resources/guide/", "/en/practices/pay/",
               "/en/collections/chosen/", "/en/organisations/", "/en/organisations/net/", "/en/about/",
               "/en/forums/", "/en/forums/fair/", "/en/forums/fair/stands/one/", "/en/api/",
               "/en/topics/sdg/11/", "/en/places/ke/", "/en/patterns/"]  # fmt: skip
    for page in waiting:
        for link in elements(client.get(page), "a"):
            here = link.get("href").split("#")[0]
            if here.startswith("?"):
                here = page.split("?")[0] + here
            if here.startswith("/") and here not in seen and page != "/en/patterns/":
                seen.add(here)
                if client.get(here, follow=True).status_code != 200:
                    broken.append(f"{page} -> {here}")
    assert broken == []
    assert len(seen) > 100
