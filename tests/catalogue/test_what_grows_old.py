"""What nobody has looked over for years says so, is asked about once a year, and is young again when somebody looked."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from agora.catalogue.ageing.services import providers_remind
from agora.catalogue.models import AgeingReminder, Resource
from agora.editorial.models import Draft
from agora.journal.models import Entry
from agora.kernel import clock, jobs
from tests.catalogue.shelf import put

pytestmark = pytest.mark.django_db
WARNS = "so some of it may be out of date"


def _old(slug: str = "trees", **fields: Any) -> Resource:
    """A resource of Ondara's that was last touched four years ago."""
    made = put(slug, owner="ondara", published="2016", **fields)
    Resource.objects.filter(pk=made.pk).update(changed_at=clock.now() - dt.timedelta(days=4 * 366))
    return made


def _page(slug: str = "trees") -> str:
    return Client().get(f"/en/resources/{slug}/").content.decode()


def test_its_page_says_so_and_a_young_one_says_nothing(ondara, settings):
    _old()
    put("wells", published="2016")
    assert "Published: 2016." in _page()
    assert WARNS in _page()
    assert WARNS not in _page("wells")
    settings.REVIEW_YEARS = 0
    _old("streets")
    assert WARNS not in _page("streets")


def test_still_right_is_noted_with_day_and_person(amina, index):
    made = _old()
    client = amina.client()
    assert "Trees" in client.get("/en/desk/ageing/").content.decode()
    assert WARNS in _page()
    client.post(f"/en/desk/ageing/{made.pk}/right/")
    made.refresh_from_db()
    assert (made.looked_over_by, made.looked_over_at.date()) == (
        amina.account.pk,
        clock.now().date(),
    )
    assert Entry.objects.filter(verb="looked-over", object_id=made.pk).count() == 1
    assert WARNS not in _page()
    assert "Nothing is getting old." in client.get("/en/desk/ageing/").content.decode()


def test_what_needs_an_update_gets_a_draft(amina):
    made = _old()
    answer = amina.client().post(f"/en/desk/ageing/{made.pk}/update/")
    draft = Draft.objects.get(object_id=made.pk)
    assert answer.headers["Location"] == f"/en/desk/drafts/{draft.pk}/"


def test_it_leaves_the_market_only_with_a_reason(amina):
    made = _old()
    address = f"/en/desk/ageing/{made.pk}/withdraw/"
    assert amina.client().post(address, {"reason": " "}).status_code == 422
    amina.client().post(address, {"reason": "A new plan replaced it."})
    gone = Client().get("/en/resources/trees/")
    assert (gone.status_code, "A new plan replaced it." in gone.content.decode()) == (410, True)


def test_the_list_costs_the_same_for_one_and_for_three(amina, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    _old()
    client = amina.client()
    client.get("/en/desk/ageing/")
    with CaptureQueriesContext(connection) as one:
        client.get("/en/desk/ageing/")
    _old("wells")
    _old("streets")
    with django_assert_num_queries(len(one)):
        client.get("/en/desk/ageing/")


def test_a_provider_is_reminded_once_a_year_in_one_mail(amina, beto, mail_server):
    amina.person.language = "es"
    amina.person.save()
    _old()
    _old("wells")
    assert providers_remind() == 1
    assert providers_remind() == 0
    while jobs.run_next("test"):
        pass
    (mail,) = mail_server.wait(1)
    text = mail.get_body(("plain",)).get_content()
    assert mail["To"] == amina.account.email
    assert ("Trees" in text, "Wells" in text, "/es/desk/ageing/" in text) == (True, True, True)
    AgeingReminder.objects.update(at=clock.now() - dt.timedelta(days=366))
    assert providers_remind() == 1
