"""The mails of an account."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from allauth.account.models import EmailAddress
from django.conf import settings

from agora.kernel import jobs
from agora.people.account.wording import CHANGED
from agora.people.models import Account, Person
from agora.ui import mail


def send(template: str, address: str, context: Mapping[str, object], language: str) -> None:
    """One mail to an address of an account, or of none.

    Raises OSError when the server does not take it.
    """
    values = {**context, "address": address, "team_mail": settings.TEAM_MAIL}
    mail.send(address, template=template, context=values, language=language)


def change_send(account_id: uuid.UUID, change: str, address: str) -> None:
    """Say to this address that something about signing in changed, in its owner's language."""
    person = Person.objects.filter(account=account_id).first()
    send(
        "people/mail/changed",
        address,
        {"change": CHANGED[change]},
        (person and person.language) or "en",
    )


@jobs.job
def change_mail(account_id: str, change: str) -> None:
    """The same to the account's present address; an account that is closed by now gets none."""
    account = Account.objects.filter(pk=account_id, is_active=True).first()
    address = EmailAddress.objects.get_primary_email(account) if account else None
    if account and address:
        change_send(account.pk, change, address)
