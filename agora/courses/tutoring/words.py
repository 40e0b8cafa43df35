"""What states, audiences, acts and the questions of every survey are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agora.courses.models import GroupMessage

STATES = {
    "still": _("Not moved for 14 days"),
    "began": _("Began, not completed yet"),
    "waits": _("Not begun yet"),
    "completed": pgettext_lazy("people of a course", "Completed"),
}
AUDIENCES = {
    GroupMessage.Audience.ALL: _("Everybody"),
    GroupMessage.Audience.STUCK: _("Those who have not moved for 14 days"),
    GroupMessage.Audience.CERTIFICATE: _("Those with a certificate"),
    GroupMessage.Audience.PERSON: _("One person"),
}
FIXED = {
    "knowledge": _("I know the subject of this course."),
    "confidence": _("I could explain it to a colleague."),
    "practice": _("I use it in my work."),
}
"""What every survey asks, on a scale from 1 to 5; the keys stay."""
SCALE = (
    (1, _("1: not at all")),
    (2, "2"),
    (3, "3"),
    (4, "4"),
    (5, _("5: fully")),
)
ACTS = {
    "group-message-send": _("wrote to the people of a run"),
    "survey-change": _("changed what a run asks before and after"),
    "survey-export": _("took out the answers given before and after a run"),
    "funnel-export": _("took out the numbers from interest to certificate"),
}
