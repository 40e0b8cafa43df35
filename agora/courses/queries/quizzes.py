"""Asking what learners wrote that waits for a tutor."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from agora.courses.blocks.quiz import logic
from agora.courses.blocks.quiz.attempts import items_of
from agora.courses.blocks.speaking import Words
from agora.courses.models import Attempt
from agora.courses.queries.content import BlockView, block_of, outline


def attempts_waiting(run_ids: Iterable[uuid.UUID]) -> QuerySet[Attempt]:
    """The attempts with an answer to mark in these runs, the oldest first."""
    return (
        Attempt.objects.filter(waits=True, enrolment__run__in=list(run_ids))
        .select_related("enrolment")
        .order_by("sent_at", "pk")
    )


@dataclass(frozen=True)
class Waiting:
    """One answer to mark: of whom, to what question, out of how many points."""

    attempt: uuid.UUID
    enrolment: uuid.UUID
    run: uuid.UUID
    account: uuid.UUID | None
    node_key: uuid.UUID
    quiz: str
    item: str
    prompt: str
    answer: str
    points: int
    language: str
    sent_at: dt.datetime | None


def answers_waiting(run_ids: Iterable[uuid.UUID], limit: int = 50) -> tuple[Waiting, ...]:
    """The answers that wait in these runs, the oldest first, of at most `limit` attempts.

    One query for the attempts, and three for each quiz among them.
    """
    blocks: dict[tuple[uuid.UUID, uuid.UUID, str], BlockView | None] = {}
    found: list[Waiting] = []
    for attempt in attempts_waiting(run_ids)[:limit]:
        enrolment = attempt.enrolment
        if enrolment.version_id is None:
            continue
        where = (enrolment.version_id, attempt.node_key, attempt.language)
        if where not in blocks:
            blocks[where] = block_of(*where)
        block = blocks[where]
        if block is None or not isinstance(attempt.answers, dict):
            continue
        words = Words(attempt.language, outline(block.version).original)
        for one in logic.fitted(attempt.drawn, items_of(block)):
            answer = attempt.answers.get(one.item.id)
            if (
                one.item.sort != "extended"
                or one.item.id in attempt.marks
                or not logic.is_answered(one.item, answer)
            ):
                continue
            found.append(
                Waiting(
                    attempt=attempt.pk,
                    enrolment=enrolment.pk,
                    run=enrolment.run_id,
                    account=enrolment.account_id,
                    node_key=attempt.node_key,
                    quiz=str(block.said.get("title", "")),
                    item=one.item.id,
                    prompt=words(one.item.texts, "prompt"),
                    answer=str(answer),
                    points=one.item.points,
                    language=attempt.language,
                    sent_at=attempt.sent_at,
                )
            )
    return tuple(found)
