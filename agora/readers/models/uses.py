"""What a city did with something it found here."""

from __future__ import annotations

from django.db import models

from agora.catalogue.models import Resource
from agora.kernel import clock, ids
from agora.people.models import Account, Organisation


class Use(models.Model):
    """An organisation used a resource: what of it, what they changed, what came of it.

    It is said in the name of the organisation, in one language, and read by the learning team before it is
    shown. Without `author` (the account was erased) it is the organisation's all the same.
    """

    class State(models.TextChoices):
        SENT = "sent"
        ASKED = "asked"
        APPROVED = "approved"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    language = models.CharField(max_length=35)
    used = models.TextField(max_length=2000)
    changed = models.TextField(max_length=2000, blank=True)
    came = models.TextField(max_length=2000)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    link = models.URLField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SENT)
    sent_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(year__isnull=True) | models.Q(year__range=(1950, 2200)),
                name="use_year",
            )
        ]
        indexes = [
            models.Index(
                fields=["resource"],
                condition=models.Q(state="approved"),
                name="use_of_resource",
            ),
            models.Index(fields=["sent_at"], condition=models.Q(state="sent"), name="use_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.organisation_id} {self.state}"


class UseStep(models.Model):
    """One step of a report's way: sent, asked back, approved, declined, withdrawn; with what was said."""

    use = models.ForeignKey(Use, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField(default=clock.now)
    by = models.UUIDField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=Use.State.choices)
    text = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.use_id} {self.state}"
