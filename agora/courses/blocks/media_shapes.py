"""What blocks with media share: files, renditions, tracks, tables."""

from __future__ import annotations

import uuid
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from agora.courses.blocks.base import BlockSays
from agora.kernel.documents import Clean, Html, Line, Paragraph, Shape

Vtt = Annotated[str, StringConstraints(max_length=200_000, pattern=r"^[\s\S]*$")]
"""WebVTT as text; the pattern says that it is no running text, so that it is not translated in pieces."""
Row = Annotated[Line, Field(max_length=1000)]
"""One row of a table: its cells, parted by `|`."""


class Rendition(Shape):
    """One form in which a recording is offered: the learner chooses by what it is and how large.

    `language` is that of the sound; empty where nobody speaks.
    """

    file: uuid.UUID
    what: Literal["video", "small-video", "audio"] = "video"
    language: Annotated[str, Clean, StringConstraints(max_length=35)] = ""


class RecordingSays(BlockSays):
    """A recording in one language.

    `captions`, `chapters` and `descriptions` are WebVTT as text; `transcript` is HTML (made of the
    captions where it is left empty). `synthetic` says that the voices are a machine's.
    """

    about: Paragraph = ""
    captions: Vtt = ""
    chapters: Vtt = ""
    descriptions: Vtt = ""
    transcript: Annotated[Html, Field(max_length=100_000)] = ""


class PictureSays(BlockSays):
    """A picture in one language: what it shows for whoever does not see it."""

    alt: Annotated[Line, Field(max_length=500)] = ""
    caption: Paragraph = ""


class InfographicSays(PictureSays):
    """An infographic in one language: the long description and the data are required.

    The first row of `table` holds the headings; cells are parted by `|`.
    """

    description: Annotated[Html, Field(max_length=20_000)] = ""
    table_caption: Annotated[Line, Field(max_length=300)] = ""
    table: Annotated[tuple[Row, ...], Field(max_length=200)] = ()
    source: Paragraph = ""
