"""A branching scenario: somebody must decide, and choices have consequences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from agora.courses.blocks.base import BlockKind
from agora.courses.blocks.branching.play import act, present, present_many
from agora.courses.blocks.branching.problems import problems
from agora.courses.blocks.branching.shapes import BranchingBlock

BLOCK = BlockKind(
    name="branching",
    title=_("Scenario"),
    shape=BranchingBlock,
    icon="signpost-split",
    order=44,
    counts=True,
    rule=_("Reach one of the endings."),
    about=_("Scenes with choices that have consequences."),
    present=present,
    present_many=present_many,
    act=act,
    problems=problems,
)
