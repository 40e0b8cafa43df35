"""The shape of a game of pairs in a course's document."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from agora.courses.blocks.base import BlockSays, BlockShape
from agora.kernel.documents import Clean, Line, Paragraph, Shape, Tag

Ident = Annotated[
    str, Clean, StringConstraints(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_\-]+$")
]


class PairSays(Shape):
    """The two cards in one language, and what is said when they are found."""

    one: Annotated[Line, Field(max_length=120)] = ""
    other: Annotated[Line, Field(max_length=120)] = ""
    found: Paragraph = ""


class PairShape(Shape):
    """Two cards that belong together; pairs of one `set` complete it (two pairs per goal), which counts
    double. `mark` is a short sign in no language (the number of a goal)."""

    id: Ident
    set: Annotated[str, Clean, StringConstraints(max_length=40)] = ""
    mark: Annotated[str, Clean, StringConstraints(max_length=8)] = ""
    texts: dict[Tag, PairSays]


class MemorySays(BlockSays):
    """The game in one language."""

    intro: Paragraph = ""


class MemoryBlock(BlockShape):
    """Pairs to find; each round deals `deal` sets by lot (0: all)."""

    kind: Literal["memory"] = "memory"
    pairs: Annotated[tuple[PairShape, ...], Field(max_length=80)] = ()
    deal: Annotated[int, Field(ge=0, le=40)] = 3
    texts: dict[Tag, MemorySays]
