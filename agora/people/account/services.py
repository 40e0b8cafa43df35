"""Doing things with accounts: the person behind one, changing a profile, ending sessions."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from agora.journal.services import entry_write
from agora.kernel import clock, languages, names
from agora.kernel.errors import AgoraError
from agora.people.models import Account, Person, PersonLanguage

UNPROVEN = dt.timedelta(days=7)


def plain_name(name: str) -> str:
    """A name on one line, as long as the table takes."""
    return " ".join(name.split())[:200]


@transaction.atomic
def person_make(account: Account, *, name: str, language: str = "") -> Person:
    """The person behind an account; the one that is there already stays.

    A name that cannot be one (a sign-in service may say anything) is left out: the address stands
    for it until its owner says another.
    """
    said = plain_name(name)
    person, made = Person.objects.get_or_create(
        account=account,
        defaults={
            "name": said
            if said and not names.fault(said)
            else account.email.partition("@")[0][:200],
            "language": language if language in languages.TAGS else "",
        },
    )
    if made:
        entry_write("account-made", "account", account.pk, actor=account.pk)
    return person


@transaction.atomic
def profile_change(
    person_id: uuid.UUID,
    *,
    name: str,
    language: str,
    timezone: str,
    is_credited: bool,
    works_in: Sequence[str],
) -> Person:
    """What somebody says of themselves; the languages keep the order they were given in.

    Raises AgoraError where the name could pass for another one.
    """
    if wrong := names.fault(plain_name(name)):
        raise AgoraError(wrong, "name")
    person = Person.objects.select_for_update().get(pk=person_id)
    person.name = plain_name(name)
    person.language = language
    person.timezone = timezone
    person.is_credited = is_credited
    person.save()
    PersonLanguage.objects.filter(person=person).delete()
    PersonLanguage.objects.bulk_create(
        PersonLanguage(person=person, language=tag, order=order)
        for order, tag in enumerate(dict.fromkeys(works_in))
    )
    return person


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield str(key)
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, str):
        yield value


def sessions_end(account: Account) -> int:
    """End every session of this account, and every unfinished sign-in to it; how many."""
    addresses = set(
        EmailAddress.objects.filter(user_id=account.pk).values_list("email", flat=True)
    ) | {account.email}
    signs = {str(account.pk), account.pk.hex, *addresses}
    ended = 0
    for session in Session.objects.iterator(chunk_size=500):
        if not signs.isdisjoint(_texts(session.get_decoded())):
            session.delete()
            ended += 1
    UserSession.objects.filter(user_id=account.pk).delete()
    return ended


def sessions_forget() -> None:
    """Delete the sessions whose time is over, and what was noted about their browsers."""
    Session.objects.filter(expire_date__lt=clock.now()).delete()
    present = Session.objects.values("session_key")
    UserSession.objects.exclude(session_key__in=present).delete()


def unproven_forget() -> None:
    """Delete the accounts that were begun a week ago and whose address nobody ever confirmed."""
    begun = Account.objects.filter(
        last_login__isnull=True, created_at__lt=clock.now() - UNPROVEN, is_active=True
    )
    proven = EmailAddress.objects.filter(verified=True).values("user_id")
    pending = EmailAddress.objects.filter(verified=False).values("user_id")
    for account in begun.filter(pk__in=pending).exclude(pk__in=proven):
        with transaction.atomic():
            Person.objects.filter(account=account, memberships=None, duties=None).delete()
            if not Person.objects.filter(account=account).exists():
                account.delete()
