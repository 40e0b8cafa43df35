"""From files to single JSON records, with a sentence and a line wherever that fails."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from agora.kernel.errors import AgoraError, Problem

MAX_BYTES = 20 * 1024 * 1024
MAX_RECORDS = 50_000
MAX_DEPTH = 20
_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|[\[\]{}]|-?Infinity|NaN|\n')
_SURROGATE = re.compile(r"[\ud800-\udfff]")


class FileUnreadable(AgoraError):
    """Nothing can be taken from the file; the sentence says why and, where it can, on which line."""


@dataclass(frozen=True)
class Raw:
    """One record as it was found: where in the file, and its JSON or what is wrong with it."""

    place: str
    data: dict[str, Any]
    problem: Problem | None = None


class _NotANumber(Exception):
    """NaN and infinities are not JSON."""


def records_read(path: Path) -> list[Raw]:
    """Every record of a file: one object, a list, JSON lines, or an object with `@graph`.

    Raises FileUnreadable when the file as a whole is none of these or too large.
    """
    text = _text(path)
    if not text.strip():
        raise FileUnreadable("the file is empty")
    if path.suffix in (".jsonl", ".ndjson") or _looks_like_lines(text):
        found = list(_lines(text))
    else:
        found = _whole(text)
    if len(found) > MAX_RECORDS:
        raise FileUnreadable(
            f"the file holds {len(found)} records; split it into files of at most {MAX_RECORDS}"
        )
    return found


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise FileUnreadable(
            f"the file cannot be opened: {(error.strerror or 'it is not there').lower()}"
        ) from error
    if len(data) > MAX_BYTES:
        raise FileUnreadable(
            f"the file is larger than {MAX_BYTES // 1024 // 1024} MB; split it, "
            "for example into JSON lines"
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise FileUnreadable(f"line {line} is not UTF-8; save the file as UTF-8") from error


def _looks_like_lines(text: str) -> bool:
    """The first line is a whole object and something follows it."""
    first, _, rest = text.lstrip().partition("\n")
    if not (first.startswith("{") and rest.strip()):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _lines(text: str) -> Iterator[Raw]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        place = f"line {number}"
        try:
            yield _raw(place, _parsed(line))
        except FileUnreadable as error:
            yield Raw(place, {}, Problem("", re.sub(r"^line 1, ", "", error.message)))


def _whole(text: str) -> list[Raw]:
    data = _parsed(text)
    context: Any = None
    if isinstance(data, dict) and "@graph" in data:
        context, data = data.get("@context"), data["@graph"]
        if not isinstance(data, list):
            raise FileUnreadable("“@graph” must be a list of records: write it in [ ]")
    elif isinstance(data, dict):
        data = [data]
    elif not isinstance(data, list):
        raise FileUnreadable("the file holds neither an object nor a list of objects")
    return [_raw(f"record {number}", item, context) for number, item in enumerate(data, 1)]


def _raw(place: str, data: Any, context: Any = None) -> Raw:
    if not isinstance(data, dict):
        return Raw(place, {}, Problem("", "is not an object: a record is written in { }"))
    if context is not None:
        data = {"@context": context, **data}
    problem = _unfit(data)
    return Raw(place, {} if problem else data, problem)


def _unfit(data: dict[str, Any]) -> Problem | None:
    """What no field may hold, wherever it stands; walked without recursion."""
    waiting: list[tuple[Any, int]] = [(data, 1)]
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, str):
            if _SURROGATE.search(value):
                return Problem(
                    "", "holds half a character (a lone \\ud800–\\udfff): write it whole"
                )
        elif isinstance(value, dict | list):
            if depth > MAX_DEPTH:
                return Problem("", f"is nested deeper than {MAX_DEPTH} levels")
            parts = [*value, *value.values()] if isinstance(value, dict) else value
            waiting.extend((part, depth + 1) for part in parts)
    return None


def _parsed(text: str) -> Any:
    def refuse(name: str) -> NoReturn:
        raise _NotANumber(name)

    try:
        return json.loads(text, parse_constant=refuse)
    except json.JSONDecodeError as error:
        raise FileUnreadable(
            f"line {error.lineno}, column {error.colno} is not JSON: {error.msg.lower()}"
        ) from error
    except _NotANumber as error:
        raise FileUnreadable(
            f"line {_line_of(text)}, “{error}” is not a JSON number; leave the field out"
        ) from error
    except RecursionError as error:
        raise FileUnreadable(
            f"line {_line_of(text, deep=True)}, nested deeper than {MAX_DEPTH} levels"
        ) from error
    except ValueError as error:
        raise FileUnreadable("a number is too long to be read") from error


def _line_of(text: str, *, deep: bool = False) -> int:
    """The line of the first NaN or infinity, or (`deep`) where the nesting passes the limit."""
    line, depth = 1, 0
    for match in _TOKEN.finditer(text):
        sign = match[0]
        if sign == "\n":
            line += 1
        elif sign in "[{":
            depth += 1
            if deep and depth > MAX_DEPTH:
                return line
        elif sign in "]}":
            depth -= 1
        elif not deep and sign[0] != '"':
            return line
    return line
