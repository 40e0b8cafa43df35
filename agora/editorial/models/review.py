"""The way of a draft to the market: what was sent, what was said about it, what was decided."""

from __future__ import annotations

from django.db import models

from agora.editorial.models.drafts import Draft
from agora.kernel import clock, ids
from agora.people.models import Organisation


class Submission(models.Model):
    """A draft was sent for review, as it was at one revision.

    `clearing` waits for the organisation's own approver, `waiting` for the learning team,
    `changes-asked` for the provider, `approved` for its hour (`publish_at`); `published`, `declined`
    and `withdrawn` are its ends. `turn` moves with every decision: whoever decides names the turn
    they saw, so that of two reviewers one wins.
    """

    class State(models.TextChoices):
        CLEARING = "clearing"
        WAITING = "waiting"
        CHANGES_ASKED = "changes-asked"
        APPROVED = "approved"
        PUBLISHED = "published"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    OPEN = (State.CLEARING, State.WAITING, State.CHANGES_ASKED, State.APPROVED)

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    draft = models.ForeignKey(
        Draft, null=True, blank=True, on_delete=models.SET_NULL, related_name="submissions"
    )
    kind = models.CharField(max_length=30)
    sort = models.CharField(max_length=30, blank=True)
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
    look_again = models.DateField(null=True, blank=True)
    decided_by = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    published_number = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id"],
                condition=models.Q(state__in=["clearing", "waiting", "changes-asked", "approved"]),
                name="submission_one_open",
            )
        ]
        indexes = [
            # All a queue is filtered and counted by, so that no document is read for it.
            models.Index(
                fields=[
                    "state",
                    "waiting_since",
                    "id",
                    "language",
                    "sort",
                    "organisation",
                    "assignee",
                ],
                name="submission_queue",
            ),
            models.Index(fields=["organisation", "state"], name="submission_of_whom"),
            models.Index(fields=["state", "decided_at"], name="submission_decided"),
            models.Index(fields=["kind", "object_id"], name="submission_of_thing"),
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


class SubmissionWriter(models.Model):
    """Somebody who wrote some of what was sent; they do not decide about it."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="writers")
    account = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "account"], name="submission_writer_once")
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.account}"


class GroupReview(models.Model):
    """A reference group reads a paper before it is decided about.

    Until `closes_at` each member sees their own comments and the learning team sees all. Then they are
    passed on to the provider (`passed_on_at`), who answers each. Once released, and once the paper
    is published, comments and answers are public.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    submission = models.OneToOneField(
        Submission, on_delete=models.CASCADE, related_name="group_review"
    )
    question = models.TextField(max_length=2000, blank=True)
    closes_at = models.DateTimeField()
    opened_by = models.UUIDField(null=True)
    opened_at = models.DateTimeField(default=clock.now)
    passed_on_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.UUIDField(null=True, blank=True)

    def __str__(self) -> str:
        return f"group of {self.submission_id}"


class GroupMember(models.Model):
    """Somebody invited to read and comment, with an account or by mail address alone.

    The secret of the link goes out by mail; only its SHA-256 is kept. `is_named`: they agreed that
    their name stands beside what they said. `mailed_at`, `reminded_at` and `told_at` are when the
    invitation, the reminder and the answers were mailed; `mail_taken_at` is when a process began to.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    review = models.ForeignKey(GroupReview, on_delete=models.CASCADE, related_name="members")
    account = models.UUIDField(null=True, blank=True)
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=35)
    secret_digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    invited_by = models.UUIDField(null=True)
    invited_at = models.DateTimeField(default=clock.now)
    mailed_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    mail_taken_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    is_named = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "email"],
                condition=~models.Q(email=""),
                name="group_member_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.review_id} {self.id}"


class Message(models.Model):
    """Something said in the thread of a submission, perhaps about one field of the document.

    `verb` is what was done with it: `comment`, `answer` (the provider's comment), `send`, `clear`,
    `ask`, `approve`, `decline`, `assign`, `withdraw`, `publish`, `hold` (publishing failed), `left` (whoever
    reviewed it erased their account). What the
    reference group says (`group`) is seen by the group and the learning team until it is released;
    `member` is who of the group said it.
    """

    class Audience(models.TextChoices):
        THREAD = "thread"
        GROUP = "group"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="messages")
    author = models.UUIDField(null=True)
    member = models.ForeignKey(
        GroupMember, null=True, blank=True, on_delete=models.SET_NULL, related_name="messages"
    )
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


class GroupAnswer(models.Model):
    """What became of one comment of the reference group."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted"
        PARTLY = "partly"
        NOT_ACCEPTED = "not-accepted"

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="answer")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    text = models.TextField(max_length=2000, blank=True)
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.outcome} {self.message_id}"


class LookAgain(models.Model):
    """When a published thing is due for another look, and whose it is."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    kind = models.CharField(max_length=30)
    sort = models.CharField(max_length=30, blank=True)
    object_id = models.UUIDField()
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(max_length=300)
    language = models.CharField(max_length=35)
    due = models.DateField()
    set_by = models.UUIDField(null=True)
    set_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="look_again_once_per_thing")
        ]
        indexes = [models.Index(fields=["due"], name="look_again_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} {self.due}"


class LookReminder(models.Model):
    """A reminder that went out: `step` is 0 a month before, 1 at the date, then one per month."""

    look = models.ForeignKey(LookAgain, on_delete=models.CASCADE, related_name="reminders")
    due = models.DateField()
    step = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["look", "due", "step"], name="look_reminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.look_id} {self.due} {self.step}"
