"""Asking who learns and how far they are."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace

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


def learning_in(account: uuid.UUID, course: uuid.UUID) -> Enrolment | None:
    """As `learning`, for an account alone and without its run: no standing needs to be read."""
    found = Enrolment.objects.filter(
        account_id=account, run__course_id=course, state__in=Enrolment.LEARNING
    ).order_by("-enrolled_at", "-pk")
    return next(iter(found[:1]), None)


@dataclass(frozen=True)
class State:
    """How far somebody is: what is done, and where they go on."""

    outline: Outline
    done: frozenset[uuid.UUID]
    progress: Progress
    next: LessonPoint | None

    def is_needless(self, lesson: LessonPoint) -> bool:
        """Whether another lesson of its group is done, so that this one is needed no more."""
        return (
            bool(lesson.group)
            and lesson.key not in self.done
            and any(
                one.group == lesson.group and one.key in self.done for one in self.outline.lessons
            )
        )

    def is_open(self, lesson: LessonPoint) -> bool:
        """Whether something in a required lesson is wanted still for completing the course."""
        if not lesson.required or self.is_needless(lesson):
            return False
        return lesson.key not in self.done or bool(not lesson.group and self.open_in(lesson))

    def open_in(self, lesson: LessonPoint) -> tuple[Wanted, ...]:
        """What must still be fulfilled in a lesson before it can be completed."""
        groups = {one.group for one in lesson.wanted() if one.group and one.key in self.done}
        return tuple(
            one for one in lesson.wanted() if one.key not in self.done and one.group not in groups
        )


def state_of(enrolment: Enrolment) -> State:
    """How far an enrolment is; one query, and the outline when the process has not read it."""
    return state_from(
        enrolment,
        frozenset(
            NodeProgress.objects.filter(enrolment=enrolment).values_list("node_key", flat=True)
        ),
    )


def state_from(
    enrolment: Enrolment, done: frozenset[uuid.UUID], skeleton: Outline | None = None
) -> State:
    """How far an enrolment is with these nodes done; no query once the outline is known.

    With `skeleton` as it would be by another version.
    """
    if skeleton is None:
        if enrolment.version_id is None:
            raise ValueError("an enrolment without a version has no lessons")
        skeleton = outline(enrolment.version_id)
    made = progress(skeleton.wanted(), done)
    state = State(skeleton, done, made, _next(enrolment, skeleton, done))
    if state.next is None and not made.is_complete:
        # A newer version may ask more of a lesson that is done.
        return replace(state, next=next(filter(state.is_open, skeleton.lessons), None))
    return state


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
