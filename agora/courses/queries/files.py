"""Who may have the files of a course."""

from __future__ import annotations

import uuid

from agora.catalogue.queries import resources_visible_to
from agora.courses.models import CourseFile, Enrolment
from agora.media.models import File
from agora.people.queries import Standing, Viewer


def file_visible_to(file_id: uuid.UUID, tokens: frozenset[str]) -> bool:
    """Whether the file is shown in a course that a viewer with these tokens may see."""
    return CourseFile.objects.filter(
        file_id=file_id, course__resource__in=resources_visible_to(Viewer(tokens))
    ).exists()


def file_readable_by(file: File, standing: Standing) -> bool:
    """Whether somebody learns in a course that shows it, though the course left the market."""
    if standing.account is None:
        return False
    return Enrolment.objects.filter(
        account_id=standing.account,
        state__in=Enrolment.LEARNING,
        run__course__files__file=file,
    ).exists()
