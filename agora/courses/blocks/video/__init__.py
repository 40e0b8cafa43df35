"""A film with captions, transcript, chapters and audio description."""

from __future__ import annotations

import uuid
from typing import Annotated, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from agora.courses.blocks.base import BlockKind, BlockShape
from agora.courses.blocks.media_shapes import RecordingSays, Rendition
from agora.courses.recordings.shown import recording
from agora.kernel.documents import Tag


class VideoBlock(BlockShape):
    """A film in one or several renditions, one of them sound alone. `silent`: nobody speaks in it."""

    kind: Literal["video"] = "video"
    poster: uuid.UUID | None = None
    renditions: Annotated[tuple[Rendition, ...], Field(max_length=30)] = ()
    silent: bool = False
    synthetic: bool = False
    texts: dict[Tag, RecordingSays]


BLOCK = BlockKind(
    name="video",
    title=_("Video"),
    shape=VideoBlock,
    icon="play-btn",
    order=24,
    present=recording,
)
