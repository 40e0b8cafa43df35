"""Where a run stands, and whether one more fits in: thought from values, no database."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class RunState(enum.Enum):
    """Where a run stands at a moment, by its dates alone."""

    TO_BE_SCHEDULED = "to-be-scheduled"
    FUTURE_NOT_YET_OPEN = "future-not-yet-open"
    FUTURE_OPEN = "future-open"
    FUTURE_CLOSED = "future-closed"
    ONGOING_OPEN = "ongoing-open"
    ONGOING_CLOSED = "ongoing-closed"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Whether one can enrol, places or not."""
        return self in (RunState.FUTURE_OPEN, RunState.ONGOING_OPEN)


@dataclass(frozen=True)
class Dates:
    """The dates of a run, as they are planned; `self_paced`: one may begin without a group."""

    enrol_from: dt.datetime | None = None
    enrol_until: dt.datetime | None = None
    starts: dt.datetime | None = None
    ends: dt.datetime | None = None
    self_paced: bool = True
    is_cancelled: bool = False


def run_state(dates: Dates, now: dt.datetime) -> RunState:
    """Where the run stands. A beginning counts, an end does not: at `ends` it is over."""
    if dates.is_cancelled:
        return RunState.CANCELLED
    if dates.ends is not None and now >= dates.ends:
        return RunState.ARCHIVED
    if dates.starts is None and not dates.self_paced:
        return RunState.TO_BE_SCHEDULED
    early = dates.enrol_from is not None and now < dates.enrol_from
    late = dates.enrol_until is not None and now >= dates.enrol_until
    if dates.starts is not None and now < dates.starts:
        if early:
            return RunState.FUTURE_NOT_YET_OPEN
        return RunState.FUTURE_CLOSED if late else RunState.FUTURE_OPEN
    if early:
        return RunState.FUTURE_NOT_YET_OPEN
    return RunState.ONGOING_CLOSED if late else RunState.ONGOING_OPEN


@dataclass(frozen=True)
class Applicant:
    """Of somebody who wants a place, what quotas ask: the places they are in, and their gender."""

    places: frozenset[uuid.UUID] = frozenset()
    gender: str = ""


@dataclass(frozen=True)
class Limit:
    """At most `places` seats for those from `place`, or of this gender."""

    places: int
    place: uuid.UUID | None = None
    gender: str = ""

    def is_for(self, one: Applicant) -> bool:
        """Whether somebody counts against it."""
        if self.place is not None:
            return self.place in one.places
        return self.gender == one.gender


class Seats:
    """The places of a run: how many are taken, in all and of each quota."""

    def __init__(
        self, capacity: int | None, taken: int, limits: Sequence[tuple[Limit, int]] = ()
    ) -> None:
        self.capacity, self.taken = capacity, taken
        self.limits: Mapping[Limit, int] = dict(limits)

    @property
    def left(self) -> int | None:
        """How many are left, none less than 0; None where there is room for everybody."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)

    def fits(self, one: Applicant) -> bool:
        """Whether this person can have a place now."""
        if self.left == 0:
            return False
        return all(used < limit.places for limit, used in self.limits.items() if limit.is_for(one))

    def take(self, one: Applicant) -> None:
        """Count one more."""
        self.taken += 1
        self.limits = {limit: used + limit.is_for(one) for limit, used in self.limits.items()}
