"""What waits for a mark, one attempt at a time, and marking it so that the learner is told."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from agora.courses.blocks.quiz import logic
from agora.courses.blocks.quiz.attempts import items_of
from agora.courses.blocks.speaking import Words
from agora.courses.models import Attempt
from agora.courses.queries.content import block_of, outline
from agora.courses.services.marking import attempt_mark
from agora.courses.tutoring.queries import attempts_to_mark
from agora.courses.tutoring.rooms import TutorRoom
from agora.kernel.errors import NotHere, NotYours
from agora.notices.models import Sort
from agora.notices.services import notice_enqueue


@dataclass(frozen=True)
class ToMark:
    """An answer that waits: the question, what a good answer says where the author wrote it, the answer."""

    item: str
    prompt: str
    guide: str
    answer: str
    points: int
    language: str


def attempt_in(room: TutorRoom, attempt_id: uuid.UUID) -> Attempt:
    """An attempt of these people, marked or not; raises NotYours."""
    found = (
        Attempt.objects.filter(room.mine("enrolment"), pk=attempt_id, sent_at__isnull=False)
        .select_related("enrolment__cohort")
        .first()
    )
    if found is None:
        raise NotYours("attempt")
    return found


def answers_to_mark(attempt: Attempt) -> list[ToMark]:
    """What waits in an attempt, in the order it was asked."""
    version = attempt.enrolment.version_id
    block = block_of(version, attempt.node_key, attempt.language) if version else None
    if block is None or not isinstance(attempt.answers, dict):
        return []
    words = Words(attempt.language, outline(block.version).original)
    found = []
    for one in logic.fitted(attempt.drawn, items_of(block)):
        answer = attempt.answers.get(one.item.id)
        if (
            one.item.sort == "extended"
            and one.item.id not in attempt.marks
            and logic.is_answered(one.item, answer)
        ):
            found.append(
                ToMark(
                    one.item.id,
                    words(one.item.texts, "prompt"),
                    words(one.item.texts, "right"),
                    str(answer),
                    one.item.points,
                    attempt.language,
                )
            )
    return found


def next_to_mark(room: TutorRoom) -> Attempt | None:
    """The attempt that has waited longest."""
    return attempts_to_mark(room).first()


@transaction.atomic
def answer_mark(
    room: TutorRoom, attempt_id: uuid.UUID, item: str, points: int, comment: str
) -> Attempt:
    """Mark an answer of these people; when nothing of the attempt waits any more, its learner is told.

    Raises NotYours, NotHere and what `attempt_mark` raises.
    """
    found = attempt_in(room, attempt_id)
    if item not in {one.item for one in answers_to_mark(found)}:
        raise NotHere(_("This answer is marked already."))
    marked = attempt_mark(attempt_id, item, points, comment, by=room.account)
    account, version = found.enrolment.account_id, found.enrolment.version_id
    if not marked.waits and account and version:
        skeleton = outline(version)
        block = skeleton.blocks[found.node_key]
        notice_enqueue(
            account,
            sort=Sort.COURSES,
            cause=f"attempt-{marked.pk}-marked",
            template="courses/tutoring/mail/marked",
            values={
                "title": block.titles.title(found.enrolment.language),
                "comment": comment[:2000],
                "passed": "1" if marked.passed else "",
                "marked_by": str(room.account),
            },
            path=f"/courses/{room.slug}/learn/{block.lesson}/",
        )
    return marked
