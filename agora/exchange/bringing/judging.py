"""What a document from a source means here: new, changed, unchanged or rejected, and which fields are locked.

Three documents are compared: what the source gave last, what it gives now, and what stands here. What
stands here and differs from what the source gave last was written by somebody here: it stays.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Max

from agora.editorial.comparing import differences, join
from agora.editorial.models import Draft, Version
from agora.exchange.bringing.documents import KIND
from agora.exchange.bringing.faults import Fault
from agora.exchange.models import ImportRow, Item, Source
from agora.kernel import editing

Verdict: Final = ImportRow.Verdict


@dataclass(frozen=True)
class Given:
    """A document as the source gives it."""

    key: str
    object_id: uuid.UUID
    document: dict[str, Any]


@dataclass(frozen=True)
class Judged:
    """What it means: `document` is what is to be written; `given` what is remembered of the source.

    `number` is the live version's, `draft` the open draft, where there are such.
    """

    verdict: str
    given: dict[str, Any]
    digest: str = ""
    document: dict[str, Any] | None = None
    faults: tuple[Fault, ...] = ()
    changed: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    item: Item | None = None
    number: int | None = None
    draft: Draft | None = None


def digest_of(document: Mapping[str, Any]) -> str:
    """As a published version has it; of a document as the schema gives it."""
    canonical = json.dumps(document, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def judge(source: Source, given: Sequence[Given], *, publishes: bool) -> list[Judged]:
    """What each of these means here and now; a constant number of queries."""
    items = {
        item.key: item
        for item in Item.objects.filter(source=source, key__in=[one.key for one in given])
    }
    known = [item.object_id for item in items.values()]
    last = _last(known)
    drafts = {
        draft.object_id: draft for draft in Draft.objects.filter(kind=KIND, object_id__in=known)
    }
    return [
        _judged(source, one, items.get(one.key), last, drafts, publishes=publishes) for one in given
    ]


def _last(keys: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[int, dict[str, Any]]]:
    if not keys:
        return {}
    rows = Version.objects.filter(kind=KIND, object_id__in=keys)
    newest = dict(rows.values("object_id").annotate(n=Max("number")).values_list("object_id", "n"))
    return {
        key: (number, document)
        for key, number, document in rows.filter(number__in=set(newest.values())).values_list(
            "object_id", "number", "document"
        )
        if newest[key] == number
    }


def _judged(
    source: Source,
    one: Given,
    item: Item | None,
    last: Mapping[uuid.UUID, tuple[int, dict[str, Any]]],
    drafts: Mapping[uuid.UUID, Draft],
    *,
    publishes: bool,
) -> Judged:
    given = one.document
    if item is None:
        return Judged(Verdict.NEW, given, "", given)
    # The address of a thing does not follow its title.
    given = {**given, "slug": item.document.get("slug") or given["slug"]}
    digest = digest_of(given)
    if item.digest == digest:
        return Judged(Verdict.UNCHANGED, given, digest, item=item)
    number, live = last.get(item.object_id, (None, None))
    draft = drafts.get(item.object_id)
    if live is not None and "withdrawn" in live:
        return Judged(Verdict.REJECTED, given, digest, faults=(Fault("withdrawn"),), item=item)
    if publishes and live is None and draft is not None:
        return Judged(Verdict.REJECTED, given, digest, faults=(Fault("lies-in-draft"),), item=item)
    if draft is not None and not publishes:
        stands: dict[str, Any] = draft.document
        owner = draft.organisation_id
    elif live is not None:
        stands, owner = live, _owner(live)
    else:  # it was a draft here, and somebody threw that away
        return Judged(Verdict.NEW, given, digest, given, item=item)
    if owner is not None and owner != source.organisation_id:
        return Judged(Verdict.REJECTED, given, digest, faults=(Fault("moved"),), item=item)
    joined = join(item.document, given, stands)
    locked = tuple(change.path for change in joined.conflicts)
    changed = tuple(change.path for change in differences(stands, joined.document))
    return Judged(
        Verdict.CHANGED if changed else Verdict.UNCHANGED,
        given,
        digest,
        joined.document if changed else None,
        changed=changed,
        locked=locked,
        item=item,
        number=number,
        draft=draft,
    )


def _owner(document: Mapping[str, Any]) -> uuid.UUID | None:
    sort = editing.sort_of(KIND, document)
    said = sort.owner(document) if sort else None
    try:
        return uuid.UUID(str(said)) if said else None
    except ValueError:
        from agora.editorial.owning import owner_of

        return owner_of(KIND, document)
