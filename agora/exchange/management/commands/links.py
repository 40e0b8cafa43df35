"""`agora links`: ask the addresses of live things, and say which do not answer."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

from django.core.management.base import CommandParser

from agora.exchange.links.checking import links_due, links_round
from agora.exchange.links.gathering import links_gather
from agora.exchange.links.queries import TROUBLE, answer_said
from agora.exchange.models import Link
from agora.kernel import clock
from agora.kernel.console import Command as Base

BUSY = 0.5
"""Seconds until it is looked again whether a host's turn has come."""


class Command(Base):
    """Two subcommands: ask, and say."""

    needs_database = True
    help = (
        "Check whether the addresses of live things answer; a host is asked once in five seconds. "
        "The worker does the same by itself."
    )
    example = "agora links check --limit 100"

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do."""
        kinds = parser.add_subparsers(
            dest="kind", required=True, metavar="SUBCOMMAND", help="what to do"
        )
        check = kinds.add_parser(
            "check", help="ask those that are due", epilog=f"Example: {self.example}"
        )
        check.add_argument(
            "--limit", type=int, metavar="N", help="end after N addresses (all that are due)"
        )
        kinds.add_parser("report", help="which do not answer", epilog="Example: agora links report")

    def handle(self, *args: Any, **given: Any) -> None:
        """Ask or say."""
        if given["kind"] == "check":
            self._check(given["limit"])
        else:
            self._report()

    def _check(self, limit: int | None) -> None:
        came, went = links_gather()
        self.say(f"{came} uses of addresses came, {went} went.")
        began, ended = clock.now(), 0
        while limit is None or ended < limit:
            done = links_round(most=16 if limit is None else min(16, limit - ended))
            if done is None:
                if not links_due(clock.now()).exists():
                    break
                time.sleep(BUSY)
                continue
            ended += len(done)
        found = Counter(Link.objects.filter(checked_at__gte=began).values_list("state", flat=True))
        told = ", ".join(f"{count} {state}" for state, count in sorted(found.items()))
        self.say(f"{ended} addresses checked{': ' if told else ''}{told}.")

    def _report(self) -> None:
        rows = Link.objects.filter(state__in=TROUBLE).order_by("state", "failing_since", "pk")
        for link in rows.iterator(chunk_size=500):
            since = f" since {link.failing_since:%Y-%m-%d}" if link.failing_since else ""
            leads = f" -> {link.leads_to}" if link.leads_to else ""
            self.stdout.write(f"{link.state}{since}  {link.address}{leads}  {answer_said(link)}")
        found = Counter(Link.objects.values_list("state", flat=True))
        told = ", ".join(f"{count} {state}" for state, count in sorted(found.items()))
        self.say(f"{sum(found.values())} addresses{': ' if told else ''}{told}.")
