"""The glossary's pages: looking up a word, browsing, and what a concept's page shows."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from urllib.parse import quote

import brotli
import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agora.kernel.languages import INTERFACE, TAGS
from agora.topics import skos
from agora.topics.domains import DOMAINS
from agora.topics.models import ConceptLabel
from agora.topics.queries import vocabulary
from agora.web.glossary import FEW
from tests.catalogue.shelf import put
from tests.web.reading import elements

pytestmark = pytest.mark.django_db
PICKER = "topics/glossary/waste-picker/"


def _listed(answer) -> list[str]:
    return [row.path.split("/")[-2] for row in answer.context["rows"]]


@pytest.mark.parametrize(
    ("language", "text", "key"),
    [
        ("en", "waste picker", "waste-picker"),
        ("es", "recicladores", "waste-picker"),
        ("pt", "CATADOR", "waste-picker"),
        ("en", "presupuesto participativo", "participatory-budgeting"),
        ("ar", "السكن اللائق", "adequate-housing"),
        ("ar", "السَّكَن الّلائق", "adequate-housing"),
        ("es", "HABITACAO", "housing"),
    ],
)  # fmt: skip
def test_a_word_in_any_language_finds_its_concept(client, language, text, key):
    answer = client.get(f"/{language}/glossary/?q={quote(text)}")
    assert answer.status_code == 200
    assert key in _listed(answer)[:3]


def test_the_whole_word_comes_before_its_beginning_and_that_before_the_rest(client):
    listed = _listed(client.get("/en/glossary/?q=waste"))
    assert listed[0] == "waste"
    assert listed.index("waste-picker") > 0


def test_what_was_met_is_shown_where_it_is_no_name_of_the_concept(client):
    answer = client.get("/en/glossary/?q=pepenador")
    (row,) = [row for row in answer.context["rows"] if row.path.endswith("/waste-picker/")]
    assert (row.met.text, row.met.language) == ("pepenador", "es")
    assert [bdi["lang"] for bdi in elements(answer, "bdi") if bdi.text == "pepenador"] == ["es"]


def test_a_word_nobody_knows_is_answered_with_a_sentence(client):
    for text in ("xyzzyplugh", "%00", "\u202e", "x" * 900, "🌍", "%", "_"):
        answer = client.get("/en/glossary/", {"q": text})
        assert answer.status_code == 200, text
    answer = client.get("/en/glossary/?q=xyzzyplugh")
    assert "Try a part of it" in elements(answer, "p", _class="empty")[0].text
    assert elements(answer, "meta", name="robots")[0]["content"] == "noindex, follow"


def test_the_front_names_every_domain_with_its_count_and_lists_no_concept(client):
    terms = vocabulary().concepts_of["glossary"]
    for language in INTERFACE:
        answer = client.get(f"/{language.tag}/glossary/")
        domains = answer.context["domains"]
        assert {link.key for link in domains} == {term.domain for term in terms}
        assert answer.context["total"] == len(terms)
        assert answer.context["rows"] == ()
        assert not elements(answer, "ul", _class="lexicon")
    assert {term.domain for term in terms} <= set(DOMAINS)


def test_every_concept_is_on_some_page_of_its_domain_and_no_page_is_long(client):
    terms = vocabulary().concepts_of["glossary"]
    for domain in ("health", "care"):
        found, address = [], f"/fr/glossary/?domain={domain}"
        while address:
            answer = client.get(address)
            assert len(answer.context["rows"]) <= 100
            assert len(brotli.compress(answer.content)) < 18_000
            found += _listed(answer)
            address = answer.context["next_url"]
        assert sorted(found) == sorted(term.key for term in terms if term.domain == domain)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("domain=nowhere", 404), ("of=themes/nothing", 404), ("of=glossary/waste", 404),
        ("of=", 200), ("of=sdg/11", 200), ("of=x/y/z", 404), ("domain=care&page=-1", 200),
        ("domain=care&page=99999999999999", 200), ("domain=care&page=x", 200),
    ],
)  # fmt: skip
def test_what_cannot_be_browsed_is_not_there(client, query, status):
    assert client.get(f"/en/glossary/?{query}").status_code == status


@pytest.mark.parametrize("language", TAGS)
def test_a_concept_shows_its_names_in_five_languages_each_marked(client, language):
    answer = client.get(f"/{language}/{PICKER}")
    words = answer.context["words"]
    assert words[0].language == language
    assert {word.language for word in words} == set(TAGS)
    names = {one["lang"]: one for one in elements(answer, "b") if one.get("lang")}
    assert set(names) == set(TAGS)
    term = vocabulary().term("glossary", "waste-picker")
    for tag, one in names.items():
        assert one.text == term.labels[tag]
        assert one["dir"] == ("rtl" if tag == "ar" else "ltr")
    (lead,) = elements(answer, "p", _class="lead")
    assert lead.text == term.definitions["en"]
    assert lead.get("lang") == ("" if language == "en" else "en")
    shown = {bdi.text for bdi in elements(answer, "bdi")}
    assert {text for texts in term.alternatives.values() for text in texts} <= shown


def test_a_word_of_one_country_names_it_and_a_form_its_kind(client):
    for language, country, form in (("en", "Mexico", "feminine"), ("es", "México", None)):
        words = client.get(f"/{language}/{PICKER}").context["words"]
        (spanish,) = [word for word in words if word.language == "es"]
        notes = {other.text: other.note for other in spanish.others}
        assert notes["pepenador"] == country
        if form:
            assert notes["recicladora"] == form


def test_nothing_claims_more_than_a_second_reading(client):
    labels = ConceptLabel.objects.filter(concept__key="waste-picker")
    labels.exclude(role="definition").update(state="draft")
    labels.filter(language="fr").update(state="checked")
    answer = client.get(f"/en/{PICKER}")
    assert [word.language for word in answer.context["words"] if word.checked] == ["fr"]
    said = [note.text for note in elements(answer, "p", _class="note")]
    assert said.count("Read by a second reader") == 1
    assert said.count("Draft: no second reader yet") == 4


def test_a_concept_shows_what_exists_on_it_as_explore_finds_it(client, index):
    put("guide", title="A guide for every waste picker")
    put(
        "guia", title="", original_language="es",
        texts={"es": {"title": "Trabajar con un reciclador de base", "summary": "Guía."}},
        editions=[{"language": "es", "format": "pdf"}, {"language": "pt", "format": "pdf"}],
    )  # fmt: skip
    put("else", title="Something else")
    index()
    for language in ("en", "es", "ar"):
        answer = client.get(f"/{language}/{PICKER}")
        it = answer.context["existing"]
        explore = client.get(it.path)
        assert explore.context["total"] == it.total == 2, language
        assert {card.path.split("/")[-2] for card in it.cards} == {"guide", "guia"}
    caches["pages"].clear()
    english = client.get(f"/en/{PICKER}").context["existing"]
    assert english.sentence == "A search for it finds 2 things, offered in 2 languages."


def test_a_concept_leads_to_its_neighbours_and_to_what_it_belongs_to(client):
    answer = client.get(f"/en/{PICKER}")
    assert answer.context["broader"].key == "waste"
    hrefs = [link.get("href") for link in elements(answer, "a")]
    assert "/en/topics/glossary/waste/" in hrefs
    assert "/en/topics/themes/waste/" in hrefs
    assert "/en/glossary/?domain=waste" in hrefs
    assert any(href.startswith("/en/topics/sdg/") for href in hrefs)
    broken = [
        href
        for href in sorted(set(hrefs))
        if href.startswith("/en/")
        and not href.startswith("/en/mine/")  # leads to sign in first
        and client.get(href).status_code != 200
    ]
    assert broken == []


def test_concepts_cost_the_same_queries_whatever_they_carry(client, index):
    for number in range(3):
        put(f"guide-{number}", title=f"Waste picker {number}")
    index()
    counts = set()
    for key in ("waste-picker", "waste", "scavenging-nobody-wrote-of", "adequate-housing"):
        client.get(f"/en/topics/glossary/{key}/")
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as asked:
            if client.get(f"/en/topics/glossary/{key}/").status_code == 200:
                counts.add(len(asked))
    assert max(counts) <= 16
    with CaptureQueriesContext(connection) as few:
        caches["pages"].clear()
        client.get("/en/glossary/?q=waste")
    assert len(few) <= 3


def test_a_concept_describes_itself_to_machines(client):
    answer = client.get(f"/es/{PICKER}")
    (script,) = elements(answer, "script", type="application/ld+json")
    data = json.loads("".join(script.words))
    term = vocabulary().term("glossary", "waste-picker")
    assert data["@type"] == "DefinedTerm"
    assert data["@id"] == f"http://localhost:8000/id/{term.id}"
    assert data["name"] == term.labels["es"]
    assert "pepenador" in data["alternateName"]
    assert data["inDefinedTermSet"]["@id"] == f"http://localhost:8000/id/{skos.scheme_id()}"
    shown = elements(answer, "meta", name="description")[0]["content"]
    assert term.definitions["en"] not in shown
    (script,) = elements(client.get("/es/glossary/"), "script", type="application/ld+json")
    data = json.loads("".join(script.words))
    assert (data["@type"], data["@id"]) == (
        "DefinedTermSet",
        f"http://localhost:8000/id/{skos.scheme_id()}",
    )


def test_permanent_addresses_lead_to_the_glossary_and_its_concepts(client):
    term = vocabulary().term("glossary", "waste-picker")
    to_french = {"accept-language": "fr"}
    answer = client.get(f"/id/{skos.scheme_id()}", headers=to_french)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/fr/glossary/")
    answer = client.get(f"/id/{term.id}", headers=to_french)
    assert answer.headers["Location"] == f"/fr/{PICKER}"


def test_the_topics_page_and_the_foot_of_every_page_lead_there_without_listing_it(client):
    answer = client.get("/en/topics/")
    hrefs = [link.get("href") for link in elements(answer, "a")]
    assert hrefs.count("/en/glossary/") == 2
    assert not [href for href in hrefs if "/topics/glossary/" in href]


def test_a_theme_names_a_few_of_its_words_and_leads_to_all(client):
    answer = client.get("/en/topics/themes/waste/")
    assert len(answer.context["concepts"]) == FEW
    more = answer.context["all_concepts"]
    listed = client.get(more.path)
    assert listed.context["heading"] == "Waste and recycling"
    assert listed.context["sentence"].split()[0] in more.label
    assert {link.key for link in answer.context["concepts"]} <= {
        term.key for term in vocabulary().concepts_of["glossary"]
    }


def test_the_sitemap_names_every_concept_in_parts(client):
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    named: list[str] = []
    number = 1
    while (answer := client.get(f"/sitemap-glossary-{number}.xml")).status_code == 200:
        found = [one.text for one in ET.fromstring(answer.content).iter(f"{space}loc")]  # noqa: S314 (our own answer)
        assert 0 < len(found) <= 1000 * len(TAGS)
        named += found
        number += 1
    assert len(named) == len(set(named)) == len(TAGS) * len(vocabulary().concepts_of["glossary"])
    assert f"http://localhost:8000/ar/{PICKER}" in named
    for wrong in ("glossary-0", "glossary-x", "glossary-", "glossary", "glossary-9999999"):
        assert client.get(f"/sitemap-{wrong}.xml").status_code == 404


def test_the_interface_for_machines_gives_the_glossary_page_by_page(client):
    keys: list[str] = []
    page = count = 1
    while page <= count:
        data = client.get(f"/api/v1/topics?scheme=glossary&page={page}").json()
        assert len(data["results"]) <= 200
        keys += [row["key"] for row in data["results"]]
        count, page = data["page_count"], page + 1
    terms = vocabulary().concepts_of["glossary"]
    assert keys == [term.key for term in terms]
    assert data["total"] == len(terms)
    picker = next(
        row
        for number in range(1, count + 1)
        for row in client.get(f"/api/v1/topics?scheme=glossary&page={number}").json()["results"]
        if row["key"] == "waste-picker"
    )
    assert "pepenador" in picker["alternatives"]["es"]
    assert "themes/waste" in picker["links"]
    assert picker["parent"] == "waste"
    beyond = client.get("/api/v1/topics?scheme=glossary&page=400").json()
    assert (beyond["results"], beyond["total"]) == ([], len(terms))
