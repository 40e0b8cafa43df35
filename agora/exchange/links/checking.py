"""Asking the addresses, each host in its turn, many hosts at once, and keeping what they answered.

A round takes one address of each host that may be asked now, asks them all at the same time, and
writes what they said. What keeps two requests to a host apart stands in the database, so several workers
keep it together; an address that is being asked is not due again before `TAKEN` is over, so the round
of a worker that was killed is done again.
"""

from __future__ import annotations

import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Q

from agora.catalogue.logic import address_key
from agora.exchange.fetching import Client, Fetched, FetchFailed, Limits, Redirected
from agora.exchange.links import logic
from agora.exchange.links.gathering import NOWHERE, host_at
from agora.exchange.links.logic import Answered
from agora.exchange.links.robots import allows, rules_for_us
from agora.exchange.models import Host, Link
from agora.kernel import clock, generations

AT_ONCE: Final = 16
"""Hosts asked at the same time: a round takes as long as the slowest of them, `SECONDS` at most."""
SECONDS: Final = 4.0
HOPS: Final = 5
TAKEN: Final = dt.timedelta(minutes=2)
RULES_HOLD: Final = dt.timedelta(hours=24)
TOO_FAR: Final = dt.timedelta(days=60)
"""A date further ahead was written by a clock that went wrong."""

_ANSWER: Final = Limits(seconds=SECONDS, size=0, cut=True)
_ROBOTS: Final = Limits(seconds=SECONDS, size=200_000, cut=True)


@dataclass(frozen=True)
class Turn:
    """An address whose host may be asked now."""

    link: Link
    host: Host
    needs_rules: bool


@dataclass(frozen=True)
class Said:
    """What one request brought: an end of the check, or what is asked in the host's next turn."""

    ended: Answered | None = None
    link: dict[str, Any] = field(default_factory=dict)
    host: dict[str, Any] = field(default_factory=dict)


def links_due(now: dt.datetime) -> Any:
    """The addresses that are due, as a queryset."""
    return Link.objects.filter(Q(due_at__lte=now) | Q(due_at__gt=now + TOO_FAR))


def turns_take(most: int = AT_ONCE) -> list[Turn]:
    """One due address for each host that may be asked, the longest due first; they are ours now."""
    now = clock.now()
    free = Host.objects.filter(Q(next_at__lte=now) | Q(next_at__gt=now + TOO_FAR))
    names = (
        links_due(now)
        .filter(Exists(free.filter(pk=OuterRef("host"))))
        .values("host")
        .annotate(first=Min("due_at"))
        .order_by("first", "host")
        .values_list("host", flat=True)[:most]
    )
    wanted = sorted(names)
    if not wanted:
        return []
    taken: list[Turn] = []
    with transaction.atomic():
        hosts = Host.objects.in_bulk(wanted)
        for name in wanted:
            if not free.filter(pk=name).update(next_at=now + logic.PAUSE):
                continue  # another worker was faster
            link = links_due(now).filter(host=name).order_by("due_at", "pk").first()
            if link is None:
                continue
            Link.objects.filter(pk=link.pk).update(due_at=now + TAKEN)
            read = hosts[name].rules_at
            old = read is None or not now - RULES_HOLD < read <= now
            taken.append(Turn(link, hosts[name], old and name != NOWHERE))
    return taken


def links_round(client: Client | None = None, *, most: int = AT_ONCE) -> list[uuid.UUID] | None:
    """One round; the addresses whose check ended, or None where no host's turn had come."""
    turns = turns_take(most)
    if not turns:
        return None
    asker = client or Client()
    with ThreadPoolExecutor(len(turns), thread_name_prefix="links") as pool:
        said = list(pool.map(lambda turn: ask(asker, turn), turns))
    return answers_write(list(zip(turns, said, strict=True)))


def step() -> bool:
    """What the worker's loop calls."""
    return links_round() is not None


