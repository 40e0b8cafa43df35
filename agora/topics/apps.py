"""Start-up of the room `topics`."""

from django.apps import AppConfig


class TopicsConfig(AppConfig):
    """Agendas, themes, places, the glossary."""

    name = "agora.topics"
    label = "topics"

    def ready(self) -> None:
        """Register the background work."""
        from agora.topics import downloads

        downloads.register_periodic()
