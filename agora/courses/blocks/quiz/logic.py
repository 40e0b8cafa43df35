"""What an answer is worth: no database, no request.

An answer is what JSON can hold: the id of an option (`choice`), a list of ids (`multiple`; `order`, in
the order given), partners by option (`match`), or what was typed (`text`, `numeric`, `extended`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from agora.courses.blocks.quiz.shapes import ItemShape, OptionShape

Answers = Mapping[str, Any]
Marks = Mapping[str, Mapping[str, Any]]
Shuffle = Callable[[list[str]], None]

_APOSTROPHES: Final = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'"})
_NUMBER: Final = re.compile(r"[+-]?(\d+([.]\d*)?|[.]\d+)")
_LONGEST: Final = 40


def digits(text: str) -> str:
    """Every digit of any script as the one of ASCII (٣ and ۳ are 3)."""
    return "".join(
        str(unicodedata.decimal(char)) if unicodedata.decimal(char, None) is not None else char
        for char in text
    )


def normal(text: str) -> str:
    """An entry as it is compared: no matter how it is cased, spaced, composed or its digits written.

    The marks above vowels count in none of the scripts: `Quito` and `Quitó` are one entry, an Arabic
    word equals the same word with its short vowels, and the tatweel is no letter.
    """
    text = unicodedata.normalize("NFKD", text).translate(_APOSTROPHES)
    text = "".join(
        char
        for char in text
        if unicodedata.category(char) not in ("Mn", "Cf", "Cc") or char in "\n\t\r"
    )
    text = digits(text.replace("\u0640", "")).casefold()
    return unicodedata.normalize("NFC", " ".join(text.split()).strip(" .!?؟。"))


def readings(text: str) -> tuple[Decimal, ...]:
    """What was typed as a number: with a decimal comma or point, any digits, spaces between thousands.

    Where both signs stand, the last one is the decimal sign. `1,250` may be read in two ways, which
    differ between languages: both are given. Empty for what is no number.
    """
    text = digits(unicodedata.normalize("NFKC", text)).strip().replace("−", "-")
    text = text.replace("٫", ".").replace("٬", "").replace("،", ",")
    text = re.sub(r"[\u200e\u200f\u061c]|\s*[%٪]$", "", text)
    text = re.sub(r"(?<=\d)[\s'’](?=\d{3}(\D|$))", "", text)
    if len(text) > _LONGEST:
        return ()
    if "," in text and "." in text:
        group = "," if text.rindex(".") > text.rindex(",") else "."
        text = text.replace(group, "")
    both = re.fullmatch(r"([+-]?[1-9]\d{0,2})[.,](\d{3})", text)
    if re.fullmatch(r"[+-]?\d{1,3}(([.]\d{3}){2,}|(,\d{3}){2,})", text):
        text = text.replace(",", "").replace(".", "")
    found = [text.replace(",", ".")]
    if both:
        found.append(both[1] + both[2])
    return tuple(Decimal(one) for one in found if _NUMBER.fullmatch(one))


def asked(item: ItemShape) -> tuple[OptionShape, ...]:
    """In a `match` item: the options that are asked for their partner."""
    return tuple(one for one in item.options if one.partner is not None)


def partners(item: ItemShape) -> tuple[OptionShape, ...]:
    """In a `match` item: the options that are offered as partners."""
    return tuple(one for one in item.options if one.partner is None)


def accepted(item: ItemShape, language: str, original: str) -> tuple[str, ...]:
    """The right entries of a `text` item in this language, the original's where it has none."""
    for tag in (language, original):
        said = item.texts.get(tag)
        if said is not None and any(normal(one) for one in said.accepted):
            return said.accepted
    return ()


def is_answered(item: ItemShape, answer: Any) -> bool:
    """Whether there is a whole answer, be it right or wrong."""
    match item.sort:
        case "choice":
            return isinstance(answer, str) and any(one.id == answer for one in item.options)
        case "multiple":
            return isinstance(answer, list) and bool(answer)
        case "order":
            return isinstance(answer, list) and sorted(answer) == sorted(
                one.id for one in item.options
            )
        case "match":
            return isinstance(answer, dict) and set(answer) == {one.id for one in asked(item)}
        case "numeric":
            return isinstance(answer, str) and bool(readings(answer))
        case _:
            return isinstance(answer, str) and bool(normal(answer))


