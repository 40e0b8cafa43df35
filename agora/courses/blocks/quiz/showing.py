"""What the template of a quiz draws."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils import formats
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from agora.courses.blocks.base import Outcome
from agora.courses.blocks.quiz import logic
from agora.courses.blocks.quiz.answers import LONGEST
from agora.courses.blocks.quiz.attempts import (
    Standing,
    items_of,
    no_more,
    rules_of,
    standings_of,
    verdict,
)
from agora.courses.blocks.quiz.logic import Drawn
from agora.courses.blocks.speaking import Words
from agora.courses.models import Attempt
from agora.courses.queries.content import outline
from agora.kernel import languages

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from agora.courses.blocks.quiz.shapes import ItemShape
    from agora.courses.models import Enrolment
    from agora.courses.queries.content import BlockView


@dataclass(frozen=True)
class Choice:
    """Something to choose: `value` is its place on the page, which says nothing of what is right."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True)
class Row:
    """One line of an `order` or `match` question, with what may be chosen for it."""

    id: str
    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Question:
    """A question on the page, with what was typed and what is wrong with that."""

    number: int
    id: str
    name: str
    sort: str
    prompt: str
    unit: str
    points: int
    choices: tuple[Choice, ...]
    rows: tuple[Row, ...]
    typed: str
    error: str
    limit: int


@dataclass(frozen=True)
class Told:
    """What came of one question: `verdict` is `right`, `partly`, `wrong`, `empty` or `waits`."""

    number: int
    prompt: str
    verdict: str
    yours: tuple[str, ...]
    right: tuple[str, ...]
    feedback: tuple[str, ...]
    comment: str
    points: str


@dataclass(frozen=True)
class Sent:
    """An attempt that was sent, as it is told."""

    verdict: str
    is_passed: bool
    is_pending: bool
    questions: tuple[Told, ...]
    attributes: SafeString


def present(block: BlockView, enrolment: Enrolment | None) -> Mapping[str, Any]:
    """What the template draws; two queries, and no key of an answer before it was sent."""
    return present_many([block], enrolment)[block.key]


def present_many(
    blocks: Sequence[BlockView], enrolment: Enrolment | None
) -> Mapping[uuid.UUID, Mapping[str, Any]]:
    """The same for all quizzes of a lesson; two queries."""
    if enrolment is None:
        return {block.key: _preview(block) for block in blocks}
    standings = standings_of(blocks, enrolment)
    return {block.key: _present(block, standings[block.key]) for block in blocks}


def _preview(block: BlockView) -> Mapping[str, Any]:
    items = items_of(block)
    drawn = logic.fitted([{"item": one.id} for one in items], items)
    words = Words(block.tongue.language)
    return {
        "stage": "preview",
        "rules": rules_said(block, len(items), None),
        "questions": questions(block, drawn, words),
        "words": words,
    }


def _present(block: BlockView, standing: Standing) -> Mapping[str, Any]:
    items = items_of(block)
    original = outline(block.version).original
    shown: dict[str, Any] = {
        "stage": "before",
        "rules": rules_said(block, len(items), standing.left),
        "left": left_said(block, standing),
        "standing": standing,
        "may_begin": standing.may_begin,
        "begin": _("Try again") if standing.sent else _("Begin the quiz"),
        "out": "" if standing.left != 0 or standing.is_passed or standing.open else no_more(),
        "waits": standing.is_pending,
    }
    attempt = standing.open
    if attempt is not None:
        words = Words(attempt.language, original)
        drawn = logic.fitted(attempt.drawn, items)
        shown |= {
            "stage": "open",
            "attempt": str(attempt.pk),
            "words": words,
            "other": "" if attempt.language == block.tongue.language else other_said(attempt),
            "questions": questions(block, drawn, words),
            "fill": lambda outcome: questions(block, drawn, words, outcome),
        }
    elif standing.sent:
        shown |= {"stage": "sent", "sent": sent(block, standing, items, original)}
    return shown


def rules_said(block: BlockView, there: int, left: int | None) -> tuple[str, ...]:
    """How many questions, what is needed to pass, and how many attempts there are."""
    drawn = int(block.data.get("draw", 0))
    asked = drawn if 0 < drawn < there else there
    found = [ngettext("%(n)s question", "%(n)s questions", asked) % {"n": asked}]
    if percent := int(block.data.get("pass_percent", 60)):
        found.append(_("You pass with %(percent)s%% of the points.") % {"percent": percent})
    allowed = int(block.data.get("attempts", 3))
    if not allowed:
        found.append(_("You may try as often as you like."))
    elif left is None:
        said = ngettext("You have %(n)s attempt.", "You have %(n)s attempts.", allowed)
        found.append(said % {"n": allowed})
    return tuple(found)


def left_said(block: BlockView, standing: Standing) -> str:
    """How many attempts are left, over all languages; empty where there is no end of them."""
    if standing.left is None:
        return ""
    whole = standing.left + len(standing.attempts)
    return ngettext(
        "%(left)s of %(whole)s attempt left",
        "%(left)s of %(whole)s attempts left",
        whole,
    ) % {"left": standing.left, "whole": whole}


def other_said(attempt: Attempt) -> str:
    """An attempt keeps the language it began in."""
    reader = get_language() or "en"
    return _(
        "You began this attempt in %(language)s. It stays in that language until you have sent it."
    ) % {"language": languages.name(attempt.language, reader)}


def questions(
    block: BlockView, drawn: Sequence[Drawn], words: Words, outcome: Outcome | None = None
) -> tuple[Question, ...]:
    """The questions of an attempt, filled with what was typed."""
    typed = _lists(outcome.typed) if outcome else {}
    errors = outcome.errors if outcome else {}
    return tuple(
        _question(number, f"q-{block.key}-{number}", one, words, typed, errors)
        for number, one in enumerate(drawn, 1)
    )


