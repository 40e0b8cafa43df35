"""A search finds what was written in other languages, says why, and can be told not to."""

from __future__ import annotations

import pytest

from agora.kernel.models import OutboxEntry
from agora.topics.publishing import vocabulary_load
from tests.catalogue.shelf import put

pytestmark = pytest.mark.django_db


def _told(language: str, title: str, summary: str = "") -> dict[str, object]:
    return {
        "original_language": language,
        "texts": {language: {"title": title, "summary": summary or title}},
    }


@pytest.fixture
def shelf(index):
    put("budget", **_told("en", "Participatory budgeting in small towns"))
    put("orcamento", **_told("pt", "O orçamento participativo na escola"))
    put("vivienda", **_told("es", "Vivienda para quienes alquilan"))
    put("sakan", **_told("ar", "السكن اللائق في المدن"))
    put("buses", **_told("fr", "Des autobus à l’heure"))
    index()


def _found(client, text: str, reader: str, **more: str) -> list[str]:
    answer = client.get(f"/{reader}/explore/", {"q": text, **more})
    assert answer.status_code == 200
    return sorted(card.path.split("/")[3] for card in answer.context["cards"])


@pytest.mark.parametrize(
    ("text", "reader", "found"),
    [
        ("presupuesto participativo", "es", ["budget", "orcamento"]),
        ("presupuestos participativos", "en", ["budget", "orcamento"]),
        ("budget participatif", "fr", ["budget", "orcamento"]),
        ("الميزانية التشاركية", "ar", ["budget", "orcamento"]),
        ("moradia", "pt", ["sakan", "vivienda"]),
        ("السكن", "ar", ["sakan", "vivienda"]),
        ("bus", "es", ["buses"]),
        ("autocarro", "pt", ["buses"]),
    ],
)
def test_a_query_in_any_language_finds_every_language(shelf, client, text, reader, found):
    assert _found(client, text, reader) == found


def test_switched_off_it_finds_the_words_alone_and_every_link_keeps_it_off(shelf, client):
    answer = client.get("/pt/explore/", {"q": "orçamento participativo", "bridge": "off"})
    assert [card.path for card in answer.context["cards"]] == ["/pt/resources/orcamento/"]
    page = answer.content.decode()
    assert '<input type="hidden" name="bridge" value="off">' in page
    assert "bridge=off" in answer.context["csv_url"]
    assert "bridge=off" in answer.context["map_url"]
    assert answer.context["bridge_url"] == "?q=or%C3%A7amento+participativo"


def test_each_find_from_another_language_shows_the_words_that_were_met(shelf, client):
    answer = client.get("/es/explore/", {"q": "presupuesto participativo"})
    why = {card.path.split("/")[3]: card.why for card in answer.context["cards"]}
    (reason,) = why["budget"]
    assert (reason.asked, reason.found.text) == (
        "presupuesto participativo", "Participatory budgeting",
    )  # fmt: skip
    assert (reason.found.language, reason.language) == ("en", "inglés")
    (reason,) = why["orcamento"]
    assert reason.found.text == "orçamento participativo"
    page = answer.content.decode()
    assert '<b lang="en"' in page
    assert "Participatory budgeting</b>" in page


def test_a_find_that_has_the_word_itself_needs_no_reason(shelf, client):
    (card,) = client.get("/es/explore/", {"q": "autobus"}).context["cards"]
    assert card.why == ()


def test_counts_of_facets_are_those_of_the_bridged_set(shelf, client):
    answer = client.get("/es/explore/", {"q": "presupuesto participativo"})
    assert answer.context["total"] == 2
    kinds = next(facet for facet in answer.context["facets"] if facet.name == "type")
    assert [(value.key, value.count) for value in kinds.values] == [("handbook", 2)]


def test_a_hidden_record_stays_hidden_from_bridge_suggestions_and_spelling(index, client, ondara):
    put("secret", **_told("en", "Waste pickers of Ondara"), visibility="organisation",
        owner="ondara")  # fmt: skip
    index()
    for text in ("recicladores", "catadores", "waste pickers", "pickres ondara"):
        answer = client.get("/es/explore/", {"q": text})
        assert answer.context["total"] == 0
        assert answer.context["close"] == ()
        assert answer.context["meant"] == ()
        assert "Ondara" not in answer.content.decode()
    assert client.get("/en/suggest/", {"q": "waste pick"}).context["suggestions"] == ()


def test_a_misspelt_word_is_put_right_in_the_readers_language(shelf, client):
    answer = client.get("/es/explore/", {"q": "presupesto participativo"})
    meant = [(link.label, link.path) for link in answer.context["meant"]]
    assert meant[0] == ("presupuesto participativo", "?q=presupuesto+participativo")
    assert _found(client, "presupuesto participativo", "es") == ["budget", "orcamento"]
    assert client.get("/es/explore/", {"q": "vivienda"}).context["meant"] == ()


def test_concepts_come_first_while_typing_with_how_much_there_is(shelf, client):
    answer = client.get("/es/suggest/", {"q": "presupuesto partici"})
    first = answer.context["suggestions"][0]
    assert first.label == "presupuesto participativo"
    assert "2" in first.note
    assert first.path == "/es/explore/?q=presupuesto+participativo"


@pytest.mark.parametrize(
    "text",
    [
        "‏السكن ‮housing‬ жильё 住房",
        "🏙️🏠 🚰",
        "palabra " * 200,
        "Wohnungsbau und Stadtentwicklung",
        "makazi bora",
        "\u202e\u200f\u2066",
        "غير لا sin no",
        '"unfinished',
    ],
)
@pytest.mark.parametrize("reader", ["en", "ar"])
def test_whatever_is_typed_gets_a_page_and_a_sentence(shelf, client, text, reader):
    answer = client.get(f"/{reader}/explore/", {"q": text})
    assert answer.status_code == 200
    assert answer.context["sentence"]


def test_a_query_of_ten_thousand_words_is_refused_in_a_sentence(shelf, client):
    answer = client.get("/es/explore/", {"q": "palabra " * 10_000})
    assert answer.status_code == 414
    assert len(answer.content.decode().split()) > 3


def test_words_of_a_language_nobody_knows_here_get_an_honest_sentence(shelf, client):
    page = client.get("/en/explore/", {"q": "Wohnungsbau"}).content.decode()
    assert "None of these words is known here" in page
    page = client.get("/en/explore/", {"q": "wetland"}).content.decode()
    assert "None of these words is known here" not in page


def test_a_changed_glossary_has_the_whole_index_built_again(shelf, index):
    assert OutboxEntry.objects.count() == 0
    vocabulary_load(force=True)
    assert OutboxEntry.objects.filter(kind="vocabulary").count() == 1
    index()
    assert OutboxEntry.objects.count() == 0
