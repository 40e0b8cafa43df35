"""Reports of problems from anybody, what was decided about them, and appeals.

A decision, an appeal and what came of it are added and never changed: here and by the database itself.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from agora.kernel import clock, ids
from agora.kernel.added import Added, RowsAreAddedOnly
from agora.people.models import Account, Organisation


class DecisionsAreKept(RowsAreAddedOnly):
    """Somebody tried to change or remove what was decided."""

    instead = "Decisions and appeals are only ever added. Decide again instead."


class Settled(Added):
    """What was decided or asked once."""

    refusal = DecisionsAreKept

    class Meta:
        abstract = True


class Matter(models.Model):
    """A thing on the market that was reported, once or often: one decision answers all its reports.

    `language` is the thing's own, `path` its page without the language in front. `author` is whose words
    it is about, where it is nobody's publication. A thing has one matter at a time that is not decided.
    """

    class State(models.TextChoices):
        OPEN = "open"
        PASSED = "passed"
        APPEALED = "appealed"
        DECIDED = "decided"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    kind = models.CharField(max_length=30)
    object_id = models.UUIDField()
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    author = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    title = models.CharField(max_length=300)
    path = models.CharField(max_length=300)
    language = models.CharField(max_length=35)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    turn = models.PositiveIntegerField(default=1)
    since = models.DateTimeField(default=clock.now)

    # `since`: from when it waits as it does now. `turn` moves with every decision and appeal; whoever
    # decides names the turn they saw.

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id"],
                condition=models.Q(state__in=("open", "passed")),
                name="matter_one_undecided",
            )
        ]
        indexes = [
            models.Index(fields=["state", "since"], name="matter_queue"),
            models.Index(fields=["organisation", "-since"], name="matter_of_organisation"),
            models.Index(fields=["kind", "object_id"], name="matter_of_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.kind} {self.object_id}"


class MatterAxis(models.Model):
    """An axis of the agenda that the thing carries, by its key: for the duties of moderators."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="axes")
    key = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "key"], name="matter_axis_once")]

    def __str__(self) -> str:
        return self.key


class Report(models.Model):
    """Something is wrong with a thing on the market; stored, and mailed to the learning team.

    `email` is kept to tell what was decided, and emptied 90 days after (`answered_at`). `told` is the
    decision, or outcome of an appeal, of which a mail has left to it last.
    """

    class Reason(models.TextChoices):
        BROKEN_LINK = "broken-link"
        WRONG = "wrong"
        TRANSLATION = "translation"
        RIGHTS = "rights"
        PERSONAL = "personal"
        HARMFUL = "harmful"
        DUPLICATE = "duplicate"
        OTHER = "other"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=30)
    object_id = models.UUIDField()
    title = models.CharField(max_length=300)
    path = models.CharField(max_length=300)
    reason = models.CharField(max_length=15, choices=Reason.choices)
    text = models.TextField(max_length=5000)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=35)
    created_at = models.DateTimeField(default=clock.now)
    mailed_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    told = models.UUIDField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["answered_at"], condition=~models.Q(email=""), name="report_address_kept"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.kind} {self.object_id}"


class Decision(Settled):
    """What the learning team decided about a matter, why, and in which words.

    `live` is the number of the version that was live when the thing was hidden: showing it again brings
    that one back.
    """

    class Outcome(models.TextChoices):
        DISMISSED = "dismissed"
        PASSED = "passed"
        CORRECTED = "corrected"
        HIDDEN = "hidden"
        SHOWN = "shown"

    class Ground(models.TextChoices):
        NOTHING = "nothing"
        FACT = "fact"
        LINK = "link"
        RIGHTS = "rights"
        PERSONAL = "personal"
        HARMFUL = "harmful"
        UNLAWFUL = "unlawful"
        DUPLICATE = "duplicate"
        RULES = "rules"
        SETTLED = "settled"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    ground = models.CharField(max_length=10, choices=Ground.choices)
    words = models.TextField(max_length=2000)
    by = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)
    live = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["matter", "at"], name="decision_of_matter")]

    def __str__(self) -> str:
        return f"{self.outcome} {self.matter_id}"


class Appeal(Settled):
    """The providing organisation disagrees with a decision; once."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="appeal")
    words = models.TextField(max_length=5000)
    by = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"appeal against {self.decision_id}"


class AppealOutcome(Settled):
    """What somebody other than the first decided about an appeal."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld"
        REVERSED = "reversed"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    appeal = models.OneToOneField(Appeal, on_delete=models.PROTECT, related_name="outcome")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    words = models.TextField(max_length=2000)
    by = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.outcome} {self.appeal_id}"


REASONS = {
    Report.Reason.WRONG: _("Something is wrong or out of date"),
    Report.Reason.BROKEN_LINK: _("A link does not work"),
    Report.Reason.TRANSLATION: _("A translation is poor or missing"),
    Report.Reason.RIGHTS: _("It uses somebody's work without permission"),
    Report.Reason.PERSONAL: _("It shows somebody’s personal data"),
    Report.Reason.HARMFUL: _("It is harmful, offensive or illegal"),
    Report.Reason.DUPLICATE: _("The same thing is here twice"),
    Report.Reason.OTHER: _("Something else"),
}
