"""Running text."""

from __future__ import annotations

from typing import Annotated, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from agora.courses.blocks.base import BlockKind, BlockSays, BlockShape
from agora.kernel.documents import Html, Tag


class TextSays(BlockSays):
    """The text in one language."""

    body: Annotated[Html, Field(max_length=50_000)] = ""


class TextBlock(BlockShape):
    """Running text with headings, lists and links."""

    kind: Literal["text"] = "text"
    texts: dict[Tag, TextSays]


BLOCK = BlockKind(name="text", title=_("Text"), shape=TextBlock, icon="text-paragraph", order=10)
