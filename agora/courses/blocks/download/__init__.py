"""A file to take along."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Literal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agora.courses.blocks.base import BlockKind, BlockSays, BlockShape
from agora.courses.blocks.media_problems import ids_of
from agora.courses.recordings.shown import download
from agora.kernel.documents import Paragraph, Tag
from agora.kernel.errors import Problem


class DownloadSays(BlockSays):
    """What it is, in one language; `file` is the one in this language."""

    about: Paragraph = ""
    file: uuid.UUID | None = None


class DownloadBlock(BlockShape):
    """A file for all languages, or one for each in its texts."""

    kind: Literal["download"] = "download"
    file: uuid.UUID | None = None
    texts: dict[Tag, DownloadSays]


def _problems(block: DownloadBlock, original: str, _languages: tuple[str, ...]) -> list[Problem]:
    said = block.texts.get(original)
    found = []
    if block.file is None and (said is None or said.file is None):
        found.append(Problem("file", gettext("Choose the file to take along.")))
    if said is None or not said.title:
        found.append(
            Problem(
                f"texts.{original}.title",
                gettext("Say what the file is, so that its link says it."),
            )
        )
    return found


def _files(data: Mapping[str, Any], texts: Mapping[str, Any]) -> set[uuid.UUID]:
    return ids_of(data.get("file"), [text.get("file") for text in texts.values()])


BLOCK = BlockKind(
    name="download",
    title=_("Download"),
    shape=DownloadBlock,
    icon="download",
    order=60,
    problems=_problems,
    files=_files,
    present=download,
)
