"""`agora glossary`: check the glossary's files, and write the glossary as SKOS."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from agora.kernel.console import Command as Base
from agora.kernel.console import Progress
from agora.topics import checking, skos


class Command(Base):
    """Two things to do with the glossary."""

    help = (
        "Check the glossary's files, or write the glossary as SKOS; "
        "docs/glossary-concepts.md says what is in it."
    )
    example = "agora glossary export --format turtle --output glossary.ttl"

    def add_arguments(self, parser: CommandParser) -> None:
        """`check` and `export`."""
        doing = parser.add_subparsers(
            dest="do", required=True, metavar="check|export", help="what to do"
        )
        check = doing.add_parser(
            "check",
            help="say what is wrong in the files; exit code 1 if anything is",
            epilog="Example: agora glossary check",
        )
        check.add_argument(
            "files", nargs="*", type=Path, metavar="FILE", help="the shipped ones if none is given"
        )
        export = doing.add_parser(
            "export", help="write all concepts", epilog=f"Example: {self.example}"
        )
        export.add_argument(
            "--format", choices=list(skos.ENDS), default="turtle", help="turtle if not given"
        )
        export.add_argument(
            "--output", type=Path, metavar="FILE", help="where to; standard output if not given"
        )

    def execute(self, *args: Any, **options: Any) -> str | None:
        """A check needs no database, an export a prepared one."""
        self.needs_database = options.get("do") == "export"
        return super().execute(*args, **options)

    def handle(self, *args: Any, **given: Any) -> None:
        """Do the one or the other."""
        if given["do"] == "check":
            self._check(given["files"])
        else:
            self._export(given["format"], given["output"])

    def _check(self, files: list[Path]) -> None:
        report = checking.check(files)
        for line in report.lines:
            self.say(line)
        if report.faults:
            raise CommandError("The glossary's files are not as they should be.")

    def _export(self, form: str, path: Path | None) -> None:
        if path is None:
            for piece in skos.written(form, settings.SITE_URL):
                self.stdout.write(piece, ending="")
            return
        progress = Progress(self, "Concepts")
        try:
            with _whole(path) as file:
                for piece in skos.written(form, settings.SITE_URL, progress):
                    file.write(piece)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}") from error
        self.say(f"{path} written.")


@contextlib.contextmanager
def _whole(path: Path) -> Iterator[TextIO]:
    """A file that is there whole or not at all: no half glossary after an interruption."""
    aside = path.with_name(f".{path.name}.part")
    try:
        with aside.open("w", encoding="utf-8", newline="\n") as file:
            yield file
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
