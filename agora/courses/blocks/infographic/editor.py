"""What an author is asked about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from agora.kernel.editing import Field


def fields(_block: Mapping[str, Any], _language: str) -> tuple[Field, ...]:
    """The drawing, its long description and its figures."""
    return (
        Field("file", _("Drawing"), "file"),
        Field(
            "files.*",
            _("Drawing in this language"),
            "file",
            help=_("Where the drawing holds words."),
        ),
        Field("texts.*.title", _("Heading")),
        Field(
            "texts.*.alt",
            _("What the infographic shows"),
            help=_("One sentence for whoever does not see it."),
        ),
        Field(
            "texts.*.description",
            _("Long description"),
            "rich",
            help=_("All that can be read off the drawing, in an order that makes sense."),
        ),
        Field("texts.*.table_caption", _("What the table shows")),
        Field(
            "texts.*.table",
            _("The figures as a table"),
            "lines",
            help=_("One row per line, cells parted by |, the headings first: Year | People"),
        ),
        Field("texts.*.source", _("Where the figures are from"), "paragraph"),
        Field("texts.*.caption", _("Caption"), "paragraph"),
    )
