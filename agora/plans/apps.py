"""Start-up of the room `plans`."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """What people bring home: actions of a city."""

    name = "agora.plans"
    label = "plans"

    def ready(self) -> None:
        """Register what lower rooms must know."""
