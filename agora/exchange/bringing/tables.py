"""CSV as spreadsheets write it: any of the usual encodings and separators, any end of line."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from agora.exchange.bringing.faults import Fault, SourceUnfit
from agora.exchange.bringing.records import MOST_BYTES, MOST_CELL, MOST_ROWS, Opened, Record

MOST_COLUMNS: Final = 200
_DELIMITERS: Final = (",", ";", "\t", "|")
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAID: Final = re.compile(r"sep=(.)\s*")
_FORMULA: Final = re.compile(
    r"\s*[=+\-@]\s*[A-Za-z_][A-Za-z0-9_.]{0,40}\s*\(|\s*=|.*\|'?[^|]{0,80}![A-Z]+\d"
)
_MOST_TURNS: Final = 20
# The reader's own limit is for all threads: cells are measured here, row by row.
csv.field_size_limit(2 * MOST_BYTES)


def table_open(path: Path) -> Opened:
    """The table of a CSV file. Raises SourceUnfit."""
    text = _text(path)
    lines = _Lines(text)
    first = lines.peek()
    if not first.strip():
        lines.skip_blank()
        first = lines.peek()
    if not first:
        raise SourceUnfit("empty")
    said = _SAID.fullmatch(first)
    if said:
        next(lines)
        delimiter = said[1]
    else:
        delimiter = _delimiter(first)
    rows = _rows(lines, delimiter)
    header: list[str] | Fault = next((cells for _number, cells in rows), [])
    if isinstance(header, Fault):
        raise SourceUnfit("no-header")
    columns = header_of(header)
    return Opened(columns, _records(columns, rows))


def header_of(cells: list[str]) -> tuple[str, ...]:
    """The names of the columns. Raises SourceUnfit."""
    names = [" ".join(cell.split())[:200] for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not any(names):
        raise SourceUnfit("no-header")
    if len(names) > MOST_COLUMNS:
        raise SourceUnfit("columns-many", most=MOST_COLUMNS)
    seen: set[str] = set()
    for name in names:
        if name and name.casefold() in seen:
            raise SourceUnfit("header-twice", column=name)
        seen.add(name.casefold())
    return tuple(names)


def record_of(columns: tuple[str, ...], cells: list[str], line: int) -> Record | None:
    """A row as a record; None for an empty one."""
    if not any(cells):
        return None
    while len(cells) > len(columns) and not cells[-1].strip():
        cells.pop()
    faults: list[Fault] = []
    if len(cells) > len(columns):
        faults.append(Fault("too-many-cells", "", {"count": len(cells), "columns": len(columns)}))
    values = {}
    for name, cell in zip(columns, cells, strict=False):
        if not name or not cell:
            continue
        if len(cell) > MOST_CELL:
            faults.append(Fault("cell-long", "", {"column": name, "most": MOST_CELL}))
        elif cell[0] in "=+-@\t" and _FORMULA.match(cell[:300]):
            faults.append(Fault("formula", "", {"column": name}))
        else:
            values[name] = cell
    return Record(values, line, tuple(faults)) if values or faults else None


def _records(
    columns: tuple[str, ...], rows: Iterator[tuple[int, list[str] | Fault]]
) -> Iterator[Record]:
    count = 0
    for number, cells in rows:
        if isinstance(cells, Fault):
            record: Record | None = Record({}, number, (cells,))
        else:
            record = record_of(columns, cells, number)
        if record is None:
            continue
        count += 1
        if count > MOST_ROWS:
            yield Record({}, number, (Fault("rows-many", "", {"most": MOST_ROWS}),))
            return
        yield record


def _rows(lines: _Lines, delimiter: str) -> Iterator[tuple[int, list[str] | Fault]]:
    """Each row with its number as a spreadsheet counts them.

    A quotation mark that is never closed would swallow the rest: its line is given up alone.
    """
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = turns = 0
    while True:
        lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            number += 1
            if lines.at_end and len(lines.taken) > 1 and turns < _MOST_TURNS:
                turns += 1
                lines.push_back(lines.taken[1:])
                reader = csv.reader(lines, delimiter=delimiter, strict=True)
            yield number, Fault("quotes", "", {"why": str(error)[:80]})
            continue
        number += 1
        yield number, cells


class _Lines:
    """The lines of a text, of which the last ones may be pushed back."""

    def __init__(self, text: io.TextIOBase) -> None:
        self._text = text
        self._waiting: list[str] = []
        self.taken: list[str] = []
        self.at_end = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._waiting.pop() if self._waiting else self._text.readline()
        if not line:
            self.at_end = True
            raise StopIteration
        self.taken.append(line)
        return line

    def peek(self) -> str:
        if not self._waiting:
            line = self._text.readline()
            if line:
                self._waiting.append(line)
        return self._waiting[-1] if self._waiting else ""

    def skip_blank(self) -> None:
        while self.peek() and not self.peek().strip():
            next(self)

    def begin(self) -> None:
        self.taken, self.at_end = [], False

    def push_back(self, lines: list[str]) -> None:
        self._waiting += reversed(lines)


def _delimiter(line: str) -> str:
    """The separator that stands most often in the first line, outside quotation marks."""
    bare = re.sub(r'"[^"]*"', "", line)
    return max(_DELIMITERS, key=bare.count)


def _text(path: Path) -> io.TextIOBase:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise SourceUnfit("too-large", most=MOST_BYTES // 1024 // 1024)
        data = path.read_bytes()
    except OSError as error:
        raise SourceUnfit("not-there") from error
    charset = charset_of(data)
    text = io.StringIO(newline=None)  # every end of line becomes one
    text.write(data.decode(charset, "replace"))
    text.seek(0)
    return text


def charset_of(data: bytes) -> str:
    """What the bytes are written in: by their mark, UTF-8, UTF-16 without a mark, Windows' own.

    Of the two of Windows it is the Arabic one where most letters would lie beyond ASCII.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    sample = data[:4000]
    if b"\0" in sample:
        even, odd = sample[0::2].count(0), sample[1::2].count(0)
        if max(even, odd) * 3 > len(sample) // 2:
            return "utf-16-be" if even > odd else "utf-16-le"
    try:
        data.decode()
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    letters = [byte for byte in data[:200_000] if byte > 127 or chr(byte).isalpha()]
    high = sum(byte > 0xBF for byte in letters)
    return "cp1256" if high * 5 > len(letters) * 2 else "cp1252"
