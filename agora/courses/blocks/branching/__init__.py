"""A branching scenario: somebody must decide, and choices have consequences."""

from __future__ import annotations

from typing import Annotated, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field, StringConstraints

from agora.courses.blocks.base import BlockKind, BlockSays, BlockShape
from agora.kernel.documents import Clean, Line, Paragraph, Shape, Tag

Ident = Annotated[
    str, Clean, StringConstraints(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_\-]+$")
]


class ChoiceShape(Shape):
    """A choice, where it leads, and what it does to the meters (trust, budget …), each from -3 to 3."""

    id: Ident
    to: Ident
    effects: dict[str, Annotated[int, Field(ge=-3, le=3)]] = {}


class SceneShape(Shape):
    """A scene; without choices it is an ending."""

    id: Ident
    choices: Annotated[tuple[ChoiceShape, ...], Field(max_length=5)] = ()


class SceneSays(Shape):
    """A scene in one language; `choices` by their ids."""

    title: Annotated[Line, Field(max_length=200)] = ""
    text: Paragraph = ""
    choices: dict[str, Annotated[Line, Field(max_length=300)]] = {}


class BranchingSays(BlockSays):
    """The scenario in one language; `meters` and `scenes` by their ids."""

    intro: Paragraph = ""
    meters: dict[str, Annotated[Line, Field(max_length=80)]] = {}
    scenes: dict[str, SceneSays] = {}


class BranchingBlock(BlockShape):
    """Scenes from `first` on; finished when an ending was reached."""

    kind: Literal["branching"] = "branching"
    first: Ident | None = None
    meters: Annotated[tuple[Ident, ...], Field(max_length=5)] = ()
    scenes: Annotated[tuple[SceneShape, ...], Field(max_length=60)] = ()
    texts: dict[Tag, BranchingSays]


BLOCK = BlockKind(
    name="branching",
    title=_("Scenario"),
    shape=BranchingBlock,
    icon="signpost-split",
    order=44,
    counts=True,
)
