"""What an author is asked about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from agora.kernel.editing import Field


def fields(_block: Mapping[str, Any], _language: str) -> tuple[Field, ...]:
    """What is to be talked about."""
    return (
        Field("texts.*.title", _("Heading")),
        Field(
            "texts.*.text",
            _("What to talk about"),
            "paragraph",
            help=_("A question that has more than one good answer."),
            required=True,
        ),
    )
