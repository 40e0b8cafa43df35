"""One mail a day, or a week, says what is new in the discussions somebody follows."""

from __future__ import annotations

import datetime as dt

import pytest

from agora.kernel import clock
from agora.notices.models import Notice, Preference
from agora.people.models import Membership, PersonLanguage
from agora.talk.digests import digests_due
from agora.talk.logic import is_due
from agora.talk.models import ThreadFollow
from tests.notices.telling import html, plain
from tests.talk.talking import asked, at, opening, place_at, said, work

pytestmark = pytest.mark.django_db
UTC = dt.UTC
MONDAY = dt.datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def now(monkeypatch):
    """Call it to set the clock."""
    moment = [MONDAY]
    monkeypatch.setattr(clock, "now", lambda: moment[0])

    def set_to(then: dt.datetime) -> None:
        moment[0] = then

    return set_to


def test_in_the_morning_one_mail_lists_what_is_new_and_nothing_twice(
    amina, beto, cast, ondara, now, mail_server
):
    cast["translator"].client().post(place_at(ondara, "follow/"), {"how": "daily"})
    now(MONDAY + dt.timedelta(hours=1))
    thread = asked(amina, ondara, "Which trees?")
    said(beto, thread, "Plane trees <b>do</b>.")
    assert digests_due() == 0  # the day's mail is over
    now(MONDAY + dt.timedelta(hours=18))  # six in the morning
    assert digests_due() == 0
    now(MONDAY + dt.timedelta(hours=19, minutes=5))
    assert digests_due() == 1
    assert digests_due() == 0
    work()
    mails = {str(mail["X-Envelope-To"]): mail for mail in mail_server.wait(2)}
    mail = mails[cast["translator"].account.email]
    assert str(mail["Subject"]) == "2 new posts in discussions you follow"
    assert "Which trees stand the heat?" in plain(mail)
    assert "Beto: Plane trees <b>do</b>." in plain(mail)
    assert "Plane trees &lt;b&gt;do&lt;/b&gt;." in html(mail)
    assert f"/en/talk/workshop/{ondara.pk}/{thread.pk}/#post-{opening(thread).pk}" in plain(mail)
    assert "/desk/notices/stop/" in str(mail["List-Unsubscribe"])
    assert "You receive this because you take part" in plain(mail)
    # Amina was told of the answer at once, and Beto of nothing: the rest is their own.
    assert str(mails[amina.account.email]["Subject"]) == "An answer to “Which trees?”"
    now(MONDAY + dt.timedelta(days=2))
    assert digests_due() == 0


def test_a_weekly_follower_waits_for_monday(amina, beto, ondara, now):
    beto.client().post(place_at(ondara, "follow/"), {"how": "weekly"})
    now(MONDAY + dt.timedelta(days=1))
    asked(amina, ondara)
    for day in range(2, 7):
        now(MONDAY + dt.timedelta(days=day))
        assert digests_due() == 0
    now(MONDAY + dt.timedelta(days=7))
    assert digests_due() == 1
    follow = ThreadFollow.objects.get(account=beto.account)
    assert follow.told_until == MONDAY + dt.timedelta(days=7, minutes=-1)


def test_the_morning_is_the_readers_own(amina, beto, ondara, now):
    beto.person.timezone = "Asia/Seoul"
    beto.person.save()
    beto.client().post(place_at(ondara, "follow/"), {"how": "daily"})
    now(MONDAY + dt.timedelta(hours=1))
    asked(amina, ondara)
    now(dt.datetime(2026, 3, 2, 21, 50, tzinfo=UTC))
    assert digests_due() == 0
    now(dt.datetime(2026, 3, 2, 22, 10, tzinfo=UTC))  # ten past seven in Seoul
    assert digests_due() == 1


def test_who_left_the_place_or_whose_follow_ended_is_not_mailed(amina, beto, cast, ondara, now):
    for somebody in (beto, cast["translator"], cast["reviewer"]):
        somebody.client().post(place_at(ondara, "follow/"), {"how": "daily"})
    now(MONDAY + dt.timedelta(hours=1))
    asked(amina, ondara)
    Membership.objects.filter(person=beto.person).delete()
    cast["translator"].client().post(place_at(ondara, "follow/"), {"do": "stop"})
    type(amina.account).objects.filter(pk=cast["reviewer"].account.pk).update(is_active=False)
    now(MONDAY + dt.timedelta(days=1))
    assert digests_due() == 0
    assert not Notice.objects.filter(template="talk/mail/digest").exists()


def test_of_a_whole_place_only_languages_one_reads_and_ten_posts_at_most(
    amina, beto, ondara, now, mail_server
):
    beto.person.language = "es"
    beto.person.save()
    PersonLanguage.objects.create(person=beto.person, language="es")
    beto.client().post(place_at(ondara, "follow/"), {"how": "daily"})
    now(MONDAY + dt.timedelta(hours=1))
    asked(amina, ondara, "In French", language="fr")
    thread = asked(amina, ondara, "Árboles", "¿Cuáles?", language="es", is_question=False)
    for number in range(11):
        said(amina, thread, f"Idea número {number}", language="es")
    now(MONDAY + dt.timedelta(days=1))
    assert digests_due() == 1
    values = Notice.objects.get(template="talk/mail/digest").values
    assert (values["count"], values["more"]) == ("12", "2")
    assert "post_11_title" not in values
    assert {values[f"post_{n}_title"] for n in range(1, 11)} == {"Árboles"}
    work()
    (mail,) = mail_server.wait(1)
    assert mail["Content-Language"] == "es"
    assert "Idea número 10" in plain(mail)


def test_who_stopped_the_sort_gets_none_of_it(amina, beto, ondara, now, mail_server):
    Preference.objects.create(account=amina.account, sort="talk", how="off")
    thread = asked(amina, ondara)
    said(beto, thread)
    work()
    assert mail_server.mails == []
    assert Notice.objects.get().state == "unwanted"


def test_hidden_and_removed_posts_are_in_no_mail(amina, beto, cast, ondara, now):
    cast["translator"].client().post(place_at(ondara, "follow/"), {"how": "daily"})
    now(MONDAY + dt.timedelta(hours=1))
    thread = asked(amina, ondara)
    post = said(beto, thread)
    beto.client().post(at(thread, f"posts/{post.pk}/remove/"))
    first = at(thread, f"posts/{opening(thread).pk}/hide/")
    cast["admin"].client().post(first, {"why": "Not here"})
    now(MONDAY + dt.timedelta(days=1))
    assert digests_due() == 0


def test_a_clock_that_went_wrong_stops_no_mail():
    later = MONDAY + dt.timedelta(days=40)
    assert is_due("daily", later, MONDAY)
    assert is_due("weekly", later, MONDAY)
    assert not is_due("daily", MONDAY - dt.timedelta(hours=1), MONDAY)
