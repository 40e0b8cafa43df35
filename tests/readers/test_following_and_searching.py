"""Keeping searches and following, with the buttons on public pages that stay the same for everybody."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client

from agora.catalogue.queries import Search
from agora.readers import logic
from agora.readers.models import Follow, SavedSearch
from agora.topics.models import Concept, Place
from tests.catalogue.shelf import put
from tests.readers.keeping import follows, keep_search

pytestmark = pytest.mark.django_db


def test_a_search_is_one_text_however_it_was_asked():
    search = Search(
        text="agua & más",
        filters={"theme": frozenset({"water", "housing"}), "city": frozenset({"nairobi"})},
        page=3,
        view="map",
        bridge=False,
    )
    address = logic.address_of(search)
    assert address == "q=agua+%26+m%C3%A1s&theme=housing&theme=water&city=nairobi&bridge=off"
    again = logic.search_at(address)
    assert (again.text, again.filters, again.bridge) == (search.text, search.filters, False)
    assert logic.address_of(again) == address


def test_a_search_is_saved_from_explore_under_the_readers_words(beto, index):
    put("trees", title="Trees")
    index()
    browser = beto.client()
    page = browser.get("/en/explore/?q=trees&type=handbook&page=1")
    assert 'href="/en/mine/searches/save/?q=trees&amp;type=handbook"' in page.text
    there = "/en/mine/searches/save/?q=trees&type=handbook"
    assert 'value="trees · Handbook"' in browser.get(there).text
    assert browser.post(there, {"name": ""}).status_code == 422
    assert browser.post(there, {"name": "Street trees"}).status_code == 302
    assert browser.post(there, {"name": "Shade"}).status_code == 302
    kept = SavedSearch.objects.get()
    assert (kept.name, kept.address, kept.language) == ("Shade", "q=trees&type=handbook", "en")
    assert "Nothing new since the last weekly mail" in browser.get("/en/mine/searches/").text


def test_how_much_is_new_is_counted_for_this_reader_alone(beto, chidi, ondara, index):
    with time_machine.travel(dt.datetime(2026, 3, 26, 12, tzinfo=dt.UTC), tick=False):
        put("old", title="Old trees")
        for somebody in (beto, chidi):
            keep_search(somebody, "Trees", text="trees")
    with time_machine.travel(dt.datetime(2026, 3, 26, 14, tzinfo=dt.UTC), tick=False):
        put("new", title="New trees")
        put("own", title="Trees of Ondara", visibility="organisation", owner="ondara")
        index()
    assert "2 new things since" in beto.client().get("/en/mine/searches/").text
    assert "1 new thing since" in chidi.client().get("/en/mine/searches/").text


def test_nothing_is_saved_of_a_search_for_everything(beto):
    answer = beto.client().get("/en/mine/searches/save/", follow=True)
    assert "Search for something first" in answer.text


@pytest.fixture
def things(ondara: Any) -> dict[str, tuple[str, Any]]:
    return {
        "organisation": ("/en/organisations/ondara/", ondara),
        "topic": (
            "/en/topics/themes/housing/",
            Concept.objects.get(scheme__key="themes", key="housing"),
        ),
        "place": ("/en/places/ke/", Place.objects.get(key="ke")),
    }


@pytest.mark.parametrize("kind", ["organisation", "topic", "place"])
def test_a_button_on_its_page_follows_and_stops(kind, things, beto):
    page, thing = things[kind]
    path, browser = f"/en/mine/follow/{kind}/{thing.pk}/", beto.client()
    for_visitors = Client().get(page)
    assert f'href="{path}" rel="nofollow"' in for_visitors.text
    assert "csrfmiddlewaretoken" not in for_visitors.text
    assert not for_visitors.cookies
    assert f'action="{path}"' in browser.get(page).text
    answer = browser.post(path, {"do": "follow"}, follow=True)
    assert answer.redirect_chain == [(page, 302)]
    assert "Stop following" in answer.text
    browser.post(path, {"do": "follow"})
    assert Follow.objects.filter(account=beto.account).count() == 1
    browser.post(path, {"do": "stop"})
    assert not Follow.objects.exists()


def test_what_is_followed_is_named_in_the_language_of_the_page(things, beto, index):
    for kind, (_page, thing) in things.items():
        follows(beto, kind, thing)
    spanish = beto.client().get("/es/mine/following/").text
    assert "Kenia" in spanish
    assert "Ciudad de Ondara" in spanish
    assert "Kenia" in beto.client().get("/es/mine/").text


def test_anothers_search_cannot_be_deleted_nor_a_hidden_organisation_followed(beto, amina, things):
    kept = keep_search(amina, text="trees")
    browser = beto.client()
    assert browser.post(f"/en/mine/searches/{kept.pk}/delete/").status_code == 404
    hidden = things["organisation"][1]
    type(hidden).objects.filter(pk=hidden.pk).update(visibility="organisation")
    assert beto.client().get(f"/en/mine/follow/organisation/{hidden.pk}/").status_code == 200
    from tests.conftest import _somebody

    stranger = _somebody("Dora").client()
    assert stranger.post(f"/en/mine/follow/organisation/{hidden.pk}/").status_code == 404
    assert SavedSearch.objects.filter(pk=kept.pk).exists()
