"""Start-up of the room `topics`."""

from django.apps import AppConfig


class TopicsConfig(AppConfig):
    """Agendas, themes, places."""

    name = "agora.topics"
    label = "topics"
