"""Start-up of the room `credentials`."""

from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    """Achievements and the certificates that prove them."""

    name = "agora.credentials"
    label = "credentials"

    def ready(self) -> None:
        """Register what lower rooms must know."""
