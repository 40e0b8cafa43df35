"""What was published is looked at again: a date by its sort, reminders, each of them once."""

from __future__ import annotations

import datetime as dt

import pytest

from agora.editorial.models import LookAgain, LookReminder
from agora.editorial.review import looking, services
from agora.editorial.services import content_withdraw
from agora.journal.models import Entry
from agora.kernel import clock
from agora.kernel.errors import AgoraError, NotYours
from agora.notices.models import Notice
from tests.editorial.reviewing import on_duty, sent, somebody, standing, works_for

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 31)


@pytest.fixture
def day(monkeypatch):
    def turn_to(date):
        moment = dt.datetime.combine(date, dt.time(9), dt.UTC)
        monkeypatch.setattr(clock, "now", lambda: moment)

    turn_to(TODAY)
    return turn_to


@pytest.fixture
def look(day, amina, ondara):
    """Ondara's handbook, published today and due in two years."""
    dora = on_duty(somebody("Dora"))
    submission = sent(amina, ondara)
    services.submission_approve(standing(dora), submission.pk, seen_turn=1)
    return LookAgain.objects.get()


def reminded():
    return list(
        Notice.objects.filter(sort="reminders")
        .order_by("created_at")
        .values_list("account_id", flat=True)
    )


def test_a_date_is_set_by_the_sort_when_something_is_published(look, ondara):
    assert (look.due, look.organisation, look.title) == (
        dt.date(2028, 3, 31),
        ondara,
        "Waste guide",
    )


def test_the_reviewer_may_choose_the_date(day, amina, ondara):
    dora = on_duty(somebody("Dora"))
    submission = sent(amina, ondara)
    chosen = dt.date(2026, 9, 1)
    services.submission_approve(standing(dora), submission.pk, seen_turn=1, look_again=chosen)
    assert LookAgain.objects.get().due == chosen


@pytest.mark.parametrize(
    ("today", "step"),
    [("2028-02-29", None), ("2028-03-01", 0), ("2028-03-30", 0), ("2028-03-31", 1),
     ("2028-04-29", 1), ("2028-04-30", 2), ("2028-05-30", 2), ("2028-05-31", 3), ("2030-03-31", 25)],
)  # fmt: skip
def test_reminders_come_a_month_before_at_the_date_and_monthly_at_most(today, step):
    assert looking.step_on(dt.date(2028, 3, 31), dt.date.fromisoformat(today)) == step


def test_editors_are_reminded_and_each_reminder_goes_out_once(look, day, amina, beto, ondara):
    gita = works_for(somebody("Gita"), ondara, "admin")
    day(dt.date(2028, 2, 1))
    assert looking.looks_remind() == 0
    day(dt.date(2028, 3, 2))
    assert (looking.looks_remind(), looking.looks_remind()) == (1, 0)
    assert sorted(reminded()) == sorted([amina.account.pk, gita.account.pk])
    day(dt.date(2028, 3, 31))
    assert (looking.looks_remind(), looking.looks_remind()) == (1, 0)
    # After a long silence there is one reminder, not one for each month that passed.
    day(dt.date(2028, 9, 15))
    assert (looking.looks_remind(), looking.looks_remind()) == (1, 0)
    assert list(LookReminder.objects.order_by("step").values_list("step", flat=True)) == [0, 1, 6]


def test_a_reminder_whose_job_died_goes_out_the_next_time(look, day, amina, monkeypatch):
    day(dt.date(2028, 3, 31))

    class Killed(BaseException):
        pass

    def dies(*_args, **_named):
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(looking, "tell", dies)
        with pytest.raises(Killed):
            looking.looks_remind()
    assert not LookReminder.objects.exists()
    assert looking.looks_remind() == 1
    assert reminded() == [amina.account.pk]


def test_whoever_looked_sets_the_next_date_and_the_reminders_begin_anew(look, day, amina):
    day(dt.date(2028, 3, 31))
    looking.looks_remind()
    looking.look_set(standing(amina), look.pk, due=dt.date(2029, 3, 31))
    assert looking.looks_remind() == 0
    day(dt.date(2029, 3, 31))
    assert looking.looks_remind() == 1
    entry = Entry.objects.get(verb="look-again")
    assert (entry.actor, entry.object_id, entry.note) == (
        amina.account.pk,
        look.object_id,
        "2029-03-31",
    )


def test_a_date_that_is_over_is_refused_and_none_ends_it(look, day, amina):
    with pytest.raises(AgoraError) as refusal:
        looking.look_set(standing(amina), look.pk, due=TODAY)
    assert refusal.value.field == "due"
    looking.look_set(standing(amina), look.pk, due=None)
    assert not LookAgain.objects.exists()


def test_others_neither_see_nor_set_it(look, beto, chidi):
    spanish = on_duty(somebody("Sofia"), language="es")
    for who in (beto, chidi, spanish):
        assert not looking.looks_for(standing(who)).exists()
        with pytest.raises(NotYours):
            looking.look_set(standing(who), look.pk, due=dt.date(2029, 1, 1))
    english = on_duty(somebody("Emil"), language="en")
    assert looking.looks_for(standing(english)).get() == look


def test_what_was_withdrawn_is_forgotten(look, day):
    content_withdraw("resource", look.object_id, "A mistake.")
    day(dt.date(2028, 3, 31))
    assert looking.looks_remind() == 0
    assert not LookAgain.objects.exists()
