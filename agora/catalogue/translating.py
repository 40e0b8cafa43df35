"""Giving titles and summaries to the optional engines: in the worker alone, a few at a time.

As with topic suggestions, what is to be done is not queued but seen: a resource whose version, or
the pairs of languages the engines can do, is another than when it was translated last. A record
an engine failed at is indexed without and tried again, later each time.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import time
import uuid
from collections.abc import Sequence
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from agora.catalogue import machine
from agora.catalogue.listing import listing_write
from agora.catalogue.machine import Original
from agora.catalogue.models import MachineReading, MachineText, Resource, ResourceText
from agora.catalogue.search.contract import TextPart
from agora.kernel import clock, jobs, languages, outbox
from agora.kernel.models import Origin
from agora.translation import engines

EVERY: Final = dt.timedelta(seconds=20)
FORGET_EVERY: Final = dt.timedelta(days=1)
BATCH: Final = 20
SECONDS: Final = 10.0
"""How long one go may take: the jobs of others, such as mail, wait meanwhile."""

AGAIN_AFTER: Final = tuple(dt.timedelta(minutes=m) for m in (1, 10, 60, 6 * 60, 24 * 60))


def register_periodic() -> None:
    """Let the worker translate what was published or changed, and forget what nothing needs."""
    jobs.periodic("catalogue.machine_translate", EVERY, machine_translate_due)
    jobs.periodic("catalogue.machine_forget", FORGET_EVERY, machine_forget_unused)


def pairs_now() -> str:
    """A short name for the pairs of interface languages the engines can do now."""
    can = [
        f"{source}-{target}"
        for source in languages.TAGS
        for target in languages.TAGS
        if source != target and engines.can_translate(source, target) is not None
    ]
    return hashlib.sha256(" ".join(can).encode()).hexdigest()[:16]


def untranslated() -> QuerySet[Resource]:
    """Live resources the engines were not given in their present version, or failed at."""
    done = Q(machine_reading__version=F("version"), machine_reading__pairs=pairs_now()) & (
        Q(machine_reading__again_at__isnull=True) | Q(machine_reading__again_at__gt=clock.now())
    )
    settled = Resource.objects.filter(done).values("pk")
    return Resource.objects.filter(withdrawn_at__isnull=True).exclude(pk__in=settled)


def machine_translate_due(seconds: float = SECONDS) -> int:
    """Translate what waits, for about so many seconds; returns how many resources were taken up."""
    if not settings.ENGINES or not engines.translators():
        return 0
    end, taken = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        rows = list(untranslated().order_by("changed_at", "pk")[:BATCH])
        if not rows:
            break
        taken += len(rows)
        _translate(rows)
    return taken


def _translate(rows: Sequence[Resource]) -> None:
    """Translate what the table lacks of these, and have those that got something indexed anew."""
    pairs, now = pairs_now(), clock.now()
    originals = _originals(rows)
    there = machine.kept(originals)
    made: list[MachineText] = []
    renewed: set[uuid.UUID] = set()
    failed: set[uuid.UUID] = set()
    for key, (part, have) in originals.items():
        held = {one.language for one in there.get(key, ())}
        source = languages.primary(part.language)
        for target in machine.targets_of(part, have):
            if target in held:
                continue
            translator = engines.can_translate(source, target)
            translated = machine.translation_of(part, target)
            if translated is None or translator is None:
                failed.add(key)
                continue
            renewed.add(key)
            made.append(
                MachineText(
                    digest=machine.digest_of(part),
                    source=source,
                    target=target,
                    title=translated.title,
                    summary=translated.summary,
                    engine=translator.name,
                    made_at=now,
                )
            )
    tries = dict(
        MachineReading.objects.filter(resource_id__in=failed).values_list("resource_id", "tries")
    )
    readings = [
        MachineReading(
            resource_id=row.pk,
            version=row.version,
            pairs=pairs,
            tries=tries.get(row.pk, 0) + 1 if row.pk in failed else 0,
            again_at=now + AGAIN_AFTER[min(tries.get(row.pk, 0), len(AGAIN_AFTER) - 1)]
            if row.pk in failed
            else None,
        )
        for row in rows
    ]
    with transaction.atomic():
        MachineText.objects.bulk_create(made, ignore_conflicts=True)
        # Ordered, so that two who lock some of the same never wait for each other in a ring.
        locked = list(
            Resource.objects.filter(pk__in=renewed, withdrawn_at__isnull=True)
            .order_by("pk")
            .select_for_update()
        )
        listing_write(locked)
        outbox.mark("resource", [row.pk for row in locked])
        MachineReading.objects.bulk_create(
            readings,
            update_conflicts=True,
            unique_fields=["resource"],
            update_fields=["version", "pairs", "tries", "again_at"],
        )


def _originals(rows: Sequence[Resource]) -> dict[uuid.UUID, Original]:
    """The text each was written in, if a machine did not make it, and the languages it has."""
    spoken = {row.pk: row.original_language for row in rows}
    parts: dict[uuid.UUID, TextPart] = {}
    have: dict[uuid.UUID, list[str]] = {row.pk: [] for row in rows}
    for owner, tag, title, summary, origin in ResourceText.objects.filter(
        resource_id__in=spoken
    ).values_list("resource_id", "language", "title", "summary", "origin"):
        have[owner].append(tag)
        if tag == spoken[owner] and origin != Origin.MACHINE:
            parts[owner] = TextPart(tag, title, summary, original=True)
    return {key: (part, have[key]) for key, part in parts.items()}


def machine_forget_unused() -> int:
    """Delete translations of texts no live record has any more; returns how many."""
    if not MachineText.objects.exists():
        return 0
    used = {
        machine.digest_of(TextPart("", title, summary))
        for title, summary in ResourceText.objects.filter(
            resource__withdrawn_at__isnull=True, language=F("resource__original_language")
        )
        .values_list("title", "summary")
        .iterator(chunk_size=2000)
    }
    old = clock.now() - FORGET_EVERY  # one just made may be for a text not yet seen here
    gone = [
        pk
        for pk, digest in MachineText.objects.filter(made_at__lt=old).values_list("pk", "digest")
        if digest not in used
    ]
    for start in range(0, len(gone), 500):
        MachineText.objects.filter(pk__in=gone[start : start + 500]).delete()
    return len(gone)
