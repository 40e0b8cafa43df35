"""The shape of a scenario in a course's document."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from agora.courses.blocks.base import BlockSays, BlockShape
from agora.kernel.documents import Clean, Line, Paragraph, Shape, Tag

Ident = Annotated[
    str, Clean, StringConstraints(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_\-]+$")
]


class ChoiceSays(Shape):
    """A choice in one language."""

    text: Annotated[Line, Field(max_length=300)] = ""


class ChoiceShape(Shape):
    """A choice, where it leads, and what it does to the meters (trust, budget …), each from -3 to 3."""

    id: Ident
    to: Ident
    effects: dict[str, Annotated[int, Field(ge=-3, le=3)]] = {}
    texts: dict[Tag, ChoiceSays]


class SceneSays(Shape):
    """A scene in one language."""

    title: Annotated[Line, Field(max_length=200)] = ""
    text: Paragraph = ""


class SceneShape(Shape):
    """A scene; without choices it is an ending."""

    id: Ident
    choices: Annotated[tuple[ChoiceShape, ...], Field(max_length=5)] = ()
    texts: dict[Tag, SceneSays]


class MeterSays(Shape):
    """A meter in one language."""

    text: Annotated[Line, Field(max_length=80)] = ""


class MeterShape(Shape):
    """What choices move: trust, money, time."""

    id: Ident
    texts: dict[Tag, MeterSays]


class BranchingSays(BlockSays):
    """The scenario in one language."""

    intro: Paragraph = ""


class BranchingBlock(BlockShape):
    """Scenes from `first` on; finished when an ending was reached."""

    kind: Literal["branching"] = "branching"
    first: Ident | None = None
    meters: Annotated[tuple[MeterShape, ...], Field(max_length=5)] = ()
    scenes: Annotated[tuple[SceneShape, ...], Field(max_length=60)] = ()
    texts: dict[Tag, BranchingSays]
