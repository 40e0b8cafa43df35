"""What an author is asked about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from agora.courses.blocks.base import said_of
from agora.kernel.editing import Field

SORTS = (
    ("choice", _("One answer is right")),
    ("multiple", _("Several answers are right")),
    ("text", _("A typed word")),
    ("numeric", _("A number")),
    ("order", _("Put into order")),
    ("match", _("Pairs")),
    ("extended", _("A long answer, read by a tutor")),
)


def fields(block: Mapping[str, Any], language: str) -> tuple[Field, ...]:
    """The questions with their answers, and when it is passed."""
    return (
        Field("texts.*.title", _("Heading")),
        Field("texts.*.intro", _("What is said before"), "paragraph"),
        Field(
            "pass_percent",
            _("Passed from, in per cent"),
            "number",
            help=_("60 where nothing is said."),
        ),
        Field(
            "attempts",
            _("How often one may try"),
            "number",
            help=_("3 where nothing is said; 0: as often as one likes."),
        ),
        Field(
            "draw",
            _("How many questions are drawn by lot"),
            "number",
            help=_("0 or nothing: all of them, in their order."),
            rare=True,
        ),
        Field("counts_extended", _("Long answers count for passing"), "tick", rare=True),
        Field("items", _("Questions"), "rows", rows=_item(block, language), most=100),
    )


def _item(block: Mapping[str, Any], language: str) -> tuple[Field, ...]:
    return (
        Field("sort", _("Kind of question"), "choice", choices=SORTS, required=True),
        Field("texts.*.prompt", _("Question"), required=True),
        Field(
            "options",
            _("Answers"),
            "rows",
            help=_(
                "For an order: write them in the right order. For pairs: say what belongs to what."
            ),
            rows=(
                Field("texts.*.text", _("Answer")),
                Field("right", _("This is right"), "tick"),
                Field("texts.*.feedback", _("What is said to whoever chose it"), "paragraph"),
                Field(
                    "partner",
                    _("Belongs to"),
                    "choice",
                    choices=_options(block, language),
                    rare=True,
                ),
            ),
            most=20,
        ),
        Field(
            "texts.*.accepted",
            _("Accepted answers"),
            "lines",
            help=_(
                "For a typed answer: every spelling that is right in this language, one per line."
            ),
            rare=True,
        ),
        Field("value", _("Right number"), "decimal", rare=True),
        Field("tolerance", _("How far off it may be"), "decimal", rare=True),
        Field("texts.*.unit", _("Unit"), rare=True),
        Field("texts.*.right", _("What is said when it is right"), "paragraph"),
        Field("texts.*.wrong", _("What is said when it is wrong"), "paragraph"),
        Field("points", _("Points"), "number", rare=True),
    )


def _options(block: Mapping[str, Any], language: str) -> tuple[tuple[str, str], ...]:
    """The answers of all questions that were saved already, by their text."""
    return tuple(
        (str(option["id"]), said_of(option, language))
        for item in block.get("items") or ()
        for option in item.get("options") or ()
        if option.get("id")
    )
