"""Asking for an archive on the desk, making it beside all other work, and erasing it after a week."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import logging
import time
import uuid
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agora.exchange.models import Archive
from agora.exchange.whole.containers import digest_and_size
from agora.exchange.whole.queries import leads_network, path_of
from agora.exchange.whole.scope import Scope
from agora.exchange.whole.writing import archive_write
from agora.journal.services import entry_write
from agora.kernel import clock
from agora.kernel.errors import NotYours
from agora.notices.models import Sort
from agora.notices.services import notice_enqueue
from agora.people.models import Membership
from agora.people.queries import Standing, name_of

logger = logging.getLogger(__name__)

KEPT: Final = dt.timedelta(days=7)
LOST: Final = dt.timedelta(minutes=10)
"""Without a word for so long, whoever makes it is gone."""
MOST_TRIES: Final = 3
KIND: Final = "archive"
ACTS: Final = {
    "ask-archive": gettext_lazy("had an archive of everything made"),
    "fetch-archive": gettext_lazy("fetched an archive of everything"),
}
State = Archive.State


def _may(standing: Standing, organisation: uuid.UUID | None) -> uuid.UUID:
    """The account that asks. Raises NotYours unless this is theirs to take out."""
    allowed = (
        leads_network(standing)
        if organisation is None
        else standing.has(organisation, Membership.Role.ADMIN)
    )
    if not allowed or standing.account is None:
        raise NotYours(_("There is no such organisation, or it is not yours."))
    return standing.account


def archive_ask(standing: Standing, organisation: uuid.UUID | None) -> Archive:
    """Have one made; one that is coming already is not asked for twice. Raises NotYours."""
    account = _may(standing, organisation)
    coming = Archive.objects.filter(organisation=organisation, state__in=Archive.COMING)
    found = coming.first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            archive = Archive.objects.create(organisation_id=organisation, by_id=account)
            _journal("ask-archive", standing, archive)
    except IntegrityError:
        return coming.get()
    return archive


@transaction.atomic
def archive_fetched(standing: Standing, archive: Archive) -> None:
    """Note who took it."""
    _journal("fetch-archive", standing, archive)


def _journal(verb: str, standing: Standing, archive: Archive) -> None:
    entry_write(
        verb, KIND, archive.pk, actor=standing.account, organisation=archive.organisation_id
    )


def step() -> bool:
    """Make the next one that waits; says whether there was one. For the worker's own loop."""
    now = clock.now()
    waiting = Archive.objects.filter(
        Q(state=State.WAITING) | Q(state=State.MAKING, started_at__lt=now - LOST)
    ).order_by("asked_at", "pk")
    for archive in waiting:
        if archive.state == State.MAKING and _is_alive(archive):
            continue
        taken = Archive.objects.filter(
            pk=archive.pk, state=archive.state, started_at=archive.started_at
        ).update(state=State.MAKING, started_at=now, tries=archive.tries + 1)
        if taken:
            archive.refresh_from_db()
            _make(archive)
            return True
    return False


def _is_alive(archive: Archive) -> bool:
    try:
        changed = path_of(archive.pk).with_suffix(".progress").stat().st_mtime
    except OSError:
        return False
    return time.time() - changed < LOST.total_seconds()


def _make(archive: Archive) -> None:
    path = path_of(archive.pk)
    said = path.with_suffix(".progress")
    told = 0.0

    def progress(done: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told > 1:
            said.write_text(json.dumps([done, total]))
            told = time.monotonic()

    owner = archive.organisation
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        scope = Scope(owner.pk, owner.slug) if owner is not None else None
        archive_write(path, scope=scope, progress=progress)
        with path.open("rb") as file:
            digest, size = digest_and_size(file, path.stat().st_size)
    except Exception:  # whatever it was, it is tried again, and said when it is given up
        logger.exception("The archive %s could not be made (try %d)", archive.pk, archive.tries)
        state = State.WAITING if archive.tries < MOST_TRIES else State.FAILED
        Archive.objects.filter(pk=archive.pk).update(
            state=state, expires_at=clock.now() + KEPT if state == State.FAILED else None
        )
        return
    finally:
        with contextlib.suppress(OSError):
            said.unlink()
    with transaction.atomic():
        now = clock.now()
        mine = Archive.objects.filter(
            pk=archive.pk, state=State.MAKING, started_at=archive.started_at
        )
        if mine.update(
            state=State.READY, ready_at=now, expires_at=now + KEPT, size=size, sha256=digest
        ):
            notice_enqueue(
                archive.by_id,
                sort=Sort.ORGANISATION,
                cause=f"archive-{archive.pk}",
                template="exchange/mail/archive",
                values={"owner": name_of(owner, owner.original_language) if owner else ""},
                path="/desk/taking/",
            )


def archives_forget() -> None:
    """Erase what is older than a week, files first, and files that no row names."""
    for archive in Archive.objects.filter(expires_at__lte=clock.now()):
        path_of(archive.pk).unlink(missing_ok=True)
        archive.delete()
    present = {str(key) for key in Archive.objects.values_list("pk", flat=True)}
    folder = path_of(uuid.UUID(int=0)).parent
    for path in folder.iterdir() if folder.exists() else ():
        if path.name.lstrip(".").partition(".")[0] not in present:
            path.unlink(missing_ok=True)
