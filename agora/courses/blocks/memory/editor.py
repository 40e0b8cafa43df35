"""What an author is asked about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from agora.kernel.editing import Field


def fields(_block: Mapping[str, Any], _language: str) -> tuple[Field, ...]:
    """The pairs, and how many are dealt."""
    return (
        Field("texts.*.title", _("Heading")),
        Field("texts.*.intro", _("What is said before"), "paragraph"),
        Field(
            "deal",
            _("How many sets are dealt each round"),
            "number",
            help=_("3 where nothing is said; 0: all."),
        ),
        Field(
            "pairs",
            _("Pairs"),
            "rows",
            rows=(
                Field("texts.*.one", _("First card"), required=True),
                Field("texts.*.other", _("Second card"), required=True),
                Field("texts.*.found", _("What is said when they are found"), "paragraph"),
                Field("set", _("Set"), help=_("Pairs of one set belong together."), rare=True),
                Field("mark", _("Sign"), help=_("A number, say."), rare=True),
            ),
            most=80,
        ),
    )
