"""Start-up of the room `demo`."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demonstration market."""

    name = "agora.demo"
    label = "demo"
