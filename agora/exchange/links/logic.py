"""What an answer means for an address, and when to ask again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

PAUSE: Final = dt.timedelta(seconds=5)
"""Between two requests to the same host."""
AGAIN: Final = dt.timedelta(days=7)
"""Between two checks of an address that answers."""
RETRIES: Final = (dt.timedelta(days=1), dt.timedelta(days=4), dt.timedelta(days=10))
"""After the first failure, the second and the third: the fourth is 15 days after the first."""
ENOUGH: Final = 4
LONG: Final = dt.timedelta(days=14)
ACCEPTED: Final = dt.timedelta(days=30)
"""Between two checks of an address of which its provider said that it is right."""
NOT_FOR_PROGRAMS: Final = frozenset({401, 403, 405, 406, 407, 451})
"""Many sites answer people and not programs: that is no dead link, and no living one either."""
NO_HEAD: Final = frozenset({400, 403, 404, 405, 406, 410, 500, 501, 502, 503})
"""Answers to HEAD that are not believed before GET said the same."""


@dataclass(frozen=True)
class Answered:
    """How a whole check ended: `kind` is `alive`, `moved`, `failing`, `closed` or `later`."""

    kind: str
    answer: str = ""
    status: int = 0
    leads_to: str = ""


@dataclass(frozen=True)
class Standing:
    """Where an address stands: what is kept of it between two checks."""

    state: str
    failures: int
    failing_since: dt.datetime | None
    due_at: dt.datetime


def meant_by(reason: str, status: int) -> Answered:
    """What a refused or broken request says of the address."""
    if status == 429:
        return Answered("later", "busy", status)
    if status in NOT_FOR_PROGRAMS:
        return Answered("closed", "not-for-programs", status)
    return Answered("failing", reason, status)


def standing_after(
    found: Answered,
    *,
    failures: int,
    failing_since: dt.datetime | None,
    state: str,
    accepted: bool,
    now: dt.datetime,
    spread: float,
) -> Standing:
    """Where the address stands after this check.

    `spread`, from 0 to 1 and always the same for one address, keeps checks from falling together.
    """
    later = dt.timedelta(hours=24 * spread)
    if found.kind == "later":
        return Standing(state, failures, failing_since, now + dt.timedelta(days=1))
    if found.kind != "failing":
        kept = {"alive": "alive", "moved": "moved", "closed": "unchecked"}[found.kind]
        return Standing(kept, 0, None, now + AGAIN + later)
    count = failures + 1
    # A beginning in the future was written by a clock that went wrong.
    since = failing_since if failing_since and failing_since <= now else now
    is_gone = count >= ENOUGH and now - since >= LONG
    wait = ACCEPTED if accepted else (*RETRIES, AGAIN)[min(count, ENOUGH) - 1]
    return Standing("gone" if is_gone else "failing", count, since, now + wait)
