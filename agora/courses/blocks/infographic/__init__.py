"""A picture of figures, with the long description and the figures as a table."""

from __future__ import annotations

import uuid
from typing import Literal

from django.utils.translation import gettext_lazy as _

from agora.courses.blocks.base import BlockKind, BlockShape
from agora.courses.blocks.media_shapes import InfographicSays
from agora.courses.recordings.shown import picture
from agora.kernel.documents import Tag


class InfographicBlock(BlockShape):
    """An infographic; `files` by language override `file` where a drawing holds words."""

    kind: Literal["infographic"] = "infographic"
    file: uuid.UUID | None = None
    files: dict[str, uuid.UUID] = {}
    texts: dict[Tag, InfographicSays]


BLOCK = BlockKind(
    name="infographic",
    title=_("Infographic"),
    shape=InfographicBlock,
    icon="bar-chart",
    order=22,
    present=picture,
)
