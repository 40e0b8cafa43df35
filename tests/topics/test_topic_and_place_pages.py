"""One concept, one address, one page: its words, its neighbours, and what exists on it."""

from __future__ import annotations

import pytest

from agora.topics.queries import vocabulary
from tests.catalogue.shelf import found, put
from tests.web.reading import elements

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(index):
    put(
        "one",
        themes=["housing-rights"],
        goals=["11"],
        targets=["11.1"],
        places=["ke"],
        axes=["people"],
    )
    put("two", themes=["evictions"], goals=["11"], places=["ug"], pledges=["planet-climate"])
    put("three", themes=["waste"], places=["fr"])
    index()


@pytest.mark.parametrize(
    ("path", "total", "titles"),
    [
        ("topics/themes/housing/", 2, {"One", "Two"}),
        ("topics/themes/evictions/", 1, {"Two"}),
        ("topics/themes/energy/", 0, set()),
        ("topics/sdg/11/", 2, {"One", "Two"}),
        ("topics/sdg/11.1/", 1, {"One"}),
        ("topics/pact-2022/people/", 1, {"One"}),
        ("topics/pact-2022/planet/", 1, {"Two"}),
        ("topics/pact-2022/planet-climate/", 1, {"Two"}),
        ("topics/resource-types/handbook/", 3, {"One", "Two", "Three"}),
        ("places/002/", 2, {"One", "Two"}),
        ("places/ke/", 1, {"One"}),
        ("places/001/", 3, {"One", "Two", "Three"}),
        ("places/155/", 1, {"Three"}),
    ],
)
def test_a_page_counts_what_is_on_it_and_below_it_and_leads_to_all(
    path, total, titles, shelf, client
):
    it = client.get(f"/en/{path}").context["it"]
    assert (it.total, {card.title.text for card in it.newest}) == (total, titles)
    assert client.get(it.explore_path).context["total"] == total


def test_a_concept_shows_its_labels_in_every_language_its_parents_and_children(shelf, client):
    it = client.get("/ar/topics/themes/housing/").context["it"]
    assert (it.label, it.scheme_key) == ("السكن", "themes")
    assert {label.language for label in it.labels} == {"en", "es", "fr", "pt", "ar"}
    assert {link.key for link in it.children} >= {"housing-rights", "evictions"}
    child = client.get("/en/topics/themes/evictions/").context["it"]
    assert [link.key for link in child.parents] == ["housing"]
    goal = client.get("/en/topics/sdg/11/").context["it"]
    assert (goal.notation, goal.label) == ("11", "Sustainable cities and communities")
    assert len(goal.children) == 10


def test_a_place_shows_where_it_lies(shelf, client):
    it = client.get("/es/places/ke/").context["it"]
    assert [link.key for link in it.parents] == ["001", "002", "202", "014"]
    assert (it.label, it.notation) == ("Kenia", "KE")


@pytest.mark.parametrize(
    "path",
    ["topics/themes/nothing/", "topics/nothing/housing/", "topics/sdg/18/", "topics/themes/",
     "places/atlantis/", "places/KE/", "topics/themes/Housing/", "topics/sdg/11.1.1/"],
)  # fmt: skip
def test_what_is_no_concept_is_not_found(path, client):
    assert client.get(f"/en/{path}").status_code == 404


def test_the_permanent_address_of_a_concept_and_a_place_leads_to_its_page(client):
    words = vocabulary()
    term, spot = words.term("themes", "housing"), words.places["ke"]
    assert client.get(f"/id/{term.id}").headers["Location"] == "/en/topics/themes/housing/"
    assert client.get(f"/id/{spot.id}").headers["Location"] == "/en/places/ke/"


def test_every_concept_has_its_words_in_all_five_languages():
    missing = [
        (term.scheme, term.key, tag)
        for term in vocabulary().terms.values()
        for tag in ("en", "es", "fr", "pt", "ar")
        if not term.labels.get(tag)
    ]
    assert missing == []


def test_every_place_has_a_name_in_all_five_languages_and_a_way_up_to_the_world():
    words = vocabulary()
    for spot in words.places.values():
        assert all(spot.names.get(tag) for tag in ("en", "es", "fr", "pt", "ar")), spot.key
        if spot.kind != "world":
            assert words.place_ancestors(spot)[0].kind == "world", spot.key


def test_loading_the_vocabularies_twice_changes_nothing():
    from agora.kernel import generations
    from agora.topics.publishing import vocabulary_load

    before = generations.current()
    assert not vocabulary_load()
    assert generations.current() == before


def test_the_topics_page_counts_exactly_and_leads_to_each(shelf, client):
    answer = client.get("/en/topics/")
    notes = {}
    for _top, children in answer.context["themes"]:
        notes |= {link.key: link.note for link in children}
    assert (notes["evictions"], notes["housing-rights"], notes["water-sanitation"]) == (
        "1",
        "1",
        "",
    )
    tops = {top.key: top.note for top, _children in answer.context["themes"]}
    assert tops["housing"] == "2"
    hrefs = [link.get("href") for link in elements(answer, "a")]
    assert len([h for h in hrefs if h.startswith("/en/topics/themes/")]) > 50
    broken = [
        h for h in sorted(set(hrefs)) if h.startswith("/en/") and client.get(h).status_code != 200
    ]
    assert broken == []


def test_organisations_stand_by_kind_in_the_order_of_their_names(client):
    found("zeta", name="Zeta Network", short_name="ZN")
    found("alpha", name="alpha Network")
    found("ondara", name="City of Ondara", kind="local-government")
    groups = client.get("/en/organisations/").context["groups"]
    assert [(label, [link.label for link in links]) for label, links in groups] == [
        ("Local government", ["City of Ondara"]),
        ("Network of local governments", ["alpha Network", "Zeta Network (ZN)"]),
    ]


def test_an_organisation_shows_what_it_offers_where_it_works_and_its_other_names(index, client):
    found(
        "net", texts={"en": {"name": "Open Network", "summary": "S"}, "ar": {"name": "الشبكة"}},
        seat="ke", serves=["ke", "ug"], website="https://www.example.org/",
    )  # fmt: skip
    for number in range(10):
        put(f"guide-{number}", contributions=[{"role": "publisher", "organisation": "net"}])
    put("funded", contributions=[{"role": "funder", "organisation": "net"}])
    index()
    it = client.get("/ar/organisations/net/").context["it"]
    assert (it.name.text, it.seat.key, [link.key for link in it.serves]) == (
        "الشبكة",
        "ke",
        ["ke", "ug"],
    )
    assert (it.offers_total, len(it.offers)) == (11, 8)
    assert [name.text for name in it.other_names] == ["Open Network"]
    assert client.get(it.explore_path).context["total"] == 11


def test_an_organisation_that_moved_leads_on(client):
    from agora.editorial.models import Version
    from agora.editorial.services import document_read, version_publish

    row = found("net")
    document = Version.objects.get(kind="organisation").document | {"slug": "new-net"}
    version_publish("organisation", row.pk, document_read("organisation", document))
    answer = client.get("/fr/organisations/net/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/fr/organisations/new-net/")
