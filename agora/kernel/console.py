"""Commands that speak: an example in every help, progress on long work."""

from __future__ import annotations

import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError

from agora.kernel import generations

_NOT_PREPARED = "The database is not prepared. Run `agora setup` first."


def printable(line: str) -> str:
    """What somebody's file holds, so that it does not move the terminal's cursor."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in line)


class Command(BaseCommand):
    """A command whose help ends in an example."""

    example = ""
    needs_database = False
    requires_system_checks: Any = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Django's parser, with the example and without Django's own clutter."""
        from argparse import SUPPRESS, RawDescriptionHelpFormatter

        parser = super().create_parser(
            "agora",
            subcommand,
            epilog=f"Example:\n  {self.example}" if self.example else None,
            formatter_class=RawDescriptionHelpFormatter,
            **kwargs,
        )
        for action in parser._actions:
            if set(action.option_strings) & {
                "--settings", "--pythonpath", "--traceback", "--no-color", "--force-color",
                "--skip-checks", "--verbosity", "--version",
            }:  # fmt: skip
                action.help = SUPPRESS
        return parser

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run; a database that is missing or not prepared ends with a sentence, not a traceback."""
        try:
            if self.needs_database:
                generations.current()
            return super().execute(*args, **options)
        except OperationalError as error:
            if self.needs_database and "no such table" in str(error):
                raise CommandError(_NOT_PREPARED) from error
            first = str(error).strip().splitlines()[0]
            raise CommandError(
                f"The database does not answer: {first}. Check DATABASE_URL."
            ) from error
        except ProgrammingError as error:
            if self.needs_database and "does not exist" in str(error):
                raise CommandError(_NOT_PREPARED) from error
            raise

    def say(self, text: str) -> None:
        """One line to whoever runs the command."""
        self.stdout.write(text)
        self.stdout.flush()


class Progress:
    """A line that moves on a terminal, and a line every few seconds in a log."""

    def __init__(self, command: Command, label: str) -> None:
        self._command, self._label = command, label
        self._last, self._live = 0.0, sys.stdout.isatty()

    def __call__(self, done: int, total: int) -> None:
        """Say how far it is."""
        now = time.monotonic()
        if done < total and now - self._last < (0.2 if self._live else 5):
            return
        self._last = now
        text = f"{self._label}: {done} of {total}"
        if self._live:
            self._command.stdout.write(f"\r{text}", ending="" if done < total else "\n")
        else:
            self._command.stdout.write(text)
        self._command.stdout.flush()
