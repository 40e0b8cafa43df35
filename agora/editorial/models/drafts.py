"""Drafts over live content, and every state a draft had."""

from __future__ import annotations

from django.db import models

from agora.kernel import clock, ids
from agora.people.models import Organisation


class Draft(models.Model):
    """The one open draft of a thing; the live thing stays as it is until a version is published.

    `document` may be incomplete: it follows the kind's shape and need not pass its schema yet.
    `base_number` is the version it began from (null for a thing that is not live). `revision` moves
    with every save; whoever saves names the revision they saw. Without an organisation the draft is
    the learning team's.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    kind = models.CharField(max_length=30)
    object_id = models.UUIDField()
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(max_length=300, blank=True)
    document = models.JSONField()
    base_number = models.PositiveIntegerField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    created_by = models.UUIDField(null=True)
    changed_by = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="draft_once_per_thing")
        ]
        indexes = [models.Index(fields=["organisation", "-changed_at"], name="draft_of_whom")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} r{self.revision}"


class Revision(models.Model):
    """One state of a draft. Of those that were saved by themselves, by one person within a few
    minutes, the history shows the last; the others are superseded, and kept for a while because
    somebody may have begun to write from one of them."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    saved_by = models.UUIDField(null=True)
    saved_at = models.DateTimeField(default=clock.now)
    is_autosave = models.BooleanField(default=False)
    is_superseded = models.BooleanField(default=False, db_default=False)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="revision_once")]

    def __str__(self) -> str:
        return f"{self.draft_id} r{self.number}"
