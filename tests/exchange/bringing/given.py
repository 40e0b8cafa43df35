"""Runs of the command and small sources, as the tests of bringing in need them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command


def bring(kind: str, source: object, *options: str) -> tuple[str, list[str]]:
    """The last line of what the command said, and all before; also when rows were rejected."""
    said = io.StringIO()
    try:
        call_command("import", kind, str(source), "--organisation", "ondara", *options, stdout=said)
    except CommandError as error:
        if "were rejected" not in str(error):
            raise
    lines = said.getvalue().splitlines()
    return lines[-1], lines[:-1]


def table(
    path: Path, rows: Iterable[Sequence[Any]], head: str = "id,title,address,text,language"
) -> Path:
    """A CSV file with these rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head.split(","))
        writer.writerows(rows)
    return path
