"""Where a run stands follows from its dates; whether one more fits, from what is taken."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from agora.courses.seats.logic import Applicant, Dates, Limit, RunState, Seats, run_state

NOW = dt.datetime(2027, 3, 28, 1, 30, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
BEFORE, AFTER = NOW - HOUR, NOW + HOUR


@pytest.mark.parametrize(
    ("dates", "state"),
    [
        (Dates(), RunState.ONGOING_OPEN),
        (Dates(self_paced=False), RunState.TO_BE_SCHEDULED),
        (Dates(starts=AFTER), RunState.FUTURE_OPEN),
        (Dates(enrol_from=AFTER, starts=AFTER + HOUR), RunState.FUTURE_NOT_YET_OPEN),
        (Dates(enrol_from=AFTER), RunState.FUTURE_NOT_YET_OPEN),
        (Dates(enrol_until=NOW, starts=AFTER), RunState.FUTURE_CLOSED),
        (Dates(starts=BEFORE, enrol_until=BEFORE), RunState.ONGOING_CLOSED),
        (Dates(starts=BEFORE, enrol_until=AFTER, ends=AFTER), RunState.ONGOING_OPEN),
        (Dates(starts=NOW), RunState.ONGOING_OPEN),
        (Dates(starts=BEFORE, ends=NOW), RunState.ARCHIVED),
        (Dates(ends=NOW + HOUR, self_paced=False), RunState.TO_BE_SCHEDULED),
        (Dates(is_cancelled=True, starts=AFTER), RunState.CANCELLED),
    ],
)
def test_a_run_is_in_the_state_its_dates_give(dates, state):
    assert run_state(dates, NOW) is state
    assert state.is_open is (state in (RunState.FUTURE_OPEN, RunState.ONGOING_OPEN))


def test_one_more_fits_until_all_places_are_taken():
    seats = Seats(2, 1)
    assert seats.fits(Applicant())
    seats.take(Applicant())
    assert (seats.left, seats.fits(Applicant())) == (0, False)
    assert Seats(2, 5).left == 0  # never fewer than none
    assert Seats(None, 5).fits(Applicant())


def test_a_quota_stops_only_those_it_is_for():
    africa = uuid.uuid4()
    seats = Seats(10, 0, [(Limit(1, africa), 0), (Limit(0, gender="man"), 0)])
    there = Applicant(frozenset({africa, uuid.uuid4()}))
    assert seats.fits(there)
    seats.take(there)
    assert not seats.fits(there)
    assert seats.fits(Applicant())
    assert not seats.fits(Applicant(gender="man"))
    assert seats.fits(Applicant(gender="woman"))