def _lists(typed: Mapping[str, Any]) -> dict[str, Sequence[str]]:
    """What was typed as lists: a page that refuses the whole act hands over the form as it came."""
    if isinstance(typed, QueryDict):
        return dict(typed.lists())
    return dict(typed)


def _question(
    number: int,
    ident: str,
    one: Drawn,
    words: Words,
    typed: Mapping[str, Sequence[str]],
    errors: Mapping[str, str],
) -> Question:
    item, name = one.item, f"a:{one.item.id}"
    there = typed.get(name, ())
    rows: tuple[Row, ...] = ()
    choices: tuple[Choice, ...] = ()
    if item.sort in ("choice", "multiple"):
        choices = tuple(
            Choice(str(at), words(option.texts), str(at) in there)
            for at, option in enumerate(one.options)
        )
    elif item.sort in ("order", "match"):
        lines = [o for o in one.options if item.sort == "order" or o.partner is not None]
        if item.sort == "order":
            offered = [str(at + 1) for at in range(len(lines))]
        else:
            offered = [words(o.texts) for o in one.options if o.partner is None]
        rows = tuple(
            Row(
                f"{ident}-{at}",
                f"{name}:{at}",
                words(option.texts),
                tuple(
                    Choice(str(place), label, str(place) in typed.get(f"{name}:{at}", ()))
                    for place, label in enumerate(offered)
                ),
            )
            for at, option in enumerate(lines)
        )
    return Question(
        number=number,
        id=ident,
        name=name,
        sort=item.sort,
        prompt=words(item.texts, "prompt"),
        unit=words(item.texts, "unit"),
        points=item.points,
        choices=choices,
        rows=rows,
        typed=there[0] if there else "",
        error=errors.get(item.id, ""),
        limit=LONGEST.get(item.sort, 0),
    )


def sent(block: BlockView, standing: Standing, items: Sequence[ItemShape], original: str) -> Sent:
    """The last attempt that was sent; right answers are told when nothing is left to find out."""
    attempt = standing.sent[-1]
    drawn = logic.fitted(attempt.drawn, items)
    words = Words(attempt.language, original)
    answers = attempt.answers if isinstance(attempt.answers, dict) else {}
    result = logic.result(
        [one.item for one in drawn],
        answers,
        rules_of(block),
        language=attempt.language,
        original=original,
        marks=attempt.marks,
    )
    open_ = bool(attempt.passed) or standing.is_passed or standing.left == 0
    return Sent(
        verdict=verdict(attempt),
        is_passed=bool(attempt.passed),
        is_pending=attempt.waits and attempt.passed is None,
        questions=tuple(
            _told(number, one, answers.get(one.item.id), result, words, attempt, is_open=open_)
            for number, one in enumerate(drawn, 1)
        ),
        attributes=words.attributes,
    )


def _told(
    number: int,
    one: Drawn,
    answer: Any,
    result: logic.Result,
    words: Words,
    attempt: Attempt,
    *,
    is_open: bool,
) -> Told:
    item = one.item
    part = result.parts.get(item.id)
    if part is None:
        verdict = "waits"
    elif item.sort == "extended" and item.id not in attempt.marks:
        verdict = "empty"
    elif part == 1:
        verdict = "right"
    elif answer is None:
        verdict = "empty"
    else:
        verdict = "partly" if part else "wrong"
    said = [words(option.texts, "feedback") for option in one.options if _chose(answer, option.id)]
    if item.sort != "extended" or item.id in attempt.marks:
        said.append(words(item.texts, "right" if part == 1 else "wrong"))
    mark = attempt.marks.get(item.id) or {}
    return Told(
        number=number,
        prompt=words(item.texts, "prompt"),
        verdict=verdict,
        yours=_in_words(item, answer, words),
        right=_right(item, words) if is_open and verdict != "right" else (),
        feedback=tuple(one for one in said if one),
        comment=str(mark.get("comment", "")),
        points=_points(part, item.points),
    )


def _chose(answer: Any, option: str) -> bool:
    return answer == option or (isinstance(answer, list) and option in answer)


def _points(part: Fraction | None, whole: int) -> str:
    if part is None:
        return ""
    got = formats.number_format(round(float(part * whole), 1), use_l10n=True)
    return ngettext("%(got)s of %(whole)s point", "%(got)s of %(whole)s points", whole) % {
        "got": got.removesuffix(".0").removesuffix(",0"),
        "whole": whole,
    }


def _in_words(item: ItemShape, answer: Any, words: Words) -> tuple[str, ...]:
    by_id = {one.id: one for one in item.options}
    if isinstance(answer, str) and item.sort == "choice":
        return (words(by_id[answer].texts),) if answer in by_id else ()
    if isinstance(answer, list):
        return tuple(words(by_id[one].texts) for one in answer if one in by_id)
    if isinstance(answer, dict):
        return tuple(
            f"{words(by_id[one].texts)} – {words(by_id[other].texts)}"
            for one, other in answer.items()
            if one in by_id and other in by_id
        )
    return (answer,) if isinstance(answer, str) and answer else ()


def _right(item: ItemShape, words: Words) -> tuple[str, ...]:
    match item.sort:
        case "choice" | "multiple":
            return tuple(words(one.texts) for one in item.options if one.right)
        case "order":
            return tuple(words(one.texts) for one in item.options)
        case "match":
            pairs = {one.id: one.partner for one in logic.asked(item)}
            return _in_words(item, pairs, words)
        case "numeric" if item.value is not None:
            return (f"{formats.number_format(item.value)} {words(item.texts, 'unit')}".strip(),)
        case "text":
            return logic.accepted(item, words.language, words.original)[:1]
    return ()
