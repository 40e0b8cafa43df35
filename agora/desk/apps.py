"""Start-up of the room `desk`."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Working pages of providers and of the learning team."""

    name = "agora.desk"
    label = "desk"
