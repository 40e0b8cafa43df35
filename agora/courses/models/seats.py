"""From interest to a seat: who waits for a course, what a run asks, who was offered what."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from agora.courses.models.content import Course
from agora.courses.models.learning import Enrolment
from agora.courses.models.runs import Run
from agora.kernel import clock, ids
from agora.people.models import Organisation
from agora.topics.models import Place


class Interest(models.Model):
    """An address that wants to hear when a course opens, and nothing more of its owner.

    Until its owner confirms it by the mail that was sent, it counts for nothing and is forgotten after
    a while. `mailed_at` is of the last mail, so that nobody can have one address mailed without end.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="interests")
    email = models.EmailField()
    language = models.CharField(max_length=35)
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(default=clock.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    enrolled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "email"], name="interest_once_per_address")
        ]
        indexes = [
            models.Index(
                fields=["asked_at"], condition=Q(confirmed_at__isnull=True), name="interest_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.language}"


class Quota(models.Model):
    """Of a run's places, so many at most for people from one place, or of one gender.

    Whoever is beyond it waits, though others may still have a place.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="quotas")
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    gender = models.CharField(max_length=10, blank=True)
    places = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "place"], condition=Q(gender=""), name="quota_once_per_place"
            ),
            models.UniqueConstraint(
                fields=["run", "gender"], condition=~Q(gender=""), name="quota_once_per_gender"
            ),
            models.CheckConstraint(
                condition=Q(place__isnull=False, gender="")
                | Q(place__isnull=True, gender__in=["woman", "man", "other"]),
                name="quota_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.place_id or self.gender} {self.places}"


class Question(models.Model):
    """What a run asks whoever applies."""

    class Kind(models.TextChoices):
        SHORT = "short"
        LONG = "long"
        CHOICE = "choice"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6, choices=Kind.choices)
    required = models.BooleanField(default=True)

    class Meta:
        ordering = ["run", "position"]
        constraints = [
            models.UniqueConstraint(fields=["run", "position"], name="question_in_its_place")
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.position}"


class QuestionText(models.Model):
    """A question in one language; `options` are the choices, one a line, in the same order everywhere."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=35)
    label = models.CharField(max_length=300)
    options = models.TextField(max_length=4000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "language"], name="question_text_once")
        ]

    def __str__(self) -> str:
        return self.label


class ApplicationAnswer(models.Model):
    """What somebody answered; of a choice, the number of the option, counted from 0."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(max_length=4000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "question"], name="answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.question_id}"


class GenderAnswer(models.Model):
    """What somebody said of their gender, because they wanted to; apart from everything else."""

    class Gender(models.TextChoices):
        WOMAN = "woman"
        MAN = "man"
        OTHER = "other"

    enrolment = models.OneToOneField(
        Enrolment, primary_key=True, on_delete=models.CASCADE, related_name="gender_answer"
    )
    gender = models.CharField(max_length=10, choices=Gender.choices)

    def __str__(self) -> str:
        return str(self.enrolment_id)


class SeatOffer(models.Model):
    """A place held for somebody until `expires_at`: from the waiting list, or by their organisation.

    A colleague invited by address has no account here yet: the enrolment is nobody's until they accept.
    The address is forgotten as soon as the offer is over.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="offers")
    email = models.EmailField(blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    by = models.UUIDField(null=True, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(ended_at__isnull=True), name="offer_one_open"
            )
        ]
        indexes = [
            models.Index(
                fields=["expires_at"], condition=Q(ended_at__isnull=True), name="offer_to_expire"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} until {self.expires_at:%Y-%m-%d}"


class SeatDecision(models.Model):
    """What organisers decided about an application, and why."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted"
        WAITLISTED = "waitlisted"
        DECLINED = "declined"

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = models.TextField(max_length=2000, blank=True)
    by = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.outcome}"


class Letter(models.Model):
    """A mail about a seat: one per cause, sent once, to the address of its interest or its enrolment."""

    class Sort(models.TextChoices):
        CONFIRM = "confirm"
        OPENING = "opening"
        ENROLLED = "enrolled"
        APPLIED = "applied"
        WAITLISTED = "waitlisted"
        OFFERED = "offered"
        TEAM = "team"
        DECLINED = "declined"
        EXPIRED = "expired"
        CANCELLED = "cancelled"

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        UNWANTED = "unwanted"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    sort = models.CharField(max_length=10, choices=Sort.choices)
    cause = models.CharField(max_length=120, unique=True)
    run = models.ForeignKey(Run, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    interest = models.ForeignKey(
        Interest, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    enrolment = models.ForeignKey(
        Enrolment, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    made_at = models.DateTimeField(default=clock.now)
    taken_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["run", "sort", "id"], condition=Q(state="waiting"), name="letter_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sort} {self.cause}"
