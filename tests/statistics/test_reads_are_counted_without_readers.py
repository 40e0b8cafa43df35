"""What is counted, what is not, and that nothing of whoever reads is kept."""

from __future__ import annotations

import pytest
from django.db import connection

from agora.editorial.services import document_read, version_publish
from agora.kernel import clock
from agora.statistics import counting
from agora.statistics.counting import counts_write
from agora.statistics.models import AskedWords, DayCount, DayTotal
from tests.catalogue.shelf import found, gather, key_of, put, stand
from tests.catalogue.shelf import written as written_document
from tests.notices.test_asking_a_city import QUESTION
from tests.statistics.counted import BROWSER, reader, written
from tests.web.hidden import file_named

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_a_page_is_counted_when_it_is_made_and_when_it_comes_from_the_page_cache(tag):
    put("trees")
    one = reader()
    answers = [one.get(f"/{tag}/resources/trees/") for _ in range(3)]
    known = answers[0].headers["ETag"]
    assert one.get(f"/{tag}/resources/trees/", headers={"If-None-Match": known}).status_code == 304
    assert not one.cookies
    assert written() == {("read", "resource", tag): 4}
    assert DayTotal.objects.get().number == 4


def test_pages_of_organisations_forums_and_stands_are_counted_and_others_together():
    found("ondara-trees")
    gather("harvest", stands=[stand("one", "ondara-trees")])
    one = reader()
    for path in (
        "organisations/ondara-trees/",
        "forums/harvest/",
        "forums/harvest/stands/one/",
        "",
        "explore/",
        "topics/",
        "forums/",
    ):
        assert one.get(f"/en/{path}").status_code == 200, path
    assert written() == {
        ("read", "organisation", "en"): 1,
        ("read", "forum", "en"): 1,
        ("read", "stand", "en"): 1,
        ("read", "other", "en"): 4,
    }


def test_somebody_signed_in_is_counted_as_anybody_is(amina):
    put("trees")
    browser = amina.client()
    browser.get("/en/resources/trees/", headers={"User-Agent": BROWSER})
    assert written() == {("read", "resource", "en"): 1}


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": ""},
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"User-Agent": "curl/8.5.0"},
        {"User-Agent": "python-requests/2.32"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X-Moz": "prefetch"},
        {"HX-Request": "true"},
    ],
)  # fmt: skip
def test_robots_and_pages_fetched_ahead_are_left_out(headers):
    put("trees")
    assert reader(**headers).get("/en/resources/trees/").status_code == 200
    assert written() == {}


def test_other_methods_other_answers_and_working_pages_are_left_out(amina):
    put("trees")
    one = reader()
    one.head("/en/resources/trees/")
    one.get("/en/resources/nothing/")
    one.get("/en/resources/trees/qr.svg")
    one.get("/en/explore/feed.atom")
    one.get("/en/account/login/")
    browser = amina.client()
    browser.get("/en/desk/", headers={"User-Agent": BROWSER})
    browser.get("/en/mine/", headers={"User-Agent": BROWSER})
    assert written() == {}


def test_what_is_saved_asked_and_downloaded_is_counted(amina, settings, mail_server):
    file = file_named("trees.pdf", b"%PDF-1.7")
    trees = put("trees", editions=[{"language": "en", "file": str(file.pk)}])
    browser, headers = amina.client(), {"User-Agent": BROWSER}
    save, ask = f"/en/mine/save/{trees.pk}/", f"/en/ask/resource/{trees.pk}/"
    assert browser.post(save, {"do": "quick"}, headers=headers).url.endswith("/trees/")
    assert browser.post(save, {"list": "new"}, headers=headers).status_code == 422
    assert reader().post(save, {"do": "quick"}).status_code == 302  # led to sign in
    assert reader().post(ask, QUESTION).status_code == 200
    assert reader().post(ask, {}).status_code == 422
    assert reader().get(f"/media/{file.pk}/").getvalue() == b"%PDF-1.7"
    assert written() == {
        ("save", "resource", "en"): 1,
        ("contact", "resource", "en"): 1,
        ("download", "resource", ""): 1,
    }


def test_an_old_address_leads_on_and_the_thing_is_counted_once():
    put("trees")
    version_publish("resource", key_of("resource", "trees"),
                    document_read("resource", written_document("shade")))  # fmt: skip
    one = reader()
    assert one.get("/en/resources/trees/").status_code == 301
    one.get("/en/resources/shade/")
    assert written() == {("read", "resource", "en"): 1}
    assert DayCount.objects.get().thing == key_of("resource", "trees")


def test_nothing_of_the_request_is_written_anywhere():
    put("trees")
    reader().get(
        "/en/resources/trees/", REMOTE_ADDR="203.0.113.77", headers={"Referer": "https://x.example"}
    )
    counts_write()
    kept = repr(list(DayCount.objects.values())) + repr(list(DayTotal.objects.values()))
    assert "203.0.113" not in kept
    assert "Firefox" not in kept
    columns = {
        column.name
        for model in (DayCount, DayTotal, AskedWords)
        for column in connection.introspection.get_table_description(
            connection.cursor(), model._meta.db_table
        )
    }
    assert columns == {
        "id", "day", "what", "thing", "act", "language", "number",
        "month", "is_few", "digest", "words",
    }  # fmt: skip


def test_counts_of_several_processes_add_up_and_none_is_written_twice():
    put("trees")
    for _ in range(2):
        reader().get("/en/resources/trees/")
        counts_write()
        counts_write()
    assert DayCount.objects.get().number == 2
    reader().get("/en/resources/trees/")
    counting.forget()  # as a forked process does: what its parent counted is its parent's
    assert counts_write() == 0
    assert DayCount.objects.get().day == clock.now().date()


def test_a_page_costs_no_query_more_for_being_counted(django_assert_max_num_queries):
    put("trees")
    one = reader()
    one.get("/en/resources/trees/")
    with django_assert_max_num_queries(1):  # the generations, which the page cache reads
        one.get("/en/resources/trees/")
