"""A picture."""

from __future__ import annotations

import uuid
from typing import Literal

from django.utils.translation import gettext_lazy as _

from agora.courses.blocks.base import BlockKind, BlockShape
from agora.courses.blocks.media_shapes import PictureSays
from agora.courses.recordings.shown import picture
from agora.kernel.documents import Tag


class ImageBlock(BlockShape):
    """A picture with what it shows in words, or said to be an ornament."""

    kind: Literal["image"] = "image"
    file: uuid.UUID | None = None
    decorative: bool = False
    texts: dict[Tag, PictureSays]


BLOCK = BlockKind(
    name="image",
    title=_("Picture"),
    shape=ImageBlock,
    icon="image",
    order=20,
    present=picture,
)
