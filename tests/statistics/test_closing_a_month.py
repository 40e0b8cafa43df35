"""A month is closed: its small numbers vanish, its days are deleted, longer periods add it up."""

from __future__ import annotations

import datetime as dt

import pytest

from agora.kernel import clock
from agora.people.account.erasing import account_erase
from agora.statistics.closing import month_close, months_close
from agora.statistics.counting import NOTHING
from agora.statistics.models import ClosedMonth, DayCount, DayTotal, Figure
from tests.catalogue.shelf import found, put
from tests.statistics.counted import BROWSER, MONTH, closed, past, written

pytestmark = pytest.mark.django_db
OCTOBER = dt.date(2026, 10, 1)


def published(slug, *organisations):
    return put(
        slug,
        contributions=[{"role": "publisher", "organisation": one.slug} for one in organisations],
    )


def figures(span="m", act="read"):
    rows = Figure.objects.filter(span=span, act=act)
    return {(row.what, row.thing, row.language): row.number for row in rows}


def test_what_is_left_of_a_month_holds_no_small_number_and_none_to_be_found():
    ondara = found("ondara")
    trees, water = published("trees", ondara), published("water", ondara)
    for tag, number in (("en", 40), ("es", 9), ("fr", 2)):
        past(trees, number, tag=tag)
    past(water, 3)
    for tag in ("en", "es", "fr", "pt", "ar"):
        past(None, 50, what="other", tag=tag)
    past(trees, 4, act="save")
    closed()
    assert figures() == {
        ("all", NOTHING, ""): 304,
        ("all", NOTHING, "en"): 93,
        ("all", NOTHING, "es"): 59,
        ("all", NOTHING, "fr"): 52,
        ("all", NOTHING, "pt"): 50,
        ("all", NOTHING, "ar"): 50,
        ("other", NOTHING, ""): 250,
        ("owner", ondara.pk, ""): 54,
        # Water's 3 is hidden, and trees' 51 with it, for 54 less 51 would tell.
    }
    assert figures(act="save") == {}
    assert not DayCount.objects.exists()
    assert not DayTotal.objects.exists()


def test_longer_periods_add_up_what_months_show():
    ondara = found("ondara")
    trees = published("trees", ondara)
    for month, number in ((MONTH, 40), (OCTOBER, 30), (dt.date(2026, 8, 1), 4)):
        past(trees, number, month=month)
    closed(dt.date(2026, 8, 1), MONTH, OCTOBER)
    assert figures("q")[("resource", trees.pk, "")] in (40, 30)
    sums = Figure.objects.filter(thing=trees.pk, language="", act="read")
    assert set(sums.values_list("span", "start", "number")) == {
        ("m", MONTH, 40), ("m", OCTOBER, 30),
        ("q", dt.date(2026, 7, 1), 40), ("q", dt.date(2026, 10, 1), 30),
        ("y", dt.date(2026, 1, 1), 70), ("a", dt.date(2000, 1, 1), 70),
    }  # fmt: skip


def test_closing_twice_or_after_being_killed_counts_once():
    trees = published("trees", found("ondara"))
    past(trees, 40)
    Figure.objects.create(  # what a killed process left half-way
        span="m", start=MONTH, what="resource", thing=trees.pk, owner=NOTHING, act="read", number=9
    )
    month_close(MONTH)
    before = figures("a")
    past(trees, 40)  # something came too late
    months_close()
    assert figures("a") == before
    assert before[("resource", trees.pk, "")] == 40
    assert not DayCount.objects.exists()


def test_a_month_is_closed_on_the_third_day_after_it(monkeypatch):
    past(published("trees", found("ondara")), 40)
    for day, done in ((1, 0), (2, 0), (3, 1), (4, 0)):
        at = dt.datetime(2026, 10, day, 12, tzinfo=dt.UTC)
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        assert months_close() == done, day
    assert ClosedMonth.objects.get().month == MONTH


def test_a_thing_of_two_organisations_is_counted_for_the_first():
    ondara, brumal = found("ondara"), found("brumal")
    trees = published("trees", ondara, brumal)
    past(trees, 40)
    closed()
    assert ("owner", ondara.pk, "") in figures()
    assert ("owner", brumal.pk, "") not in figures()


def test_erasing_an_account_keeps_the_counts_and_no_trace_of_whom(amina):
    trees = put("trees")
    browser = amina.client()
    agent = {"User-Agent": BROWSER}
    for _ in range(3):
        browser.get("/en/resources/trees/", headers=agent)
    browser.post(f"/en/mine/save/{trees.pk}/", {"do": "quick"}, headers=agent)
    before = written()
    rows = list(DayCount.objects.order_by("pk").values())
    assert str(amina.account.pk) not in repr(rows)
    assert str(amina.person.pk) not in repr(rows)
    account_erase(amina.account.pk)
    assert written() == before == {("read", "resource", "en"): 3, ("save", "resource", "en"): 1}
    assert list(DayCount.objects.order_by("pk").values()) == rows
