"""Tables every room stands on: addresses, the outbox, generations, traces, heartbeats, text rows."""

from __future__ import annotations

from django.db import models

from agora.kernel import clock


class Address(models.Model):
    """A language-neutral address a thing has or had; old ones lead to the current one."""

    kind = models.CharField(max_length=30)
    slug = models.CharField(max_length=180)
    object_id = models.UUIDField()
    is_current = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="address_once_per_kind"),
            models.UniqueConstraint(
                fields=["kind", "object_id"],
                condition=models.Q(is_current=True),
                name="address_one_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}"


class OutboxEntry(models.Model):
    """A thing changed and must be indexed; one row per thing, cleared by its version."""

    kind = models.CharField(max_length=30)
    object_id = models.UUIDField()
    version = models.UUIDField()
    changed_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="outbox_once_per_thing")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class Generation(models.Model):
    """A counter that moves when something moved: live content, topics, the search index."""

    name = models.CharField(max_length=30, primary_key=True)
    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class Trace(models.Model):
    """This came from that: the thread from resource to course, plan, indicator and practice."""

    from_kind = models.CharField(max_length=30)
    from_id = models.UUIDField()
    verb = models.CharField(max_length=30)
    to_kind = models.CharField(max_length=30)
    to_id = models.UUIDField()
    at = models.DateTimeField(default=clock.now)
    by = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["from_kind", "from_id", "verb", "to_kind", "to_id"], name="trace_once"
            )
        ]
        indexes = [models.Index(fields=["to_kind", "to_id"], name="trace_backwards")]

    def __str__(self) -> str:
        return f"{self.from_kind} {self.from_id} {self.verb} {self.to_kind} {self.to_id}"


class Beat(models.Model):
    """The last sign of life of a background process, or the last run of a periodic job."""

    name = models.CharField(max_length=80, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%Y-%m-%d %H:%M:%S}"


class Visibility(models.TextChoices):
    """Who may see a thing."""

    PUBLIC = "public"
    NETWORK = "network"
    ORGANISATION = "organisation"
    TEAM = "team"


class Origin(models.TextChoices):
    """Who wrote a text."""

    HUMAN = "human"
    MACHINE = "machine"
    IMPORTED = "imported"


class TextState(models.TextChoices):
    """Whether somebody other than its writer has read a text."""

    DRAFT = "draft"
    REVIEWED = "reviewed"


class TextRow(models.Model):
    """What a thing says in one language; a missing language is a missing row.

    `source_version` is the version number of the original this text was made from; the text is
    stale when the original's text has changed since. Null for the original itself.
    """

    language = models.CharField(max_length=35)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.HUMAN)
    state = models.CharField(max_length=10, choices=TextState.choices, default=TextState.DRAFT)
    source_version = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        abstract = True


class Precision(models.TextChoices):
    """How much of a date is known."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


class Attempts(models.Model):
    """How often something was tried from one network address; the address is a keyed digest."""

    key = models.CharField(max_length=40, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.count} until {self.until:%Y-%m-%d %H:%M}"


class Seed(models.Model):
    """A set of shipped data that was loaded, with the digest of what was loaded."""

    name = models.CharField(max_length=60, primary_key=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.name
