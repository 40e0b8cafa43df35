"""A game of pairs: two cards that belong together are turned up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from agora.courses.blocks.base import BlockKind
from agora.courses.blocks.memory.play import act, present, present_many
from agora.courses.blocks.memory.problems import problems
from agora.courses.blocks.memory.shapes import MemoryBlock

BLOCK = BlockKind(
    name="memory",
    title=_("Game of pairs"),
    shape=MemoryBlock,
    icon="grid-3x3-gap",
    order=40,
    counts=True,
    rule=_("Find every pair."),
    about=_("Cards lie face down; two that belong together are turned up."),
    present=present,
    present_many=present_many,
    act=act,
    problems=problems,
)
