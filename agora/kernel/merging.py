"""What hangs on a thing that becomes one with another: moved by the room it belongs to, and given back.

A room whose tables name things of other rooms registers a `Mover` at start. When `gone` becomes one
with `kept`, each mover changes its own rows, in the transaction of the merge, and answers with a
note in JSON of what it did: `Merge.moved` keeps it. Undoing gives each mover its note back.

For most tables `rows` is enough: it says which column names the thing, and the rest follows. What is
derived from documents is better written anew from these, for a document that names the former address
finds the thing that stands there now.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

Note = dict[str, Any]


@dataclass(frozen=True)
class Mover:
    """`move(gone, kept)` answers with a note; `restore(note, gone, kept)` with how many rows it left.

    A row is left where somebody changed it since, so that nobody's later work is undone. What
    somebody deleted since is not missed.
    """

    move: Callable[[uuid.UUID, uuid.UUID], Note]
    restore: Callable[[Note, uuid.UUID, uuid.UUID], int]


_movers: dict[tuple[str, str], Mover] = {}


def register(kind: str, name: str, mover: Mover) -> None:
    """Called once from a room's `ready()`; `name` is what its note is kept under."""
    _movers[kind, name] = mover


def move_all(kind: str, gone: uuid.UUID, kept: uuid.UUID) -> Note:
    """Let every room move what is its own; call it in a transaction."""
    return {
        name: note
        for (of, name), mover in _movers.items()
        if of == kind and (note := mover.move(gone, kept))
    }


def restore_all(kind: str, notes: Note, gone: uuid.UUID, kept: uuid.UUID) -> int:
    """Let every room give back what it moved; how many rows stayed, since they were changed."""
    return sum(
        mover.restore(notes[name], gone, kept)
        for (of, name), mover in _movers.items()
        if of == kind and name in notes
    )


@dataclass(frozen=True)
class Rows:
    """The rows of a table that name the thing in one column.

    With `beside`, the thing and these columns are unique together: where a row that names `kept`
    stands there already, the other one is laid away. `words` is a column of free text whose words then
    join those of the row that stays, `longest` characters at most. `where` narrows the rows.
    """

    model: str
    column: str
    beside: tuple[str, ...] = ()
    words: str = ""
    longest: int = 0
    where: tuple[tuple[str, str], ...] = ()

    def mover(self) -> Mover:
        """As it is registered."""
        return Mover(self._move, self._restore)

    def _rows(self, thing: uuid.UUID) -> models.QuerySet[Any]:
        manager = apps.get_model(self.model)._base_manager
        found: models.QuerySet[Any] = manager.filter(**{self.column: thing, **dict(self.where)})
        return found.order_by("pk")

    def _beside(self, row: Any) -> tuple[Any, ...]:
        return tuple(getattr(row, name) for name in self.beside)

    def _move(self, gone: uuid.UUID, kept: uuid.UUID) -> Note:
        twins = {self._beside(row): row for row in self._rows(kept)} if self.beside else {}
        moved: list[Any] = []
        away: list[Note] = []
        for row in self._rows(gone):
            twin = twins.get(self._beside(row)) if self.beside else None
            if twin is None:
                moved.append(row.pk)
            else:
                away.append({"row": _said(row), **self._joined(row, twin)})
                row.delete()
        for start in range(0, len(moved), 500):
            part = apps.get_model(self.model)._base_manager.filter(
                pk__in=moved[start : start + 500]
            )
            part.update(**{self.column: kept})
        if not moved and not away:
            return {}
        return {"moved": [str(key) for key in moved], "away": away}

    def _joined(self, row: Any, twin: Any) -> Note:
        """Let the words of a row that goes stand with those of the one that stays."""
        said = getattr(row, self.words) if self.words else ""
        former = getattr(twin, self.words) if self.words else ""
        if not said or said == former:
            return {}
        now = f"{former}\n{said}".strip()[: self.longest]
        setattr(twin, self.words, now)
        twin.save(update_fields=[self.words])
        return {"twin": str(twin.pk), "former": former, "now": now}

    def _restore(self, note: Note, gone: uuid.UUID, kept: uuid.UUID) -> int:
        manager = apps.get_model(self.model)._base_manager
        left = 0
        keys = note["moved"]
        for start in range(0, len(keys), 500):
            part = manager.filter(pk__in=keys[start : start + 500])
            there = part.count()
            left += there - part.filter(**{self.column: kept}).update(**{self.column: gone})
        for one in note["away"]:
            row = _read(apps.get_model(self.model), one["row"])
            if not _fits(row):
                continue
            taken = {name: getattr(row, name) for name in self.beside}
            if not manager.filter(**{self.column: gone, **taken}).exists():
                row.save(force_insert=True)
            if "twin" in one:
                twin = manager.filter(pk=one["twin"])
                there = twin.count()
                back = twin.filter(**{self.words: one["now"]})
                left += there - back.update(**{self.words: one["former"]})
        return left


def _said(row: models.Model) -> Note:
    """A row as JSON keeps it, without what hangs on it."""
    return {
        field.attname: None if getattr(row, field.attname) is None else field.value_to_string(row)
        for field in row._meta.concrete_fields
    }


def _read(model: type[models.Model], said: Note) -> models.Model:
    return model(
        **{
            field.attname: None
            if said.get(field.attname) is None
            else field.to_python(said[field.attname])
            for field in model._meta.concrete_fields
        }
    )


def _fits(row: models.Model) -> bool:
    """Whether what a row hangs on is still there (somebody may have deleted their list since)."""
    return all(
        value is None or field.related_model._base_manager.filter(pk=value).exists()
        for field in row._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and (value := getattr(row, field.attname)) is not None
    )
