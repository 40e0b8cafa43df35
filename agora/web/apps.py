"""Start-up of the room `web`."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages that join rooms."""

    name = "agora.web"
    label = "web"

    def ready(self) -> None:
        """Register the market itself as something one may ask."""
        from agora.kernel import kinds
        from agora.web.queries import market_describe

        kinds.register_part("market", market_describe)
