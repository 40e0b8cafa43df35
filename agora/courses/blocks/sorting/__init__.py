"""A sorting game: which thing belongs to which box."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from agora.courses.blocks.base import BlockKind
from agora.courses.blocks.sorting.play import act, present, present_many
from agora.courses.blocks.sorting.problems import problems
from agora.courses.blocks.sorting.shapes import SortingBlock

BLOCK = BlockKind(
    name="sorting",
    title=_("Sorting game"),
    shape=SortingBlock,
    icon="box-seam",
    order=42,
    counts=True,
    rule=_("Put everything where it belongs."),
    about=_("Things are put into boxes, and it is told why they belong there."),
    present=present,
    present_many=present_many,
    act=act,
    problems=problems,
)
