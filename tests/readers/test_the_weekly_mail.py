"""One mail a week: what is new in one's searches and follows, in one's own language and zone, once."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any

import pytest
import time_machine
from django.test import Client

from agora.people.models import Person
from agora.readers.digests import sending
from agora.readers.digests.preparing import contents_of
from agora.readers.logic import week_of
from agora.readers.models import DigestPlan, WeeklyDigest
from tests.catalogue.shelf import put
from tests.readers.keeping import follows, keep_search, run_jobs

pytestmark = pytest.mark.django_db
UTC = dt.UTC
THURSDAY = dt.datetime(2026, 3, 26, 12, tzinfo=UTC)
MONDAY = dt.datetime(2026, 3, 30, 9, tzinfo=UTC)


def at(moment: dt.datetime) -> Any:
    """The clock stands there."""
    return time_machine.travel(moment, tick=False)


def due() -> None:
    """What the worker does when it looks for mails that are due."""
    sending.digests_due()
    run_jobs()


def text_of(mail: Any) -> str:
    return str(mail.get_body(("plain",)).get_content())


@pytest.mark.parametrize(
    ("moment", "zone", "week"),
    [
        # Central Europe springs forward on 29 March 2026: seven in the morning is 6 UTC before, 5 after.
        ("2026-03-23T05:59", "Europe/Madrid", "2026-03-16"),
        ("2026-03-23T06:00", "Europe/Madrid", "2026-03-23"),
        ("2026-03-30T04:59", "Europe/Madrid", "2026-03-23"),
        ("2026-03-30T05:00", "Europe/Madrid", "2026-03-30"),
        ("2026-10-26T05:59", "Europe/Madrid", "2026-10-19"),
        ("2026-10-26T06:00", "Europe/Madrid", "2026-10-26"),
        ("2026-03-29T18:00", "Pacific/Auckland", "2026-03-30"),
        ("2026-03-30T14:59", "America/Los_Angeles", "2026-03-30"),
        ("2026-03-30T13:59", "America/Los_Angeles", "2026-03-23"),
        ("2026-04-02T00:00", "Asia/Kathmandu", "2026-03-30"),
    ],
)
def test_the_week_turns_on_monday_at_seven_by_the_clock_on_the_wall(moment, zone, week):
    now = dt.datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert week_of(now, zoneinfo.ZoneInfo(zone)).isoformat() == week


def test_what_is_new_comes_once_and_nothing_new_brings_no_mail(beto, index, mail_server):
    with at(THURSDAY):
        put("old", title="Old trees")
        keep_search(beto, "Street trees", text="trees")
    with at(THURSDAY + dt.timedelta(hours=2)):
        put("new", title="New trees for streets")
        index()
    with at(MONDAY - dt.timedelta(hours=3)):
        due()  # six in the morning
    assert mail_server.mails == []
    with at(MONDAY):
        due()
        due()
    (mail,) = mail_server.wait(1)
    text = text_of(mail)
    assert mail["X-Envelope-To"] == "beto@ondara.example"
    assert mail["Subject"] == "1 new thing for you on Agora"
    assert "New in your search “Street trees”" in text
    assert "New trees for streets" in text
    assert "Old trees" not in text
    assert "sort=added" in mail.get_body(("html",)).get_content()
    with at(MONDAY + dt.timedelta(days=7)):
        due()
    assert len(mail_server.mails) == 1
    assert WeeklyDigest.objects.get().state == "sent"


def test_a_thing_in_two_searches_and_a_follow_is_told_once(beto, ondara, index, mail_server):
    with at(THURSDAY):
        keep_search(beto, "Trees", text="trees")
    with at(THURSDAY + dt.timedelta(minutes=1)):
        keep_search(beto, "Streets", text="streets")
        follows(beto, "organisation", ondara)
    with at(THURSDAY + dt.timedelta(hours=1)):
        put(
            "both",
            title="Trees for streets",
            contributions=[{"role": "publisher", "organisation": "ondara"}],
        )
        put(
            "theirs",
            title="A plan",
            contributions=[{"role": "publisher", "organisation": "ondara"}],
        )
        index()
    with at(MONDAY):
        due()
    text = text_of(mail_server.wait(1)[0])
    assert text.count("Trees for streets") == 1
    assert "New from City of Ondara" in text
    assert "A plan" in text
    assert "Streets”" not in text


def test_nobody_is_told_of_what_they_may_not_see(beto, chidi, ondara, index, mail_server):
    with at(THURSDAY):
        for somebody in (beto, chidi):
            keep_search(somebody, "Trees", text="trees")
    with at(THURSDAY + dt.timedelta(hours=1)):
        put("own", title="Trees of Ondara", visibility="organisation", owner="ondara")
        index()
    with at(MONDAY):
        due()
    (mail,) = mail_server.wait(1)
    assert mail["X-Envelope-To"] == "beto@ondara.example"


def test_what_is_withdrawn_before_the_mail_leaves_is_not_in_it(beto, index, mail_server):
    from agora.editorial.services import content_withdraw

    with at(THURSDAY):
        keep_search(beto, "Trees", text="trees")
    with at(THURSDAY + dt.timedelta(hours=1)):
        thing = put("trees", title="Trees")
        index()
    with at(MONDAY):
        sending.digests_due()
        content_withdraw("resource", thing.pk, "wrong")
        run_jobs()
    assert mail_server.mails == []
    assert not WeeklyDigest.objects.exists()


def test_what_the_index_does_not_know_yet_comes_with_the_next_mail(beto, index, mail_server):
    with at(THURSDAY):
        keep_search(beto, "Trees", text="trees")
        index()
    with at(MONDAY - dt.timedelta(hours=1)):
        put("late", title="Late trees")  # and no indexing
    with at(MONDAY):
        due()
    assert mail_server.mails == []
    index()
    with at(MONDAY + dt.timedelta(days=7)):
        due()
    assert "Late trees" in text_of(mail_server.wait(1)[0])


def test_a_worker_killed_between_two_mails_sends_none_twice(
    beto, chidi, index, mail_server, monkeypatch
):
    with at(THURSDAY):
        for somebody in (beto, chidi):
            keep_search(somebody, "Trees", text="trees")
    with at(THURSDAY + dt.timedelta(hours=1)):
        put("trees", title="Trees")
        index()
    sent, really = [], sending.digest_mail

    class Killed(BaseException):
        """The process is gone: nothing of it runs any more, no `except` either."""

    def send(to: str, *rest: Any) -> None:
        if sent:
            raise Killed
        sent.append(to)
        really(to, *rest)

    with at(MONDAY):
        sending.digests_due()
        monkeypatch.setattr(sending, "digest_mail", send)
        with pytest.raises(Killed):
            sending.digests_send.call()
        monkeypatch.setattr(sending, "digest_mail", really)
        with pytest.raises(sending.BeingSent):  # what the dead one had taken is still its own
            sending.digests_send.call()
        assert len(mail_server.mails) == 1
    with at(MONDAY + dt.timedelta(minutes=2)):
        sending.digests_send.call()
        sending.digests_send.call()
    to = [mail["X-Envelope-To"] for mail in mail_server.wait(2)]
    assert sorted(to) == ["beto@ondara.example", "chidi@ondara.example"]


def test_a_week_that_is_claimed_twice_makes_one_digest(beto, index):
    with at(THURSDAY):
        keep_search(beto, "Trees", text="trees")
    with at(MONDAY):
        assert (sending.digests_due(), sending.digests_due()) == (1, 0)
        assert WeeklyDigest.objects.count() == 1


def test_one_click_stops_it_and_switched_on_again_it_begins_anew(beto, index, mail_server):
    with at(THURSDAY):
        keep_search(beto, "Trees", text="trees")
    with at(THURSDAY + dt.timedelta(hours=1)):
        put("trees", title="Trees")
        index()
    with at(MONDAY):
        due()
    mail = mail_server.wait(1)[0]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail["List-Unsubscribe"].strip("<>").split("/", 3)[3]
    program = Client(enforce_csrf_checks=True)
    assert program.get(f"/{address}").status_code == 200
    assert DigestPlan.objects.get().is_wanted
    assert program.post(f"/{address}", {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not DigestPlan.objects.get().is_wanted
    assert program.post(f"/{address[:-3]}xx/").status_code == 404
    with at(MONDAY + dt.timedelta(days=2)):
        put("more", title="More trees")
        index()
    with at(MONDAY + dt.timedelta(days=3)):
        beto.client().post("/en/mine/digest/", {"do": "on"})
    with at(MONDAY + dt.timedelta(days=7)):
        due()
    assert len(mail_server.mails) == 1


def _arabic(beto: Any, index: Any) -> None:
    Person.objects.filter(pk=beto.person.pk).update(language="ar", timezone="Africa/Cairo")
    from agora.topics.models import Concept

    with at(THURSDAY):
        follows(beto, "topic", Concept.objects.get(scheme__key="themes", key="housing"))
    with at(THURSDAY + dt.timedelta(hours=1)):
        put(
            "homes",
            original_language="ar",
            texts={"ar": {"title": "دليل السكن", "summary": "ملخص"}},
            themes=["housing"],
        )
        index()


def test_a_mail_to_a_reader_of_arabic_is_in_arabic_and_from_right_to_left(beto, index, mail_server):
    _arabic(beto, index)
    with at(dt.datetime(2026, 3, 30, 4, 59, tzinfo=UTC)):
        due()
    assert mail_server.mails == []
    with at(dt.datetime(2026, 3, 30, 5, 0, tzinfo=UTC)):  # seven in Cairo
        due()
    mail = mail_server.wait(1)[0]
    html = mail.get_body(("html",)).get_content()
    assert mail["Content-Language"] == "ar"
    assert '<html lang="ar" dir="rtl">' in html
    assert "دليل السكن" in html
    assert "/ar/resources/homes/" in html
    assert "السكن" in text_of(mail)


def test_a_hundred_readers_cost_as_many_queries_as_one(beto, index, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.conftest import _somebody

    with at(THURSDAY):
        keep_search(beto, "Trees", text="trees")
        for number in range(20):
            keep_search(_somebody(f"Reader{number}"), "Trees", text="trees")
    with at(THURSDAY + dt.timedelta(hours=1)):
        put("trees", title="Trees")
        index()
    with at(MONDAY):
        sending.digests_due()
        digests = list(WeeklyDigest.objects.order_by("pk"))
        contents_of(digests)
        with CaptureQueriesContext(connection) as one:
            contents_of(digests[:1])
        with django_assert_num_queries(len(one)):
            assert len(contents_of(digests)) == 21
