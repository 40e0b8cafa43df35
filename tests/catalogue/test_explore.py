"""Explore: every search is an address, its counts are exact, and nothing is lost on the way."""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from agora.topics.queries import vocabulary
from tests.catalogue.shelf import found, put
from tests.web.reading import elements

pytestmark = pytest.mark.django_db

PLACES = ("ke", "ug", "fr", "br", "co")
THEMES = ("waste", "housing-rights", "housing", "mobility", "evictions")


@pytest.fixture
def shelf(index):
    """Forty things with known facets; the rows are what the search must agree with."""
    chance = random.Random(7)
    for name in ("net-one", "net-two"):
        found(name)
    rows: list[dict[str, Any]] = []
    for number in range(40):
        row = {
            "slug": f"thing-{number:02}",
            "type": chance.choice(["handbook", "course", "report"]),
            "themes": chance.sample(THEMES, chance.choice([0, 1, 2])),
            "places": chance.sample(PLACES, chance.choice([0, 1, 2])),
            "goals": chance.sample(["5", "11", "13"], chance.choice([0, 1])),
            "audiences": chance.sample(["trainers", "youth"], chance.choice([0, 1, 2])),
            "licence": chance.choice(["cc-by", "unknown"]),
            "evidence": chance.choice(["measured", "described"]),
            "published": chance.choice([None, "2019", "2021-05", "2021-06-07"]),
            "languages": chance.sample(["en", "fr", "sw"], chance.choice([0, 1, 2])),
            "publisher": chance.choice(["net-one", "net-two", None]),
        }
        rows.append(row)
        fields = {k: v for k, v in row.items() if k not in ("slug", "languages", "publisher")}
        put(
            row["slug"],
            title=f"Thing number {number:02}",
            editions=[{"language": tag, "format": "pdf"} for tag in row["languages"]],
            contributions=[{"role": "publisher", "organisation": row["publisher"]}]
            if row["publisher"]
            else [],
            **fields,
        )
    index()
    return rows


FACETS = (
    "type", "theme", "goal", "region", "country", "language", "publisher", "format", "audience",
    "year", "licence", "evidence",
)  # fmt: skip


def _values(row: dict[str, Any], name: str) -> set[str]:
    """What the row has in a facet, with everything above it."""
    words = vocabulary()
    if name == "theme":
        terms = [words.terms[("themes", key)] for key in row["themes"]]
        return {one.key for term in terms for one in (term, *words.ancestors(term))}
    if name == "region":
        spots = [spot for key in row["places"] for spot in words.place_ancestors(words.places[key])]
        return {spot.key for spot in spots if spot.kind == "region"}
    values: dict[str, set[Any]] = {
        "type": {row["type"]},
        "country": set(row["places"]),
        "goal": set(row["goals"]),
        "audience": set(row["audiences"]),
        "licence": {row["licence"]},
        "evidence": {row["evidence"]},
        "language": set(row["languages"]),
        "year": {row["published"][:4]} if row["published"] else set(),
        "format": {"pdf"} if row["languages"] else set(),
        "publisher": {row["publisher"]} - {None},
    }
    return values[name]


def _matches(row: dict[str, Any], filters: dict[str, set[str]]) -> bool:
    return all(_values(row, name) & values for name, values in filters.items())


SEARCHES: list[dict[str, list[str]]] = [
    {},
    {"type": ["handbook"]},
    {"type": ["handbook", "course"]},
    {"type": ["handbook", "course"], "theme": ["housing"]},
    {"theme": ["housing", "waste"], "country": ["ke", "fr"], "language": ["en", "fr"]},
    {"region": ["002"]},
    {"region": ["419"], "goal": ["11", "5"]},
    {"publisher": ["net-one"], "year": ["2021"]},
    {"licence": ["unknown"], "evidence": ["measured"], "audience": ["youth"]},
    {"type": ["no-such-type"]},
    {"type": ["handbook", "no-such-type"]},
    {"format": ["pdf"], "language": ["sw"]},
]


