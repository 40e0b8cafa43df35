"""Marking what learners wrote, and giving them more attempts.

Whoever calls this has found the enrolment or the attempt among those of runs they tutor.
"""

from __future__ import annotations

import uuid
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agora.courses.blocks.quiz import logic
from agora.courses.blocks.quiz.answers import clean
from agora.courses.blocks.quiz.attempts import as_score, items_of, rules_of
from agora.courses.models import Attempt, AttemptAllowance, Enrolment
from agora.courses.queries.content import block_of, outline
from agora.courses.services.learning import block_fulfil
from agora.journal.services import entry_write
from agora.kernel import clock
from agora.kernel.errors import AgoraError, NotHere

MOST_GIVEN: Final = 20
LONGEST_COMMENT: Final = 4000


@transaction.atomic
def attempt_mark(
    attempt_id: uuid.UUID, item: str, points: int, comment: str, *, by: uuid.UUID
) -> Attempt:
    """Mark one extended answer with points and a comment; again, it is marked anew.

    The attempt is counted again; when it is passed by that, the quiz is done. What was passed stays
    passed. Raises NotHere for what is not there to be marked, AgoraError for points out of range.
    """
    at = Attempt.objects.filter(pk=attempt_id).values_list("enrolment_id", flat=True).first()
    if at is None:
        raise NotHere(_("There is no such attempt."))
    enrolment = Enrolment.objects.select_for_update().get(pk=at)
    attempt = Attempt.objects.select_for_update().get(pk=attempt_id)
    block = (
        block_of(enrolment.version_id, attempt.node_key, attempt.language)
        if enrolment.version_id
        else None
    )
    if block is None or block.kind != "quiz" or attempt.sent_at is None:
        raise NotHere(_("There is no such answer to mark."))
    items = [one.item for one in logic.fitted(attempt.drawn, items_of(block))]
    answers = attempt.answers if isinstance(attempt.answers, dict) else {}
    asked = next((one for one in items if one.id == item and one.sort == "extended"), None)
    if asked is None or not logic.is_answered(asked, answers.get(item)):
        raise NotHere(_("There is no such answer to mark."))
    if not 0 <= points <= asked.points:
        said = ngettext(
            "Give between 0 and %(most)s point.",
            "Give between 0 and %(most)s points.",
            asked.points,
        )
        raise AgoraError(said % {"most": asked.points}, "points")
    comment = clean(comment)
    if len(comment) > LONGEST_COMMENT:
        said = _("This is too long: write at most %(limit)s characters.")
        raise AgoraError(said % {"limit": LONGEST_COMMENT}, "comment")
    attempt.marks = {**attempt.marks, item: {"points": points, "comment": comment}}
    result = logic.result(
        items,
        answers,
        rules_of(block),
        language=attempt.language,
        original=outline(block.version).original,
        marks=attempt.marks,
    )
    attempt.score, attempt.waits = as_score(result.score), result.waits
    attempt.passed = True if attempt.passed else result.passed
    attempt.marked_at, attempt.marked_by = clock.now(), by
    attempt.save()
    entry_write("answer-mark", "enrolment", enrolment.pk, actor=by, note=str(attempt.node_key))
    if attempt.passed and enrolment.state in Enrolment.LEARNING:
        block_fulfil(enrolment, attempt.node_key, attempt.language, float(attempt.score))
    return attempt


@transaction.atomic
def quiz_attempts_give(
    enrolment: Enrolment, key: uuid.UUID, more: int, *, by: uuid.UUID, reason: str
) -> None:
    """Give a learner more attempts at a quiz, with a reason that the journal keeps."""
    if not 1 <= more <= MOST_GIVEN:
        said = _("Give between 1 and %(most)s more attempts.")
        raise AgoraError(said % {"most": MOST_GIVEN}, "more")
    if not reason.strip():
        raise AgoraError(_("Say why: the journal keeps it."), "reason")
    point = outline(enrolment.version_id).blocks.get(key) if enrolment.version_id else None
    if point is None or point.kind != "quiz":
        raise NotHere(_("There is no such exercise in this course."))
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    AttemptAllowance.objects.create(enrolment=enrolment, node_key=key, more=more)
    entry_write("attempts-give", "enrolment", enrolment.pk, actor=by, note=f"{key}: {reason}")
