"""The read API says what the page says, in the shapes its description promises."""

from __future__ import annotations

import json
import uuid

import pytest

from agora.editorial.services import content_withdraw
from tests.catalogue.shelf import found, key_of, put

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(index):
    found("net", name="Open Network", short_name="ON", website="https://www.example.org/")
    for number in range(25):
        put(
            f"guide-{number:02}", title=f"Guide {number:02}", themes=["waste"], places=["ke"],
            published=str(2000 + number), licence="cc-by",
            editions=[{"language": "en", "url": "https://www.example.org/g", "format": "pdf"}],
            contributions=[{"role": "publisher", "organisation": "net"}],
        )  # fmt: skip
    put("guia", original_language="es", texts={"es": {"title": "Guía", "body": "<p>Cuerpo</p>"}},
        relations=[{"kind": "part-of", "to": "guide-00"}])  # fmt: skip
    index()


def _get(client, path: str, status: int = 200):
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"].startswith("application/json")
    return json.loads(answer.content)


def test_the_list_pages_through_everything_once(shelf, client):
    seen = []
    for page in (1, 2):
        data = _get(client, f"resources?page={page}&sort=title")
        assert (data["total"], data["page"], data["page_count"]) == (26, page, 2)
        seen += [row["id"] for row in data["results"]]
    assert len(seen) == len(set(seen)) == 26
    assert _get(client, "resources?page=3")["results"] == []


def test_a_row_says_what_the_page_says(shelf, client):
    data = _get(client, "resources?sort=newest&lang=fr&theme=waste")
    assert data["results"][0] == {
        "id": str(key_of("resource", "guide-24")),
        "url": "http://localhost:8000/fr/resources/guide-24/",
        "type": "handbook",
        "title": {"text": "Guide 24", "language": "en", "fallback": True},
        "summary": {"text": "What Guide 24 says.", "language": "en", "fallback": True},
        "languages": ["en"],
        "axes": [],
        "publishers": [
            {"key": "net", "label": "ON", "url": "http://localhost:8000/fr/organisations/net/"}
        ],
        "places": [{"key": "ke", "label": "Kenya", "url": "http://localhost:8000/fr/places/ke/"}],
        "year": "2024",
        "evidence": "unknown",
        "illustrative": False,
    }


def test_the_same_search_gives_the_same_as_the_page(shelf, client):
    for query in (
        "q=guide",
        "theme=waste&sort=title",
        "country=ke&year=2001&year=2003",
        "theme=none",
    ):
        data = _get(client, f"resources?{query}")
        page = client.get(f"/en/explore/?{query}")
        assert data["total"] == page.context["total"]
        assert [row["id"] for row in data["results"]] == [c.id for c in page.context["cards"]]


def test_one_resource_with_everything_its_page_has(shelf, client):
    data = _get(client, f"resources/{key_of('resource', 'guia')}?lang=en")
    assert data["title"] == {"text": "Guía", "language": "es", "fallback": True}
    assert data["body_html"] == {"text": "<p>Cuerpo</p>", "language": "es", "fallback": True}
    assert data["related"][0]["title"] == "Guide 00"
    assert data["permanent"] == f"http://localhost:8000/id/{key_of('resource', 'guia')}"
    assert data["jsonld"]["@type"] == ["LearningResource", "Book"]
    data = _get(client, f"resources/{key_of('resource', 'guide-00')}")
    assert data["editions"] == [
        {"language": "en", "url": "https://www.example.org/g", "format": "PDF", "title": "",
         "extent": "", "size": ""}
    ]  # fmt: skip
    assert data["credits"] == [
        {"role": "publisher", "name": "Open Network",
         "url": "http://localhost:8000/en/organisations/net/"}
    ]  # fmt: skip
    assert [topic["key"] for topic in data["topics"]] == ["waste"]
    assert (data["licence"], data["published"]) == ("cc-by", "2000")


def test_organisations_and_topics(shelf, client):
    data = _get(client, "organisations?lang=es")
    assert (data["total"], data["page_count"]) == (1, 1)
    assert data["results"] == [_get(client, "organisations/net?lang=es")]
    assert data["results"][0]["url"] == "http://localhost:8000/es/organisations/net/"
    topics = _get(client, "topics?scheme=sdg")
    assert len([row for row in topics["results"] if row["parent"] is None]) == 17
    assert len(topics["results"]) == 17 + 169
    assert {"themes", "sdg", "pact-2022"} <= set(topics["schemes"])


def test_organisations_page_by_fifty(client):
    for number in range(53):
        found(f"net-{number:02}")
    first, second = _get(client, "organisations"), _get(client, "organisations?page=2")
    assert (len(first["results"]), len(second["results"]), first["page_count"]) == (50, 3, 2)
    slugs = [row["slug"] for row in first["results"] + second["results"]]
    assert slugs == sorted(set(slugs))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"resources/{uuid.UUID(int=3)}", 404), ("resources/not-an-id", 422),
        ("organisations/nobody", 404), ("topics?scheme=none", 404),
        ("resources?page=0", 422), ("resources?page=x", 422), ("resources?page=1000001", 422),
        ("resources?sort=best", 422), ("resources?q=" + "x" * 2001, 422),
        ("organisations?page=-1", 422), ("organisations/" + "x" * 181, 422),
        ("resources?" + "&".join(f"theme=t{n}" for n in range(61)), 422),
        ("resources?" + "&".join(f"theme=a{n}&goal=b{n}" for n in range(40)), 400),
    ],
)  # fmt: skip
def test_a_wrong_question_gets_a_sentence(path, status, client):
    data = _get(client, path, status)
    assert set(data) == {"detail"}
    assert data["detail"].endswith(".")


def test_an_unknown_language_is_answered_in_english(shelf, client):
    for tag in ("de", "", "EN", "../", "ar-EG"):
        data = _get(client, f"topics?scheme=themes&lang={tag}")
        assert data["results"][0]["url"].startswith("http://localhost:8000/en/")


def test_a_withdrawn_resource_says_that_it_is_gone(client):
    thing = put("old")
    content_withdraw("resource", thing.pk, "Outdated.")
    assert _get(client, f"resources/{thing.pk}", 410)["detail"].endswith(".")
    assert _get(client, "resources")["results"] == []
