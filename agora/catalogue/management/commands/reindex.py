"""`agora reindex`: the search index anew."""

from __future__ import annotations

from typing import Any

from agora.catalogue.indexing import index_catch_up, index_rebuild
from agora.kernel.console import Command as Base
from agora.kernel.console import Progress


class Command(Base):
    """Build aside, swap, catch up."""

    needs_database = True

    help = "Build the search index anew beside the old one and swap it in; searching goes on."
    example = "agora reindex"

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild."""
        total = index_rebuild(Progress(self, "Indexed"))
        while index_catch_up():
            pass
        self.say(f"The index holds {total} resources.")
