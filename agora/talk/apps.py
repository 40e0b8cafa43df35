"""Start-up of the room `talk`."""

from django.apps import AppConfig


class TalkConfig(AppConfig):
    """Threads and posts, shared by the rooms above."""

    name = "agora.talk"
    label = "talk"

    def ready(self) -> None:
        """Register what lower rooms must know."""
