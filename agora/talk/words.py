"""What states and acts of this room are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agora.talk.models import Thread

STATES = {
    Thread.State.OPEN: pgettext_lazy("question in a discussion", "Waits for an answer"),
    Thread.State.ANSWERED: pgettext_lazy("question in a discussion", "Answered"),
    Thread.State.CLOSED: pgettext_lazy("thread of a discussion", "Closed"),
}
ACTS = {
    "thread-start": _("began a discussion"),
    "thread-close": _("closed a discussion"),
    "thread-open": _("opened a discussion again"),
    "post-add": _("wrote in a discussion"),
    "post-edit": _("changed what they wrote in a discussion"),
    "post-remove": _("removed what they wrote in a discussion"),
    "post-hide": _("hid a post in a discussion"),
    "post-show": _("showed a post in a discussion again"),
    "answer-mark": _("marked the answer to a question"),
    "answer-unmark": _("took the mark from an answer"),
}
