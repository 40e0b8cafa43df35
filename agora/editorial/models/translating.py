"""Translating: the open work on a language of a thing, the memory of segments, credits, and what is missing."""

from __future__ import annotations

from django.db import models

from agora.kernel import clock, ids
from agora.kernel.models import Origin, TextState, Visibility
from agora.people.models import Organisation


class Translation(models.Model):
    """Somebody brings a thing into a language; the live texts stay until it is published.

    A claim (`claimed_by`) ends by itself some time after `worked_at`. `closed`: the thing itself was
    withdrawn, for the reason in `closed_for`; what was written stays its writers'.
    """

    class State(models.TextChoices):
        WORKING = "working"
        WAITING = "waiting"
        PUBLISHED = "published"
        CLOSED = "closed"

    OPEN = (State.WORKING, State.WAITING)

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    kind = models.CharField(max_length=30)
    object_id = models.UUIDField()
    language = models.CharField(max_length=35)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    visibility = models.CharField(
        max_length=15, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    title = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WORKING)
    claimed_by = models.UUIDField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    worked_at = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(default=clock.now)
    sent_by = models.UUIDField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    asked = models.TextField(max_length=2000, blank=True)
    decided_by = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    published_number = models.PositiveIntegerField(null=True, blank=True)
    closed_for = models.CharField(max_length=300, blank=True)

    # `asked` is what the second reader asked for when they gave it back.

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "language"],
                condition=models.Q(state__in=["working", "waiting"]),
                name="translation_one_open",
            )
        ]
        indexes = [
            models.Index(fields=["state", "language", "worked_at"], name="translation_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} {self.language} {self.state}"


class TranslatedSegment(models.Model):
    """One segment that was translated, with the source it was made from.

    `over` is a digest of what was published in its place then: another text there since is a clash.
    """

    translation = models.ForeignKey(Translation, on_delete=models.CASCADE, related_name="segments")
    key = models.CharField(max_length=200)
    source = models.TextField()
    target = models.TextField(blank=True)
    over = models.CharField(max_length=16, blank=True)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.HUMAN)
    changed_by = models.UUIDField(null=True, blank=True)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["translation", "key"], name="translated_segment_once")
        ]

    def __str__(self) -> str:
        return self.key


class TranslationCredit(models.Model):
    """Who brought a published text into a language, and who read it before it was published."""

    class Role(models.TextChoices):
        TRANSLATOR = "translator"
        REVIEWER = "reviewer"

    kind = models.CharField(max_length=30)
    object_id = models.UUIDField()
    language = models.CharField(max_length=35)
    account = models.UUIDField()
    role = models.CharField(max_length=10, choices=Role.choices)
    number = models.PositiveIntegerField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "language", "account", "role"],
                name="translation_credit_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.kind} {self.object_id} {self.language}"


class MemoryPair(models.Model):
    """A segment and how it was put into another language before, with where that was.

    Pairs of published texts belong to a thing (`translation` is null); pairs of saved work belong to
    that work and are shown only to those who may see it.
    """

    source_language = models.CharField(max_length=35)
    target_language = models.CharField(max_length=35)
    digest = models.CharField(max_length=32)
    source = models.TextField()
    target = models.TextField()
    kind = models.CharField(max_length=30)
    object_id = models.UUIDField()
    key = models.CharField(max_length=200)
    translation = models.ForeignKey(
        Translation, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.HUMAN)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["digest", "target_language"], name="memory_exact"),
            models.Index(fields=["kind", "object_id", "target_language"], name="memory_of_what"),
        ]

    def __str__(self) -> str:
        return f"{self.source_language}-{self.target_language} {self.source[:40]}"


class MemorySign(models.Model):
    """One of the few hashes of neighbouring words by which a similar segment is found."""

    pair = models.ForeignKey(MemoryPair, on_delete=models.CASCADE, related_name="signs")
    target_language = models.CharField(max_length=35)
    sign = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["sign", "target_language"], name="memory_sign")]

    def __str__(self) -> str:
        return str(self.sign)


class MemoryReading(models.Model):
    """Which version of a thing the memory was filled from."""

    kind = models.CharField(max_length=30)
    object_id = models.UUIDField()
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="memory_reading_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} v{self.number}"


class TextStanding(models.Model):
    """How a published thing stands in one language: derived when a version is published.

    A language of the interface that a thing lacks has a row too.
    """

    class State(models.TextChoices):
        ORIGINAL = "original"
        MISSING = "missing"
        DRAFT = TextState.DRAFT.value
        REVIEWED = TextState.REVIEWED.value

    kind = models.CharField(max_length=30)
    object_id = models.UUIDField()
    language = models.CharField(max_length=35)
    original_language = models.CharField(max_length=35)
    number = models.PositiveIntegerField()
    sort = models.CharField(max_length=40)
    title = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State.choices)
    origin = models.CharField(max_length=10, choices=Origin.choices, blank=True)
    is_stale = models.BooleanField(default=False)
    visibility = models.CharField(
        max_length=15, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    words = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "language"], name="standing_once_per_language"
            )
        ]
        indexes = [models.Index(fields=["language", "state", "is_stale"], name="standing_what")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} {self.language} {self.state}"
