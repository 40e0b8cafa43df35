"""Links are asked politely; one that falls silent is told of once, and pages warn until it answers."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client

from agora.editorial.services import document_read, version_publish
from agora.exchange.links.checking import links_round, turns_take
from agora.exchange.links.gathering import links_gather
from agora.exchange.links.services import link_accept, providers_ask
from agora.exchange.models import Host, Link, LinkUse
from agora.kernel import ids, jobs
from agora.notices.models import Notice
from agora.people.queries import standing_of
from tests.exchange.site import OPEN, Site, endless, page, redirect, serve

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(settings: Any):
    """A site of Ondara's, which may be asked."""
    with serve() as running:
        settings.FETCH_LOCAL = frozenset({running.place})
        running.pages["/robots.txt"] = page("User-agent: *\nDisallow: /closed/\n", "text/plain")
        yield running


def _ondara_says(website: str) -> None:
    key = ids.fixed_id("organisation", "ondara")
    document = document_read(
        "organisation",
        {
            "slug": "ondara",
            "kind": "local-government",
            "original_language": "en",
            "website": website,
            "texts": {"en": {"name": "City of Ondara"}},
        },
    )
    version_publish("organisation", key, document)
    links_gather()


def _checked() -> Link:
    """The one address, after a whole check whose waiting is left out."""
    Link.objects.update(due_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    for _turn in range(20):
        Host.objects.update(next_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        if links_round():
            break
    return Link.objects.get()


def test_a_page_that_answers_is_alive_and_only_its_head_was_asked(site: Site, ondara):
    site.pages["/"] = page("Welcome")
    _ondara_says(site.url("/"))
    assert (_checked().state, [turn[:2] for turn in site.turns]) == (
        "alive",
        [("GET", "/robots.txt"), ("HEAD", "/")],
    )


def test_a_site_that_refuses_head_is_asked_again_as_a_reader_would(site: Site, ondara):
    def only_get(handler):
        page("Welcome", status=200 if handler.command == "GET" else 405)(handler)

    site.pages["/"] = only_get
    _ondara_says(site.url("/"))
    assert _checked().state == "alive"


def test_what_robots_txt_closes_is_not_asked_and_called_unchecked(site: Site, ondara):
    _ondara_says(site.url("/closed/report"))
    link = _checked()
    assert (link.state, link.answer) == ("unchecked", "robots")
    assert [path for _method, path, _at in site.turns] == ["/robots.txt"]


@pytest.mark.parametrize(("status", "state"), [(301, "moved"), (302, "alive")])
def test_only_a_move_for_good_is_offered_as_a_correction(site: Site, ondara, status, state):
    site.pages["/old"] = redirect("/new", status)
    site.pages["/new"] = page("Here")
    _ondara_says(site.url("/old"))
    link = _checked()
    assert (link.state, link.leads_to) == (state, site.url("/new") if state == "moved" else "")


def test_a_redirect_into_a_private_network_is_not_followed(site: Site, ondara):
    with serve() as inside:
        site.pages["/"] = redirect(inside.url("/secret"), 301)
        _ondara_says(site.url("/"))
        link = _checked()
        assert (link.state, inside.turns) == ("failing", [])


def test_two_requests_to_a_host_are_five_seconds_apart_whoever_asks(site: Site, ondara):
    site.pages["/"] = page("Welcome")
    _ondara_says(site.url("/"))
    assert len(turns_take()) == 1
    Link.objects.update(due_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    assert turns_take() == []  # another worker, at the same time
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=5.1)):
        assert len(turns_take()) == 1


def test_a_host_that_drips_keeps_no_other_waiting(site: Site, ondara, settings):
    with serve() as slow:
        settings.FETCH_LOCAL = frozenset({site.place, slow.place})
        slow.pages["/robots.txt"] = endless(b"a", 0.2, OPEN[:-2])
        site.pages["/"] = page("Welcome")
        _ondara_says(site.url("/"))
        Host.objects.create(name=slow.place, next_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        bad = Link.objects.create(address=slow.url("/"), digest="0" * 64, host=slow.place)
        began = time.monotonic()
        assert links_round() == [bad.pk]  # the other one's robots.txt was read in the same round
        assert time.monotonic() - began < 4.9
        bad.refresh_from_db()
        assert (bad.state, bad.answer) == ("failing", "slow")
        assert Host.objects.get(pk=site.place).rules == "disallow /closed/\n"


def _silent_for_weeks(site: Site) -> None:
    _ondara_says(site.url("/gone"))
    start = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
    with time_machine.travel(start, tick=False) as clock:
        for number, days in enumerate((0, 1, 4, 10), 1):
            clock.shift(dt.timedelta(days=days))
            link = _checked()
            assert link.failures == number
            assert link.state == ("gone" if number == 4 else "failing")
            providers_ask()


def test_four_failures_in_two_weeks_are_told_once_to_who_may_correct_it(
    site: Site, amina, beto, chidi
):
    _silent_for_weeks(site)
    with time_machine.travel(dt.datetime(2026, 4, 2, tzinfo=dt.UTC)):
        _checked()
        providers_ask()
    assert list(Notice.objects.values_list("account", flat=True)) == [amina.account.pk]
    while jobs.run_next("test"):
        pass
    assert "do not answer" in mail.outbox[0].subject
    assert "/en/desk/links/" in mail.outbox[0].body


def test_four_failures_within_days_are_not_enough(site: Site, ondara):
    _ondara_says(site.url("/gone"))
    for _turn in range(5):
        link = _checked()
    assert (link.state, link.failures) == ("failing", 5)


def test_the_public_page_says_so_with_the_archive_until_it_answers_again(site: Site, amina):
    _silent_for_weeks(site)
    there = "This address did not answer when last checked"
    said = Client().get("/en/organisations/ondara/").content.decode()
    assert there in said
    assert f'https://web.archive.org/web/20260301/{site.url("/gone")}"' in said
    site.pages["/gone"] = page("Back")
    _checked()
    assert there not in Client().get("/en/organisations/ondara/").content.decode()


def test_who_says_that_it_is_right_is_not_asked_and_no_page_warns(site: Site, amina):
    _silent_for_weeks(site)
    link_accept(standing_of(amina.account), Link.objects.get().pk)
    assert "did not answer" not in Client().get("/en/organisations/ondara/").content.decode()


def test_an_address_that_nobody_names_any_more_is_forgotten(site: Site, ondara):
    _ondara_says(site.url("/old"))
    _ondara_says(site.url("/new"))
    assert list(Link.objects.values_list("address", flat=True)) == [site.url("/new")]
    assert LinkUse.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_the_desk_asks_the_database_as_often_for_one_as_for_three(
    amina, ondara, django_assert_num_queries, count
):
    for number in range(count):
        link = Link.objects.create(
            address=f"https://{number}.example/", digest=f"{number:064}", host="x", state="gone"
        )
        LinkUse.objects.create(link=link, kind="organisation", object_id=ondara.pk, owner=ondara)
    browser = amina.client()
    with django_assert_num_queries(11):
        said = browser.get("/en/desk/links/").content.decode()
    assert said.count("Check again") == count
