"""`agora export`: the public resources for other catalogues, or everything for another Agora."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from agora.exchange.amb.write import resources_written
from agora.kernel.console import Command as Base
from agora.kernel.console import Progress
from agora.kernel.errors import AgoraError


class Command(Base):
    """One record a line, or an archive."""

    help = (
        "Write all public resources as learning-resource JSON (AMB profile), one record a line; or "
        "everything the network or an organisation has, as an archive. docs/formats.md says what is in both."
    )
    example = "agora export resources --format amb --output resources.jsonl"

    def add_arguments(self, parser: CommandParser) -> None:
        """The public resources, or everything."""
        kinds = parser.add_subparsers(
            dest="kind", required=True, metavar="KIND", help="what to export"
        )
        resources = kinds.add_parser(
            "resources", help="all public resources", epilog=f"Example: {self.example}"
        )
        resources.add_argument("--format", choices=["amb"], default="amb")
        resources.add_argument(
            "--output", type=Path, metavar="FILE", help="where to; standard output if not given"
        )
        everything = kinds.add_parser(
            "everything",
            help="an archive for another Agora: content, history, files, people",
            epilog="Example: agora export everything --to ondara.zip --organisation ondara",
        )
        everything.add_argument(
            "--to", type=Path, required=True, metavar="FOLDER|FILE.zip",
            help="where to: a file whose name ends in .zip, or a folder that is new or empty",
        )  # fmt: skip
        everything.add_argument(
            "--organisation",
            metavar="SLUG",
            help="only what is this organisation's: the last part of its address",
        )
        everything.add_argument(
            "--without-vocabularies",
            action="store_true",
            help="leave out agendas, glossary and places, where the other Agora has the same",
        )

    def handle(self, *args: Any, **given: Any) -> None:
        """Write line by line."""
        if given["kind"] == "everything":
            self._handle_everything(
                given["to"], given["organisation"], not given["without_vocabularies"]
            )
        else:
            self._handle_resources(given)

    def _handle_everything(self, path: Path, slug: str | None, vocabularies: bool) -> None:
        from agora.exchange.whole.writing import archive_write, scope_of

        try:
            scope = scope_of(slug) if slug else None
            done = archive_write(
                path, scope=scope, vocabularies=vocabularies, progress=Progress(self, "Rows")
            )
        except AgoraError as error:
            raise CommandError(error.message) from error
        if done.left_out:
            self.say(f"{done.left_out} rows that point to what others do not show were left out.")
        for key in done.missing:
            self.say(f"The file {key} is not in the media folder.")
        self.say(f"{done.rows} rows and {done.files} files written to {path}.")
        if slug is None:
            self.say(
                "It holds everybody's addresses and private lists: README.txt names the files."
            )

    def _handle_resources(self, given: dict[str, Any]) -> None:
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
