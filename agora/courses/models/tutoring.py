"""What tutors and organisers say to a group, and what learners say before and after."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from agora.courses.models.learning import Enrolment
from agora.courses.models.runs import Cohort, Run
from agora.kernel import clock, ids
from agora.topics.models import Place


class GroupMessage(models.Model):
    """A message to some people of a run; whom it reached are its recipients.

    `cohort` narrows it to one group, `enrolment` to one person. `key` is that of the form, so that one
    sent twice is one message.
    """

    class Audience(models.TextChoices):
        ALL = "all"
        STUCK = "stuck"
        CERTIFICATE = "certificate"
        PERSON = "person"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="messages")
    audience = models.CharField(max_length=11, choices=Audience.choices)
    cohort = models.ForeignKey(
        Cohort, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    enrolment = models.ForeignKey(
        Enrolment, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    original_language = models.CharField(max_length=35)
    key = models.UUIDField(unique=True)
    sent_by = models.UUIDField(null=True, blank=True)
    sent_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["run", "sent_at"], name="group_message_by_run")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.audience}"


class GroupMessageText(models.Model):
    """A message in one of the languages its author wrote it in."""

    message = models.ForeignKey(GroupMessage, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=35)
    subject = models.CharField(max_length=200)
    body = models.TextField(max_length=2000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "language"], name="message_text_once")
        ]

    def __str__(self) -> str:
        return self.subject


class GroupMessageRecipient(models.Model):
    """Whom a message is for, once each; `told_at` is when their mail was handed over.

    The row is made with the message, so that whoever is stuck a moment later is not among them.
    """

    message = models.ForeignKey(GroupMessage, on_delete=models.CASCADE, related_name="recipients")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "account"], name="message_recipient_once")
        ]
        indexes = [
            models.Index(
                fields=["message", "id"], condition=Q(told_at__isnull=True), name="message_to_tell"
            )
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.account_id}"


class Survey(models.Model):
    """That a run asks its learners before the first lesson and at the end."""

    run = models.OneToOneField(
        Run, primary_key=True, on_delete=models.CASCADE, related_name="survey"
    )
    is_open = models.BooleanField(default=True)

    def __str__(self) -> str:
        return str(self.run_id)


class SurveyQuestion(models.Model):
    """A question asked before and after: one that every run asks (`fixed`), or the organiser's own."""

    class Kind(models.TextChoices):
        SCALE = "scale"
        TEXT = "text"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=5, choices=Kind.choices)
    fixed = models.CharField(max_length=20, blank=True)
    is_asked = models.BooleanField(default=True)

    class Meta:
        ordering = ["survey", "position"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "position"], name="survey_question_place"),
            models.UniqueConstraint(
                fields=["survey", "fixed"], condition=~Q(fixed=""), name="survey_question_fixed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.position}"


class SurveyQuestionText(models.Model):
    """The organiser's own question in one language."""

    question = models.ForeignKey(SurveyQuestion, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=35)
    label = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "language"], name="survey_text_once")
        ]

    def __str__(self) -> str:
        return self.label


class SurveyReply(models.Model):
    """That somebody answered before or after, or would rather not (`skipped`)."""

    class Moment(models.TextChoices):
        BEFORE = "before"
        AFTER = "after"

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="replies")
    moment = models.CharField(max_length=6, choices=Moment.choices)
    skipped = models.BooleanField(default=False)
    language = models.CharField(max_length=35)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "moment"], name="survey_reply_once")
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.moment}"


class SurveyAnswer(models.Model):
    """What somebody answered to one question: a value from 1 to 5, or words."""

    reply = models.ForeignKey(SurveyReply, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(SurveyQuestion, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.TextField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reply", "question"], name="survey_answer_once"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__range=(1, 5)), name="survey_value"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reply_id} {self.question_id}"


class RunTally(models.Model):
    """When the numbers of a run with many people were last counted; they can be counted anew any time."""

    run = models.OneToOneField(Run, primary_key=True, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return str(self.run_id)


class LessonTally(models.Model):
    """How many of a group and a language are at a lesson (of none: have not begun), and finished it."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="+")
    cohort = models.ForeignKey(
        Cohort, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    language = models.CharField(max_length=35)
    lesson = models.UUIDField(null=True, blank=True)
    here = models.PositiveIntegerField(default=0)
    still = models.PositiveIntegerField(default=0)
    completed = models.PositiveIntegerField(default=0)
    finished = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.run_id} {self.lesson}"


class FunnelTally(models.Model):
    """How many of a place and a language got how far in a run."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="+")
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    language = models.CharField(max_length=35)
    stage = models.PositiveSmallIntegerField()
    people = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.run_id} {self.stage}"


class SurveyTally(models.Model):
    """What a group that answered both before and after said of a question at one of the two."""

    question = models.ForeignKey(SurveyQuestion, on_delete=models.CASCADE, related_name="+")
    cohort = models.ForeignKey(
        Cohort, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    moment = models.CharField(max_length=6, choices=SurveyReply.Moment.choices)
    people = models.PositiveIntegerField()
    mean = models.FloatField()

    def __str__(self) -> str:
        return f"{self.question_id} {self.moment}"
