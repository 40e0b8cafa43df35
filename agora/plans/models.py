"""What people bring home: actions of a city, and what came of them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from agora.kernel import clock, ids
from agora.people.models import Organisation
from agora.topics.models import Place


class Action(models.Model):
    """Something a city will do: what, who answers for it, by when, where.

    A trace joins it to what it came from (a course, a note). `organisation` may read it unless it is
    private. When an account is erased the row stays with the organisation, without the person.
    """

    class State(models.TextChoices):
        PLANNED = "planned"
        DOING = "doing"
        DONE = "done"
        DROPPED = "dropped"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    title = models.CharField(max_length=300)
    text = models.TextField(max_length=4000, blank=True)
    language = models.CharField(max_length=35)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    responsible = models.CharField(max_length=200, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    due = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    is_private = models.BooleanField(default=False)
    outcome = models.TextField(max_length=4000, blank=True)
    once = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True, blank=True)

    # `responsible` is who answers for it where that is not the account; `once` is made with the
    # form, so that a form sent twice makes one action.

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False)
                | Q(organisation__isnull=False)
                | Q(is_private=False),
                name="action_belongs_to_somebody",
            )
        ]
        indexes = [
            models.Index(fields=["account", "-created_at"], name="action_of_account"),
            models.Index(fields=["organisation", "-created_at"], name="action_of_organisation"),
        ]

    def __str__(self) -> str:
        return self.title


class FollowUp(models.Model):
    """The question “was it applied?”, asked of somebody who completed a course, after some months.

    `registration` is the enrolment's id, `course` the course's. Months 0 is the question at the end. The
    answer stays as a number when the person is erased.
    """

    class Answer(models.TextChoices):
        APPLIED = "applied"
        PARTLY = "partly"
        PLANNED = "planned"
        NOT = "not"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    course = models.UUIDField(db_index=True)
    registration = models.UUIDField()
    months = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    text = models.TextField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["registration", "months"], name="follow_up_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="follow_up_answer_has_date",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(asked_at__isnull=True), name="follow_up_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.registration} {self.months}"
