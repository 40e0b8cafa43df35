"""Start-up of the room `exchange`."""

import datetime as dt

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Open standards, in and out."""

    name = "agora.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Have addresses checked, and say on pages which do not answer."""
        from django.utils.translation import gettext_lazy as _

        from agora.exchange.links import checking, gathering, queries, services
        from agora.journal import verbs
        from agora.kernel import jobs, personal
        from agora.ui import silence

        for model, field in (("Host", "name"), ("Link", "address")):
            personal.register(
                f"exchange.{model}",
                field,
                "keep",
                owner=personal.NOBODY,
                reason="where a public page of the market leads; it goes when no page names it",
            )
        verbs.register({"accept-link": _("said that an address is right")})
        jobs.beside("links", checking.step, 2.0)
        jobs.periodic("links.gather", dt.timedelta(minutes=30), gathering.links_gather)
        jobs.periodic("links.ask", dt.timedelta(hours=6), services.providers_ask)
        silence.register(queries.silent_among)
