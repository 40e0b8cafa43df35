"""Who did what to which object; rows are written and never changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NoReturn

from django.db import models
from django.db.models.base import ModelBase

from agora.kernel import clock


class JournalIsKept(Exception):
    """Somebody tried to change or remove what the journal says."""

    def __init__(self) -> None:
        super().__init__("The journal is only ever added to. Write another entry instead.")


class Entries(models.QuerySet["Entry"]):
    """Entries can be read and added."""

    def update(self, **values: Any) -> NoReturn:
        """Refused."""
        raise JournalIsKept

    def delete(self) -> NoReturn:
        """Refused."""
        raise JournalIsKept

    def bulk_update(self, objs: Any, fields: Any, batch_size: Any = None) -> NoReturn:
        """Refused."""
        raise JournalIsKept


class Entry(models.Model):
    """One privileged act: actor, verb, object (kind + UUID, no foreign key) and a short note.

    `organisation` is the one in whose affairs it was done (none: the learning team's), `person` the one
    to whom it was done. A change of a row is refused here and by the database itself.
    """

    at = models.DateTimeField(default=clock.now, db_index=True)
    actor = models.UUIDField(null=True, blank=True)
    verb = models.CharField(max_length=40)
    kind = models.CharField(max_length=30)
    object_id = models.UUIDField()
    organisation = models.UUIDField(null=True, blank=True)
    person = models.UUIDField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    objects = Entries.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "object_id"], name="journal_of_object"),
            models.Index(fields=["organisation", "-id"], name="journal_of_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.kind} {self.object_id}"

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
            raise JournalIsKept
        super().save(force_insert=True, using=using)

    def delete(self, using: str | None = None, keep_parents: bool = False) -> NoReturn:
        """Refused."""
        raise JournalIsKept
