"""Sources that things are brought in from, each run over one, and what it did row by row."""

from __future__ import annotations

from django.db import models

from agora.kernel import clock, ids
from agora.people.models import Organisation


class Source(models.Model):
    """Where an organisation brings things in from, again and again.

    `name` is the address, or the name of the file; `mapping` says which column is which field of
    ours (a heading to a field, or to nothing); `language` is that of rows that name none.
    """

    class Kind(models.TextChoices):
        TABLE = "csv"
        WORDPRESS = "wordpress"
        FEED = "feed"
        SITEMAP = "sitemap"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=1000)
    mapping = models.JSONField(default=dict)
    language = models.CharField(max_length=35, blank=True)
    created_by = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "name"], name="source_once_per_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Item(models.Model):
    """One thing of a source and the document it gave last, with which the next one is compared.

    What stands here and differs from that document was written here by somebody.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="items")
    key = models.CharField(max_length=64)
    object_id = models.UUIDField()
    document = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="item_once")]
        indexes = [models.Index(fields=["object_id"], name="item_of_thing")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.object_id}"


class Import(models.Model):
    """One run over a source: read and looked at, then written, perhaps undone.

    `columns` waits for somebody to say what the columns are; `ready` is the end of the dry run.
    `publishes` says that it writes live; otherwise it makes drafts. `stored` is the name of the file
    with what was given, in the folder of imports, until it is done. `fault` is why it failed.
    """

    class State(models.TextChoices):
        COLUMNS = "columns"
        READING = "reading"
        READY = "ready"
        WRITING = "writing"
        DONE = "done"
        UNDOING = "undoing"
        UNDONE = "undone"
        FAILED = "failed"

    WORKING = (State.READING, State.WRITING, State.UNDOING)

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="imports")
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    publishes = models.BooleanField(default=False)
    by = models.UUIDField(null=True, blank=True)
    stored = models.CharField(max_length=100, blank=True)
    fault = models.JSONField(null=True, blank=True)
    total = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    undone = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["source", "-created_at"], name="import_newest")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.state}"


class ImportRow(models.Model):
    """What one row of a source is and became.

    `line` is its row in a table, 0 elsewhere. `says` holds why it was rejected, what is locked or
    changed, and what was assumed. `document` is what the source gives; `former` what it gave
    before. `before` and `after` are the live version's numbers around this import, or the draft's
    revisions where it made or changed the draft `draft`.
    """

    class Verdict(models.TextChoices):
        NEW = "new"
        CHANGED = "changed"
        UNCHANGED = "unchanged"
        REJECTED = "rejected"

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        UNDONE = "undone"
        KEPT = "kept"

    run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    line = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=64, blank=True)
    title = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=1000, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    says = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    object_id = models.UUIDField(null=True, blank=True)
    document = models.JSONField(null=True, blank=True)
    former = models.JSONField(null=True, blank=True)
    draft = models.UUIDField(null=True, blank=True)
    before = models.PositiveIntegerField(null=True, blank=True)
    after = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="import_row_once")]
        indexes = [
            models.Index(fields=["run", "verdict", "number"], name="import_row_shown"),
            models.Index(fields=["run", "state", "number"], name="import_row_next"),
            models.Index(fields=["run", "key"], name="import_row_key"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.number} {self.verdict}"
