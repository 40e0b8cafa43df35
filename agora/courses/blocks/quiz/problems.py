"""What keeps a quiz from being published, in plain words."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _

from agora.courses.blocks.quiz.logic import accepted, asked, normal, partners
from agora.courses.blocks.quiz.shapes import ItemShape, QuizBlock
from agora.kernel.errors import Problem


def problems(block: QuizBlock, original: str, _spoken: tuple[str, ...]) -> list[Problem]:
    """Every fault. What a translation lacks is none: the original's text stands there instead."""
    found: list[Problem] = []
    if not block.items:
        found.append(Problem("items", _("This quiz has no question. Add one, or remove the quiz.")))
    if block.draw > len(block.items) > 0:
        said = _(
            "%(draw)s questions are to be drawn, but there are only %(there)s. Add questions, or"
            " draw fewer."
        )
        found.append(Problem("draw", said % {"draw": block.draw, "there": len(block.items)}))
    counted = [one for one in block.items if one.sort != "extended" or block.counts_extended]
    if block.items and not counted and block.pass_percent:
        found.append(
            Problem(
                "pass_percent",
                _(
                    "No question counts for passing: add one that does, let the answers that a tutor"
                    " marks count, or set the pass mark to 0."
                ),
            )
        )
    for one, times in Counter(one.id for one in block.items).items():
        if times > 1:
            said = _("Two questions have the same identifier “%(id)s”. Give one another.")
            found.append(Problem("items", said % {"id": one}))
    for number, item in enumerate(block.items):
        found += [
            Problem(f"items.{number}{field}", said) for field, said in _of_item(item, original)
        ]
    return found


def _of_item(item: ItemShape, original: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    said = item.texts.get(original)
    if said is None or not said.prompt:
        found.append(("", _("This question asks nothing in the course’s own language.")))
    if item.sort in ("text", "numeric", "extended"):
        if item.sort == "numeric" and item.value is None:
            found.append((".value", _("This question has no right number. Give one.")))
        if item.sort == "text" and not accepted(item, original, original):
            found.append(
                (
                    ".texts",
                    _(
                        "This question has no right answer in the course’s own language. Give at"
                        " least one entry that is accepted."
                    ),
                )
            )
        return found
    for one, times in Counter(one.id for one in item.options).items():
        if times > 1:
            same = _("Two answers have the same identifier “%(id)s”. Give one another.")
            found.append((".options", same % {"id": one}))
    for number, option in enumerate(item.options):
        text = option.texts.get(original)
        if text is None or not text.text:
            found.append(
                (f".options.{number}", _("This answer is empty in the course’s own language."))
            )
    found += [(".options", one) for one in _of_options(item)]
    texts = [normal(one.texts[original].text) for one in item.options if original in one.texts]
    if item.sort in ("choice", "multiple", "order") and len(set(texts)) < len(texts):
        found.append((".options", _("Two answers say the same. Change or remove one.")))
    return found


def _of_options(item: ItemShape) -> list[str]:
    right = sum(one.right for one in item.options)
    if item.sort == "choice":
        if len(item.options) < 2:
            return [_("This question needs at least two answers to choose from.")]
        if right == 0:
            return [_("No answer is marked as right. Mark the right one.")]
        if right > 1:
            return [
                _(
                    "Several answers are marked as right, but one may be chosen. Mark one, or make"
                    " it a question with several right answers."
                )
            ]
    if item.sort == "multiple":
        if len(item.options) < 2:
            return [_("This question needs at least two answers to choose from.")]
        if right == 0:
            return [_("No answer is marked as right. Mark every right one.")]
    if item.sort == "order" and len(item.options) < 2:
        return [_("There is nothing to put in order: give at least two things.")]
    if item.sort == "match":
        offered = {one.id for one in partners(item)}
        wanted = asked(item)
        if len(wanted) < 2 or len(offered) < 2:
            return [_("Give at least two pairs to match.")]
        if any(one.partner not in offered for one in wanted):
            return [_("Something has a partner that does not exist. Choose one of those offered.")]
    return []
