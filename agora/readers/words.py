"""What the states and acts of this room are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agora.readers.models import Use
from agora.ui.own import OwnPage

STATES = {
    Use.State.SENT: pgettext_lazy("report of a use", "Waits for the learning team"),
    Use.State.ASKED: pgettext_lazy("report of a use", "The learning team asks something"),
    Use.State.APPROVED: pgettext_lazy("report of a use", "On the market"),
    Use.State.DECLINED: pgettext_lazy("report of a use", "Declined"),
    Use.State.WITHDRAWN: pgettext_lazy("report of a use", "Withdrawn"),
}
STEPS = {
    Use.State.SENT: pgettext_lazy("step of a report", "Sent"),
    Use.State.ASKED: pgettext_lazy("step of a report", "The learning team asked"),
    Use.State.APPROVED: pgettext_lazy("step of a report", "Approved"),
    Use.State.DECLINED: pgettext_lazy("step of a report", "Declined"),
    Use.State.WITHDRAWN: pgettext_lazy("step of a report", "Withdrawn"),
}
ACTS = {
    "use-send": _("reported what came of something in their city"),
    "use-ask": _("asked something about a report from a city"),
    "use-approve": _("approved a report from a city"),
    "use-decline": _("declined a report from a city"),
    "use-withdraw": _("withdrew a report from a city"),
}

OWN_PAGES = (
    OwnPage("mine", _("My things"), 10),
    OwnPage("lists", _("My lists"), 20),
    OwnPage("searches", _("My searches"), 30),
    OwnPage("following", _("What I follow"), 40),
    OwnPage("uses", _("My reports"), 50),
)
