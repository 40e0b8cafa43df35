"""A film with captions, transcript, chapters and audio description."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from agora.courses.blocks.base import BlockKind, BlockShape
from agora.courses.blocks.media_problems import (
    captions_problems,
    ids_of,
    picture_problem,
    rendition_problems,
    renditions_of,
    track_problems,
    transcript_problems,
    types_of,
)
from agora.courses.blocks.media_shapes import RecordingSays, Rendition
from agora.courses.recordings.shown import recording
from agora.kernel.documents import Tag
from agora.kernel.errors import Problem


class VideoBlock(BlockShape):
    """A film in one or several renditions, one of them sound alone. `silent`: nobody speaks in it."""

    kind: Literal["video"] = "video"
    poster: uuid.UUID | None = None
    renditions: Annotated[tuple[Rendition, ...], Field(max_length=30)] = ()
    silent: bool = False
    synthetic: bool = False
    texts: dict[Tag, RecordingSays]


def _problems(block: VideoBlock, original: str, _languages: tuple[str, ...]) -> list[Problem]:
    found: list[Problem] = []
    types = types_of([block.poster, *(one.file for one in block.renditions)])
    if not any(one.what != "audio" for one in block.renditions):
        found.append(Problem("renditions", gettext("Choose the video’s file.")))
    found += rendition_problems(block.renditions, types)
    found += picture_problem("poster", block.poster, types)
    if block.silent:
        found += transcript_problems(block.texts, original, silent=True)
    else:
        found += captions_problems(block.texts, original)
    return [*found, *track_problems(block.texts)]


def _files(data: Mapping[str, Any], _texts: Mapping[str, Any]) -> set[uuid.UUID]:
    return ids_of(data.get("poster")) | renditions_of(data)


BLOCK = BlockKind(
    name="video",
    title=_("Video"),
    shape=VideoBlock,
    icon="play-btn",
    order=24,
    problems=_problems,
    files=_files,
    present=recording,
)
