"""Start-up of the room `exchange`."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Open standards, in and out."""

    name = "agora.exchange"
    label = "exchange"
