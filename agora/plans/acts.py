"""What this room adds to the pages of courses."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agora.courses import outcomes
from agora.courses.blocks import reflection
from agora.courses.models import Enrolment
from agora.courses.pages import finishing
from agora.courses.queries.content import BlockView
from agora.plans.queries import applied_of
from agora.ui.rows import Link


def register() -> None:
    """Called from the room's `ready()`."""
    outcomes.register(applied)
    finishing.register(onwards)
    reflection.register_onward(note_onwards)


def applied(course: uuid.UUID, reader: str) -> Sequence[str]:
    """What the page of a course says of being applied at home; nothing while few have answered."""
    found = applied_of([course])[course]
    said: list[str] = []
    if found.is_told:
        said.append(
            ngettext(
                "Applied at home by %(applied)s of %(answered)s who answered.",
                "Applied at home by %(applied)s of %(answered)s who answered.",
                found.answered,
            )
            % {"applied": found.applied, "answered": found.answered}
        )
    if found.actions:
        said.append(
            ngettext(
                "%(count)s action was planned after it.",
                "%(count)s actions were planned after it.",
                found.actions,
            )
            % {"count": found.actions}
        )
    return said


def onwards(_request: HttpRequest, enrolment: Enrolment) -> Sequence[Link]:
    """What somebody may do who has completed a course."""
    return (
        Link(_("Plan an action for your city"), f"{reverse('action-new')}?from={enrolment.pk}"),
        Link(_("Print a page for your colleagues"), reverse("course-brief", args=[enrolment.pk])),
    )


def note_onwards(enrolment: Enrolment, block: BlockView, _note: object) -> Link:
    """From a note of one's own to an action."""
    return Link(
        _("Make it an action"),
        f"{reverse('action-new')}?from={enrolment.pk}&note={block.key}",
    )
