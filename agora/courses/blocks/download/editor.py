"""What an author is asked about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from agora.kernel.editing import Field


def fields(_block: Mapping[str, Any], _language: str) -> tuple[Field, ...]:
    """The file, or one per language."""
    return (
        Field("file", _("File for all languages"), "file"),
        Field("texts.*.title", _("What the file is"), required=True),
        Field("texts.*.about", _("What it is good for"), "paragraph"),
        Field("texts.*.file", _("File in this language"), "file"),
    )
