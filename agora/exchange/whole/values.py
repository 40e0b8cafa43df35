"""One row as a line of JSON, and a line as a row: the same text from every database."""

from __future__ import annotations

import datetime as dt
import decimal
import json
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

Fields = Iterable[models.Field[Any, Any]]


class RowUnfit(Exception):
    """A line that is no row of its table; says why, in English, for whoever runs the command."""


def plain(value: Any) -> Any:
    """A value as the database has it, as JSON has it."""
    if value is None or isinstance(value, str | int | list | dict):
        return value
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID | decimal.Decimal):
        return str(value)
    return value


def line_of(said: Mapping[str, Any]) -> bytes:
    """One line; documents with sorted keys, for PostgreSQL does not keep the order they came in."""
    return (
        json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
    )


def row_read(line: bytes, fields: Fields) -> dict[str, Any]:
    """The values of a row, by the column's name in Python. Raises RowUnfit.

    A field the line lacks takes its default, so that an archive of an older Agora can be read.
    """
    try:
        said = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RowUnfit(f"this is no JSON: {error}") from error
    if not isinstance(said, dict):
        raise RowUnfit("a line must be a JSON object")
    known = {one.name: one for one in fields}
    strange = sorted(set(said) - set(known))
    if strange:
        raise RowUnfit(f"“{strange[0][:80]}” is no field of this table")
    row: dict[str, Any] = {}
    for name, one in known.items():
        if name in said:
            row[one.attname] = _read(one, said[name])
        elif one.has_default() or one.null or (one.empty_strings_allowed and one.blank):
            row[one.attname] = one.get_default()
        else:
            raise RowUnfit(f"“{name}” is missing")
    return row


def _read(one: models.Field[Any, Any], value: Any) -> Any:
    target: Any = one
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    if value is None:
        if not one.null:
            raise RowUnfit(f"“{one.name}” must not be null")
        return None
    if isinstance(target, models.JSONField):
        return value
    if not isinstance(value, _kind_of(target)) or (
        isinstance(value, bool) and not isinstance(target, models.BooleanField)
    ):
        raise RowUnfit(f"“{one.name}” has a value of the wrong kind")
    try:
        found = target.to_python(value)
        if not isinstance(target, models.FileField):
            target.run_validators(found) if found not in target.empty_values else None
    except (ValidationError, ArithmeticError, ValueError) as error:
        said = error.messages[0] if isinstance(error, ValidationError) else str(error)
        raise RowUnfit(f"“{one.name}”: {said}") from error
    if isinstance(found, str) and "\0" in found:
        raise RowUnfit(f"“{one.name}” holds a null character")
    if isinstance(target, models.DateTimeField) and found.tzinfo is None:
        raise RowUnfit(f"“{one.name}” needs a time zone")
    if isinstance(target, models.TextField) and isinstance(found, str):
        most = target.max_length
        if most is not None and len(found) > most:
            raise RowUnfit(f"“{one.name}” is longer than {most} characters")
    return found


def _kind_of(target: models.Field[Any, Any]) -> type | tuple[type, ...]:
    if isinstance(target, models.BooleanField):
        return bool
    if isinstance(target, models.IntegerField):
        return int
    if isinstance(target, models.FloatField):
        return (int, float)
    return str
