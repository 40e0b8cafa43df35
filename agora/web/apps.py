"""Start-up of the room `web`."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages that join rooms."""

    name = "agora.web"
    label = "web"

    def ready(self) -> None:
        """Register the market itself as something one may ask; read every room's access table."""
        from django.utils.module_loading import autodiscover_modules

        from agora.kernel import kinds
        from agora.web.queries import market_describe

        kinds.register_part("market", market_describe)
        autodiscover_modules("access")
