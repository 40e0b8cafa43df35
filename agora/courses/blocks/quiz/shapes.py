"""The shape of a quiz in a course's document."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from agora.courses.blocks.base import BlockSays, BlockShape
from agora.kernel.documents import Clean, Line, Paragraph, Shape, Tag

Ident = Annotated[
    str, Clean, StringConstraints(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_\-]+$")
]
Words = Annotated[Line, Field(max_length=500)]


class OptionSays(Shape):
    """An answer in one language, and what is said to whoever chose it."""

    text: Words = ""
    feedback: Paragraph = ""


class OptionShape(Shape):
    """One answer to choose.

    In `order` items the options stand in the right order; in `match` items `partner` is the option that
    belongs to this one.
    """

    id: Ident
    right: bool = False
    partner: Ident | None = None
    texts: dict[Tag, OptionSays] = {}


class ItemSays(Shape):
    """A question in one language; `accepted` are the right entries of a `text` item in it."""

    prompt: Annotated[Line, Field(max_length=1000)] = ""
    right: Paragraph = ""
    wrong: Paragraph = ""
    accepted: Annotated[tuple[Words, ...], Field(max_length=30)] = ()
    unit: Annotated[Line, Field(max_length=60)] = ""


class ItemShape(Shape):
    """One question, with identifiers as QTI has them.

    `sort`: `choice` (one is right), `multiple` (all that are right), `text` (an entry that equals one of
    the accepted ones of its language), `order`, `match`, `numeric` (within `tolerance` of `value`),
    `extended` (marked by a tutor). In `match` items the options with a `partner` are asked, those
    without are the partners offered. Right and wrong are told with the texts of the same names.
    """

    id: Ident
    sort: Literal["choice", "multiple", "text", "order", "match", "numeric", "extended"]
    options: Annotated[tuple[OptionShape, ...], Field(max_length=20)] = ()
    value: Decimal | None = None
    tolerance: Annotated[Decimal, Field(ge=0)] = Decimal(0)
    points: Annotated[int, Field(ge=1, le=100)] = 1
    texts: dict[Tag, ItemSays]


class QuizSays(BlockSays):
    """The quiz in one language."""

    intro: Paragraph = ""


class QuizBlock(BlockShape):
    """Questions in an order, or `draw` of them by lot; passed at `pass_percent`, within `attempts`.

    `attempts` 0 means as many as somebody likes. Items of the sort `extended` are not counted for passing
    unless `counts_extended`.
    """

    kind: Literal["quiz"] = "quiz"
    items: Annotated[tuple[ItemShape, ...], Field(max_length=100)] = ()
    draw: Annotated[int, Field(ge=0, le=100)] = 0
    pass_percent: Annotated[int, Field(ge=0, le=100)] = 60
    attempts: Annotated[int, Field(ge=0, le=50)] = 3
    counts_extended: bool = False
    texts: dict[Tag, QuizSays]
