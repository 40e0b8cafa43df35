"""`agora keys`: the keys that sign certificates, from the machine itself."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.management.base import CommandError, CommandParser

from agora.credentials.did import MARKET, did_of
from agora.credentials.keys import key_rotate
from agora.credentials.models import IssuerKey
from agora.kernel.console import Command as Base
from agora.people.models import Organisation


class Command(Base):
    """List them, or change one; what an old one signed stays provable."""

    needs_database = True

    help = "List the keys that sign certificates, or change one for a new one."
    example = "agora keys rotate market"

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, and with whose."""
        parser.add_argument("act", choices=("list", "rotate"), help="what to do")
        parser.add_argument(
            "issuer",
            nargs="?",
            default="",
            help="market, or the address (slug) or id of an organisation",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say what was done."""
        if options["act"] == "list":
            for key in IssuerKey.objects.order_by("issuer", "created_at", "pk"):
                until = f"retired {key.retired_at:%Y-%m-%d}" if key.retired_at else "in use"
                self.say(f"{did_of(key.issuer)}#{key.pk}  {until}")
            return
        issuer = self._issuer(options["issuer"])
        new = key_rotate(issuer)
        self.say(f"{did_of(issuer)} signs with #{new.pk} now.")
        self.say("What the old key signed stays provable; its private half is removed.")

    @staticmethod
    def _issuer(name: str) -> uuid.UUID:
        if name == "market":
            return MARKET
        found = Organisation.objects.filter(slug=name).values_list("pk", flat=True).first()
        if found is not None:
            return found
        try:
            key = uuid.UUID(name)
        except ValueError:
            key = None
        if key is None or not IssuerKey.objects.filter(issuer=key).exists():
            raise CommandError(
                "Say whose key: market, or the address or id of an organisation that issued "
                "certificates, for example: agora keys rotate market"
            )
        return key
