"""The language is in the address: chosen on the first visit, kept when switching, never mixed."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from agora.kernel.languages import INTERFACE, TAGS
from tests.catalogue.shelf import put
from tests.web.reading import elements

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "tag"),
    [
        ("ar", "ar"), ("ar-EG,ar;q=0.9,en;q=0.5", "ar"), ("pt-BR,pt;q=0.9", "pt"),
        ("es-419", "es"), ("de, fr;q=0.8, en;q=0.2", "fr"), ("de-CH, zh", "en"), ("", "en"),
        ("fr;q=0, es;q=0.1", "es"), ("*", "en"), ("en-GB;q=0.1, es;q=0.9", "es"),
        ("x" * 400, "en"), ("fr\x00", "en"), (",;q=,,", "en"), ("fr;q=abc", "en"),
    ],
)  # fmt: skip
def test_the_first_visit_goes_to_the_language_the_browser_asks_for(asked, tag, client):
    answer = client.get("/", headers={"accept-language": asked})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/{tag}/")
    assert "Accept-Language" in answer.headers["Vary"]


def test_the_query_comes_along_and_nothing_leads_to_another_host(client):
    answer = client.get("/?q=a%26b&next=//evil.example")
    assert urlsplit(answer.headers["Location"]).netloc == ""
    assert answer.headers["Location"].startswith("/en/?")
    for address in (
        "//evil.example/",
        "/\\evil.example/",
        "/en//evil.example",
        "/%2f%2fevil.example/",
    ):
        answer = client.get(address)
        assert urlsplit(answer.headers.get("Location", "")).netloc in ("", "testserver"), address


def test_each_page_says_its_language_direction_and_its_siblings(client, index):
    put("guide", title="Guide")
    index()
    for path in (
        "",
        "explore/?q=guide&type=handbook",
        "topics/themes/housing/",
        "resources/guide/",
    ):
        for language in INTERFACE:
            answer = client.get(f"/{language.tag}/{path}")
            assert answer.status_code == 200
            assert answer.headers["Content-Language"] == language.tag
            (html,) = elements(answer, "html")
            assert html.attributes == {"lang": language.tag, "dir": language.direction}
            links = elements(answer, "link", rel="alternate")
            siblings = {
                link["hreflang"]: link["href"] for link in links if "hreflang" in link.attributes
            }
            expected = {tag: f"http://localhost:8000/{tag}/{path}" for tag in TAGS}
            assert siblings == expected | {"x-default": f"http://localhost:8000/en/{path}"}
            (canonical,) = elements(answer, "link", rel="canonical")
            assert canonical["href"] == f"http://localhost:8000/{language.tag}/{path}"


def test_switching_the_language_keeps_the_page_and_its_search(client, index):
    put("guide", title="Guide")
    index()
    answer = client.get("/es/explore/?q=guide&type=handbook&sort=title")
    switch = {
        link["hreflang"]: (link["href"], link.text, link.get("aria-current"))
        for link in elements(answer, "a")
        if "hreflang" in link.attributes
    }
    assert switch == {
        language.tag: (
            f"/{language.tag}/explore/?q=guide&type=handbook&sort=title",
            language.own_name,
            "true" if language.tag == "es" else "",
        )
        for language in INTERFACE
    }
    for href, _name, _current in switch.values():
        assert len(elements(client.get(href), "li", _class="find")) == 1, href


def test_errors_speak_the_language_of_the_address(client):
    answer = client.get("/ar/resources/never-was/")
    assert answer.status_code == 404
    assert elements(answer, "html")[0].attributes == {"lang": "ar", "dir": "rtl"}
    assert elements(answer, "meta", name="robots")[0]["content"] == "noindex"
    answer = client.get(
        "/id/00000000-0000-0000-0000-000000000001", headers={"accept-language": "fr"}
    )
    assert answer.status_code == 404
    assert elements(answer, "html")[0]["lang"] == "fr"


def test_one_request_does_not_leave_its_language_to_the_next(client):
    client.get("/ar/")
    client.get("/api/v1/topics?lang=ar")
    assert elements(client.get("/robots.txt"), "html") == []
    assert elements(client.get("/en/"), "html")[0]["lang"] == "en"
    assert elements(client.get("/nowhere-at-all"), "html")[0]["lang"] == "en"


def test_the_permanent_address_leads_to_the_readers_language(client):
    thing = put("guide", type="practice")
    answer = client.get(f"/id/{thing.pk}", headers={"accept-language": "pt"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/pt/practices/guide/")
    assert "Accept-Language" in answer.headers["Vary"]
    answer = client.get(f"/id/{thing.pk}", headers={"accept-language": "es"})
    assert answer.headers["Location"] == "/es/practices/guide/"
