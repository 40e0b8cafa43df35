"""Start-up of the room `media`."""

from django.apps import AppConfig


class MediaConfig(AppConfig):
    """Files."""

    name = "agora.media"
    label = "media"

    def ready(self) -> None:
        """Register the sweep and the personal columns."""
        from agora.kernel import personal
        from agora.media import services

        services.register_periodic()
        personal.register(
            "media.File",
            "name",
            "keep",
            owner=personal.NOBODY,
            reason="the name of a published file",
        )
        personal.register(
            "media.File",
            "uploaded_by",
            "keep",
            reason="an id without a name once its account is erased",
        )
