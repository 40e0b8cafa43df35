"""A question to talk about with the others of the run."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import gettext_lazy as _

from agora.courses.blocks.base import BlockKind, BlockSays, BlockShape
from agora.kernel.documents import Paragraph, Tag


class PromptSays(BlockSays):
    """What to talk about, in one language."""

    text: Paragraph = ""


class PromptBlock(BlockShape):
    """A prompt to which threads of the run are anchored."""

    kind: Literal["prompt"] = "prompt"
    texts: dict[Tag, PromptSays]


BLOCK = BlockKind(
    name="prompt", title=_("Discussion prompt"), shape=PromptBlock, icon="chat-dots", order=50
)
