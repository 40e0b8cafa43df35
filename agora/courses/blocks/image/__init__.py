"""A picture."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Literal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agora.courses.blocks.base import BlockKind, BlockShape
from agora.courses.blocks.media_problems import alt_problems, ids_of, picture_problem, types_of
from agora.courses.blocks.media_shapes import PictureSays
from agora.courses.recordings.shown import picture
from agora.kernel.documents import Tag
from agora.kernel.errors import Problem


class ImageBlock(BlockShape):
    """A picture with what it shows in words, or said to be an ornament."""

    kind: Literal["image"] = "image"
    file: uuid.UUID | None = None
    decorative: bool = False
    texts: dict[Tag, PictureSays]


def _problems(block: ImageBlock, original: str, _languages: tuple[str, ...]) -> list[Problem]:
    if block.file is None:
        return [Problem("file", gettext("Choose the picture."))]
    return [
        *picture_problem("file", block.file, types_of([block.file])),
        *alt_problems(block.texts, original, decorative=block.decorative),
    ]


def _files(data: Mapping[str, Any], _texts: Mapping[str, Any]) -> set[uuid.UUID]:
    return ids_of(data.get("file"))


BLOCK = BlockKind(
    name="image",
    title=_("Picture"),
    shape=ImageBlock,
    icon="image",
    order=20,
    problems=_problems,
    files=_files,
    present=picture,
)
