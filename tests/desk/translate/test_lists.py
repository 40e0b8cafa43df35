"""What waits for a translator, what is missing where: exactly their own, at one cost."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agora.editorial.translating.services import translation_claim, translation_send
from agora.kernel import ids
from tests.editorial.translating import cases
from tests.editorial.translating.cases import KEY, publish, standing, subject, write

pytestmark = pytest.mark.django_db
WORK, COVERAGE = "/en/desk/translate/", "/en/desk/translate/coverage/"
CSV = "/en/desk/translate/coverage/download.csv"


def more(number, **fields):
    """Another handbook of Ondara's."""
    key = ids.fixed_id("resource", f"book-{number}")
    texts = {"en": {"title": f"Book {number}", "summary": f"What book {number} says."}}
    publish(cases.handbook(slug=f"book-{number}", texts=texts, **fields), key=key)
    return key


def table(browser, query=""):
    text = browser.get(f"{CSV}{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_list_tells_mine_what_waits_what_is_stale_and_what_is_missing(book, tarsila, rosa):
    other = more(1)
    translation_claim(standing(tarsila), subject(tarsila, "fr"))
    write(tarsila)
    translation_send(standing(tarsila), subject(tarsila))
    publish(cases.changed(title="Water for all"))
    html = rosa.client().get(WORK).content.decode()
    waiting, stale, missing = (
        html[html.index(f">{head}<") :]
        for head in ("Waiting for a second reader", "The original has changed", "Missing")
    )
    assert f"/en/desk/translate/resource/{KEY}/pt/" in waiting.split("</section>")[0]
    assert f"/en/desk/translate/resource/{KEY}/es/" in stale.split("</section>")[0]
    assert f"/en/desk/translate/resource/{other}/ar/" in missing.split("</section>")[0]
    mine = tarsila.client().get(WORK).content.decode()
    mine = mine[mine.index(">What you are translating<") :].split("</section>")[0]
    assert f"/en/desk/translate/resource/{KEY}/fr/" in mine
    html = tarsila.client().get(f"{WORK}?language=ar").content.decode()
    assert f"/en/desk/translate/resource/{KEY}/es/" not in html


def test_what_most_things_lead_to_comes_first(book, tarsila):
    known = more(7)
    more(8, relations=[{"kind": "based-on", "to": "book-7"}])
    more(9, type="collection", items=[{"to": "book-7"}])
    rows = table(tarsila.client(), "?language=pt&state=missing")
    assert (rows[0]["id"], rows[0]["weight"]) == (str(known), "2")
    assert {row["language"] for row in rows} == {"pt"}


@pytest.mark.parametrize("role", ["paula", "faiza", "tarsila"])
def test_each_sees_exactly_their_own(book, request, role):
    """B3, B11: nothing hidden, nothing of others, in the page, the counts and the table alike."""
    hidden = more(1, visibility="organisation")
    publish(
        {"slug": "brumal", "kind": "network", "original_language": "en",
         "texts": {"en": {"name": "Brumal"}}},
        "organisation", ids.fixed_id("organisation", "brumal"),
    )  # fmt: skip
    foreign = ids.fixed_id("resource", "foreign")
    publish(cases.handbook(slug="foreign", owner="brumal"), key=foreign)
    browser = request.getfixturevalue(role).client()
    rows = table(browser)
    seen = {row["id"] for row in rows}
    own = {"paula": {"pt"}, "faiza": {"ar"}, "tarsila": {"es", "fr", "pt", "ar"}}[role]
    assert {row["language"] for row in rows} == own
    assert (str(hidden) in seen) == (role == "tarsila")
    assert (str(foreign) in seen) == (role != "tarsila")
    html = browser.get(COVERAGE).content.decode()
    assert f">{len(rows)} entries<" in html
    assert (str(hidden) in html) == (role == "tarsila")


def test_counts_and_filters(book, tarsila):
    publish(cases.changed(title="Water for all"))
    browser = tarsila.client()
    assert {row["state"] for row in table(browser, "?state=stale")} == {"reviewed"}
    assert {row["stale"] for row in table(browser, "?state=stale")} == {"yes"}
    kinds = {row["kind"] for row in table(browser)}
    assert kinds == {"organisation", "resource"}
    assert {row["kind"] for row in table(browser, "?kind=resource")} == {"resource"}
    html = browser.get(f"{COVERAGE}?language=pt&state=missing&kind=resource").content.decode()
    assert ">1 entry<" in html
    assert browser.get(f"{COVERAGE}?page=999&state=x&language=%00&kind='").status_code == 200


def test_no_title_becomes_a_formula(book, tarsila):
    publish(cases.changed(title='=HYPERLINK("https://evil.example")'))
    assert {row["title"][0] for row in table(tarsila.client(), "?kind=resource")} == {"'"}


def test_one_thing_costs_as_much_as_many(book, tarsila, rosa):
    def counted():
        found = {}
        for somebody in (tarsila, rosa):
            browser = somebody.client()
            for address in (WORK, COVERAGE, CSV, f"/en/desk/translate/resource/{KEY}/"):
                browser.get(address)
                cache.clear()
                with CaptureQueriesContext(connection) as asked:
                    assert browser.get(address).status_code == 200
                found[somebody.person.name, address] = len(asked)
        return found

    def work_on(key):
        about = subject(tarsila, "fr", "resource", key)
        translation_claim(standing(tarsila), about)

    work_on(more(1))
    one = counted()
    for number in (2, 3):
        work_on(more(number))
    assert counted() == one
    assert max(one.values()) <= 20


def test_the_languages_of_a_thing(book, paula, tarsila):
    translation_claim(standing(tarsila), subject(tarsila))
    html = paula.client().get(f"/en/desk/translate/resource/{KEY}/").content.decode()
    assert f'href="/en/desk/translate/resource/{KEY}/pt/"' in html
    assert f'href="/en/desk/translate/resource/{KEY}/ar/"' not in html
    assert "Tarsila" in html
    assert "original" in html


def test_the_menu_shows_translations_to_whom_it_concerns(book, tarsila, beto, chidi):
    assert "/en/desk/translate/" in tarsila.client().get("/en/desk/").content.decode()
    for somebody in (beto, chidi):
        assert "/en/desk/translate/" not in somebody.client().get("/en/desk/").content.decode()
