"""Things that may be the same, things that became one, and who was reminded of things that grow old."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from agora.catalogue.models.resources import Resource
from agora.kernel import clock, ids
from agora.people.models import Organisation


class LikelyPair(models.Model):
    """Two live resources that may be the same, and why; `one` is the one with the smaller id.

    `what` is what they share: a link, an identifier, the title of the other, in `language` where that
    is another one; `from_one` says whose reading found it. A pair that somebody refused stays refused,
    whatever is found later.
    """

    class Kind(models.TextChoices):
        ADDRESS = "address"
        FILE = "file"
        IDENTIFIER = "identifier"
        TITLE = "title"
        TRANSLATION = "translation"
        HAND = "hand"

    class State(models.TextChoices):
        OPEN = "open"
        REFUSED = "refused"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    one = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    what = models.CharField(max_length=1000, blank=True)
    language = models.CharField(max_length=35, blank=True)
    score = models.DecimalField(max_digits=4, decimal_places=3)
    rank = models.PositiveSmallIntegerField()
    from_one = models.BooleanField(default=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="likely_pair_once"),
            models.CheckConstraint(
                condition=Q(one__lt=models.F("other")), name="likely_pair_in_order"
            ),
            models.CheckConstraint(condition=Q(score__range=(0, 1)), name="likely_pair_score"),
        ]
        indexes = [
            models.Index(
                fields=["rank", "-score", "id"],
                condition=Q(state="open"),
                name="likely_pair_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.one_id} {self.other_id} {self.kind}"


class PairReading(models.Model):
    """Which version of a resource was compared with all others."""

    resource = models.OneToOneField(
        Resource, primary_key=True, on_delete=models.CASCADE, related_name="pair_reading"
    )
    version = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.resource_id} {self.version}"


class Merge(models.Model):
    """Two resources became one: `gone` was withdrawn, and its addresses lead to `kept`.

    The numbers are versions: of what goes, its last one with content; of what stays, the one before
    and the one the merge made. `moved` is what was laid away and changed in other tables, room by room,
    so that it can be given back.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    kept = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="+")
    gone_number = models.PositiveIntegerField()
    kept_before = models.PositiveIntegerField()
    kept_after = models.PositiveIntegerField()
    moved = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    at = models.DateTimeField(default=clock.now)
    by = models.UUIDField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gone"], condition=Q(undone_at__isnull=True), name="merge_stands_once"
            ),
            models.CheckConstraint(condition=~Q(kept=models.F("gone")), name="merge_of_two"),
        ]
        indexes = [models.Index(fields=["-at"], name="merge_newest")]

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"


class AgeingReminder(models.Model):
    """When an organisation was last reminded of its things that nobody has looked over for long."""

    organisation = models.OneToOneField(
        Organisation, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.at:%Y-%m-%d}"
