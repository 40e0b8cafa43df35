"""Start-up of the room `ui`."""

from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Warning, register


class UiConfig(AppConfig):
    """Components, tokens and the pattern page."""

    name = "agora.ui"
    label = "ui"

    def ready(self) -> None:
        register(front_end_is_there, "ui")


def front_end_is_there(**_: Any) -> list[CheckMessage]:
    """Warns when icons and map were not made yet."""
    from agora.ui.templatetags.ui import SPRITE

    if SPRITE.exists():
        return []
    return [
        Warning(
            "The icons and the map are not there yet.",
            hint="Run: npm ci --omit=dev && python tools/front_end.py",
            id="ui.W001",
        )
    ]
