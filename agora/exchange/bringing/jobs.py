"""The background work of imports: in slices, so that mail and other jobs come between."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final

from django.db import transaction

from agora.exchange.bringing.opening import given_forget
from agora.exchange.bringing.sending import drafts_send
from agora.exchange.bringing.services import import_read
from agora.exchange.bringing.writing import import_undo, import_write
from agora.exchange.models import Import
from agora.kernel import clock, jobs
from agora.people.models import Account
from agora.people.queries import standing_of

SLICE: Final = 8.0
FORGET_AFTER: Final = dt.timedelta(days=14)


@jobs.job
def read_job(import_id: str) -> None:
    """Read a slice, and come back for the next."""
    if not import_read(uuid.UUID(import_id), seconds=SLICE):
        read_job.enqueue(import_id)


@jobs.job
def write_job(import_id: str) -> None:
    """Write a slice, and come back for the next."""
    if not import_write(uuid.UUID(import_id), seconds=SLICE):
        write_job.enqueue(import_id)


@jobs.job
def undo_job(import_id: str, by: str) -> None:
    """Take back a slice, and come back for the next."""
    if not import_undo(uuid.UUID(import_id), by=uuid.UUID(by) if by else None, seconds=SLICE):
        undo_job.enqueue(import_id, by)


@jobs.job
def send_job(import_id: str, account: str, after: int = 0) -> None:
    """Send a slice of the drafts, and come back for the next."""
    run = Import.objects.filter(pk=import_id, state=Import.State.DONE).first()
    person = Account.objects.filter(pk=account, is_active=True).first()
    if run is None or person is None:
        return
    goes_on = drafts_send(run, standing_of(person), after=after, seconds=SLICE)
    if goes_on is not None:
        send_job.enqueue(import_id, account, goes_on)


def imports_forget() -> None:
    """Throw away runs that were read and never started."""
    old = Import.objects.filter(
        state__in=(Import.State.COLUMNS, Import.State.READY, Import.State.FAILED),
        created_at__lt=clock.now() - FORGET_AFTER,
    )
    for run in old[:100]:
        with transaction.atomic():
            run.delete()
        given_forget(run.stored)


def register_periodic() -> None:
    """Let the worker forget."""
    jobs.periodic("exchange.imports_forget", dt.timedelta(hours=12), imports_forget)
