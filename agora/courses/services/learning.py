"""Learning: opening and completing lessons, acting at blocks, completing the course."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from agora.courses.blocks.base import Outcome
from agora.courses.errors import LessonNotReady, NotLearning
from agora.courses.models import Attempt, Completion, Enrolment, NodeProgress
from agora.courses.queries.content import LessonPoint, block_of
from agora.courses.queries.learning import State, state_from, state_of
from agora.journal.services import entry_write
from agora.kernel import clock
from agora.kernel.errors import NotHere

SEEN_AGAIN: Final = dt.timedelta(minutes=2)

Completed = Callable[[Enrolment], None]
_after: list[Completed] = []


def on_completed(do: Completed) -> None:
    """Called from a `ready()`: what else happens, in the same transaction, when a course is completed."""
    if do not in _after:
        _after.append(do)


@dataclass(frozen=True)
class Onwards:
    """What came of completing a lesson: where to go on, and whether the course is completed by it."""

    lesson: LessonPoint | None
    is_completed: bool


def lesson_open(enrolment: Enrolment, lesson: uuid.UUID, *, language: str) -> None:
    """Remember where somebody is, and in which language, so that they go on there on any device."""
    now = clock.now()
    if (
        enrolment.last_lesson == lesson
        and enrolment.language == language
        and enrolment.last_at is not None
        and now - enrolment.last_at < SEEN_AGAIN
    ):
        return
    Enrolment.objects.filter(pk=enrolment.pk).update(
        last_lesson=lesson, last_at=now, language=language
    )
    enrolment.last_lesson, enrolment.last_at, enrolment.language = lesson, now, language


@transaction.atomic
def lesson_complete(enrolment_id: uuid.UUID, lesson: uuid.UUID, *, language: str) -> Onwards:
    """Complete a lesson; again, nothing changes. The last one completes the course.

    Raises LessonNotReady while something in it is open, NotHere for a lesson that is not in the
    enrolment's version, NotLearning where the enrolment is not one of somebody who learns.
    """
    enrolment = enrolment_locked(enrolment_id)
    state = state_of(enrolment)
    point = state.outline.by_key.get(lesson)
    if point is None:
        raise NotHere(_("There is no such lesson in this course."))
    if open_ := state.open_in(point):
        titles = [state.outline.blocks[one.key].titles.title(language) for one in open_]
        raise LessonNotReady([title for title in titles if title] or [_("an exercise")])
    if lesson not in state.done:
        # Nobody else writes under the lock; the constraint stands behind it.
        NodeProgress.objects.create(enrolment=enrolment, node_key=lesson, language=language)
    lesson_open(enrolment, lesson, language=language)
    state = state_from(enrolment, state.done | {lesson})
    return Onwards(state.next, completed_by(enrolment, state))


@transaction.atomic
def block_act(
    enrolment_id: uuid.UUID, key: uuid.UUID, data: QueryDict, *, language: str
) -> Outcome:
    """Let a block take what its learner sent, and note it as done when its rule is fulfilled.

    Raises NotHere for a block that is not in the enrolment's version or takes nothing.
    """
    enrolment = enrolment_locked(enrolment_id)
    if enrolment.version_id is None:
        raise NotLearning
    block = block_of(enrolment.version_id, key, language)
    if block is None or block.of.act is None:
        raise NotHere(_("There is no such exercise in this course."))
    outcome = block.of.act(block, enrolment, data)
    if outcome.is_done and not outcome.errors:
        _done(enrolment, key, language, outcome.score)
        completed_by(enrolment, state_of(enrolment))
    return outcome


def block_fulfil(enrolment: Enrolment, key: uuid.UUID, language: str, score: float | None) -> None:
    """Note that a block is done though its learner sends nothing now: a tutor marked an answer.

    Call it in the transaction of that act, with the enrolment locked.
    """
    _done(enrolment, key, language, score)
    completed_by(enrolment, state_of(enrolment))


@transaction.atomic
def progress_reset(enrolment_id: uuid.UUID, key: uuid.UUID, *, by: uuid.UUID, reason: str) -> None:
    """Take back that a node is done: only by a human and with a reason, which the journal keeps."""
    enrolment = enrolment_locked(enrolment_id)
    NodeProgress.objects.filter(enrolment=enrolment, node_key=key).delete()
    entry_write("progress-reset", "enrolment", enrolment.pk, actor=by, note=f"{key}: {reason}")


def _done(enrolment: Enrolment, key: uuid.UUID, language: str, score: float | None) -> None:
    made, new = NodeProgress.objects.get_or_create(
        enrolment=enrolment,
        node_key=key,
        defaults={
            "language": language,
            "score": None if score is None else Decimal(str(round(score, 4))),
        },
    )
    if not new and score is not None and (made.score is None or Decimal(str(score)) > made.score):
        made.score = Decimal(str(round(score, 4)))
        made.save(update_fields=["score"])


def completed_by(enrolment: Enrolment, state: State) -> bool:
    """Complete the course where all that is required is done and it was not; whether it was so."""
    if not state.progress.is_complete or enrolment.state != Enrolment.State.ENROLLED:
        return False
    _complete(enrolment, state)
    return True


def _complete(enrolment: Enrolment, state: State) -> None:
    """All is done: the completion with the rule as it stood and the languages it was assessed in."""
    now = clock.now()
    wanted = {one.key for one in state.outline.wanted()}
    spoken = list(
        Attempt.objects.filter(enrolment=enrolment, passed=True)
        .order_by("began_at")
        .values_list("language", flat=True)
    ) or list(
        NodeProgress.objects.filter(enrolment=enrolment, node_key__in=wanted)
        .order_by("at")
        .values_list("language", flat=True)
    )
    Completion.objects.create(
        enrolment=enrolment,
        version_id=state.outline.version,
        rule={"required": [str(key) for key in sorted(wanted)], "of": state.progress.required},
        languages=list(dict.fromkeys(spoken)),
        at=now,
    )
    enrolment.state, enrolment.completed_at = Enrolment.State.COMPLETED, now
    enrolment.save(update_fields=["state", "completed_at"])
    entry_write("course-complete", "enrolment", enrolment.pk, actor=enrolment.account_id)
    for do in _after:
        do(enrolment)


def enrolment_locked(enrolment_id: uuid.UUID) -> Enrolment:
    """The enrolment of somebody who learns, locked until the transaction ends; else NotLearning."""
    rows = Enrolment.objects.select_for_update().filter(pk=enrolment_id)
    found = next(iter(rows), None)
    if found is None or found.state not in Enrolment.LEARNING:
        raise NotLearning
    return found
