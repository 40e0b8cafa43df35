"""`agora import resources`: learning-resource JSON in."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from agora.catalogue.indexing import index_catch_up
from agora.catalogue.search.contract import IndexBusy
from agora.exchange.amb.services import Options, OptionsUnfit, Outcome, What, resources_import
from agora.kernel.console import Command as Base
from agora.kernel.console import Progress

SENTENCES = {
    What.NEW: "new",
    What.CHANGED: "changed",
    What.UNCHANGED: "unchanged",
    What.SUPERSEDED: "superseded: a later file brings it again",
    What.OURS: "this market's own record: left as it is",
    What.REFUSED: "refused",
}


class Command(Base):
    """Read, check, publish, index."""

    help = (
        "Bring in resources from files of learning-resource JSON (JSON-LD of the AMB profile): one "
        "object, a list, JSON lines or an object with @graph. docs/formats.md describes it."
    )
    example = "agora import resources --dry-run guides.json"

    def add_arguments(self, parser: CommandParser) -> None:
        """One subcommand so far."""
        kinds = parser.add_subparsers(
            dest="kind", required=True, metavar="resources", help="what to import"
        )
        resources = kinds.add_parser(
            "resources", help="learning-resource JSON", epilog=f"Example: {self.example}"
        )
        resources.add_argument("files", nargs="+", type=Path, metavar="FILE")
        resources.add_argument(
            "--dry-run", action="store_true", help="write nothing; say what would happen"
        )
        resources.add_argument(
            "--publisher",
            metavar="SLUG",
            help="the organisation that offers them: the last part of its address",
        )
        resources.add_argument(
            "--visibility",
            choices=["public", "network", "organisation"],
            help="who may see them (public; a record that is here keeps what it has)",
        )
        resources.add_argument(
            "--overwrite", action="store_true", help="replace records that were edited here since"
        )

    def handle(self, *args: Any, **given: Any) -> None:
        """Import and report; exit code 1 when a record was refused."""
        dry_run: bool = given["dry_run"]
        options = Options(given["publisher"], given["visibility"], given["overwrite"], dry_run)
        counts: Counter[What] = Counter()
        progress = None if dry_run else Progress(self, "Records")
        try:
            for outcome in resources_import(given["files"], options, progress):
                counts[outcome.what] += 1
                if dry_run or outcome.what in (What.REFUSED, What.OURS, What.SUPERSEDED):
                    self._tell(outcome)
        except OptionsUnfit as error:
            raise CommandError(error.message) from error
        if not dry_run:
            self._index()
        summary = ", ".join(f"{counts[what]} {what}" for what in What if counts[what])
        self.say(f"{'Nothing was written. ' if dry_run else ''}{summary or 'no records'}")
        if counts[What.REFUSED]:
            raise CommandError(
                f"{counts[What.REFUSED]} of {counts.total()} were refused; the reasons are above."
            )

    def _tell(self, outcome: Outcome) -> None:
        where = ", ".join(part for part in (outcome.file, outcome.place) if part)
        address = f" ({outcome.address})" if outcome.address else ""
        lines = [f"{where}{address}: {SENTENCES[outcome.what]}"]
        lines += ["  " + f"{reason.field} {reason.message}".strip() for reason in outcome.reasons]
        for line in lines:
            # What a file holds must not move the terminal's cursor.
            self.say("".join(sign if sign.isprintable() else "\ufffd" for sign in line))

    def _index(self) -> None:
        try:
            while index_catch_up():
                pass
        except IndexBusy:
            self.say("The index is being written by a running server, which takes over the rest.")
