"""How what happens on the way to a seat is called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agora.courses.models import Enrolment

ACTS = {
    "interest-confirm": _("asked to hear when a course opens"),
    "seat-ask": _("asked for a seat in a run"),
    "seat-give": _("gave somebody a seat in a run"),
    "seat-leave": _("gave a seat in a run back"),
    "seat-accepted": _("accepted an application for a run"),
    "seat-waitlisted": _("put an application for a run on the waiting list"),
    "seat-declined": _("declined an application for a run"),
    "offer-accept": _("took a place that was held"),
    "offer-decline": _("gave a place back that was held"),
    "offer-expire": _("A place that was held was given to the next one"),
    "team-hold": _("held places in a run for colleagues"),
    "run-make": _("planned a run of a course"),
    "run-change": _("changed a run of a course"),
    "run-publish": _("published a run of a course"),
    "run-hide": _("took a run of a course off the market"),
    "run-cancel": _("cancelled a run of a course"),
    "run-announce": _("told those who wait that a run is open"),
    "run-export": _("took out the list of people in a run"),
}
STATES = {
    Enrolment.State.APPLIED: pgettext_lazy("enrolment", "Applied"),
    Enrolment.State.WAITLISTED: pgettext_lazy("enrolment", "Waiting"),
    Enrolment.State.OFFERED: pgettext_lazy("enrolment", "Place held"),
    Enrolment.State.ENROLLED: pgettext_lazy("enrolment", "Enrolled"),
    Enrolment.State.COMPLETED: pgettext_lazy("enrolment", "Completed"),
    Enrolment.State.WITHDRAWN: pgettext_lazy("enrolment", "Withdrew"),
    Enrolment.State.DECLINED: pgettext_lazy("enrolment", "Declined"),
    Enrolment.State.EXPIRED: pgettext_lazy("enrolment", "Offer expired"),
}
