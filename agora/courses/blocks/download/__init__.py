"""A file to take along."""

from __future__ import annotations

import uuid
from typing import Literal

from django.utils.translation import gettext_lazy as _

from agora.courses.blocks.base import BlockKind, BlockSays, BlockShape
from agora.courses.recordings.shown import download
from agora.kernel.documents import Paragraph, Tag


class DownloadSays(BlockSays):
    """What it is, in one language; `file` is the one in this language."""

    about: Paragraph = ""
    file: uuid.UUID | None = None


class DownloadBlock(BlockShape):
    """A file for all languages, or one for each in its texts."""

    kind: Literal["download"] = "download"
    file: uuid.UUID | None = None
    texts: dict[Tag, DownloadSays]


BLOCK = BlockKind(
    name="download",
    title=_("Download"),
    shape=DownloadBlock,
    icon="download",
    order=60,
    present=download,
)
