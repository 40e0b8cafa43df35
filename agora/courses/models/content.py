"""A course as it is published: versions that never change, their nodes, and what these say."""

from __future__ import annotations

from django.db import models

from agora.catalogue.models import Resource
from agora.kernel import clock, ids
from agora.kernel.models import TextRow
from agora.media.models import File


class Course(models.Model):
    """What a course adds to its resource. `live` is the version that new learners get.

    Without one it has no lessons here: it is held elsewhere, or still to come.
    """

    resource = models.OneToOneField(
        Resource, primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    live = models.ForeignKey(
        "courses.CourseVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    interest_open = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return str(self.resource_id)


class CourseVersion(models.Model):
    """A published state of a course's lessons; `number` is that of the resource's version.

    `shape` is the course's part of the document without its modules (certificate, podcast, welcome).
    """

    class Change(models.TextChoices):
        EDITORIAL = "editorial"
        EQUIVALENT = "equivalent"
        BREAKING = "breaking"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    change = models.CharField(max_length=10, choices=Change.choices)
    original_language = models.CharField(max_length=35)
    shape = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="course_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.number}"


class Node(models.Model):
    """A module, a lesson or a block of one version, in its place; `key` is the same in every version.

    `kind` is `module`, `lesson` or the name of a kind of block. `data` is what a block says in no
    language. Nodes of one `group` are variants: any one of them is enough.
    """

    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="nodes")
    key = models.UUIDField()
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)
    required = models.BooleanField(default=True)
    group = models.CharField(max_length=60, blank=True)
    minutes = models.PositiveSmallIntegerField(default=0)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="node_once"),
            models.UniqueConstraint(fields=["version", "position"], name="node_in_its_place"),
        ]
        indexes = [models.Index(fields=["key"], name="node_by_key")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class NodeText(TextRow):
    """What a node says in one language: the texts of its shape.

    `is_stale` says that the original's text has changed since this one was made from it.
    """

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="texts")
    data = models.JSONField(default=dict)
    is_stale = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "language"], name="node_text_once")]

    def __str__(self) -> str:
        return f"{self.node_id} {self.language}"


class CourseFile(models.Model):
    """A file that some version of a course shows."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "file"], name="course_file_once")]

    def __str__(self) -> str:
        return f"{self.course_id} {self.file_id}"
