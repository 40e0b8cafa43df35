"""To whoever may not see them, hidden things leave no mark anywhere on the market."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client

from agora.catalogue.facets import HIDDEN, NAMES
from agora.catalogue.indexing import index_rebuild
from agora.catalogue.models import Resource
from agora.editorial.services import content_withdraw
from agora.kernel import generations
from tests.web.hidden import PLURALS, SECRET, Shelves, fill

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
# What only hidden things carry, by facet.
ONLY_HIDDEN = {
    "goal": "14", "theme": "rural-urban-linkages", "country": "ug", "language": "sw",
    "year": "1999", "format": "podcast", "publisher": "closed-office",
    "organisation": "closed-office", "city": "nairobi-ke",
}  # fmt: skip
SHARED = {"type": "practice", "axis": "people", "theme": "waste", "goal": "11", "region": "002"}


@pytest.fixture
def frozen():
    with time_machine.travel(NOON, tick=False):
        yield


def _public_addresses(api: bool = True) -> list[str]:
    """Every address a stranger may ask for, with every parameter that could tell something."""
    searches = [
        "", "q=open", f"q={SECRET}", f"q={SECRET}+office", "q=zyxwvu", "q=uganda", "q=rural-urban",
        "q=swahili", "sort=title", "sort=newest", "sort=added", "view=map", "q=handbook&view=map",
        "page=2", "page=3",
        *(urlencode({name: value}) for name, value in (*ONLY_HIDDEN.items(), *SHARED.items())),
        *(f"all={name}" for name in (*NAMES, *HIDDEN)),
        f"q={SECRET}&type=handbook", "theme=waste&country=ug", "q=open&country=ug&view=map",
    ]  # fmt: skip
    addresses = [f"/en/explore/?{query}" for query in searches]
    for name in ("feed.atom", "download.csv", "download.json"):
        addresses += [f"/en/explore/{name}?{query}" for query in searches[:7] + searches[15:21]]
    addresses += [
        f"/en/suggest/?q={text}"
        for text in (
            "zy",
            SECRET,
            "open",
            "rur",
            "rural",
            "ugan",
            "swah",
            "handb",
            "team",
            "closed",
        )
    ]
    for type_, plural in PLURALS.items():
        here = f"/en/{plural}/open-{type_}/"
        addresses += [here, here + "cite.bib", here + "qr.svg"]
    addresses += [
        "/", "/robots.txt", "/sitemap.xml", "/sitemap-pages.xml", "/sitemap-resources-1.xml",
        "/en/", "/es/", "/ar/", "/en/about/", "/en/topics/", "/en/organisations/",
        "/en/organisations/open-network/", "/en/forums/", "/en/forums/open-forum/",
        "/en/forums/open-forum/stands/open-stand/", "/en/forums/open-forum/stands/other-stand/",
        "/en/topics/themes/waste/", "/en/topics/themes/rural-urban-linkages/",
        "/en/topics/sdg/11/", "/en/topics/sdg/14/", "/en/topics/pact-2022/people/",
        "/en/topics/formats/podcast/", "/en/places/ke/", "/en/places/ug/", "/en/places/002/",
    ]  # fmt: skip
    if api:
        addresses += [f"/api/v1/resources?{query}" for query in searches if "view" not in query]
        addresses += ["/api/v1/organisations", "/api/v1/organisations/open-network"]
    return addresses


def _pages(client: Client, shelves: Shelves) -> dict[str, tuple[int, str]]:
    addresses = _public_addresses()
    addresses += [f"/api/v1/resources/{thing.pk}" for thing in shelves.public.values()]
    pages = {}
    for address in addresses:
        answer = client.get(address)
        body = re.sub(r"media/[0-9a-f-]{36}", "media/X", answer.content.decode())
        # Each form has a new token each time, and the header says who is signed in.
        body = re.sub(r"(csrfmiddlewaretoken\" value=\")\w+", r"\1X", body)
        body = re.sub(r"<header class=\"page top\">.*?</header>", "", body, flags=re.DOTALL)
        pages[address] = (answer.status_code, body)
    return pages


def _settle() -> None:
    """Each thing came on a day of its own, so that no order is left to chance."""
    for number, slug in enumerate(Resource.objects.order_by("slug").values_list("slug", flat=True)):
        when = NOON - dt.timedelta(days=len(slug) + 50 * (number if slug.startswith("open") else 0))
        Resource.objects.filter(slug=slug).update(added_at=when)
    generations.bump(generations.CONTENT)
    index_rebuild()


def _differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    found = []
    for address, page in before.items():
        if after[address] != page:
            lines = set(after[address][1].splitlines()) - set(page[1].splitlines())
            found.append(f"{address}: {sorted(lines)}"[:1500])
    return found


@pytest.mark.parametrize("who", ["visitor", "stranger"])
def test_with_hidden_things_the_market_looks_as_if_they_were_not(
    who, frozen, amina, chidi, ondara_team
):
    client = Client() if who == "visitor" else chidi.client()
    _settle_public = fill(ondara_team, network_too=False, hidden=False)
    _settle()
    before = _pages(client, _settle_public)
    shelves = fill(ondara_team, network_too=who == "visitor")
    _settle()
    after = _pages(client, shelves)
    assert _differences(before, after) == []

    # They could have leaked: whoever belongs to the team meets them on these very pages.
    theirs = _pages(amina.client(), shelves)
    told = [address for address, page in theirs.items() if page != before[address]]
    assert {
        "/en/explore/?", "/en/explore/?goal=14", "/en/explore/?country=ug", "/en/suggest/?q=zy",
        "/en/explore/feed.atom?", "/en/explore/download.csv?", "/en/explore/download.json?",
        "/en/resources/open-handbook/", "/en/collections/open-collection/", "/en/",
        "/en/forums/open-forum/stands/open-stand/", "/en/topics/themes/rural-urban-linkages/",
        "/en/topics/", "/en/places/ug/", "/en/organisations/open-network/", "/api/v1/resources?",
        f"/api/v1/resources/{shelves.public['handbook'].pk}",
    } <= set(told)  # fmt: skip


_CLOSED = {"withdrawn": (404, 410), "network": (404,), "organisation": (404,), "team": (404,)}


@pytest.mark.parametrize("kind", ["network", "organisation", "team", "withdrawn"])
def test_every_address_of_a_hidden_thing_is_closed_to_a_visitor(kind, amina, ondara_team, index):
    shelves = fill(ondara_team, network_too=True)
    index()
    client, opened = Client(), []
    for thing in (thing for (_type, how), thing in shelves.own.items() if how == kind):
        for part in ("", "cite.bib", "qr.svg", "picture.png"):
            for plural in PLURALS.values():
                address = f"/en/{plural}/{thing.slug}/{part}"
                expected = 410 if kind == "withdrawn" and not part else 404
                if client.get(address).status_code != expected:
                    opened.append(address)
        addresses = (
            f"/id/{thing.pk}", f"/en/report/resource/{thing.pk}/", f"/en/ask/resource/{thing.pk}/",
            f"/api/v1/resources/{thing.pk}",
        )  # fmt: skip
        opened += [
            address
            for address in addresses
            if client.get(address, follow=True).status_code not in _CLOSED[kind]
        ]
    if client.get(f"/media/{shelves.files[kind].pk}/").status_code != 404:
        opened.append("media")
    assert opened == []


def test_a_network_thing_is_for_every_account_and_no_visitor(amina, chidi, ondara_team, index):
    fill(ondara_team, network_too=True)
    index()
    here = "/en/resources/network-handbook/"
    assert Client().get(here).status_code == 404
    assert chidi.client().get(here).status_code == 200
    assert amina.client().get(here).status_code == 200
    for name in ("team", "organisation"):
        assert chidi.client().get(f"/en/resources/{name}-handbook/").status_code == 404
        assert amina.client().get(f"/en/resources/{name}-handbook/").status_code == 200


def test_what_a_member_was_shown_is_not_kept_for_the_next_visitor(amina, ondara_team, index):
    fill(ondara_team, network_too=False)
    index()
    member, visitor = amina.client(), Client()
    for address in ("/en/resources/team-handbook/", "/en/explore/?", "/en/suggest/?q=zy", "/en/"):
        shown = member.get(address)
        assert "public" not in shown.headers.get("Cache-Control", "")
        assert SECRET in shown.content.decode(), address
        assert SECRET not in visitor.get(address).content.decode(), address


def test_a_closed_account_sees_what_a_visitor_sees(amina, ondara_team, index):
    fill(ondara_team, network_too=True)
    index()
    client = amina.client()
    assert client.get("/en/resources/team-handbook/").status_code == 200
    amina.account.is_active = False
    amina.account.save()
    for address in ("/en/resources/team-handbook/", "/en/resources/network-handbook/"):
        assert client.get(address).status_code == 404
    assert SECRET not in client.get("/en/explore/").content.decode()


def test_leaving_the_team_closes_what_was_its_own(amina, beto, ondara_team, index):
    fill(ondara_team, network_too=False)
    index()
    client = beto.client()
    assert client.get("/en/resources/team-handbook/").status_code == 200
    beto.person.memberships.all().delete()
    assert client.get("/en/resources/team-handbook/").status_code == 404
    assert client.get("/en/resources/organisation-handbook/").status_code == 404
    assert SECRET not in client.get("/en/explore/").content.decode()


def test_hiding_a_thing_hides_it_at_once_even_before_it_is_indexed_anew(ondara, index, client):
    from tests.catalogue.shelf import put

    thing = put("soon-hidden", title=f"{SECRET} soon")
    index()
    assert SECRET in client.get("/en/explore/").content.decode()
    put("soon-hidden", title=f"{SECRET} soon", visibility="organisation", owner="ondara")
    for address in (
        "/en/explore/", "/en/explore/feed.atom", "/en/explore/download.csv",
        "/en/explore/download.json", "/en/suggest/?q=zyx", "/en/", "/api/v1/resources",
    ):  # fmt: skip
        assert SECRET not in client.get(address).content.decode(), address
    assert client.get(f"/id/{thing.pk}").status_code == 404


def test_a_withdrawn_thing_is_gone_at_once_and_its_address_says_so(index, client, db):
    from tests.catalogue.shelf import put

    thing = put("waste-guide", title=f"{SECRET} guide")
    index()
    content_withdraw("resource", thing.pk, "Taken back by its publisher.")
    for address in (
        "/en/explore/", "/en/explore/feed.atom", "/en/explore/download.csv",
        "/en/explore/download.json", "/en/suggest/?q=zyx", "/en/", "/api/v1/resources",
        "/sitemap-pages.xml",
    ):  # fmt: skip
        assert SECRET not in client.get(address).content.decode(), address
    assert "waste-guide" not in client.get("/sitemap.xml").content.decode()
    for tag in ("en", "es", "ar"):
        answer = client.get(f"/{tag}/resources/waste-guide/")
        assert answer.status_code == 410
        body = answer.content.decode()
        assert f"{SECRET} guide" in body
        assert "Taken back by its publisher." in body
        assert 'name="robots" content="noindex"' in body
    index()
    assert client.get("/en/explore/").context["total"] == 0


def test_the_permanent_address_of_a_withdrawn_thing_says_that_it_is_gone(client, db):
    from tests.catalogue.shelf import put

    thing = put("waste-guide")
    content_withdraw("resource", thing.pk, "Taken back by its publisher.")
    assert client.get(f"/id/{thing.pk}", follow=True).status_code == 410


def test_the_address_of_a_withdrawn_organisation_or_forum_says_that_it_is_gone(client, db):
    from tests.catalogue.shelf import found, gather

    organisation, forum = found("old-network"), gather("old-forum")
    content_withdraw("organisation", organisation.pk, "It was dissolved.")
    content_withdraw("forum", forum.pk, "It did not take place.")
    statuses = {
        address: client.get(address).status_code
        for address in ("/en/organisations/old-network/", "/en/forums/old-forum/")
    }
    assert statuses == {"/en/organisations/old-network/": 410, "/en/forums/old-forum/": 410}
