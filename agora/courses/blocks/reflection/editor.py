"""What an author is asked about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from agora.kernel.editing import Field


def fields(_block: Mapping[str, Any], _language: str) -> tuple[Field, ...]:
    """What is to be thought about."""
    return (
        Field("texts.*.title", _("Heading")),
        Field(
            "texts.*.text",
            _("What to think about"),
            "paragraph",
            help=_("What somebody writes here is theirs alone."),
            required=True,
        ),
    )
