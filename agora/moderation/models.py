"""Reports of problems, from anybody."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from agora.kernel import clock, ids


class Report(models.Model):
    """Something is wrong with a thing on the market; stored, and mailed to the learning team."""

    class Reason(models.TextChoices):
        BROKEN_LINK = "broken-link"
        WRONG = "wrong"
        TRANSLATION = "translation"
        RIGHTS = "rights"
        HARMFUL = "harmful"
        OTHER = "other"

    class State(models.TextChoices):
        OPEN = "open"
        DECIDED = "decided"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    kind = models.CharField(max_length=30)
    object_id = models.UUIDField()
    title = models.CharField(max_length=300)
    path = models.CharField(max_length=300)
    reason = models.CharField(max_length=15, choices=Reason.choices)
    text = models.TextField(max_length=5000)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=35)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField(default=clock.now)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "created_at"], name="report_queue")]

    def __str__(self) -> str:
        return f"{self.reason} {self.kind} {self.object_id}"


REASONS = {
    Report.Reason.BROKEN_LINK: _("A link does not work"),
    Report.Reason.WRONG: _("Something is wrong or out of date"),
    Report.Reason.TRANSLATION: _("A translation is poor or missing"),
    Report.Reason.RIGHTS: _("It uses somebody's work without permission"),
    Report.Reason.HARMFUL: _("It is harmful or offensive"),
    Report.Reason.OTHER: _("Something else"),
}
