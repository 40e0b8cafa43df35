"""The weekly mail: who wants it, and which ones are on their way."""

from __future__ import annotations

from django.db import models

from agora.kernel import clock, ids
from agora.people.models import Account


class DigestPlan(models.Model):
    """Whether somebody wants the weekly mail, and up to when they were told what is new.

    `last_week` is the Monday, in their own time zone, of the last mail that was looked into.
    """

    account = models.OneToOneField(
        Account, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    is_wanted = models.BooleanField(default=True)
    told_until = models.DateTimeField(default=clock.now)
    last_week = models.DateField()

    class Meta:
        indexes = [
            models.Index(
                fields=["last_week"],
                condition=models.Q(is_wanted=True),
                name="digest_plan_wanted",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.last_week}"


class WeeklyDigest(models.Model):
    """One weekly mail of somebody: what is new after `since`, up to `until`.

    What it says is found when it leaves; where nothing is new, the row goes without a mail. `taken_at`
    is when a process began to send it: another one leaves it alone meanwhile.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        REFUSED = "refused"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    week = models.DateField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    made_at = models.DateTimeField(default=clock.now)
    taken_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "week"], name="weekly_digest_once_a_week")
        ]
        indexes = [
            models.Index(
                fields=["made_at"],
                condition=models.Q(state="waiting"),
                name="weekly_digest_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.week} {self.state}"
