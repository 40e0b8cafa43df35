"""Rows that are added and never changed: here by the models, in the database by triggers of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, NoReturn

from django.db import models
from django.db.models.base import ModelBase


class RowsAreAddedOnly(Exception):
    """Somebody tried to change or remove what is only ever added to."""

    instead = "Add another row instead."

    def __init__(self) -> None:
        super().__init__(self.instead)


class AddedRows(models.QuerySet[Any]):
    """Rows that can be read and added."""

    @property
    def _refusal(self) -> RowsAreAddedOnly:
        model: type[Added] = self.model
        return model.refusal()

    def update(self, **values: Any) -> NoReturn:
        """Refused."""
        raise self._refusal

    def delete(self) -> NoReturn:
        """Refused."""
        raise self._refusal

    def bulk_update(self, objs: Any, fields: Any, batch_size: Any = None) -> NoReturn:
        """Refused."""
        raise self._refusal


class Added(models.Model):
    """A row that is written once; `refusal` is raised, and says what to do instead."""

    refusal: ClassVar[type[RowsAreAddedOnly]] = RowsAreAddedOnly

    objects = AddedRows.as_manager()

    class Meta:
        abstract = True

    def save(
        self,
        *,
        force_insert: bool | tuple[ModelBase, ...] = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        """Add the row; one that is there already is not written again."""
        if not self._state.adding or force_update or update_fields is not None:
            raise self.refusal
        super().save(force_insert=True, using=using)

    def delete(self, using: str | None = None, keep_parents: bool = False) -> NoReturn:
        """Refused."""
        raise self.refusal
