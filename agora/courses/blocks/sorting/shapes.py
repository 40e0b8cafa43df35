"""The shape of a sorting game in a course's document."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from agora.courses.blocks.base import BlockSays, BlockShape
from agora.kernel.documents import Clean, Line, Paragraph, Shape, Tag

Ident = Annotated[
    str, Clean, StringConstraints(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_\-]+$")
]


class BoxSays(Shape):
    """A box in one language."""

    text: Annotated[Line, Field(max_length=120)] = ""


class BoxShape(Shape):
    """A box into which things are sorted."""

    id: Ident
    texts: dict[Tag, BoxSays]


class ThingSays(Shape):
    """A thing in one language, and why it belongs where it does."""

    text: Annotated[Line, Field(max_length=200)] = ""
    why: Paragraph = ""


class ThingShape(Shape):
    """A thing to sort, and every box that is right for it."""

    id: Ident
    boxes: Annotated[tuple[Ident, ...], Field(min_length=1, max_length=8)]
    texts: dict[Tag, ThingSays]


class SortingSays(BlockSays):
    """The game in one language; `note` stands under it (that it differs by country, say)."""

    intro: Paragraph = ""
    note: Paragraph = ""


class SortingBlock(BlockShape):
    """Things to be put into boxes; finished when every one lies right."""

    kind: Literal["sorting"] = "sorting"
    boxes: Annotated[tuple[BoxShape, ...], Field(max_length=8)] = ()
    things: Annotated[tuple[ThingShape, ...], Field(max_length=40)] = ()
    texts: dict[Tag, SortingSays]
