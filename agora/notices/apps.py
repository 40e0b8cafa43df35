"""Start-up of the room `notices`."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Messages and mail."""

    name = "agora.notices"
    label = "notices"

    def ready(self) -> None:
        """Register the personal columns."""
        from agora.kernel import personal

        for field in ("name", "email", "text"):
            personal.register("notices.Enquiry", field, "delete", owner="email")
