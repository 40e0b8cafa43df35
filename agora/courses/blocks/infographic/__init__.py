"""A picture of figures, with the long description and the figures as a table."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Literal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agora.courses.blocks.base import BlockKind, BlockShape
from agora.courses.blocks.media_problems import alt_problems, ids_of, picture_problem, types_of
from agora.courses.blocks.media_shapes import InfographicSays
from agora.courses.recordings.shown import picture
from agora.kernel.documents import Tag
from agora.kernel.errors import Problem


class InfographicBlock(BlockShape):
    """An infographic; `files` by language override `file` where a drawing holds words."""

    kind: Literal["infographic"] = "infographic"
    file: uuid.UUID | None = None
    files: dict[str, uuid.UUID] = {}
    texts: dict[Tag, InfographicSays]


def _problems(block: InfographicBlock, original: str, _languages: tuple[str, ...]) -> list[Problem]:
    found: list[Problem] = []
    types = types_of([block.file, *block.files.values()])
    if block.file is None and original not in block.files:
        found.append(Problem("file", gettext("Choose the drawing.")))
    found += picture_problem("file", block.file, types)
    for language, key in block.files.items():
        found += picture_problem(f"files.{language}", key, types)
    found += alt_problems(block.texts, original)
    said = block.texts.get(original)
    if said is None or not said.description:
        found.append(
            Problem(
                f"texts.{original}.description",
                gettext(
                    "Describe at length what the infographic shows, for whoever does not see it."
                ),
            )
        )
    if said is None or len(said.table) < 2:
        found.append(
            Problem(
                f"texts.{original}.table",
                gettext("Give the figures as a table: the headings first, then one row per line."),
            )
        )
    for language, text in block.texts.items():
        widths = [len(row.split("|")) for row in text.table]
        for number, width in enumerate(widths, 1):
            if width != widths[0]:
                found.append(
                    Problem(
                        f"texts.{language}.table",
                        gettext(
                            "Row %(row)s does not have as many cells as there are headings: %(headings)s."
                        )
                        % {"row": number, "headings": widths[0]},
                    )
                )
    return found


def _files(data: Mapping[str, Any], _texts: Mapping[str, Any]) -> set[uuid.UUID]:
    return ids_of(data.get("file"), data.get("files"))


BLOCK = BlockKind(
    name="infographic",
    title=_("Infographic"),
    shape=InfographicBlock,
    icon="bar-chart",
    order=22,
    problems=_problems,
    files=_files,
    present=picture,
)
