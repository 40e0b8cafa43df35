"""`agora setup`: database, vocabularies and static files, as far as they are not ready."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandParser
from django.db import connection

from agora.catalogue.bridge import bridge
from agora.credentials.did import MARKET
from agora.credentials.keys import key_in_use
from agora.kernel.console import Command as Base
from agora.topics.publishing import vocabulary_load

_LOCK = 0x41676F7261  # any number, the same in every process


class Command(Base):
    """Bring an installation to the state of the code."""

    help = "Prepare or upgrade the database, the vocabularies and the static files."
    example = "agora setup"

    def add_arguments(self, parser: CommandParser) -> None:
        """Options."""
        parser.add_argument(
            "--no-static", action="store_true", help="leave the static files as they are"
        )

    @staticmethod
    @contextlib.contextmanager
    def _alone() -> Iterator[None]:
        """One set-up at a time: a lock on a file, and on PostgreSQL on the database too."""
        with (settings.DATA / "setup.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if connection.vendor != "postgresql":
                yield
                return
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            try:
                yield
            finally:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the steps, each saying what it did."""
        self.say("Database: applying migrations")
        with self._alone():
            call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
            loaded = vocabulary_load()
            key_in_use(MARKET)
        self.say("Vocabularies: loaded" if loaded else "Vocabularies: up to date")
        if loaded.left:
            self.say(f"Glossary: {loaded.left} concepts edited on the desk were left as they are")
        self.say("Keys that sign certificates: ready")
        bridge()  # kept on disk, so that no web process has to make it
        if not options["no_static"]:
            self.say("Static files: collecting and compressing")
            call_command(
                "collectstatic",
                interactive=False,
                verbosity=0,
                ignore_patterns=settings.STATIC_LEFT_OUT,
            )
        self.say("Ready.")
