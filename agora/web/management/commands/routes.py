"""`agora routes`: every route with who may use it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.management.base import CommandError

from agora.kernel.access import METHODS, ROLES, WORKERS, Access, Work, table
from agora.kernel.console import Command as Base
from agora.web import access


class Command(Base):
    """Print the tables; fail where they and the URLconf differ."""

    help = "Print every route with what each role gets; fails on a route nobody decided about."
    example = "agora routes"

    def handle(self, *args: Any, **options: Any) -> None:
        """Print, then compare."""
        known = table()
        market = {route: rule for route, rule in known.items() if isinstance(rule, Access)}
        work = {route: rule for route, rule in known.items() if isinstance(rule, Work)}
        self._print(ROLES, market)
        if work:
            self.say("")
            self._print(WORKERS, work)
        self.say(f"\n{len(known)} routes. Every other method is refused with 405.")
        problems = [f"{route} is in no room's access table." for route in access.unlisted()]
        problems += [f"{route} is in a table but not a route." for route in access.without_route()]
        if problems:
            raise CommandError("\n".join("/" + problem for problem in problems))

    def _print(
        self, roles: Sequence[str], rules: Mapping[str, Access] | Mapping[str, Work]
    ) -> None:
        rows = []
        for route, rule in rules.items():
            alike: dict[tuple[int, ...], list[str]] = {}
            for method in METHODS:
                if method in rule.answers:
                    statuses = tuple(rule.expected(method, role) for role in roles)
                    alike.setdefault(statuses, []).append(method)
            rows += [
                ("/" + route, " ".join(methods), *map(str, statuses))
                for statuses, methods in alike.items()
            ]
        head = ("Route", "Methods", *roles)
        widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
        for row in (head, tuple("-" * width for width in widths), *rows):
            cells = zip(row, widths, strict=True)
            self.say("  ".join(cell.ljust(width) for cell, width in cells).rstrip())
