"""`agora demo`: the demonstration market."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from agora.catalogue.indexing import index_catch_up, index_path, index_rebuild
from agora.catalogue.search.contract import IndexBusy
from agora.demo.loading import DemoBroken, demo_load
from agora.demo.people import FIGURES, NotInProduction, people_load
from agora.kernel.console import Command as Base
from agora.kernel.console import Progress


class Command(Base):
    """Load, then index; or say who is there to be tried."""

    needs_database = True

    help = "Load the demonstration market; run again, it changes only what changed."
    example = "agora demo people"

    def add_arguments(self, parser: CommandParser) -> None:
        """Everything, or the people alone."""
        parser.add_argument(
            "what",
            nargs="?",
            choices=("people",),
            help="print the made-up people whom one can sign in as (not in production)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load what changed and bring the index up to date."""
        if options["what"] == "people":
            try:
                people_load()
            except NotInProduction as error:
                raise CommandError(str(error)) from error
            for figure in FIGURES:
                self.say(f"{figure.email:<24}{figure.name:<16}{figure.does}")
            return
        try:
            changed = demo_load(Progress(self, "Demonstration market"))
            if not settings.PRODUCTION:
                people_load()
        except DemoBroken as error:
            raise CommandError(str(error)) from error
        try:
            if not index_path().exists():
                index_rebuild(Progress(self, "Indexed"))
            while index_catch_up():
                pass
        except IndexBusy:
            self.say("The index is being written by a running server, which takes over the rest.")
        self.say(
            "Demonstration market: up to date"
            if not changed
            else f"Demonstration market: {changed} versions published"
        )
