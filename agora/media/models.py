"""Files that were given to the market."""

from __future__ import annotations

from django.db import models

from agora.kernel import clock, ids
from agora.people.models import Organisation


class File(models.Model):
    """One stored file; who may have it follows from what it belongs to.

    Until something that refers to it is published (`is_kept`), those have it who write for the
    organisation it was given for, or for the learning team where there is none; when nothing
    refers to it, it is swept away.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    stored = models.FileField(upload_to="files/%Y/%m/")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_by = models.UUIDField(null=True, blank=True)
    is_kept = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["is_kept", "created_at"], name="file_to_sweep")]

    def __str__(self) -> str:
        return self.name


class FileFacts(models.Model):
    """What a document says of itself, read once when it was given.

    `is_tagged` and `has_text` are null where that is not known; `trouble` is why it could not be
    read: `locked`, `broken`, `slow`.
    """

    file = models.OneToOneField(
        File, primary_key=True, on_delete=models.CASCADE, related_name="facts"
    )
    pages = models.PositiveIntegerField(null=True, blank=True)
    title = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=35, blank=True)
    is_tagged = models.BooleanField(null=True)
    has_text = models.BooleanField(null=True)
    trouble = models.CharField(max_length=10, blank=True)

    def __str__(self) -> str:
        return str(self.file_id)


class MediaFacts(models.Model):
    """How long and how large a sound, a video, a picture or a track is, read once when it was given.

    `seconds` is the length (of a track: when its last words end), `width` and `height` are points,
    `bitrate` is bits per second of the whole file: what a learner's line must bear.
    """

    class Kind(models.TextChoices):
        AUDIO = "audio"
        VIDEO = "video"
        PICTURE = "picture"
        TRACK = "track"

    file = models.OneToOneField(
        File, primary_key=True, on_delete=models.CASCADE, related_name="media_facts"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    seconds = models.FloatField(null=True, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    bitrate = models.PositiveIntegerField(null=True, blank=True)
    has_audio = models.BooleanField(default=False)
    has_video = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["audio", "video", "picture", "track"]),
                name="media_facts_kind_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_id}"
