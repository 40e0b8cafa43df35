"""How what happens in this room is called on pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTS = {
    "answer-mark": _("marked a learner’s answer"),
    "attempts-give": _("gave a learner more attempts"),
    "course-complete": _("completed a course"),
    "course-version-move": _("went on by a newer version of a course"),
    "progress-reset": _("took back a learner’s progress"),
}
