"""A course has a newer version: those who learn by an earlier one follow, or are asked (I9)."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from agora.courses.models import Course, CourseVersion, Enrolment
from agora.courses.queries.learning import state_of
from agora.courses.services.learning import completed_by, enrolment_locked
from agora.journal.services import entry_write
from agora.kernel.errors import NotHere


@transaction.atomic
def version_follow(enrolment_id: uuid.UUID) -> Enrolment:
    """Go on by the live version of the course, unless it breaks with what was learned.

    Progress is kept under the keys of the nodes, so that nothing of it is lost: what is new and required is
    open. Whoever has completed the course stays so. Gives the enrolment, changed or not.
    """
    enrolment = enrolment_locked(enrolment_id)
    live = _live(enrolment)
    if live is None or live.pk in (enrolment.version_id, enrolment.stays_with_id):
        return enrolment
    if breaks(enrolment, live):
        return enrolment
    _move(enrolment, live)
    return enrolment


@transaction.atomic
def version_choose(enrolment_id: uuid.UUID, version: uuid.UUID, *, move: bool) -> Enrolment:
    """What a learner answered who was asked: go on by the new version, or stay with theirs.

    Raises NotHere when the version is not the live one any more.
    """
    enrolment = enrolment_locked(enrolment_id)
    live = _live(enrolment)
    if live is None or live.pk != version:
        raise NotHere(_("The course has changed again. Look at what is new once more."))
    if move:
        _move(enrolment, live)
    else:
        enrolment.stays_with = live
        enrolment.save(update_fields=["stays_with"])
    return enrolment


def breaks(enrolment: Enrolment, live: CourseVersion) -> bool:
    """Whether one of the versions since the learner's own breaks with what was learned."""
    mine = enrolment.version
    return (
        mine is not None
        and CourseVersion.objects.filter(
            course=live.course_id,
            number__gt=mine.number,
            number__lte=live.number,
            change=CourseVersion.Change.BREAKING,
        ).exists()
    )


def _live(enrolment: Enrolment) -> CourseVersion | None:
    course = Course.objects.filter(runs=enrolment.run_id).select_related("live").first()
    return course.live if course else None


def _move(enrolment: Enrolment, live: CourseVersion) -> None:
    former = enrolment.version_id
    enrolment.version, enrolment.stays_with = live, None
    enrolment.save(update_fields=["version", "stays_with"])
    entry_write(
        "course-version-move",
        "enrolment",
        enrolment.pk,
        actor=enrolment.account_id,
        note=f"{former} → {live.pk}",
    )
    completed_by(enrolment, state_of(enrolment))
