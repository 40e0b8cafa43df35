"""XLSX: looked through before it is unpacked, then read row by row."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from agora.exchange.bringing import guarded
from agora.exchange.bringing.faults import Fault, SourceUnfit
from agora.exchange.bringing.records import MOST_BYTES, MOST_ROWS, Opened, Record
from agora.exchange.bringing.tables import MOST_COLUMNS, header_of, record_of

MOST_PARTS: Final = 2_000
MOST_UNPACKED: Final = 120_000_000
MOST_WORDS: Final = 40_000_000
"""Bytes of the table of words, which is held whole."""
_RATIO: Final = 200
_RANGE: Final = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
_OLE: Final = b"\xd0\xcf\x11\xe0"
"""A locked workbook, or one of the former format."""


def sheet_open(path: Path) -> Opened:
    """The first sheet that is shown. Raises SourceUnfit."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    merged = _looked_through(path)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
        shown = next(one for one in book.worksheets if one.sheet_state == "visible")
        shown.reset_dimensions()  # what it says of its size may be wrong
        rows = shown.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True)
        first = next(rows, ())
    except (
        InvalidFileException, KeyError, ValueError, TypeError, AttributeError, IndexError,
        StopIteration, OSError, zipfile.BadZipFile, zlib.error, SyntaxError,
    ) as error:  # fmt: skip
        raise SourceUnfit("not-a-sheet") from error
    held = merged.get(shown._worksheet_path.lstrip("/"), set())
    if 1 in held:
        raise SourceUnfit("header-merged")
    columns = header_of([_said(cell) for cell in first])
    return Opened(columns, _records(columns, rows, held))


def _records(
    columns: tuple[str, ...], rows: Iterator[tuple[Any, ...]], merged: set[int]
) -> Iterator[Record]:
    count, number = 0, 1
    while True:
        number += 1
        try:
            cells = next(rows, None)
        except (ValueError, TypeError, KeyError, IndexError, zipfile.BadZipFile, zlib.error,
                SyntaxError) as error:  # fmt: skip
            why = str(error)[:80] or type(error).__name__
            yield Record({}, number, (Fault("broken-here", "", {"line": number, "why": why}),))
            return
        if cells is None:
            return
        record = record_of(columns, [_said(cell) for cell in cells], number)
        if record is None:
            continue
        faults = list(record.faults)
        if number in merged:
            faults.append(Fault("merged"))
        faults += [
            Fault("cell-error", "", {"column": name, "value": value})
            for name, value in record.values.items()
            if value in ("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!")
        ]
        count += 1
        if count > MOST_ROWS:
            yield Record({}, number, (Fault("rows-many", "", {"most": MOST_ROWS}),))
            return
        yield Record(record.values, number, tuple(faults)) if faults else record


def _said(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return str(cell)


def _looked_through(path: Path) -> dict[str, set[int]]:
    """The rows with merged cells, by sheet; raises SourceUnfit for what must not be unpacked."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SourceUnfit("too-large", most=MOST_BYTES // 1024 // 1024)
        with path.open("rb") as file:
            if file.read(4) == _OLE:
                raise SourceUnfit("sheet-encrypted")
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            unpacked = sum(part.file_size for part in parts)
            if (
                len(parts) > MOST_PARTS
                or unpacked > MOST_UNPACKED
                or len({part.filename for part in parts}) != len(parts)
                or any(part.flag_bits & 1 for part in parts)
                or any(_swells(part) for part in parts)
            ):
                raise SourceUnfit("sheet-unpacks")
            merged: dict[str, set[int]] = {}
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with packed.open(part) as opened:
                        # No more comes out than the part declared: zipfile ends there.
                        merged[part.filename] = _merged_rows(opened)
            return merged
    except OSError as error:
        raise SourceUnfit("not-there") from error
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise SourceUnfit("not-a-sheet") from error
    except guarded.Broken as error:
        raise SourceUnfit("not-a-sheet") from error


def _swells(part: zipfile.ZipInfo) -> bool:
    if part.filename.endswith("sharedStrings.xml") and part.file_size > MOST_WORDS:
        return True
    return part.file_size > 10_000_000 and part.file_size > _RATIO * max(part.compress_size, 1)


def _merged_rows(opened: Any) -> set[int]:
    found: set[int] = set()

    def begin(name: str, attributes: dict[str, str], _depth: int) -> None:
        if name.endswith("mergeCell"):
            match = _RANGE.fullmatch(attributes.get("ref", ""))
            if match:
                first, last = sorted((int(match[2]), int(match[4])))
                found.update(range(first, min(last, first + MOST_ROWS) + 1))

    guarded.scan(opened, begin, most_depth=60)
    return found
