"""Start-up of the room `api`."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The read API."""

    name = "agora.api"
    label = "api"
