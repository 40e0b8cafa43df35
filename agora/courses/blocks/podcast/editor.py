"""What an author is asked about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from agora.courses.blocks.media_fields import RECORDING, SYNTHETIC, renditions
from agora.kernel.editing import Field


def fields(_block: Mapping[str, Any], _language: str) -> tuple[Field, ...]:
    """The episode, its speakers and its transcript."""
    return (
        renditions("audio"),
        Field("speakers", _("Who speaks"), "lines", help=_("One per line.")),
        Field("published", _("Day of the episode"), "date"),
        Field("picture", _("Picture of the episode"), "file"),
        SYNTHETIC,
        *RECORDING,
    )
