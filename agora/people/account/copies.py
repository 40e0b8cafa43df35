"""A copy of everything kept about one account: JSON for machines, HTML for people, in one ZIP."""

from __future__ import annotations

import datetime as dt
import json
import os
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.template.loader import render_to_string
from django.utils import translation

from agora.kernel import clock, jobs, languages, personal
from agora.people.models import Account, DataCopy, Person

KEPT = dt.timedelta(days=7)


def path_of(copy_id: uuid.UUID) -> Path:
    """Where a copy's file lies."""
    return Path(settings.COPIES) / f"{copy_id}.zip"


def copies_of(account_id: uuid.UUID | None) -> models.QuerySet[DataCopy]:
    """This account's own copies that are there or coming, the newest first."""
    return (
        DataCopy.objects.filter(account=account_id)
        .exclude(expires_at__lte=clock.now())
        .order_by("-asked_at")
    )


def copy_ask(account_id: uuid.UUID, *, language: str) -> DataCopy:
    """Have a copy made in the background; one that is already waiting is not asked for twice."""
    try:
        with transaction.atomic():
            copy = DataCopy.objects.create(account_id=account_id, language=language)
            copy_make.enqueue(str(copy.pk))
    except IntegrityError:
        copy = DataCopy.objects.get(account=account_id, state=DataCopy.State.WAITING)
    return copy


@jobs.job
def copy_make(copy_id: str) -> None:
    """Write the file; a copy that is done already, or whose account is gone, is left alone."""
    copy = DataCopy.objects.filter(pk=copy_id, state=DataCopy.State.WAITING).first()
    if copy is None:
        return
    account = Account.objects.get(pk=copy.account_id)
    path = path_of(copy.pk)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            _write(file, account, copy.language)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    now = clock.now()
    DataCopy.objects.filter(pk=copy.pk).update(
        state=DataCopy.State.READY,
        ready_at=now,
        expires_at=now + KEPT,
        size=path.stat().st_size,
    )


def owner_of(account: Account) -> personal.Owner:
    """The account with the addresses proven to be its own: an unproven one proves nothing."""
    proven = EmailAddress.objects.filter(user_id=account.pk, verified=True)
    person = Person.objects.filter(account=account).values_list("pk", flat=True).first()
    return personal.Owner(account.pk, frozenset(proven.values_list("email", flat=True)), person)


def everything_about(account: Account) -> dict[str, list[dict[str, Any]]]:
    """Every row about this account, by model."""
    return {model._meta.label: rows for model, rows in personal.rows_about(owner_of(account))}


def _write(file: Any, account: Account, language: str) -> None:
    rows = everything_about(account)
    said = json.dumps(
        {"account": str(account.pk), "made_at": clock.now(), "rows": rows},
        cls=DjangoJSONEncoder, ensure_ascii=False, indent=1,
    )  # fmt: skip
    tag = language if language in languages.TAGS else "en"
    with translation.override(tag):
        page = render_to_string(
            "people/account/copy.html",
            {
                "tables": list(_tables(json.loads(said)["rows"])),
                "made_at": clock.now(),
                "site_name": settings.SITE_NAME,
                "language": tag,
                "direction": languages.direction(tag),
            },
        )
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("my-data.json", said)
        archive.writestr("my-data.html", page)


def _tables(rows: dict[str, list[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    for label, found in rows.items():
        yield {
            "label": label,
            "rows": [
                [
                    (
                        name,
                        json.dumps(value, ensure_ascii=False)
                        if isinstance(value, dict | list)
                        else value,
                    )
                    for name, value in row.items()
                    if value not in (None, "")
                ]
                for row in found
            ],
        }


def forget_files_of(account_id: uuid.UUID) -> None:
    """Delete every file made for this account."""
    for copy_id in DataCopy.objects.filter(account=account_id).values_list("pk", flat=True):
        path_of(copy_id).unlink(missing_ok=True)
        path_of(copy_id).with_suffix(".part").unlink(missing_ok=True)


def forget_expired() -> None:
    """Delete the copies whose week is over, files first; one that never came is given up."""
    over = clock.now() - KEPT
    for copy in DataCopy.objects.filter(
        models.Q(expires_at__lte=clock.now())
        | models.Q(state=DataCopy.State.WAITING, asked_at__lt=over)
    ):
        path_of(copy.pk).unlink(missing_ok=True)
        copy.delete()
    present = {str(key) for key in DataCopy.objects.values_list("pk", flat=True)}
    folder = Path(settings.COPIES)
    for path in folder.glob("*.zip") if folder.exists() else ():
        if path.stem not in present:
            path.unlink(missing_ok=True)
