"""Who learns, how far they are, and what they answered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from agora.courses.models.content import CourseVersion
from agora.courses.models.runs import Cohort, Run
from agora.kernel import clock, ids
from agora.people.models import Organisation
from agora.topics.models import Place


class Enrolment(models.Model):
    """Somebody in a run, from the application to the end; its id is the registration's.

    `version` is the state of the course they learn by, from when they are enrolled; `stays_with` the newer
    one to which they did not want to move. The organisation
    and the place are those they act for. When an account is erased the row stays without it.
    """

    class State(models.TextChoices):
        APPLIED = "applied"
        WAITLISTED = "waitlisted"
        OFFERED = "offered"
        ENROLLED = "enrolled"
        COMPLETED = "completed"
        WITHDRAWN = "withdrawn"
        DECLINED = "declined"
        EXPIRED = "expired"

    OPEN = (State.APPLIED, State.WAITLISTED, State.OFFERED, State.ENROLLED, State.COMPLETED)
    SEATED = (State.OFFERED, State.ENROLLED, State.COMPLETED)
    LEARNING = (State.ENROLLED, State.COMPLETED)

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="enrolments")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    state = models.CharField(max_length=10, choices=State.choices)
    version = models.ForeignKey(
        CourseVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    stays_with = models.ForeignKey(
        CourseVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cohort = models.ForeignKey(
        Cohort, null=True, blank=True, on_delete=models.SET_NULL, related_name="enrolments"
    )
    language = models.CharField(max_length=35)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(default=clock.now)
    enrolled_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    last_lesson = models.UUIDField(null=True, blank=True)
    last_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "account"],
                condition=Q(
                    state__in=["applied", "waitlisted", "offered", "enrolled", "completed"]
                ),
                name="enrolment_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["enrolled", "completed"]) | Q(version__isnull=False),
                name="enrolment_has_version",
            ),
        ]
        indexes = [
            models.Index(fields=["run", "state", "asked_at"], name="enrolment_by_state"),
            models.Index(fields=["run", "last_at"], name="enrolment_by_last"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.state}"


class NodeProgress(models.Model):
    """A node that is done, once; it is taken back by a human with a reason alone."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="progress")
    node_key = models.UUIDField()
    language = models.CharField(max_length=35)
    score = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "node_key"], name="node_progress_once"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__range=(0, 1)),
                name="node_progress_score",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.node_key}"


class Attempt(models.Model):
    """One go at a quiz, in the language it began in; `drawn` are the items asked, `answers` by item.

    Items of extended text wait for a tutor (`waits`); until then `score` counts the others.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="attempts")
    node_key = models.UUIDField()
    number = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=35)
    drawn = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    marks = models.JSONField(default=dict)
    score = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    passed = models.BooleanField(null=True)
    waits = models.BooleanField(default=False)
    began_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    marked_at = models.DateTimeField(null=True, blank=True)
    marked_by = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "node_key", "number"], name="attempt_once"
            ),
            models.UniqueConstraint(
                fields=["enrolment", "node_key"],
                condition=Q(sent_at__isnull=True),
                name="attempt_one_open",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__range=(0, 1)), name="attempt_score"
            ),
        ]
        indexes = [
            models.Index(fields=["sent_at"], condition=Q(waits=True), name="attempt_to_mark")
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.node_key} {self.number}"


class Note(models.Model):
    """What a learner wrote for themselves at a reflection; nobody else reads it."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="notes")
    node_key = models.UUIDField()
    text = models.TextField(max_length=10_000)
    language = models.CharField(max_length=35)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "node_key"], name="note_once")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.node_key}"


class Completion(models.Model):
    """All that was required is done: the rule as it stood, and the languages it was assessed in."""

    enrolment = models.OneToOneField(
        Enrolment, primary_key=True, on_delete=models.CASCADE, related_name="completion"
    )
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+")
    rule = models.JSONField(default=dict)
    languages = models.JSONField(default=list)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return str(self.enrolment_id)
