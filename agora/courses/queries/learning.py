"""Asking who learns and how far they are."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import QuerySet

from agora.courses.logic import Progress, Wanted, progress
from agora.courses.models import Enrolment, NodeProgress
from agora.courses.queries.content import LessonPoint, Outline, outline
from agora.people.queries import Standing


def enrolments_of(standing: Standing) -> QuerySet[Enrolment]:
    """The enrolments of whoever asks; nobody's where they have no account."""
    if standing.account is None:
        return Enrolment.objects.none()
    return Enrolment.objects.filter(account_id=standing.account)


def learning(standing: Standing, course: uuid.UUID) -> Enrolment | None:
    """The newest enrolment with which somebody learns in this course; None where there is none."""
    return (
        enrolments_of(standing)
        .filter(run__course=course, state__in=Enrolment.LEARNING)
        .select_related("run")
        .order_by("-enrolled_at", "-pk")
        .first()
    )


@dataclass(frozen=True)
class State:
    """How far somebody is: what is done, and where they go on."""

    outline: Outline
    done: frozenset[uuid.UUID]
    progress: Progress
    next: LessonPoint | None

    def open_in(self, lesson: LessonPoint) -> tuple[Wanted, ...]:
        """What must still be fulfilled in a lesson before it can be completed."""
        groups = {one.group for one in lesson.wanted() if one.group and one.key in self.done}
        return tuple(
            one for one in lesson.wanted() if one.key not in self.done and one.group not in groups
        )


def state_of(enrolment: Enrolment) -> State:
    """How far an enrolment is; one query, and the outline when the process has not read it."""
    if enrolment.version_id is None:
        raise ValueError("an enrolment without a version has no lessons")
    skeleton = outline(enrolment.version_id)
    done = frozenset(
        NodeProgress.objects.filter(enrolment=enrolment).values_list("node_key", flat=True)
    )
    return State(
        skeleton, done, progress(skeleton.wanted(), done), _next(enrolment, skeleton, done)
    )


def _next(
    enrolment: Enrolment, skeleton: Outline, done: frozenset[uuid.UUID]
) -> LessonPoint | None:
    """Where to go on: the lesson last open, unless it is done; then the first that is not."""
    last = skeleton.by_key.get(enrolment.last_lesson) if enrolment.last_lesson else None
    if last is not None and last.key not in done:
        return last
    filled = {one.group for one in skeleton.lessons if one.group and one.key in done}
    begin = last.number if last is not None else 0
    order = (*skeleton.lessons[begin:], *skeleton.lessons[:begin])
    return next(
        (
            one
            for one in order
            if one.key not in done and (not one.group or one.group not in filled)
        ),
        None,
    )
