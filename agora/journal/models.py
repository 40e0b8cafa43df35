"""Who did what to which object; rows are written and never changed."""

from __future__ import annotations

from django.db import models

from agora.kernel import clock


class Entry(models.Model):
    """One privileged act: actor, verb, object (kind + UUID, no foreign key) and a short note."""

    at = models.DateTimeField(default=clock.now, db_index=True)
    actor = models.UUIDField(null=True, blank=True)
    verb = models.CharField(max_length=40)
    kind = models.CharField(max_length=30)
    object_id = models.UUIDField()
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "object_id"], name="journal_of_object")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.kind} {self.object_id}"
