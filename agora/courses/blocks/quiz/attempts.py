"""Attempts at a quiz: begun, sent, and how many are left."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from pydantic import TypeAdapter

from agora.courses.blocks.base import Outcome
from agora.courses.blocks.quiz import logic
from agora.courses.blocks.quiz.answers import read, typed
from agora.courses.blocks.quiz.shapes import ItemShape
from agora.courses.models import Attempt, AttemptAllowance
from agora.courses.queries.content import outline
from agora.kernel import clock
from agora.kernel.errors import NotHere

if TYPE_CHECKING:
    from django.http import QueryDict

    from agora.courses.models import Enrolment
    from agora.courses.queries.content import BlockView

_LOT: Final = random.SystemRandom()
_ITEMS: Final = TypeAdapter(tuple[ItemShape, ...])


@dataclass(frozen=True)
class Standing:
    """The attempts somebody has had at a quiz, and how many are left."""

    attempts: tuple[Attempt, ...]
    left: int | None

    @property
    def open(self) -> Attempt | None:
        """The attempt that is being answered."""
        return next((one for one in self.attempts if one.sent_at is None), None)

    @property
    def sent(self) -> tuple[Attempt, ...]:
        """Those that were sent, in order."""
        return tuple(one for one in self.attempts if one.sent_at is not None)

    @property
    def is_passed(self) -> bool:
        """Whether any was passed."""
        return any(one.passed for one in self.attempts)

    @property
    def is_pending(self) -> bool:
        """Whether only a tutor can say if the last one is passed."""
        return not self.is_passed and any(one.waits and one.passed is None for one in self.sent)

    @property
    def may_begin(self) -> bool:
        """Whether another may begin now."""
        return self.open is None and self.left != 0 and not self.is_pending


def items_of(block: BlockView) -> tuple[ItemShape, ...]:
    """The quiz's questions."""
    return _ITEMS.validate_python(block.data.get("items") or ())


def standing_of(block: BlockView, enrolment: Enrolment) -> Standing:
    """Two queries."""
    return standings_of([block], enrolment)[block.key]


def standings_of(blocks: Sequence[BlockView], enrolment: Enrolment) -> dict[uuid.UUID, Standing]:
    """The attempts at several quizzes; two queries."""
    keys = [block.key for block in blocks]
    attempts: dict[uuid.UUID, list[Attempt]] = {key: [] for key in keys}
    for attempt in Attempt.objects.filter(enrolment=enrolment, node_key__in=keys).order_by(
        "number"
    ):
        attempts[attempt.node_key].append(attempt)
    given: dict[uuid.UUID, int] = dict.fromkeys(keys, 0)
    for key, more in AttemptAllowance.objects.filter(
        enrolment=enrolment, node_key__in=keys
    ).values_list("node_key", "more"):
        given[key] += more
    return {
        block.key: Standing(
            tuple(attempts[block.key]),
            logic.attempts_left(
                int(block.data.get("attempts", 3)), given[block.key], len(attempts[block.key])
            ),
        )
        for block in blocks
    }


def rules_of(block: BlockView) -> logic.Rules:
    """What it demands."""
    return logic.Rules(
        int(block.data.get("pass_percent", 60)), bool(block.data.get("counts_extended", False))
    )


def act(block: BlockView, enrolment: Enrolment, data: QueryDict) -> Outcome:
    """Begin an attempt, or send one."""
    standing = standing_of(block, enrolment)
    match data.get("do"):
        case "begin":
            return _begin(block, enrolment, standing)
        case "send":
            return _send(block, standing, data)
    raise NotHere(_("There is no such exercise in this course."))


def _begin(block: BlockView, enrolment: Enrolment, standing: Standing) -> Outcome:
    if standing.open is not None:
        return Outcome(is_done=standing.is_passed)
    if standing.is_pending:
        return Outcome(errors={"": waiting()})
    if not standing.may_begin:
        return Outcome(errors={"": no_more()})
    items = items_of(block)
    Attempt.objects.create(
        enrolment=enrolment,
        node_key=block.key,
        number=max((one.number for one in standing.attempts), default=0) + 1,
        language=block.tongue.language,
        drawn=logic.draw(items, int(block.data.get("draw", 0)), _LOT.shuffle),
    )
    return Outcome(is_done=standing.is_passed)


def _send(block: BlockView, standing: Standing, data: QueryDict) -> Outcome:
    attempt = _named(standing, data.get("attempt", ""))
    if attempt.sent_at is not None:
        # A double click, or the page of an attempt that was sent on another device.
        return _outcome(attempt, standing)
    drawn = logic.fitted(attempt.drawn, items_of(block))
    answers, errors = read(drawn, data)
    if errors and "anyway" not in data:
        return Outcome(errors=errors, typed=typed(data))
    language, original = attempt.language, outline(block.version).original
    result = logic.result(
        [one.item for one in drawn],
        answers,
        rules_of(block),
        language=language,
        original=original,
    )
    attempt.answers = answers
    attempt.score, attempt.passed, attempt.waits = (
        as_score(result.score),
        result.passed,
        result.waits,
    )
    attempt.sent_at = clock.now()
    attempt.save(update_fields=["answers", "score", "passed", "waits", "sent_at"])
    return _outcome(attempt, standing)


def _named(standing: Standing, given: str) -> Attempt:
    found = next((one for one in standing.attempts if str(one.pk) == given), None)
    if found is None:
        raise NotHere(_("There is no such attempt."))
    return found


def _outcome(attempt: Attempt, standing: Standing) -> Outcome:
    """The best score of all that passed counts."""
    scores = [float(one.score) for one in standing.attempts if one.passed and one.score is not None]
    if attempt.passed and attempt.score is not None:
        scores.append(float(attempt.score))
    return Outcome(is_done=bool(scores), score=max(scores, default=None))


def as_score(score: Fraction) -> Decimal:
    """As it is stored; never rounded up to what was not reached."""
    exact = Decimal(score.numerator) / Decimal(score.denominator)
    return exact.quantize(Decimal("0.0001"), rounding=ROUND_DOWN)


# ---------------------------------------------------------------------- how it is said


def verdict(attempt: Attempt) -> str:
    """What came of an attempt, in a sentence."""
    percent = int((attempt.score or 0) * 100)
    if attempt.passed is None:
        return waiting()
    if attempt.passed:
        said = _("Passed with %(percent)s%% of the points.")
    else:
        said = _("Not passed yet: %(percent)s%% of the points.")
    return said % {"percent": percent}


def no_more() -> str:
    """What to do after the last attempt."""
    return _(
        "You have no attempt left. Ask your tutor: they can see your answers and give you another"
        " attempt."
    )


def waiting() -> str:
    """What a learner reads while only a tutor can say whether they passed."""
    return _("Your answers wait for your tutor. You will see here what came of them.")
