"""Who did what to which object; rows are written and never changed."""

from __future__ import annotations

from django.db import models

from agora.kernel import clock
from agora.kernel.added import Added, RowsAreAddedOnly


class JournalIsKept(RowsAreAddedOnly):
    """Somebody tried to change or remove what the journal says."""

    instead = "The journal is only ever added to. Write another entry instead."


class Entry(Added):
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

    refusal = JournalIsKept

    class Meta:
        indexes = [
            models.Index(fields=["kind", "object_id"], name="journal_of_object"),
            models.Index(fields=["organisation", "-id"], name="journal_of_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.kind} {self.object_id}"
