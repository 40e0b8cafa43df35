"""When a course is held, for whom, and in which groups."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from agora.courses.models.content import Course
from agora.kernel import clock, ids


class Run(models.Model):
    """A course as it is held once: the window of enrolment, the dates, the places.

    Without `starts` it has begun, without `ends` it never ends; without `capacity` there is room for
    everybody. In one run some may learn by themselves (no cohort) and others in cohorts.
    """

    class Admission(models.TextChoices):
        OPEN = "open"
        APPLICATION = "application"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="runs")
    original_language = models.CharField(max_length=35)
    enrol_from = models.DateTimeField(null=True, blank=True)
    enrol_until = models.DateTimeField(null=True, blank=True)
    starts = models.DateTimeField(null=True, blank=True)
    ends = models.DateTimeField(null=True, blank=True)
    timezone = models.CharField(max_length=60, default="UTC")
    capacity = models.PositiveIntegerField(null=True, blank=True)
    admission = models.CharField(max_length=12, choices=Admission.choices, default=Admission.OPEN)
    self_paced = models.BooleanField(default=True)
    offer_hours = models.PositiveSmallIntegerField(default=72)
    asks_gender = models.BooleanField(default=False)
    is_published = models.BooleanField(default=False)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts__isnull=True) | Q(ends__isnull=True) | Q(ends__gt=F("starts")),
                name="run_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(enrol_from__isnull=True)
                | Q(enrol_until__isnull=True)
                | Q(enrol_until__gt=F("enrol_from")),
                name="run_enrolment_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__gte=1), name="run_has_a_place"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class RunText(models.Model):
    """What a run says of itself in one language; `criteria` are published where one applies."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=35)
    title = models.CharField(max_length=300, blank=True)
    about = models.TextField(max_length=4000, blank=True)
    criteria = models.TextField(max_length=4000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "language"], name="run_text_once")]

    def __str__(self) -> str:
        return self.title


class Cohort(models.Model):
    """A group of a run with its tutors, its language and its time zone."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="cohorts")
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=35)
    timezone = models.CharField(max_length=60, default="UTC")
    places = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "name"], name="cohort_name_once")]

    def __str__(self) -> str:
        return self.name


class CohortTutor(models.Model):
    """Who tutors a cohort."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="tutors")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "account"], name="cohort_tutor_once")
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.account_id}"
