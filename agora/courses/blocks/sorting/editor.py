"""What an author is asked about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from agora.courses.blocks.base import said_of
from agora.kernel.editing import Field


def fields(block: Mapping[str, Any], language: str) -> tuple[Field, ...]:
    """The boxes, and the things that belong into them."""
    boxes = tuple(
        (str(box["id"]), said_of(box, language))
        for box in block.get("boxes") or ()
        if box.get("id")
    )
    return (
        Field("texts.*.title", _("Heading")),
        Field("texts.*.intro", _("What is said before"), "paragraph"),
        Field("texts.*.note", _("What is said below"), "paragraph"),
        Field(
            "boxes",
            _("Boxes"),
            "rows",
            help=_("Write the boxes and save; then say which things belong into them."),
            rows=(Field("texts.*.text", _("Box"), required=True),),
            most=8,
        ),
        Field(
            "things",
            _("Things to sort"),
            "rows",
            rows=(
                Field("texts.*.text", _("Thing"), required=True),
                Field("boxes", _("Belongs into"), "choices", choices=boxes, required=True),
                Field("texts.*.why", _("Why"), "paragraph"),
            ),
            most=40,
        ),
    )
