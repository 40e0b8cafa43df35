"""Publishing: the one way content of any kind becomes live."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from pydantic import BaseModel, ValidationError

from agora.editorial.models import Version
from agora.editorial.translating.standings import standing_write
from agora.journal.services import entry_write
from agora.kernel import generations, outbox
from agora.kernel.errors import InvalidDocument, Problem
from agora.kernel.kinds import kind_named


@dataclass(frozen=True)
class Published:
    """What came of it: the address, the version's number, and whether anything changed."""

    object_id: uuid.UUID
    slug: str
    number: int
    changed: bool


def document_read(kind: str, data: Any) -> BaseModel:
    """The document of this kind in `data`.

    Raises InvalidDocument with one problem per fault.
    """
    try:
        return kind_named(kind).schema.model_validate(data)
    except ValidationError as error:
        raise InvalidDocument(
            [
                Problem(".".join(str(part) for part in fault["loc"]) or kind, fault["msg"])
                for fault in error.errors(include_url=False, include_context=False)
            ]
        ) from error


def document_digest(document: BaseModel) -> str:
    """SHA-256 over the document's canonical JSON."""
    canonical = json.dumps(document.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


@transaction.atomic
def version_publish(
    kind: str,
    object_id: uuid.UUID,
    document: BaseModel,
    *,
    by: uuid.UUID | None = None,
    note: str = "",
) -> Published:
    """Write a new version live: its tables, address, outbox, journal and version row, or nothing.

    The same document again changes nothing. Raises InvalidDocument when it names something that
    does not exist.
    """
    generations.hold(generations.CONTENT)
    entry = kind_named(kind)
    digest = document_digest(document)
    last = _last(kind, object_id)
    if last is not None and last.digest == digest:
        return Published(object_id, str(last.document["slug"]), last.number, changed=False)
    number = last.number + 1 if last else 1
    slug = entry.apply(object_id, document, number)
    whole = {**document.model_dump(mode="json"), "slug": slug}
    Version.objects.create(
        kind=kind,
        object_id=object_id,
        number=number,
        document=whole,
        digest=digest,
        published_by=by,
        note=note[:300],
    )
    standing_write(kind, object_id, whole, number)
    outbox.mark(kind, [object_id])
    generations.bump(generations.CONTENT)
    entry_write("publish", kind, object_id, actor=by, note=f"version {number}. {note}".strip())
    return Published(object_id, slug, number, changed=True)


@transaction.atomic
def content_withdraw(
    kind: str, object_id: uuid.UUID, reason: str, *, by: uuid.UUID | None = None
) -> None:
    """Take a thing off the market, leaving a tombstone at its address.

    The withdrawal is a version of its own, so publishing the former document again is a change and
    brings the thing back.
    """
    generations.hold(generations.CONTENT)
    last = _last(kind, object_id)
    kind_named(kind).withdraw(object_id, reason)
    document = {"slug": last.document["slug"] if last else "", "withdrawn": reason}
    Version.objects.create(
        kind=kind,
        object_id=object_id,
        number=last.number + 1 if last else 1,
        document=document,
        digest=hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest(),
        published_by=by,
        note="withdrawn",
    )
    standing_write(kind, object_id, document, 0)
    outbox.mark(kind, [object_id])
    generations.bump(generations.CONTENT)
    entry_write("withdraw", kind, object_id, actor=by, note=reason)


def _last(kind: str, object_id: uuid.UUID) -> Version | None:
    return (
        Version.objects.select_for_update()
        .filter(kind=kind, object_id=object_id)
        .order_by("-number")
        .only("number", "digest", "document")
        .first()
    )