def ask(client: Client, turn: Turn) -> Said:
    """One request, of robots.txt or of the address, without the database."""
    link = turn.link
    where = link.step or link.address
    if turn.needs_rules:
        return _ask_rules(client, turn, where)
    if not allows(turn.host.rules, where):
        return Said(Answered("closed", "robots"))
    method = "GET" if link.by_get else "HEAD"
    try:
        found = client.ask(where, _ANSWER, method=method)
    except FetchFailed as error:
        unsure = error.status in logic.NO_HEAD or error.reason in ("no-answer", "unreadable")
        if method == "HEAD" and unsure:
            return Said(link={"by_get": True})
        return Said(logic.meant_by(error.reason, error.status))
    if isinstance(found, Redirected):
        return _led_on(link, found)
    return Said(_ended(link, where, found))


def _led_on(link: Link, found: Redirected) -> Said:
    if link.hops >= HOPS:
        return Said(Answered("failing", "redirects", found.status))
    return Said(
        link={
            "step": found.address,
            "host": host_at(found.address),
            "hops": link.hops + 1,
            "by_get": False,
            "is_permanent": link.is_permanent and found.is_permanent,
        }
    )


def _ended(link: Link, where: str, found: Fetched) -> Answered:
    has_moved = (
        link.hops > 0 and link.is_permanent and address_key(where) != address_key(link.address)
    )
    if has_moved:
        return Answered("moved", "moved", found.status, where)
    return Answered("alive", "", found.status)


def _ask_rules(client: Client, turn: Turn, where: str) -> Said:
    """robots.txt of the address's host; where there is none, everything is allowed."""
    parts = urlsplit(where)
    address = turn.host.asking or f"{parts.scheme}://{parts.netloc}/robots.txt"
    known = {"rules": "", "rules_at": clock.now(), "asking": "", "hops": 0}
    try:
        found = client.ask(address, _ROBOTS)
    except FetchFailed as error:
        if 400 <= error.status < 500 and error.status != 429:
            return Said(host=known)
        if error.reason in ("unreadable", "large"):
            return Said(host=known)
        # A host that does not answer for robots.txt is not asked for more: that is its answer.
        return Said(logic.meant_by(error.reason, error.status))
    if isinstance(found, Redirected):
        # Another host's rules are its own: they are asked for when an address leads there.
        if turn.host.hops >= HOPS or host_at(found.address) != turn.host.name:
            return Said(host=known)
        return Said(host={"asking": found.address, "hops": turn.host.hops + 1})
    return Said(host={**known, "rules": rules_for_us(found.text)})


@transaction.atomic
def answers_write(said: list[tuple[Turn, Said]]) -> list[uuid.UUID]:
    """Keep what a round brought; the addresses whose check ended with it."""
    now = clock.now()
    ended: list[uuid.UUID] = []
    is_seen = False
    for turn, found in said:
        if found.host:
            Host.objects.filter(pk=turn.host.pk).update(**found.host)
        if found.ended is None:
            changed = {"due_at": now, **found.link}
            _host_known(found.link.get("host"), now)
            Link.objects.filter(pk=turn.link.pk).update(**changed)
            continue
        is_seen |= _end(turn.link, found.ended, now)
        ended.append(turn.link.pk)
    if is_seen:
        # Pages that say so are made anew.
        generations.bump(generations.CONTENT)
    return ended


def _host_known(name: str | None, now: dt.datetime) -> None:
    if name:
        Host.objects.bulk_create([Host(name=name, next_at=now)], ignore_conflicts=True)


def _end(link: Link, found: Answered, now: dt.datetime) -> bool:
    """Write where the address stands now; says whether a public page shows it."""
    stands = logic.standing_after(
        found,
        failures=link.failures,
        failing_since=link.failing_since,
        state=link.state,
        accepted=link.accepted_at is not None,
        now=now,
        spread=int(link.digest[:4], 16) / 0xFFFF,
    )
    answers_again = link.failing_since is not None and stands.failing_since is None
    changed: dict[str, Any] = {
        "state": stands.state,
        "failures": stands.failures,
        "failing_since": stands.failing_since,
        "due_at": stands.due_at,
        "answer": found.answer,
        "status": found.status,
        "leads_to": found.leads_to,
        "checked_at": now,
        "step": "",
        "host": host_at(link.address),
        "by_get": False,
        "hops": 0,
        "is_permanent": True,
    }
    if answers_again:
        changed |= {"asked_at": None, "accepted_at": None}
    Link.objects.filter(pk=link.pk).update(**changed)
    return Link.State.GONE in (link.state, stands.state) and link.accepted_at is None
