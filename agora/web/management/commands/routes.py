"""`agora routes`: every route with who may use it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError

from agora.kernel.console import Command as Base
from agora.web import access


class Command(Base):
    """Print the table; fail where it and the URLconf differ."""

    help = "Print every route with what each role gets; fails on a route nobody decided about."
    example = "agora routes"

    def handle(self, *args: Any, **options: Any) -> None:
        """Print, then compare."""
        rows = []
        for route, rule in access.TABLE.items():
            alike: dict[access.Statuses, list[str]] = {}
            for method in access.METHODS:
                if method in rule.answers:
                    alike.setdefault(rule.answers[method], []).append(method)
            rows += [
                ("/" + route, " ".join(methods), *map(str, statuses))
                for statuses, methods in alike.items()
            ]
        head = ("Route", "Methods", *access.ROLES)
        widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
        for row in (head, tuple("-" * width for width in widths), *rows):
            self.say(
                "  ".join(
                    cell.ljust(width) for cell, width in zip(row, widths, strict=True)
                ).rstrip()
            )
        self.say(f"\n{len(access.TABLE)} routes. Every other method is refused with 405.")
        problems = [
            f"{route} is not in the table of agora/web/access.py." for route in access.unlisted()
        ]
        problems += [
            f"{route} is in the table but not a route." for route in access.without_route()
        ]
        if problems:
            raise CommandError("\n".join("/" + problem for problem in problems))
