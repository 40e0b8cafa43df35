"""`agora demo`: the demonstration market."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError

from agora.catalogue.indexing import index_catch_up, index_path, index_rebuild
from agora.catalogue.search.contract import IndexBusy
from agora.demo.loading import DemoBroken, demo_load
from agora.kernel.console import Command as Base
from agora.kernel.console import Progress


class Command(Base):
    """Load, then index."""

    needs_database = True

    help = "Load the demonstration market; run again, it changes only what changed."
    example = "agora demo"

    def handle(self, *args: Any, **options: Any) -> None:
        """Load what changed and bring the index up to date."""
        try:
            changed = demo_load(Progress(self, "Demonstration market"))
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
