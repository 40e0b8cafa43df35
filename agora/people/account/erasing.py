"""Erasing an account: asked for by its owner, done by a job, and done again after a restore.

What stays is the account's id without anything else, so that counts and the journal still add up.
The ids of erased accounts lie in a table and, because a restored database has the table of its day,
in a file beside the data too.
"""

from __future__ import annotations

import contextlib
import os
import uuid
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from agora.journal.services import entry_write
from agora.kernel import clock, generations, jobs, personal
from agora.kernel.errors import AgoraError
from agora.people import upstairs
from agora.people.account import copies
from agora.people.account.queries import organisations_left_alone, team_left_alone
from agora.people.account.services import sessions_end
from agora.people.models import Account, Erasure, Person
from agora.people.queries import Viewer, organisation_names
from agora.ui import mail


class HandOverFirst(AgoraError):
    """Somebody is the last who can lead what others work in."""


def list_path() -> Path:
    """The file with the ids of erased accounts, one a line."""
    return Path(settings.DATA) / "erased-accounts.txt"


def account_may_go(account_id: uuid.UUID, language: str) -> None:
    """Raise HandOverFirst while others depend on this account alone."""
    person = Person.objects.filter(account=account_id).first()
    if person is None:
        return
    left = organisations_left_alone(person.pk)
    if left:
        tokens = frozenset({"public", "network", *(f"org:{key}" for key in left)})
        names = organisation_names(left, language, Viewer(tokens, account_id))
        raise HandOverFirst(
            _(
                "You are the only administrator of %(names)s. Make another member administrator, "
                "then erase your account."
            )
            % {"names": ", ".join(sorted(named.name for named in names.values()))}
        )
    if team_left_alone(person.pk):
        raise HandOverFirst(
            _(
                "You are the only lead of the learning team. Give this duty to somebody else, "
                "then erase your account."
            )
        )


@transaction.atomic
def account_erase_ask(account_id: uuid.UUID, *, language: str) -> None:
    """Close the account at once and have it erased in the background.

    Raises HandOverFirst while others depend on it.
    """
    account = Account.objects.select_for_update().get(pk=account_id)
    account_may_go(account_id, language)
    account.is_active = False
    account.set_unusable_password()  # every session of it dies with the old one
    account.save(update_fields=["is_active", "password"])
    Erasure.objects.get_or_create(account=account_id)
    account_erase_job.enqueue(str(account_id), language)


@jobs.job
def account_erase_job(account_id: str, language: str) -> None:
    """Erase, then say so to the address that was just forgotten."""
    account = Account.objects.filter(pk=account_id).first()
    address = account.email if account else ""
    if account_erase(uuid.UUID(account_id)) and "@erased.invalid" not in address:
        # The address is not kept anywhere: a mail that is not taken now is not sent again.
        with contextlib.suppress(OSError):
            mail.send(address, template="people/mail/erased", context={}, language=language)


def account_erase(account_id: uuid.UUID) -> bool:
    """Apply every column's rule to this account; false where there is none of it (any more)."""
    with transaction.atomic():
        account = Account.objects.select_for_update().filter(pk=account_id).first()
        Erasure.objects.get_or_create(account=account_id)
        if account is not None:
            _erase(account)
        Erasure.objects.filter(account=account_id, done_at=None).update(done_at=clock.now())
    _note(account_id)
    return account is not None


def _erase(account: Account) -> None:
    owner = copies.owner_of(account)
    sessions_end(account)
    copies.forget_files_of(account.pk)
    upstairs.let_go(account.pk)
    personal.erase(owner)
    Account.objects.filter(pk=account.pk).update(is_active=False)
    entry_write("account-erased", "account", account.pk)
    generations.bump(generations.CONTENT)


def _note(account_id: uuid.UUID) -> None:
    """Add the id to the file, once, and have it on the disk before going on."""
    path = list_path()
    known = path.read_text().split() if path.exists() else []
    if str(account_id) in known:
        return
    with path.open("a") as file:
        file.write(f"{account_id}\n")
        file.flush()
        os.fsync(file.fileno())


def erasures_replay(extra: Path | None = None) -> int:
    """Erase again what a restored database brought back; how many accounts that were.

    Reads the table, the file beside the data, and `extra`, another such file.
    """
    wanted = set(Erasure.objects.values_list("account", flat=True))
    for path in filter(None, (list_path(), extra)):
        if path.exists():
            wanted |= {uuid.UUID(line) for line in path.read_text().split()}
    again = 0
    for account_id in sorted(wanted):
        account = Account.objects.filter(pk=account_id).first()
        if account is None or (
            not account.is_active and account.email == f"erased-{account_id}@erased.invalid"
        ):
            _note(account_id)
            Erasure.objects.get_or_create(account=account_id, defaults={"done_at": clock.now()})
            continue
        account_erase(account_id)
        again += 1
    return again
