"""Files that were given to the market."""

from __future__ import annotations

from django.db import models

from agora.kernel import clock, ids


class File(models.Model):
    """One stored file; who may have it follows from what it belongs to."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    stored = models.FileField(upload_to="files/%Y/%m/")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.name
