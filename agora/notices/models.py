"""Messages that leave by mail."""

from __future__ import annotations

from django.db import models

from agora.kernel import clock, ids
from agora.people.models import Account, Organisation


class Enquiry(models.Model):
    """A question to a city or a partner, relayed so that no address is shown on a page."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    kind = models.CharField(max_length=30)
    object_id = models.UUIDField()
    title = models.CharField(max_length=300)
    path = models.CharField(max_length=300)
    to = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(max_length=200)
    email = models.EmailField()
    text = models.TextField(max_length=5000)
    language = models.CharField(max_length=35)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} {self.created_at:%Y-%m-%d}"


class Sort(models.TextChoices):
    """What a mail to a person is about; one may stop each sort by itself."""

    REVIEW = "review"
    TRANSLATION = "translation"
    ORGANISATION = "organisation"
    REMINDERS = "reminders"
    TALK = "talk"
    COURSES = "courses"


class Notice(models.Model):
    """A mail to a person: one row per recipient and cause, sent once.

    `taken_at` is when a process began to send it: another one leaves it alone meanwhile. What it says
    (`values`) is forgotten once it has left or was not wanted.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        UNWANTED = "unwanted"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    sort = models.CharField(max_length=15, choices=Sort.choices)
    cause = models.CharField(max_length=200)
    template = models.CharField(max_length=120)
    values = models.JSONField(default=dict)
    path = models.CharField(max_length=400)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField(default=clock.now)
    taken_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "cause"], name="notice_once_per_cause")
        ]
        indexes = [
            models.Index(
                fields=["account", "created_at"],
                condition=models.Q(state="waiting"),
                name="notice_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.sort} {self.cause}"


class Preference(models.Model):
    """How somebody wants one sort of mail; without a row, at once."""

    class How(models.TextChoices):
        NOW = "now"
        DAILY = "daily"
        OFF = "off"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    sort = models.CharField(max_length=15, choices=Sort.choices)
    how = models.CharField(max_length=5, choices=How.choices, default=How.NOW)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "sort"], name="preference_once_per_sort")
        ]

    def __str__(self) -> str:
        return f"{self.sort} {self.how}"


class Digest(models.Model):
    """The last day, in their own time zone, for which somebody's daily mail was made."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()

    def __str__(self) -> str:
        return f"{self.account_id} {self.day}"
