"""`agora setup`: database, vocabularies and static files, as far as they are not ready."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandParser

from agora.kernel.console import Command as Base
from agora.topics.publishing import vocabulary_load


class Command(Base):
    """Bring an installation to the state of the code."""

    help = "Prepare or upgrade the database, the vocabularies and the static files."
    example = "agora setup"

    def add_arguments(self, parser: CommandParser) -> None:
        """Options."""
        parser.add_argument(
            "--no-static", action="store_true", help="leave the static files as they are"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the steps, each saying what it did."""
        self.say("Database: applying migrations")
        call_command("migrate", interactive=False, verbosity=0)
        loaded = vocabulary_load()
        self.say("Vocabularies: loaded" if loaded else "Vocabularies: up to date")
        if not options["no_static"]:
            self.say("Static files: collecting and compressing")
            call_command(
                "collectstatic",
                interactive=False,
                verbosity=0,
                ignore_patterns=settings.STATIC_LEFT_OUT,
            )
        self.say("Ready.")
