"""An episode of the course's podcast."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from agora.courses.blocks.base import BlockKind, BlockShape
from agora.courses.blocks.media_shapes import RecordingSays, Rendition
from agora.courses.recordings.shown import recording
from agora.kernel.documents import Line, Tag


class PodcastBlock(BlockShape):
    """An episode: sound with transcript and chapters; `speakers` by name or part."""

    kind: Literal["podcast"] = "podcast"
    renditions: Annotated[tuple[Rendition, ...], Field(max_length=30)] = ()
    speakers: Annotated[
        tuple[Annotated[Line, Field(max_length=100)], ...], Field(max_length=10)
    ] = ()
    published: dt.date | None = None
    picture: uuid.UUID | None = None
    synthetic: bool = False
    texts: dict[Tag, RecordingSays]


BLOCK = BlockKind(
    name="podcast",
    title=_("Podcast episode"),
    shape=PodcastBlock,
    icon="mic",
    order=26,
    present=recording,
)
