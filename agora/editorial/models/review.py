"""The way of a draft to the market: what was sent, what was said about it, what was decided."""

from __future__ import annotations

from django.db import models

from agora.editorial.models.drafts import Draft
from agora.kernel import clock, ids
from agora.people.models import Organisation


class Submission(models.Model):
    """A draft was sent for review, as it was at one revision.

    `waiting` waits for the learning team, `changes-asked` for the provider, `approved` for its hour
    (`publish_at`); `published`, `declined` and `withdrawn` are its ends. `turn` moves with every
    decision: whoever decides names the turn they saw, so that of two reviewers one wins.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        CHANGES_ASKED = "changes-asked"
        APPROVED = "approved"
        PUBLISHED = "published"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    OPEN = (State.WAITING, State.CHANGES_ASKED, State.APPROVED)

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    draft = models.ForeignKey(
        Draft, null=True, blank=True, on_delete=models.SET_NULL, related_name="submissions"
    )
    kind = models.CharField(max_length=30)
    object_id = models.UUIDField()
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(max_length=300)
    language = models.CharField(max_length=35)
    document = models.JSONField()
    revision = models.PositiveIntegerField()
    base_number = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=15, choices=State.choices, default=State.WAITING)
    turn = models.PositiveIntegerField(default=1)
    submitted_by = models.UUIDField(null=True)
    submitted_at = models.DateTimeField(default=clock.now)
    waiting_since = models.DateTimeField(default=clock.now)
    assignee = models.UUIDField(null=True, blank=True)
    publish_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    published_number = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id"],
                condition=models.Q(state__in=["waiting", "changes-asked", "approved"]),
                name="submission_one_open",
            )
        ]
        indexes = [
            models.Index(fields=["state", "waiting_since"], name="submission_queue"),
            models.Index(fields=["organisation", "state"], name="submission_of_whom"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} {self.state}"


class SubmissionAxis(models.Model):
    """An axis of the agenda that the sent document carries, by its key: for the duties of reviewers."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="axes")
    key = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "key"], name="submission_axis_once")
        ]

    def __str__(self) -> str:
        return self.key


class Message(models.Model):
    """Something said in the thread of a submission, perhaps about one field of the document.

    `verb` is what was done with it: `comment`, `send`, `ask`, `answer`, `approve`, `decline`,
    `assign`, `withdraw`, `publish`. What the reference group says (`group`) is seen by the group and
    the learning team until it is released.
    """

    class Audience(models.TextChoices):
        THREAD = "thread"
        GROUP = "group"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="messages")
    author = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)
    verb = models.CharField(max_length=12, default="comment")
    field = models.CharField(max_length=200, blank=True)
    text = models.TextField(max_length=5000, blank=True)
    language = models.CharField(max_length=35, blank=True)
    audience = models.CharField(max_length=6, choices=Audience.choices, default=Audience.THREAD)

    class Meta:
        indexes = [models.Index(fields=["submission", "at"], name="message_thread")]

    def __str__(self) -> str:
        return f"{self.verb} {self.submission_id}"
