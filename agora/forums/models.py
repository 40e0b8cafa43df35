"""Learning forums: a market with a date and a place, its stands and its programme."""

from __future__ import annotations

from django.db import models

from agora.catalogue.models import Resource
from agora.kernel import clock, ids
from agora.kernel.models import TextRow, Visibility
from agora.people.models import Organisation
from agora.topics.models import Concept, Place


class Forum(models.Model):
    """One edition of a learning forum."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    slug = models.CharField(max_length=180, unique=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    starts = models.DateField()
    ends = models.DateField()
    timezone = models.CharField(max_length=40)
    original_language = models.CharField(max_length=35)
    organisers = models.ManyToManyField(Organisation, related_name="+", blank=True)
    visibility = models.CharField(
        max_length=15, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__gte=models.F("starts")), name="forum_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.slug


class ForumText(TextRow):
    """The forum in one language."""

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(max_length=300)
    summary = models.TextField(max_length=2000, blank=True)
    body = models.TextField(max_length=50_000, blank=True)
    theme = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["forum", "language"], name="forum_text_once")
        ]

    def __str__(self) -> str:
        return self.title


class Stand(models.Model):
    """What one partner shows at a forum."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="stands")
    slug = models.CharField(max_length=180)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    axis = models.ForeignKey(
        Concept, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    order = models.PositiveSmallIntegerField(default=0)
    original_language = models.CharField(max_length=35)

    class Meta:
        ordering = ["order", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["forum", "slug"], name="stand_once_per_forum")
        ]

    def __str__(self) -> str:
        return self.slug


class StandText(TextRow):
    """The stand in one language."""

    stand = models.ForeignKey(Stand, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(max_length=300)
    summary = models.TextField(max_length=2000, blank=True)
    body = models.TextField(max_length=50_000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stand", "language"], name="stand_text_once")
        ]

    def __str__(self) -> str:
        return self.title


class StandItem(models.Model):
    """A thing on show at a stand."""

    stand = models.ForeignKey(Stand, on_delete=models.CASCADE, related_name="items")
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["stand", "resource"], name="stand_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.stand_id} {self.order}"


class Slot(models.Model):
    """A part of the programme; stored in UTC, shown in the forum's zone."""

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="slots")
    stand = models.ForeignKey(
        Stand, null=True, blank=True, on_delete=models.SET_NULL, related_name="slots"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["starts_at", "order"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="slot_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


class SlotText(TextRow):
    """The slot in one language."""

    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(max_length=300)
    summary = models.TextField(max_length=2000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slot", "language"], name="slot_text_once")]

    def __str__(self) -> str:
        return self.title
