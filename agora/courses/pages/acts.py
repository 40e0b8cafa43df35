"""What stands on a course's page for whoever learns in it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from agora.courses.models import Enrolment
from agora.ui.acting import Act


def acts(request: HttpRequest, kind: str, object_id: uuid.UUID) -> Iterator[Act]:
    """Go on where one left."""
    if kind != "resource" or not request.user.is_authenticated:
        return
    mine = (
        Enrolment.objects.filter(
            account_id=request.user.pk,
            run__course_id=object_id,
            state__in=Enrolment.LEARNING,
        )
        .order_by("-enrolled_at", "-pk")
        .values_list("state", "last_at", "run__course__resource__slug")
        .first()
    )
    if mine is None:
        return
    state, last_at, slug = mine
    if state == Enrolment.State.COMPLETED:
        yield Act(
            _("You have completed it"), reverse("learn-finished", args=[slug]), "check-circle"
        )
    elif last_at is None:
        yield Act(_("Begin the first lesson"), reverse("learn", args=[slug]), "play-btn")
    else:
        yield Act(_("Go on where you left"), reverse("learn", args=[slug]), "play-btn")