def test_inside_a_facet_either_across_facets_all_and_each_count_is_exact(shelf, client):
    for filters in SEARCHES:
        chosen = {name: set(values) for name, values in filters.items()}
        data = json.loads(client.get("/api/v1/resources", filters).content)
        assert data["total"] == sum(_matches(row, chosen) for row in shelf)
        for name in FACETS:
            others = {other: values for other, values in chosen.items() if other != name}
            counted: Counter[str] = Counter()
            for row in shelf:
                if _matches(row, others):
                    counted.update(_values(row, name))
            assert data["facets"][name] == dict(counted), (filters, name)
        # The page shows the same numbers.
        page = client.get("/en/explore/", filters | {"all": "theme"})
        assert page.context["total"] == data["total"]
        for facet in page.context["facets"]:
            for value in facet.values:
                assert value.count == data["facets"][facet.name].get(value.key, 0)
                assert value.selected == (value.key in chosen.get(facet.name, ()))
        assert set(filters) <= {facet.name for facet in page.context["facets"]}


def _walk(client: Any, first: str) -> list[str]:
    """The things of all pages, following the link to the next page."""
    slugs, here = [], first
    for _page in range(10):
        answer = client.get(here)
        assert answer.status_code == 200
        slugs += [card.path.rstrip("/").rsplit("/", 1)[1] for card in answer.context["cards"]]
        following = answer.context["next_url"]
        if not following:
            return slugs
        assert [link["href"] for link in elements(answer, "a", rel="next")] == [following]
        here = urlsplit(here).path + following
    raise AssertionError("there is always another page")


def test_paging_shows_everything_once_in_every_order(shelf, client):
    dates = {row["slug"]: (row["published"] or "")[:4] for row in shelf}
    every = "type=handbook&type=course&type=report"
    for query in ("", "q=thing", f"q=thing&{every}", f"{every}&view=list"):
        for sort in ("relevance", "newest", "added", "title"):
            slugs = _walk(client, f"/en/explore/?{query}&sort={sort}")
            assert sorted(slugs) == sorted(dates), (query, sort)
            if sort == "title":
                assert slugs == sorted(slugs)
            if sort == "newest":
                years = [dates[slug] for slug in slugs]
                assert years == sorted(years, reverse=True)


def test_going_back_leads_to_the_page_before_with_the_search_kept(shelf, client):
    answer = client.get("/en/explore/?q=thing&sort=title&page=2")
    assert answer.context["prev_url"] == "?q=thing&sort=title"
    assert answer.context["next_url"] == ""
    assert (answer.context["page_number"], answer.context["page_count"]) == (2, 2)


def test_a_page_past_the_end_says_so_and_leads_back(shelf, client):
    for page in ("3", "500", "501", "1000000", "9" * 400):
        answer = client.get(f"/en/explore/?page={page}")
        assert answer.status_code == 404
        assert "There is no page this far" in answer.content.decode()
        assert answer.context["prev_url"] == "?page=2"
        assert answer.context["cards"] == ()


def test_what_is_no_page_number_is_the_first_page(shelf, client):
    for page in ("0", "-1", "x", "1.5", "²", "٣", "", "1e3", "0x2"):
        answer = client.get("/en/explore/", {"page": page})
        assert (answer.status_code, answer.context["page_number"]) == (200, 1)


def test_a_filter_can_be_taken_off_alone_and_all_at_once(shelf, client):
    answer = client.get("/en/explore/?q=thing&type=handbook&type=course&country=ke")
    rows = [
        (row.facet_label, row.label, parse_qs(row.without[1:])) for row in answer.context["filters"]
    ]
    assert rows == [
        ("Kind", "Course", {"q": ["thing"], "type": ["handbook"], "country": ["ke"]}),
        ("Kind", "Handbook", {"q": ["thing"], "type": ["course"], "country": ["ke"]}),
        ("Country", "Kenya", {"q": ["thing"], "type": ["course", "handbook"]}),
    ]
    assert answer.context["clear_url"] == "?q=thing"


def test_an_unknown_value_finds_nothing_and_says_which_filter_it_is(shelf, client):
    answer = client.get("/en/explore/?type=%3Cscript%3E&country=atlantis")
    assert (answer.status_code, answer.context["total"]) == (200, 0)
    labels = [(row.facet_label, row.label) for row in answer.context["filters"]]
    assert labels == [("Kind", "an unknown value"), ("Country", "atlantis")]
    assert all(script.attributes for script in elements(answer, "script"))


