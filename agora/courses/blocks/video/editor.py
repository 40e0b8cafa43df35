"""What an author is asked about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from agora.courses.blocks.media_fields import RECORDING, SYNTHETIC, renditions
from agora.kernel.editing import Field


def fields(_block: Mapping[str, Any], _language: str) -> tuple[Field, ...]:
    """The film, its captions and its transcript."""
    return (
        renditions("video", "small-video", "audio"),
        Field("poster", _("Still picture"), "file"),
        Field("silent", _("Nobody speaks in it"), "tick"),
        SYNTHETIC,
        *RECORDING,
    )
