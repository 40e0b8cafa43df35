"""`agora import`: learning-resource JSON, spreadsheets, WordPress exports, feeds and sitemaps in."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from agora.catalogue.indexing import index_catch_up
from agora.catalogue.search.contract import IndexBusy
from agora.exchange.amb.services import Options, OptionsUnfit, Outcome, What, resources_import
from agora.kernel.console import Command as Base
from agora.kernel.console import Progress, printable
from agora.kernel.errors import AgoraError

SENTENCES = {
    What.NEW: "new",
    What.CHANGED: "changed",
    What.UNCHANGED: "unchanged",
    What.SUPERSEDED: "superseded: a later file brings it again",
    What.OURS: "this market's own record: left as it is",
    What.REFUSED: "refused",
}

SOURCES = {
    "csv": ("a spreadsheet (CSV or XLSX)", "guides.csv"),
    "wordpress": ("a WordPress export (WXR)", "export.xml"),
    "feed": ("RSS or Atom", "https://example.org/feed"),
    "sitemap": (
        "a site whose pages describe themselves (JSON-LD)",
        "https://example.org/sitemap.xml",
    ),
}


class Command(Base):
    """Read, check, publish, index."""

    help = (
        "Bring in resources: learning-resource JSON (docs/formats.md), spreadsheets, WordPress "
        "exports, feeds and sitemaps (docs/import.md); or everything, from an archive, into an empty "
        "Agora (docs/operate.md)."
    )
    example = "agora import resources --dry-run guides.json"

    def add_arguments(self, parser: CommandParser) -> None:
        """One subcommand for each kind of source, and one to take an import back."""
        kinds = parser.add_subparsers(
            dest="kind", required=True, metavar="KIND", help="what to import"
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

        for name, (text, source) in SOURCES.items():
            one = kinds.add_parser(
                name,
                help=text,
                epilog=f"Example: agora import {name} {source} --organisation SLUG --dry-run",
            )
            one.add_argument("source", metavar="SOURCE", help="a file, or an address")
            one.add_argument(
                "--organisation",
                metavar="SLUG",
                required=True,
                help="whose it is: the last part of its address; it becomes the publisher",
            )
            one.add_argument(
                "--language", metavar="TAG", default="", help="of what names none, such as es"
            )
            one.add_argument(
                "--map",
                metavar="COLUMN=FIELD",
                action="append",
                default=[],
                help="which column is which field; it is remembered for the source",
            )
            one.add_argument(
                "--drafts", action="store_true", help="make drafts instead of publishing"
            )
            one.add_argument(
                "--dry-run", action="store_true", help="write nothing; say what would happen"
            )
        undo = kinds.add_parser(
            "undo", help="take an import back", epilog="Example: agora import undo IMPORT"
        )
        undo.add_argument("run", metavar="IMPORT", help="its number, as the import said")

        everything = kinds.add_parser(
            "everything",
            help="an archive of another Agora, into an empty one",
            epilog="Example: agora import everything ondara.zip --dry-run",
        )
        everything.add_argument("source", type=Path, metavar="FILE|FOLDER", help="the archive")
        everything.add_argument(
            "--dry-run", action="store_true", help="try it all, then turn it back"
        )

    def handle(self, *args: Any, **given: Any) -> None:
        """Import and report; exit code 1 when a record was refused."""
        if given["kind"] in SOURCES:
            self._handle_source(given)
        elif given["kind"] == "everything":
            self._handle_everything(given["source"], dry_run=given["dry_run"])
        elif given["kind"] == "undo":
            self._handle_undo(given["run"])
        else:
            self._handle_resources(given)

    def _handle_everything(self, path: Path, *, dry_run: bool) -> None:
        from agora.exchange.whole.reading import archive_read

        try:
            done = archive_read(path, dry_run=dry_run, progress=Progress(self, "Percent"))
        except AgoraError as error:
            raise CommandError(printable(error.message)) from error
        for key in done.missing:
            self.say(f"The file {printable(str(key))} was missing where the archive was made.")
        if dry_run:
            self.say(f"Nothing was written. {done.rows} rows and {done.files} files fit.")
            return
        self._index()
        self.say(f"{done.rows} rows and {done.files} files were read in.")

    def _handle_source(self, given: dict[str, Any]) -> None:
        from agora.exchange.bringing import console

        try:
            rejected = console.bring(self, given, self._index)
        except AgoraError as error:
            raise CommandError(error.message) from error
        if rejected:
            raise CommandError(f"{rejected} were rejected; the reasons are above.")

    def _handle_undo(self, run: str) -> None:
        from agora.exchange.bringing import console

        try:
            console.undo(self, run, self._index)
        except AgoraError as error:
            raise CommandError(error.message) from error

    def _handle_resources(self, given: dict[str, Any]) -> None:
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
            self.say(printable(line))

    def _index(self) -> None:
        try:
            while index_catch_up():
                pass
        except IndexBusy:
            self.say("The index is being written by a running server, which takes over the rest.")
