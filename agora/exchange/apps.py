"""Start-up of the room `exchange`."""

import datetime as dt

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Open standards, in and out."""

    name = "agora.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Register the words, columns and work of imports, of addresses that are checked and of archives."""
        from django.utils.translation import gettext_lazy as _

        from agora.credentials import checking as credentials
        from agora.exchange import proofs
        from agora.exchange.bringing import jobs as imports
        from agora.exchange.bringing import services as bringing
        from agora.exchange.links import checking, gathering, queries, services
        from agora.exchange.whole import open_data
        from agora.exchange.whole import services as whole
        from agora.journal import verbs
        from agora.kernel import jobs, personal
        from agora.ui import silence

        verbs.register(bringing.ACTS)
        verbs.register({"accept-link": _("said that an address is right")})
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
        for model, field in (("Host", "name"), ("Link", "address")):
            personal.register(
                f"exchange.{model}",
                field,
                "keep",
                owner=personal.NOBODY,
                reason="where a public page of the market leads; it goes when no page names it",
            )
        personal.register("exchange.Archive", "by", "delete")
        verbs.register(whole.ACTS)
        jobs.beside("archives", whole.step, 5.0)
        jobs.periodic("exchange.archives_forget", dt.timedelta(hours=1), whole.archives_forget)
        jobs.periodic("exchange.open_data", open_data.EVERY, open_data.dump_when_due)
        imports.register_periodic()
        jobs.beside("links", checking.step, 2.0)
        jobs.periodic("links.gather", dt.timedelta(minutes=30), gathering.links_gather)
        jobs.periodic("links.ask", dt.timedelta(hours=6), services.providers_ask)
        silence.register(queries.silent_among)
        credentials.fetcher_register(proofs.document_fetch)
