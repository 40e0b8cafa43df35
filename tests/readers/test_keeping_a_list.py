"""Saving things into lists, ordering them, sharing a list and giving it on."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client

from agora.editorial.services import content_withdraw
from agora.readers.errors import MOST_LISTS, TooMany
from agora.readers.lists.services import item_note, list_make, list_share
from agora.readers.models import ListItem, SavedList
from tests.catalogue.shelf import put
from tests.readers.keeping import kept_list

pytestmark = pytest.mark.django_db


def titles(answer: Any) -> list[str]:
    """The things a list page shows, in order."""
    return [row.card.title.text for row in answer.context["rows"]]


def test_one_button_on_its_page_saves_a_thing_and_says_where(beto):
    put("trees", title="Trees for streets")
    browser = beto.client()
    page = browser.get("/en/resources/trees/")
    resource = page.context["it"].card.id
    assert f'action="/en/mine/save/{resource}/"' in page.text
    answer = browser.post(f"/en/mine/save/{resource}/", {"do": "quick"}, follow=True)
    assert answer.redirect_chain == [("/en/resources/trees/", 302)]
    assert "Saved in your list “My list”." in answer.text
    assert f'href="/en/mine/save/{resource}/"' in answer.text  # saved now: the button is a link
    browser.post(f"/en/mine/save/{resource}/", {"do": "quick"})
    assert ListItem.objects.filter(list__account=beto.account).count() == 1


def test_a_visitor_is_led_to_sign_in_and_comes_back_to_save():
    thing = put("trees")
    visitor = Client()
    page = visitor.get("/en/resources/trees/")
    path = f"/en/mine/save/{thing.pk}/"
    assert f'href="{path}"' in page.text
    assert "csrfmiddlewaretoken" not in page.text
    assert not page.cookies
    assert "public" in page["Cache-Control"]
    answer = visitor.get(path)
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"login/?next=%2Fen%2Fmine%2Fsave%2F{thing.pk}%2F")


def test_a_thing_goes_into_a_new_list_with_a_note_and_a_second_name_is_refused(beto):
    thing, browser = put("trees"), beto.client()
    sent = {"list": "new", "name": "Shade", "note": "For the meeting"}
    assert browser.post(f"/en/mine/save/{thing.pk}/", sent).status_code == 302
    assert ListItem.objects.get(list__name="Shade").note == "For the meeting"
    again = browser.post(f"/en/mine/save/{thing.pk}/", sent)
    assert again.status_code == 422
    assert "You have a list of this name" in again.text
    assert "For the meeting" in again.text


def test_things_move_get_notes_and_go(beto):
    kept = kept_list(beto, *(put(slug, title=slug) for slug in ("one", "two", "three")))
    here, browser = f"/en/mine/lists/{kept.pk}/", beto.client()
    third = ListItem.objects.get(list=kept, resource__slug="three")
    browser.post(here, {"do": "up", "item": third.pk})
    browser.post(here, {"do": "up", "item": third.pk})
    browser.post(here, {"do": "up", "item": third.pk})
    browser.post(here, {"do": "note", "item": third.pk, "note": "first of all"})
    browser.post(here, {"do": "remove", "item": ListItem.objects.get(resource__slug="two").pk})
    answer = browser.get(here)
    assert titles(answer) == ["three", "one"]
    assert "first of all" in answer.text


def test_an_item_of_anothers_list_under_ones_own_is_not_there(beto, amina):
    thing = put("trees")
    mine, theirs = kept_list(beto, thing), kept_list(amina, thing)
    item = ListItem.objects.get(list=theirs)
    for do in ("up", "down", "note", "remove"):
        sent = {"do": do, "item": item.pk, "note": "x"}
        assert beto.client().post(f"/en/mine/lists/{mine.pk}/", sent).status_code == 404
    item.refresh_from_db()
    assert item.note == ""


def test_a_link_opens_a_list_for_anybody_until_it_is_renewed_or_stopped(beto, settings):
    kept = kept_list(beto, put("trees", title="Trees for streets"))
    here, browser = f"/en/mine/lists/{kept.pk}/", beto.client()

    def link() -> str:
        return str(browser.get(here).context["link"]).removeprefix(settings.SITE_URL)

    assert link() == ""
    browser.post(here, {"do": "share"})
    first = link()
    shown = Client().get(first)
    assert titles(shown) == ["Trees for streets"]
    assert "noindex" in shown.text
    assert "no-store" in shown["Cache-Control"]
    assert "Beto" not in shown.text
    browser.post(here, {"do": "renew"})
    second = link()
    assert second != first
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    assert Client().get(f"{second[:-3]}aa/").status_code == 404
    browser.post(here, {"do": "stop"})
    assert Client().get(second).status_code == 404
    browser.post(here, {"do": "share"})
    assert link() not in (first, second)


def test_a_shared_list_leaves_out_what_its_reader_may_not_see(beto, chidi, ondara):
    own = put("own", title="For Ondara alone", visibility="organisation", owner="ondara")
    gone = put("gone", title="Gone by now")
    kept = kept_list(beto, own, put("trees", title="Trees"), gone)
    content_withdraw("resource", gone.pk, "no longer true")
    list_share(beto.account.pk, kept.pk, on=True)
    link = beto.client().get(f"/en/mine/lists/{kept.pk}/").context["link"].split("/", 3)[3]
    assert titles(beto.client().get(f"/{link}")) == ["For Ondara alone", "Trees"]
    for browser in (Client(), chidi.client()):
        answer = browser.get(f"/{link}")
        assert titles(answer) == ["Trees"]
        assert "Ondara alone" not in answer.text
        assert "Gone" not in answer.text


def test_a_colleague_gets_a_copy_and_a_stranger_never(beto, amina, chidi, mail_server):
    from tests.readers.keeping import run_jobs

    kept = kept_list(amina, put("trees", title="Trees"))
    item_note(amina.account.pk, kept.pk, ListItem.objects.get().pk, "look at page 4")
    there, browser = f"/en/mine/lists/{kept.pk}/give/", amina.client()
    assert browser.post(there, {"person": chidi.person.pk}).status_code == 422
    assert browser.post(there, {"person": beto.person.pk}).status_code == 302
    copy = SavedList.objects.get(account=beto.account)
    assert [(item.resource.slug, item.note) for item in copy.items.all()] == [
        ("trees", "look at page 4")
    ]
    assert SavedList.objects.filter(account=amina.account, pk=kept.pk).exists()
    run_jobs()
    mail = mail_server.wait(1)[0]
    assert mail["X-Envelope-To"] == "beto@ondara.example"
    assert "Amina" in mail.get_body(("plain",)).get_content()


def test_cells_of_a_download_are_no_formulas(beto):
    kept = kept_list(beto, put("trees", title="=HYPERLINK(1)"))
    item_note(beto.account.pk, kept.pk, ListItem.objects.get().pk, "@SUM(1)")
    answer = beto.client().get(f"/en/mine/lists/{kept.pk}/list.csv")
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["title"], row["note"]) == ("'=HYPERLINK(1)", "'@SUM(1)")
    assert row["url"].endswith("/en/resources/trees/")


def test_a_list_asks_the_database_as_often_for_three_things_as_for_one(
    beto, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    kept, browser = kept_list(beto, put("one")), beto.client()
    browser.get(f"/en/mine/lists/{kept.pk}/")
    with CaptureQueriesContext(connection) as first:
        browser.get(f"/en/mine/lists/{kept.pk}/")
    count = len(first.captured_queries)
    from agora.readers.lists.services import resource_save

    for slug in ("two", "three"):
        resource_save(beto.account.pk, beto.viewer, put(slug).pk, list_id=kept.pk)
    browser.get(f"/en/mine/lists/{kept.pk}/")
    with django_assert_num_queries(count):
        browser.get(f"/en/mine/lists/{kept.pk}/")


def test_there_is_a_most_of_everything(beto):
    for number in range(MOST_LISTS):
        list_make(beto.account.pk, f"List {number}")
    with pytest.raises(TooMany, match="Delete one first"):
        list_make(beto.account.pk, "One more")
