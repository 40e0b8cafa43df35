"""Archives that somebody asked for on the desk."""

from __future__ import annotations

from django.db import models

from agora.kernel import clock, ids
from agora.people.models import Account, Organisation


class Archive(models.Model):
    """Everything an organisation has, or the network (none), made ready to be fetched for a week.

    `started_at` moves while it is made; `tries` counts how often that was begun.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        MAKING = "making"
        READY = "ready"
        FAILED = "failed"

    COMING = (State.WAITING, State.MAKING)

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    by = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(state__in=["waiting", "making"], organisation__isnull=False),
                name="archive_one_coming",
            ),
            models.UniqueConstraint(
                fields=["state"],
                condition=models.Q(state="waiting", organisation=None),
                name="archive_of_all_one_coming",
            ),
        ]
        indexes = [models.Index(fields=["state", "asked_at"], name="archive_next")]

    def __str__(self) -> str:
        return f"{self.organisation_id or 'network'} {self.state}"
