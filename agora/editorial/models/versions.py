"""Versions: every published state of every kind of content, as one JSON document each."""

from __future__ import annotations

from django.db import models

from agora.kernel import clock, ids


class Version(models.Model):
    """A published state; publishing one is the only way content is written live."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    kind = models.CharField(max_length=30)
    object_id = models.UUIDField()
    number = models.PositiveIntegerField()
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=clock.now)
    published_by = models.UUIDField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "number"], name="version_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} v{self.number}"