def test_a_page_with_nothing_found_shows_ways_out(shelf, client):
    answer = client.get("/en/explore/?q=thang+nomber&type=course")
    body = answer.content.decode()
    assert answer.context["total"] == 0
    assert "Nothing matches all of that yet" in body
    assert [link.label for link in answer.context["wider"]] == [
        "“thang nomber” without any filter", "Without “Course”",
    ]  # fmt: skip
    assert answer.context["ask_path"] == "/en/about/#ask"
    close = client.get("/en/explore/?q=thinng+nummber")
    assert close.context["total"] == 0
    assert len(close.context["close"]) > 0
    near = client.get("/en/explore/?q=participatoryy")
    assert "Participatory budgeting" in [link.label for link in near.context["nearest"]]


def test_the_map_shows_each_country_with_its_count_and_leads_to_the_list(shelf, client):
    answer = client.get("/en/explore/?view=map&type=handbook")
    dots = {dot.label: (dot.count, parse_qs(dot.path[1:])) for dot in answer.context["dots"]}
    counted = {
        label: sum(row["type"] == "handbook" and key in row["places"] for row in shelf)
        for key, label in (("ke", "Kenya"), ("ug", "Uganda"), ("fr", "France"), ("br", "Brazil"), ("co", "Colombia"))
    }  # fmt: skip
    assert {label: count for label, (count, _path) in dots.items()} == {
        label: count for label, count in counted.items() if count
    }
    assert dots["Kenya"][1] == {"type": ["handbook"], "country": ["ke"]}
    for label in counted:
        if counted[label]:
            assert any(
                link.get("aria-label").startswith(f"{label}: {counted[label]} thing")
                for link in elements(answer, "a")
            )


def test_the_address_of_a_search_is_stable_whatever_the_order_of_its_parts(shelf, client):
    one = client.get("/en/explore/?type=course&q=thing&type=handbook&country=ke")
    other = client.get("/en/explore/?country=ke&type=handbook&type=course&q=thing&junk=1&page=1")
    assert one.context["meta"].canonical == other.context["meta"].canonical
    assert one.context["meta"].canonical.endswith(
        "/en/explore/?q=thing&type=course&type=handbook&country=ke"
    )
    assert one.context["csv_url"] == other.context["csv_url"]


def test_htmx_is_given_only_the_part_it_swaps(shelf, client):
    whole = client.get("/en/explore/?q=thing").content.decode()
    part = client.get("/en/explore/?q=thing", headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert elements(part)[0].get("id") == "explore"
    assert "<html" in whole
    assert "HX-Request" in part.headers["Vary"]
    for headers in ({"HX-Boosted": "true"}, {"HX-History-Restore-Request": "true"}):
        again = client.get("/en/explore/?q=thing", headers={"HX-Request": "true", **headers})
        assert "<html" in again.content.decode(), headers


def test_searching_meets_other_languages_accents_and_beginnings(index, client):
    put(
        "agua", original_language="es",
        texts={"es": {"title": "Gestión del agua en barrios informales"}}, themes=["water-sanitation"],
    )  # fmt: skip
    put("lixo", original_language="pt", texts={"pt": {"title": "Coleta de resíduos"}})
    put(
        "sakan",
        original_language="ar",
        texts={"ar": {"title": "الحق في السكن"}},
        themes=["housing"],
    )
    index()

    def slugs(query: str, reader: str = "en") -> set[str]:
        cards = client.get(f"/{reader}/explore/", {"q": query}).context["cards"]
        return {card.path.split("/")[3] for card in cards}

    assert slugs("gestion") == slugs("GESTIÓN") == slugs("gesti") == {"agua"}
    assert slugs("water") == slugs("eau", "fr") == {"agua"}
    assert slugs("residuo", "pt") == {"lixo"}
    assert slugs("السكن", "ar") == slugs("vivienda", "es") == slugs("housing") == {"sakan"}


def test_why_a_thing_was_found_is_said_when_its_own_text_lacks_the_word(index, client):
    put("pickers", title="Collecting on foot", themes=["waste"])
    index()
    (reason,) = client.get("/en/explore/?q=waste").context["cards"][0].why
    assert (reason.kind, reason.asked) == ("topic", "waste")
    assert "waste" in reason.found.text.lower()
    assert client.get("/en/explore/?q=foot").context["cards"][0].why == ()


def test_too_many_filters_are_refused_with_what_to_do(client):
    query = "&".join(f"theme=t{n}" for n in range(61))
    answer = client.get(f"/en/explore/?{query}")
    assert answer.status_code == 400
    assert "Remove some and try again" in answer.content.decode()
