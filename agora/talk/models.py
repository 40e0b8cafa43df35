"""Threads and posts at a place that a higher room opens for them."""

from __future__ import annotations

from django.db import models

from agora.kernel import clock, ids
from agora.people.models import Account


class Thread(models.Model):
    """A question or a subject at a place, in one language, perhaps about one part of that place.

    `place_kind` is a kind registered with `talk.places`; `anchor` is the key of the part. `hidden_at`
    is set while its first post is hidden. The title is empty once its author removed it.
    """

    class State(models.TextChoices):
        OPEN = "open"
        ANSWERED = "answered"
        CLOSED = "closed"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    place_kind = models.CharField(max_length=30)
    place_id = models.UUIDField()
    anchor = models.UUIDField(null=True, blank=True)
    title = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=35)
    author = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_question = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField(default=clock.now)
    last_post_at = models.DateTimeField(default=clock.now)
    hidden_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_question=True) | ~models.Q(state="answered"),
                name="thread_only_questions_answered",
            )
        ]
        indexes = [
            models.Index(
                fields=["place_kind", "place_id", "-last_post_at"], name="thread_of_place"
            ),
            models.Index(
                fields=["place_kind", "place_id", "created_at"],
                condition=models.Q(is_question=True, state="open", hidden_at__isnull=True),
                name="thread_waiting",
            ),
            models.Index(
                fields=["place_kind", "place_id", "anchor"],
                condition=models.Q(anchor__isnull=False),
                name="thread_of_anchor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.place_kind} {self.place_id}"


class Post(models.Model):
    """What somebody said in a thread, as plain text; the first one opens it.

    `sent_key` comes with the form, so that a form sent twice says it once. A removed post keeps its
    place and loses its words; a hidden one keeps them for its author and the moderators, with `hidden_why`
    in words. `hidden_by_team`: the learning team decided so, and they alone show it again.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="posts")
    author = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    language = models.CharField(max_length=35)
    body = models.TextField(max_length=8000, blank=True)
    is_opening = models.BooleanField(default=False)
    is_answer = models.BooleanField(default=False)
    sent_key = models.UUIDField(default=ids.new_id)
    posted_at = models.DateTimeField(default=clock.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.UUIDField(null=True, blank=True)
    hidden_by_team = models.BooleanField(default=False)
    hidden_why = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["author", "sent_key"], name="post_sent_once"),
            models.UniqueConstraint(
                fields=["thread"], condition=models.Q(is_opening=True), name="post_one_opening"
            ),
            models.UniqueConstraint(
                fields=["thread"], condition=models.Q(is_answer=True), name="post_one_answer"
            ),
            models.CheckConstraint(
                condition=models.Q(is_answer=False)
                | models.Q(is_opening=False, hidden_at__isnull=True, removed_at__isnull=True),
                name="post_answer_is_seen",
            ),
        ]
        indexes = [
            models.Index(fields=["thread", "id"], name="post_of_thread"),
            models.Index(fields=["posted_at"], name="post_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.thread_id} {self.posted_at:%Y-%m-%d %H:%M}"


class PostEdit(models.Model):
    """What a post said before its author changed it."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="edits")
    title = models.CharField(max_length=200, blank=True)
    body = models.TextField(max_length=8000)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.post_id} {self.at:%Y-%m-%d %H:%M}"


class ThreadFollow(models.Model):
    """Somebody wants to be mailed what is new in one thread, or in all threads of a place.

    Of what came until `told_until` they know already. Without a thread the whole place is meant.
    """

    class How(models.TextChoices):
        DAILY = "daily"
        WEEKLY = "weekly"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    place_kind = models.CharField(max_length=30)
    place_id = models.UUIDField()
    thread = models.ForeignKey(
        Thread, null=True, blank=True, on_delete=models.CASCADE, related_name="follows"
    )
    how = models.CharField(max_length=6, choices=How.choices, default=How.DAILY)
    told_until = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "thread"],
                condition=models.Q(thread__isnull=False),
                name="follow_thread_once",
            ),
            models.UniqueConstraint(
                fields=["account", "place_kind", "place_id"],
                condition=models.Q(thread__isnull=True),
                name="follow_talk_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["place_kind", "place_id"],
                condition=models.Q(thread__isnull=True),
                name="follow_of_talk",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.how} {self.thread_id or self.place_id}"
