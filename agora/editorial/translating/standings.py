"""How every published thing stands in every language: derived when a version is published."""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from agora.editorial.models import TextStanding, Translation, Version
from agora.editorial.translating import markup
from agora.editorial.translating.closing import work_close
from agora.editorial.translating.segments import STALE, segments, versions_wanted
from agora.kernel import addresses, editing, jobs, languages
from agora.kernel.bulk import rows_insert
from agora.kernel.kinds import kind_named, names
from agora.kernel.models import Origin, TextState, Visibility
from agora.people.models import Organisation

BATCH: Final = 5_000
SECONDS: Final = 10.0
EVERY: Final = dt.timedelta(minutes=5)


def owner_of(kind: str, object_id: uuid.UUID, document: Mapping[str, Any]) -> uuid.UUID | None:
    """The organisation a thing belongs to; None: the learning team's own.

    An organisation is its own. What no room registered for editing goes by its `owner`.
    """
    if kind == "organisation":
        return object_id
    sort = editing.sort_of(kind, document)
    reference = sort.owner(document) if sort else document.get("owner")
    if not reference:
        return None
    found = addresses.resolve("organisation", str(reference))
    if found is not None:
        return found[0]
    try:
        key = uuid.UUID(str(reference))
    except ValueError:
        return None
    return Organisation.objects.filter(pk=key).values_list("pk", flat=True).first()


def standing_write(
    kind: str, object_id: uuid.UUID, document: Mapping[str, Any], number: int
) -> None:
    """Write how this version stands in each language; called in its own transaction."""
    TextStanding.objects.filter(kind=kind, object_id=object_id).delete()
    if "withdrawn" in document:
        work_close(kind, object_id, str(document["withdrawn"]))
    if "withdrawn" in document or kind not in names():
        return
    owner, visibility = owner_of(kind, object_id, document), document.get("visibility")
    # What was open to many may be so no longer: the work on it follows.
    Translation.objects.filter(kind=kind, object_id=object_id, state__in=Translation.OPEN).update(
        organisation=owner, visibility=visibility or Visibility.PUBLIC
    )
    TextStanding.objects.bulk_create(_rows(kind, object_id, document, number, owner))


def standings_write_new(
    kind: str,
    documents: Mapping[uuid.UUID, Mapping[str, Any]],
    number: int,
    owner: uuid.UUID | None,
) -> None:
    """The same for many things of one owner that were never here: nothing is looked up or closed."""
    rows_insert(
        TextStanding,
        (
            row
            for object_id, document in documents.items()
            for row in _rows(kind, object_id, document, number, owner)
        ),
    )


def _rows(
    kind: str,
    object_id: uuid.UUID,
    document: Mapping[str, Any],
    number: int,
    owner: uuid.UUID | None,
) -> list[TextStanding]:
    schema, visibility = kind_named(kind).schema, document.get("visibility")
    original = str(document["original_language"])
    texts = document.get("texts") or {}
    others = [tag for tag in texts if tag != original]
    wanted = versions_wanted(schema, document, others) - {number} if others else set()
    former = dict(
        Version.objects.filter(
            kind=kind, object_id=object_id, number__in=wanted
        ).values_list("number", "document")
    ) if wanted else {}  # fmt: skip
    sort = editing.sort_of(kind, document)
    shared = {
        "kind": kind,
        "object_id": object_id,
        "original_language": original,
        "number": number,
        "sort": sort.name if sort else str(document.get("type") or kind)[:40],
        "title": editing.title_of(document)[:300],
        "visibility": visibility or Visibility.PUBLIC,
        "organisation_id": owner,
        "words": _words(texts.get(original)),
    }
    rows = [TextStanding(language=original, state=TextStanding.State.ORIGINAL, **shared)]
    for tag in dict.fromkeys((*languages.TAGS, *others)):
        if tag == original:
            continue
        said = texts.get(tag)
        if said is None:
            rows.append(TextStanding(language=tag, state=TextStanding.State.MISSING, **shared))
            continue
        stale = any(
            one.state == STALE and one.target for one in segments(schema, document, tag, former)
        ) if former else False  # fmt: skip
        rows.append(
            TextStanding(
                language=tag,
                state=said.get("state") or TextState.DRAFT,
                origin=said.get("origin") or Origin.HUMAN,
                is_stale=stale,
                **shared,
            )
        )
    return rows


def _words(said: Any) -> int:
    """About how long the original is, in words."""
    if not isinstance(said, Mapping):
        return 0
    texts = [text for text in said.values() if isinstance(text, str)]
    return sum(markup.words_in(text) for text in texts)


def standings_catch_up() -> int:
    """Write the standing of things that were published before there was one; how many."""
    there = TextStanding.objects.filter(kind=OuterRef("kind"), object_id=OuterRef("object_id"))
    newer = Version.objects.filter(
        kind=OuterRef("kind"), object_id=OuterRef("object_id"), number__gt=OuterRef("number")
    )
    missing = Version.objects.filter(~Exists(there), ~Exists(newer)).exclude(
        document__has_key="withdrawn"
    )
    end, done = time.monotonic() + SECONDS, 0
    for version in missing.order_by("pk")[:BATCH].iterator(chunk_size=100):
        with transaction.atomic():
            standing_write(version.kind, version.object_id, version.document, version.number)
        done += 1
        if time.monotonic() > end:
            break
    return done


def register_periodic() -> None:
    """Let the worker catch up."""
    jobs.periodic("editorial.standings", EVERY, standings_catch_up)
