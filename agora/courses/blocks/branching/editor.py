"""What an author is asked about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from agora.courses.blocks.base import said_of
from agora.kernel.editing import Field


def fields(block: Mapping[str, Any], language: str) -> tuple[Field, ...]:
    """The scenes, where each choice leads, and what it moves."""
    scenes = tuple(
        (str(scene["id"]), said_of(scene, language))
        for scene in block.get("scenes") or ()
        if scene.get("id")
    )
    return (
        Field("texts.*.title", _("Heading")),
        Field("texts.*.intro", _("What is said before"), "paragraph"),
        Field("first", _("Scene it begins with"), "choice", choices=scenes),
        Field(
            "meters",
            _("What choices move"),
            "rows",
            help=_("Trust, money, time. The short name is used in the effects of a choice."),
            rows=(
                Field("id", _("Short name")),
                Field("texts.*.text", _("Name"), required=True),
            ),
            most=5,
        ),
        Field(
            "scenes",
            _("Scenes"),
            "rows",
            help=_(
                "Write the scenes and save; then say where each choice leads. A scene without choices is an ending."
            ),
            rows=(
                Field("texts.*.title", _("Scene"), required=True),
                Field("texts.*.text", _("What happens"), "paragraph"),
                Field(
                    "choices",
                    _("Choices"),
                    "rows",
                    rows=(
                        Field("texts.*.text", _("Choice"), required=True),
                        Field("to", _("Leads to"), "choice", choices=scenes, required=True),
                        Field(
                            "effects",
                            _("Effects"),
                            "numbers",
                            help=_("One per line, from -3 to 3, such as trust: 2"),
                        ),
                    ),
                    most=5,
                ),
            ),
            most=60,
        ),
    )
