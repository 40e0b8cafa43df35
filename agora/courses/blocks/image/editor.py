"""What an author is asked about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from agora.kernel.editing import Field


def fields(_block: Mapping[str, Any], _language: str) -> tuple[Field, ...]:
    """The picture, and what it shows in words."""
    return (
        Field("file", _("Picture"), "file", required=True),
        Field(
            "decorative",
            _("An ornament"),
            "tick",
            help=_("It says nothing that is not said beside it, so it needs no words."),
        ),
        Field("texts.*.title", _("Heading")),
        Field(
            "texts.*.alt",
            _("What the picture shows"),
            help=_("One sentence for whoever does not see it."),
        ),
        Field("texts.*.caption", _("Caption"), "paragraph"),
    )
