"""Start-up of the room `journal`."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Who did what to which object."""

    name = "agora.journal"
    label = "journal"

    def ready(self) -> None:
        """Register the personal columns."""
        from agora.kernel import personal

        personal.register(
            "journal.Entry",
            "actor",
            "keep",
            reason="an id without a name once its account is erased; who decided must stay provable",
        )
        personal.register(
            "journal.Entry",
            "person",
            "keep",
            reason="an id whose name is replaced once its account is erased",
        )
