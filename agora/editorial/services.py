"""Publishing: the one way content of any kind becomes live."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import BaseModel, ValidationError

from agora.editorial.models import Version
from agora.editorial.owning import owner_of
from agora.editorial.translating.standings import standing_write, standings_write_new
from agora.journal.services import entries_write, entry_write
from agora.kernel import generations, outbox
from agora.kernel.bulk import rows_insert
from agora.kernel.errors import InvalidDocument, Problem
from agora.kernel.kinds import Kind, Part, kind_named

Held = Callable[[str, uuid.UUID], str]
_holds: list[Held] = []


def register_hold(held: Held) -> None:
    """A higher room says what may not come back yet: a sentence for the provider, or nothing.

    It is asked only about things that are withdrawn.
    """
    _holds.append(held)


MERGED: Final = gettext_noop(
    "This was merged with another thing on the market. Write there, or have the merge undone."
)


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
    besides: frozenset[Part] = frozenset(),
    parted: bool = False,
) -> Published:
    """Write a new version live: its tables, address, outbox, journal and version row, or nothing.

    The same document again changes nothing. What a higher room holds back is refused. Things that are published within this one and changed
    with it get a version too, save those `besides`, whose own version is being written by the
    caller. Raises InvalidDocument when it names something that does not exist, and for a thing that
    became one with another, unless it is being `parted` from it.
    """
    generations.hold(generations.CONTENT)
    entry = kind_named(kind)
    digest = document_digest(document)
    last = _last(kind, object_id)
    if last is not None and "merged" in last.document and not parted:
        raise InvalidDocument([Problem("slug", _(MERGED))])
    if last is not None and last.digest == digest:
        return Published(object_id, str(last.document["slug"]), last.number, changed=False)
    if last is not None and "withdrawn" in last.document:
        _refuse_held(kind, object_id)
    number = last.number + 1 if last else 1
    former = _parts(entry, object_id, last.document if last else {})
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
    present = _parts(entry, object_id, whole)
    gone = {part: _withdrawn(former[part], note) for part in former if part not in present}
    _parts_write({**gone, **present}, besides, by, f"with its {kind}")
    outbox.mark(kind, [object_id])
    generations.bump(generations.CONTENT)
    entry_write(
        "publish",
        kind,
        object_id,
        actor=by,
        note=f"version {number}. {note}".strip(),
        organisation=owner_of(kind, whole),
    )
    return Published(object_id, slug, number, changed=True)


@transaction.atomic
def versions_publish(
    kind: str,
    documents: Mapping[uuid.UUID, BaseModel],
    *,
    by: uuid.UUID | None = None,
    note: str = "",
) -> tuple[dict[uuid.UUID, Published], dict[uuid.UUID, tuple[Problem, ...]]]:
    """As `version_publish` for many things, each of which is written or told to have problems.

    New things of one owner are written together, where their kind can; everything else one by one.
    """
    generations.hold(generations.CONTENT)
    entry = kind_named(kind)
    made: dict[uuid.UUID, Published] = {}
    problems: dict[uuid.UUID, tuple[Problem, ...]] = {}
    known = set(
        Version.objects.filter(kind=kind, object_id__in=list(documents)).values_list(
            "object_id", flat=True
        )
    )
    together: dict[object, list[tuple[uuid.UUID, BaseModel]]] = {}
    for key, document in documents.items():
        if entry.many is not None and key not in known and entry.many.fits(document):
            owner = getattr(document, "owner", None)
            together.setdefault(owner, []).append((key, document))
            continue
        try:
            with transaction.atomic():
                made[key] = version_publish(kind, key, document, by=by, note=note)
        except InvalidDocument as error:
            problems[key] = error.problems
    for some in together.values():
        if entry.many is None:
            break
        slugs, wrong = entry.many.apply(some, 1)
        problems |= {key: tuple(found) for key, found in wrong.items()}
        _versions_new(kind, [one for one in some if one[0] in slugs], slugs, by, note)
        made |= {key: Published(key, slug, 1, changed=True) for key, slug in slugs.items()}
    return made, problems


def _versions_new(
    kind: str,
    documents: list[tuple[uuid.UUID, BaseModel]],
    slugs: Mapping[uuid.UUID, str],
    by: uuid.UUID | None,
    note: str,
) -> None:
    """The first versions of things that were just written, with all that goes with publishing."""
    if not documents:
        return
    said = {key: document.model_dump(mode="json") for key, document in documents}
    whole = {key: {**document, "slug": slugs[key]} for key, document in said.items()}
    rows_insert(
        Version,
        (
            Version(
                kind=kind, object_id=key, number=1, document=whole[key],
                digest=_digest(said[key]), published_by=by, note=note[:300],
            )
            for key in whole
        ),
    )  # fmt: skip
    owner = owner_of(kind, next(iter(whole.values())))
    standings_write_new(kind, whole, 1, owner)
    outbox.mark(kind, list(whole))
    generations.bump(generations.CONTENT)
    entries_write(
        "publish", kind, whole, actor=by, note=f"version 1. {note}".strip(), organisation=owner
    )


@transaction.atomic
def content_withdraw(
    kind: str,
    object_id: uuid.UUID,
    reason: str,
    *,
    by: uuid.UUID | None = None,
    into: uuid.UUID | None = None,
) -> None:
    """Take a thing off the market, leaving a tombstone at its address.

    The withdrawal is a version of its own, so publishing the former document again is a change and
    brings the thing back. What became one with another thing (`into`) does not come back that way.
    """
    generations.hold(generations.CONTENT)
    entry, last = kind_named(kind), _last(kind, object_id)
    former = _parts(entry, object_id, last.document if last else {})
    entry.withdraw(object_id, reason)
    document = _withdrawn(last.document if last else {}, reason)
    if into is not None:
        document["merged"] = str(into)
    Version.objects.create(
        kind=kind,
        object_id=object_id,
        number=last.number + 1 if last else 1,
        document=document,
        digest=_digest(document),
        published_by=by,
        note="withdrawn",
    )
    standing_write(kind, object_id, document, 0)
    gone = {part: _withdrawn(said, reason) for part, said in former.items()}
    _parts_write(gone, frozenset(), by, f"with its {kind}")
    outbox.mark(kind, [object_id])
    generations.bump(generations.CONTENT)
    entry_write(
        "withdraw",
        kind,
        object_id,
        actor=by,
        note=reason,
        organisation=owner_of(kind, last.document if last else {}),
    )


def _refuse_held(kind: str, object_id: uuid.UUID) -> None:
    said = [sentence for held in _holds if (sentence := held(kind, object_id))]
    if said:
        raise InvalidDocument([Problem("", sentence) for sentence in said])


def _withdrawn(document: Mapping[str, Any], reason: str) -> dict[str, Any]:
    return {"slug": document.get("slug", ""), "withdrawn": reason}


def _digest(document: Mapping[str, Any]) -> str:
    """Of a document as it is published; of what is left of a withdrawn one."""
    return hashlib.sha256(
        json.dumps(document, sort_keys=True, ensure_ascii=False).encode()
    ).hexdigest()


def _parts(
    entry: Kind, object_id: uuid.UUID, document: Mapping[str, Any]
) -> Mapping[Part, Mapping[str, Any]]:
    there = entry.parts is not None and document and "withdrawn" not in document
    return entry.parts(object_id, document) if there and entry.parts else {}


def _parts_write(
    parts: Mapping[Part, Mapping[str, Any]],
    besides: frozenset[Part],
    by: uuid.UUID | None,
    note: str,
) -> None:
    """A version row for each part that is not as its last version says; the rows are live already."""
    wanted = {part: document for part, document in parts.items() if part not in besides}
    numbers: dict[Part, tuple[int, str]] = {}
    for kind in {part[0] for part in wanted}:
        rows = Version.objects.filter(
            kind=kind, object_id__in=[key for name, key in wanted if name == kind]
        ).order_by("number")
        for key, number, digest in rows.values_list("object_id", "number", "digest"):
            numbers[kind, key] = number, digest
    made = []
    for (kind, key), document in wanted.items():
        number, digest = numbers.get((kind, key), (0, ""))
        is_gone = "withdrawn" in document
        now = _digest(document) if is_gone else document_digest(document_read(kind, document))
        if now != digest:
            made.append(
                Version(
                    kind=kind, object_id=key, number=number + 1, document=dict(document),
                    digest=now, published_by=by, note=note,
                )
            )  # fmt: skip
            standing_write(kind, key, document, 0 if is_gone else number + 1)
    Version.objects.bulk_create(made)


def _last(kind: str, object_id: uuid.UUID) -> Version | None:
    return (
        Version.objects.select_for_update()
        .filter(kind=kind, object_id=object_id)
        .order_by("-number")
        .only("number", "digest", "document")
        .first()
    )
