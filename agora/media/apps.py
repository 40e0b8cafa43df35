"""Start-up of the room `media`."""

from django.apps import AppConfig


class MediaConfig(AppConfig):
    """Files."""

    name = "agora.media"
    label = "media"

    def ready(self) -> None:
        """Register the personal columns."""
        from agora.kernel import personal

        personal.register(
            "media.File",
            "name",
            "keep",
            owner=personal.NOBODY,
            reason="the name of a published file",
        )
