"""A note somebody writes for themselves."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import gettext_lazy as _

from agora.courses.blocks.base import BlockKind, BlockSays, BlockShape
from agora.kernel.documents import Paragraph, Tag


class ReflectionSays(BlockSays):
    """What to think about, in one language."""

    text: Paragraph = ""


class ReflectionBlock(BlockShape):
    """A private note, which may become an action later."""

    kind: Literal["reflection"] = "reflection"
    texts: dict[Tag, ReflectionSays]


BLOCK = BlockKind(
    name="reflection", title=_("Reflection"), shape=ReflectionBlock, icon="journal-text", order=52
)
