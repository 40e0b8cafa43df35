"""An episode of the course's podcast."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from agora.courses.blocks.base import BlockKind, BlockShape
from agora.courses.blocks.media_problems import (
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
from agora.kernel.documents import Line, Tag
from agora.kernel.errors import Problem


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


def _problems(block: PodcastBlock, original: str, _languages: tuple[str, ...]) -> list[Problem]:
    found: list[Problem] = []
    types = types_of([block.picture, *(one.file for one in block.renditions)])
    if not any(one.what == "audio" for one in block.renditions):
        found.append(Problem("renditions", gettext("Choose the episode’s sound file.")))
    found += rendition_problems(block.renditions, types)
    found += picture_problem("picture", block.picture, types)
    found += transcript_problems(block.texts, original)
    return [*found, *track_problems(block.texts)]


def _files(data: Mapping[str, Any], _texts: Mapping[str, Any]) -> set[uuid.UUID]:
    return ids_of(data.get("picture")) | renditions_of(data)


BLOCK = BlockKind(
    name="podcast",
    title=_("Podcast episode"),
    shape=PodcastBlock,
    icon="mic",
    order=26,
    problems=_problems,
    files=_files,
    present=recording,
)
