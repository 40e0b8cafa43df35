"""Numbers as a table for a spreadsheet: no cell is a formula, and what is hidden stays hidden."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _

Cell = str | int | float | None


def safe_cell(value: Cell) -> str:
    """A cell that no spreadsheet takes for a formula; a number that is hidden says so."""
    if value is None:
        return _("hidden")
    if not isinstance(value, str):
        return str(value)
    return (
        f"'{value}"
        if value.lstrip()[:1] in ("=", "+", "-", "@", "|", "%") or value[:1] in ("\t", "\r", "\n")
        else value
    )


def csv_answer(name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """A table to download, which spreadsheets open in UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([safe_cell(one) for one in head])
    writer.writerows([safe_cell(one) for one in row] for row in rows)
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
