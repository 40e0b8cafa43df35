"""How what happens in this room is called on pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agora.plans.models import Action, FollowUp

ACTS = {
    "action-make": _("planned an action"),
    "action-change": _("changed an action"),
    "action-delete": _("deleted an action"),
}
STATES = {
    Action.State.PLANNED: pgettext_lazy("state of an action", "Planned"),
    Action.State.DOING: pgettext_lazy("state of an action", "Under way"),
    Action.State.DONE: pgettext_lazy("state of an action", "Done"),
    Action.State.DROPPED: pgettext_lazy("state of an action", "Dropped"),
}
ANSWERS = {
    FollowUp.Answer.APPLIED: _("Yes, we applied it"),
    FollowUp.Answer.PARTLY: _("In part"),
    FollowUp.Answer.PLANNED: _("Not yet, but it is planned"),
    FollowUp.Answer.NOT: _("No"),
}