def worth(item: ItemShape, answer: Any, language: str, original: str) -> Fraction:
    """How much of an item is right: 0 to 1, in whole parts; nothing for what is no answer.

    `multiple`: of the right ones those chosen, less the wrong ones chosen. `order`: the things at their
    place. `match`: the pairs that are right. An `extended` item is worth nothing until it is marked.
    """
    match item.sort:
        case "choice":
            return Fraction(any(one.right and one.id == answer for one in item.options))
        case "multiple":
            given = answer if isinstance(answer, list) else []
            chosen = {one for one in given if isinstance(one, str)}
            right = {one.id for one in item.options if one.right}
            if not right:
                return Fraction(0)
            wrong = {one.id for one in item.options} - right
            return max(Fraction(0), Fraction(len(chosen & right) - len(chosen & wrong), len(right)))
        case "order":
            given = answer if isinstance(answer, list) else []
            order = [one.id for one in item.options]
            if not order or sorted(map(str, given)) != sorted(order):
                return Fraction(0)
            return Fraction(sum(a == b for a, b in zip(given, order, strict=True)), len(order))
        case "match":
            pairs = answer if isinstance(answer, dict) else {}
            wanted = asked(item)
            if not wanted:
                return Fraction(0)
            return Fraction(sum(pairs.get(one.id) == one.partner for one in wanted), len(wanted))
        case "numeric":
            value = item.value
            if value is None or not isinstance(answer, str):
                return Fraction(0)
            near = (abs(one - value) <= item.tolerance for one in readings(answer))
            return Fraction(any(near))
        case "text":
            if not isinstance(answer, str) or not normal(answer):
                return Fraction(0)
            entries = {normal(one) for one in accepted(item, language, original)}
            return Fraction(normal(answer) in entries)
        case _:
            return Fraction(0)


@dataclass(frozen=True)
class Rules:
    """What a quiz demands; `counts_extended` says whether what a tutor marks counts for passing."""

    pass_percent: int
    counts_extended: bool


@dataclass(frozen=True)
class Result:
    """What an attempt came to: `score` 0 to 1; `passed` is None while only a tutor's mark can tell."""

    score: Fraction
    passed: bool | None
    waits: bool
    parts: Mapping[str, Fraction]


def result(
    items: Sequence[ItemShape],
    answers: Answers,
    rules: Rules,
    *,
    language: str,
    original: str,
    marks: Marks | None = None,
) -> Result:
    """Count an attempt.

    What waits for a tutor is left out of the score until it is marked. The attempt is passed as soon as
    it is even when nothing more is given, and failed as soon as all that waits could not save it.
    """
    marks = marks or {}
    parts: dict[str, Fraction] = {}
    counted = pending = 0
    got = Fraction(0)
    waits = False
    for item in items:
        if item.sort == "extended":
            answered = is_answered(item, answers.get(item.id))
            mark = marks.get(item.id)
            if mark is None and answered:
                waits = True
                pending += item.points if rules.counts_extended else 0
                continue
            part = (
                min(Fraction(1), max(Fraction(0), Fraction(int(mark["points"]), item.points)))
                if mark is not None
                else Fraction(0)
            )
            parts[item.id] = part
            if not rules.counts_extended:
                continue
        else:
            part = worth(item, answers.get(item.id), language, original)
            parts[item.id] = part
        got += part * item.points
        counted += item.points
    score = got / counted if counted else Fraction(not pending)
    whole = counted + pending
    needed = Fraction(rules.pass_percent * whole, 100)
    if got >= needed:
        passed: bool | None = True
    elif got + pending < needed:
        passed = False
    else:
        passed = None
    return Result(score, passed, waits, parts)


def attempts_left(allowed: int, given: int, used: int) -> int | None:
    """How many more may begin; None where there is no end of them (`allowed` is 0)."""
    return max(0, allowed + given - used) if allowed else None


def draw(items: Sequence[ItemShape], how_many: int, shuffle: Shuffle) -> list[dict[str, Any]]:
    """The items asked in one attempt, and for each the options as they stand on the page.

    With `how_many` that many are drawn by lot; the author's order is kept. Options of `order` and
    partners of `match` are shuffled, so that the page does not give the order away.
    """
    ids = [one.id for one in items]
    if how_many and how_many < len(ids):
        lot = list(ids)
        shuffle(lot)
        chosen = set(lot[:how_many])
        ids = [one for one in ids if one in chosen]
    by_id = {one.id: one for one in items}
    return [{"item": one, "options": _shown(by_id[one], shuffle)} for one in ids]


def _shown(item: ItemShape, shuffle: Shuffle) -> list[str]:
    if item.sort == "match":
        offered = [one.id for one in partners(item)]
        shuffle(offered)
        return [*(one.id for one in asked(item)), *offered]
    shown = [one.id for one in item.options]
    if item.sort == "order" and len(shown) > 1:
        for _round in range(20):
            shuffle(shown)
            if shown != [one.id for one in item.options]:
                return shown
        shown.reverse()
    return shown


@dataclass(frozen=True)
class Drawn:
    """An item of an attempt with its options in the order of the page."""

    item: ItemShape
    options: tuple[OptionShape, ...]


def fitted(drawn: Sequence[Mapping[str, Any]], items: Sequence[ItemShape]) -> tuple[Drawn, ...]:
    """What was drawn, as far as the course still has it: a new version may have other items."""
    by_id = {one.id: one for one in items}
    found: list[Drawn] = []
    for one in drawn:
        item = by_id.get(str(one.get("item")))
        if item is None:
            continue
        options = {option.id: option for option in item.options}
        order = [key for key in one.get("options", ()) if key in options]
        order += [key for key in options if key not in order]
        found.append(Drawn(item, tuple(options[key] for key in order)))
    return tuple(found)
