"""Start-up of the room `exchange`."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Open standards, in and out."""

    name = "agora.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Register personal columns, the journal's words and the work of imports."""
        from agora.exchange.bringing import jobs, services
        from agora.journal import verbs
        from agora.kernel import personal

        verbs.register(services.ACTS)
        jobs.register_periodic()
        for model, field in (("Source", "created_by"), ("Import", "by")):
            personal.register(
                f"exchange.{model}",
                field,
                "keep",
                reason="an id without a name once its account is erased",
            )
        for model, field in (("Source", "name"), ("ImportRow", "address")):
            personal.register(
                f"exchange.{model}",
                field,
                "keep",
                owner=personal.NOBODY,
                reason="a web address, or what a file of an organisation is called",
            )
