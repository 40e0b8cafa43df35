"""A list costs the same number of queries for one thing and for three."""

from __future__ import annotations

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agora.catalogue.indexing import index_catch_up
from tests.catalogue.shelf import found, gather, put, stand

pytestmark = pytest.mark.django_db


def _fill(count: int) -> None:
    """`count` of everything a list may show, each with everything it may carry."""
    for n in range(count):
        found(
            f"net-{n}",
            website="https://www.example.org/",
            serves=["ke"],
            seat="ke",
            short_name=f"N{n}",
        )
    nets = [f"net-{n}" for n in range(count)]
    carried = {
        "themes": ["waste", "informal-economy"], "goals": ["11"], "axes": ["people"],
        "pledges": ["planet-climate"], "audiences": ["youth"], "places": ["ke", "fr"],
        "licence": "cc-by", "published": "2021-05", "level": "advanced",
        "contributions": [
            *({"role": "publisher", "organisation": net} for net in nets),
            {"role": "author", "name": "Ada Ode"},
        ],
        "editions": [{"language": tag, "format": "pdf"} for tag in ("en", "fr", "sw")],
    }  # fmt: skip
    for type_ in ("handbook", "practice", "article"):
        for n in range(count):
            put(f"{type_}-{n}", type=type_, **carried)
    things = [f"{type_}-{n}" for type_ in ("handbook", "practice", "article") for n in range(count)]
    for n in range(count):
        put(
            f"collection-{n}", type="collection",
            items=[{"to": slug, "note": {"en": "Why."}} for slug in things], **carried,
        )  # fmt: skip
    put(
        "centre",
        relations=[
            {"kind": "related-because", "to": slug, "reason": {"en": "Why."}} for slug in things
        ],
        provenance=[{"name": f"Source {n}", "fields": ["title"]} for n in range(count)],
        **carried,
    )
    put(
        "case", type="practice", **carried,
        practice={
            "place": "ke", "organisation": "net-0", "texts": {"en": {"problem": "<p>P</p>"}},
            "components": [{"texts": {"en": {"title": f"Part {n}"}}} for n in range(count)],
            "series": [
                {
                    "key": f"s{n}", "texts": {"en": {"title": "Series"}},
                    "figures": [
                        {"value": str(m), "status": "press", "source": {"name": "S"}}
                        for m in range(count)
                    ],
                }
                for n in range(count)
            ],
        },
    )  # fmt: skip
    for n in range(count):
        gather(
            f"fair-{n}", organisers=nets,
            stands=[
                stand(f"stand-{m}", net, axis="people", items=[*things, "centre"])
                for m, net in enumerate([*nets, "net-0"])  # each has a neighbour
            ],
            slots=[
                {"starts": f"2022-10-11T1{m}:00", "ends": f"2022-10-11T1{m}:30",
                 "stand": f"stand-{m}", "texts": {"en": {"title": f"Slot {m}"}}}
                for m in range(count)
            ],
        )  # fmt: skip
    while index_catch_up():
        pass


LISTS = (
    "/en/", "/en/explore/", "/en/explore/?q=handbook", "/en/explore/?q=handbook&theme=waste&all=theme",
    "/en/explore/?view=map", "/en/explore/feed.atom", "/en/explore/download.csv",
    "/en/explore/download.json", "/en/suggest/?q=hand", "/en/topics/", "/en/topics/themes/waste/",
    "/en/topics/sdg/11/", "/en/glossary/", "/en/glossary/?q=waste", "/en/topics/glossary/waste/", "/en/places/ke/", "/en/organisations/", "/en/organisations/net-0/",
    "/en/forums/", "/en/forums/fair-0/", "/en/forums/fair-0/stands/stand-0/",
    "/en/collections/collection-0/", "/en/resources/centre/", "/en/practices/case/", "/en/about/",
    "/sitemap.xml", "/sitemap-pages.xml", "/sitemap-resources-1.xml", "/api/v1/resources",
    "/api/v1/organisations", "/api/v1/topics?scheme=themes", "/ar/explore/?q=handbook",
)  # fmt: skip


def _counted(client) -> dict[str, int]:
    counts = {}
    for address in LISTS:
        client.get(address)  # what a process learns once is not a list's cost
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        counts[address] = len(asked)
    return counts


def test_three_things_cost_no_more_queries_than_one(client):
    _fill(1)
    one = _counted(client)
    _fill(3)
    three = _counted(client)
    assert {a: (one[a], three[a]) for a in LISTS if one[a] != three[a]} == {}


def test_no_page_asks_more_than_it_needs(client):
    _fill(3)
    counts = _counted(client)
    assert {address: count for address, count in counts.items() if count > 45} == {}
    assert counts["/en/explore/"] <= 16
