"""A search can be followed as a feed and taken away as CSV and JSON."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import xml.etree.ElementTree as ET

import feedparser
import pytest

from agora.catalogue.models import Resource
from tests.catalogue.shelf import found, key_of, put
from tests.web.reading import elements

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def shelf(index):
    found("ondara-net", name="Ondara Network", short_name="ON")
    for number in range(3):
        put(
            f"guide-{number}",
            title=f"Guide {number} <b>& more</b>",
            themes=["waste"],
            places=["ke"],
            published="2021-05",
            editions=[{"language": "en"}, {"language": "pt-BR"}],
            contributions=[{"role": "publisher", "organisation": "ondara-net"}],
        )
    put(
        "formula",
        type="course",
        original_language="es",
        texts={"es": {"title": "=1+1", "summary": "@x"}},
    )
    for number, slug in enumerate(("guide-0", "guide-1", "guide-2", "formula")):
        when = dt.datetime(2026, 1, 1 + number, tzinfo=dt.UTC)
        Resource.objects.filter(slug=slug).update(added_at=when, changed_at=when)
    from agora.catalogue.indexing import index_rebuild

    index_rebuild()


def _cells(answer) -> list[dict[str, str]]:
    text = answer.content.decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def test_the_csv_holds_the_search_row_by_row(shelf, client):
    answer = client.get("/en/explore/download.csv?theme=waste&sort=title")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="agora-search.csv"'
    rows = _cells(answer)
    assert [row["id"] for row in rows] == [str(key_of("resource", f"guide-{n}")) for n in range(3)]
    assert rows[0] == {
        "id": str(key_of("resource", "guide-0")),
        "title": "Guide 0 <b>& more</b>",
        "title_language": "en",
        "summary": "What Guide 0 <b>& more</b> says.",
        "summary_language": "en",
        "type": "handbook",
        "languages": "en pt",
        "publishers": "ON",
        "places": "Kenya",
        "axes": "",
        "year": "2021",
        "evidence": "unknown",
        "url": "http://localhost:8000/en/resources/guide-0/",
    }


def test_no_cell_is_a_formula_to_a_spreadsheet(client, index):
    dangerous = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        '=HYPERLINK("http://x")',
        "\t=1+1",
        "\r=1",
        " =1+1",
    ]
    for number, text in enumerate(dangerous):
        put(f"f-{number}", texts={"en": {"title": text, "summary": text}},
            contributions=[{"role": "author", "name": text}])  # fmt: skip
    index()
    rows = _cells(client.get("/en/explore/download.csv"))
    assert len(rows) == len(dangerous)
    for row in rows:
        for cell in row.values():
            assert cell[:1] not in ("=", "+", "-", "@", "\t", "\r"), cell
    assert {row["title"] for row in rows} == {
        "'=1+1", "'+1", "'-1", "'@SUM(A1)", "'=HYPERLINK(\"http://x\")", "'=1",
    }  # fmt: skip


def test_a_search_that_finds_nothing_has_the_same_columns_and_no_rows(shelf, client):
    full = client.get("/en/explore/download.csv").content.decode().splitlines()[0]
    none = client.get("/en/explore/download.csv?theme=nothing").content.decode().splitlines()
    assert none == [full]


def test_the_json_holds_the_same_as_the_csv(shelf, client):
    answer = client.get("/es/explore/download.json?sort=title&q=guide")
    data = json.loads(answer.content)
    assert data["search"] == "http://localhost:8000/es/explore/?q=guide&sort=title"
    assert (data["count"], data["most"]) == (3, 1000)
    rows = _cells(client.get("/es/explore/download.csv?sort=title&q=guide"))
    assert data["resources"] == rows


def test_the_feed_is_valid_atom_with_the_newest_first(shelf, client):
    answer = client.get("/en/explore/feed.atom")
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    parsed = feedparser.parse(answer.content)
    assert (parsed.bozo, parsed.version) == (False, "atom10")
    assert [entry.title for entry in parsed.entries] == [
        "=1+1", *(f"Guide {n} <b>& more</b>" for n in (2, 1, 0)),
    ]  # fmt: skip
    root = ET.fromstring(answer.content)  # noqa: S314 (our own answer)
    assert root.tag == f"{ATOM}feed"
    for part in ("id", "title", "updated", "author"):
        assert len(root.findall(f"{ATOM}{part}")) == 1, part
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self"] == "http://localhost:8000/en/explore/feed.atom"
    assert links["alternate"] == "http://localhost:8000/en/explore/?"
    assert root.find(f"{ATOM}updated").text == "2026-01-04T00:00:00+00:00"
    entries = root.findall(f"{ATOM}entry")
    ids = [entry.find(f"{ATOM}id").text for entry in entries]
    assert len(set(ids)) == len(ids) == 4
    assert ids[-1] == f"urn:uuid:{key_of('resource', 'guide-0')}"
    for entry in entries:
        assert entry.find(f"{ATOM}title").text
        assert dt.datetime.fromisoformat(entry.find(f"{ATOM}updated").text).tzinfo
        assert re.match(
            r"http://localhost:8000/en/(resources|courses)/", entry.find(f"{ATOM}link").get("href")
        )
        assert entry.find(f"{ATOM}author/{ATOM}name").text


def test_the_feed_follows_its_search_and_names_itself(shelf, client):
    answer = client.get("/fr/explore/feed.atom?q=guide&theme=waste")
    parsed = feedparser.parse(answer.content)
    assert "guide" in parsed.feed.title
    assert len(parsed.entries) == 3
    links = {link.rel: link.href for link in parsed.feed.links}
    assert links["self"] == "http://localhost:8000/fr/explore/feed.atom?q=guide&theme=waste"
    assert links["alternate"] == "http://localhost:8000/fr/explore/?q=guide&theme=waste"
    assert 'xml:lang="fr"' in answer.content.decode()


def test_an_empty_feed_is_a_feed(client, db):
    parsed = feedparser.parse(client.get("/ar/explore/feed.atom?q=nothing").content)
    assert (parsed.bozo, parsed.version, parsed.entries) == (False, "atom10", [])


@pytest.mark.parametrize(
    "text", ["\ufffe", "\uffff", "a\ufffeb", "\x0b", "\x1f", "\ud800", "]]>", "<x"]
)
def test_a_feed_stays_well_formed_whatever_is_asked(text, client, db):
    from urllib.parse import quote

    asked = quote(text.encode("utf-8", "surrogatepass"))
    answer = client.get(f"/en/explore/feed.atom?q={asked}")
    assert answer.status_code == 200
    ET.fromstring(answer.content)  # noqa: S314 (our own answer)


def test_every_download_is_linked_from_the_page_with_the_same_search(shelf, client):
    page = client.get("/en/explore/?q=guide&theme=waste&sort=title")
    for name in ("feed_url", "csv_url", "json_url"):
        address = page.context[name]
        assert address in [
            link["href"] for link in elements(page, "a") if "href" in link.attributes
        ]
        assert client.get(address).status_code == 200
    assert page.context["csv_url"] == "/en/explore/download.csv?q=guide&theme=waste&sort=title"
    assert page.context["feed_url"] == "/en/explore/feed.atom?q=guide&theme=waste"
