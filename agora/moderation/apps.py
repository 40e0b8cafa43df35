"""Start-up of the room `moderation`."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """Reports."""

    name = "agora.moderation"
    label = "moderation"

    def ready(self) -> None:
        """Register the personal columns."""
        from agora.kernel import personal

        for field in ("email", "text"):
            personal.register("moderation.Report", field, "empty", owner="email")
