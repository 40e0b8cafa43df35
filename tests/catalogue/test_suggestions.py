"""While somebody types, the market offers titles and terms, each leading somewhere."""

from __future__ import annotations

import pytest

from tests.catalogue.shelf import put
from tests.web.reading import elements

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(index):
    put("waste-guide", title="Waste pickers organise", themes=["waste"])
    put(
        "residuos", type="practice", original_language="es",
        texts={"es": {"title": "Recicladores de oficio"}, "en": {"title": "Waste on wheels"}},
        themes=["waste"],
    )  # fmt: skip
    put("other", title="Bus lanes", themes=["mobility"])
    index()


def _offered(client, text: str, reader: str = "en") -> list[tuple[str, str]]:
    answer = client.get(f"/{reader}/suggest/", {"q": text})
    assert answer.status_code == 200
    return [(link.label, link.path) for link in answer.context["suggestions"]]


def test_titles_lead_to_their_page_and_terms_to_their_search(shelf, client):
    offered = dict(_offered(client, "waste"))
    assert offered["Waste pickers organise"] == "/en/resources/waste-guide/"
    assert offered["Waste on wheels"] == "/en/practices/residuos/"
    terms = {label: path for label, path in offered.items() if "/explore/" in path}
    assert terms
    for path in offered.values():
        assert client.get(path).status_code == 200, path


def test_every_offer_is_drawn_as_an_option_with_its_address(shelf, client):
    answer = client.get("/en/suggest/?q=waste")
    body = answer.content.decode()
    assert body.count('role="option"') == len(answer.context["suggestions"]) > 1
    paths = [option["data-path"] for option in elements(body, "li", role="option")]
    assert "/en/practices/residuos/" in paths
    assert "<html" not in body


def test_one_letter_asks_for_too_much(shelf, client):
    assert _offered(client, "w") == []
    assert _offered(client, "") == []


def test_another_language_is_offered_what_it_can_read_first(shelf, client):
    assert ("Recicladores de oficio", "/es/practices/residuos/") in _offered(client, "recic", "es")


def test_a_term_nothing_carries_is_not_offered(shelf, client):
    assert _offered(client, "biodivers") == []


def test_what_is_typed_is_never_taken_for_markup(shelf, client):
    put("xss", title="<img src=x onerror=alert(1)> waste")
    from agora.catalogue.indexing import index_catch_up

    index_catch_up()
    body = client.get("/en/suggest/?q=waste").content.decode()
    assert "<img" not in body
    assert "&lt;img src=x" in body
