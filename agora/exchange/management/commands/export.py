"""`agora export resources`: the public resources out, for other catalogues."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from agora.exchange.amb.write import resources_written
from agora.kernel.console import Command as Base


class Command(Base):
    """One record a line."""

    help = (
        "Write all public resources as learning-resource JSON (AMB profile), one record a line; "
        "docs/formats.md says what is in it."
    )
    example = "agora export resources --format amb --output resources.jsonl"

    def add_arguments(self, parser: CommandParser) -> None:
        """One kind and one format so far."""
        kinds = parser.add_subparsers(
            dest="kind", required=True, metavar="resources", help="what to export"
        )
        resources = kinds.add_parser(
            "resources", help="all public resources", epilog=f"Example: {self.example}"
        )
        resources.add_argument("--format", choices=["amb"], default="amb")
        resources.add_argument(
            "--output", type=Path, metavar="FILE", help="where to; standard output if not given"
        )

    def handle(self, *args: Any, **given: Any) -> None:
        """Write line by line."""
        lines = (
            json.dumps(record, ensure_ascii=False)
            for record in resources_written(settings.SITE_URL)
        )
        path: Path | None = given["output"]
        if path is None:
            for line in lines:
                self.stdout.write(line)
            return
        count = 0
        try:
            with path.open("w", encoding="utf-8") as file:
                for line in lines:
                    file.write(line + "\n")
                    count += 1
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}") from error
        self.say(f"{count} resources written.")
