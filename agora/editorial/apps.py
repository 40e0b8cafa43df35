"""Start-up of the room `editorial`."""

from django.apps import AppConfig


class EditorialConfig(AppConfig):
    """Versions of every kind of content."""

    name = "agora.editorial"
    label = "editorial"

    def ready(self) -> None:
        """Register the personal columns."""
        from agora.kernel import personal

        personal.register(
            "editorial.Version",
            "published_by",
            "keep",
            reason="an id without a name once its account is erased",
        )
