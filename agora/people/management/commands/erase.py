"""`agora erase --replay`: erase again what a restored backup brought back."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from agora.kernel.console import Command as Base
from agora.people.account.erasing import erasures_replay, list_path


class Command(Base):
    """Replay the erasures."""

    needs_database = True

    help = "Erase accounts again after a backup was restored: their owners had them erased since."
    example = "agora erase --replay --from /backup/erased-accounts.txt"

    def add_arguments(self, parser: CommandParser) -> None:
        """Options."""
        parser.add_argument(
            "--replay",
            action="store_true",
            required=True,
            help="read the ids of erased accounts and erase those that are there again",
        )
        parser.add_argument(
            "--from",
            dest="extra",
            type=Path,
            help="another list of ids to read beside the one in AGORA_DATA",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Erase, and say how many."""
        extra: Path | None = options["extra"]
        if extra and not extra.is_file():
            raise CommandError(f"There is no file {extra}. Name a list of erased accounts.")
        for path in filter(None, (list_path(), extra)):
            _check(path)
        again = erasures_replay(extra)
        self.say(f"Erased again: {again} accounts." if again else "Nothing was there again.")


def _check(path: Path) -> None:
    for number, line in enumerate(path.read_text().split() if path.exists() else (), start=1):
        try:
            uuid.UUID(line)
        except ValueError as error:
            raise CommandError(
                f"{path}, entry {number}: “{line[:40]}” is not the id of an account. Mend or "
                "remove it, then run this again."
            ) from error
