"""The translation memory: how a segment, or one much like it, was put into a language before.

Similar segments share neighbouring words. Of the hashes of all neighbouring pairs of words the smallest
few are kept with each segment (a bottom-k sketch, Broder 1997), so that candidates are found by an index
and only these are compared letter by letter.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import time
import uuid
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet
from rapidfuzz import fuzz

from agora.editorial import rules
from agora.editorial.models import (
    MemoryPair,
    MemoryReading,
    MemorySign,
    Translation,
    Version,
)
from agora.editorial.translating.segments import DONE, Segment, segments, versions_wanted
from agora.kernel import jobs
from agora.kernel.kinds import described_all, kind_named, names
from agora.people.queries import Standing, Viewer

NEAR: Final = 75.0
"""Per cent of likeness from which a former segment is offered."""
SIGNS: Final = 6
CANDIDATES: Final = 12
OFFERED: Final = 3
MOST_SIGNS: Final = 4_000
ENOUGH: Final = 300
"""Pairs looked up for one source, by its rarest signs first: those that many share say little."""
LONGEST: Final = 4_000
"""Characters of a segment; longer ones are found only when they are the same."""
EVERY: Final = dt.timedelta(minutes=1)
BATCH: Final = 50
SECONDS: Final = 5.0

_MARK: Final = re.compile(r"</?[a-z]+[0-9]*[^<>]*>")
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True)
class Offer:
    """A former translation: how alike its source is in per cent, and where it was."""

    source: str
    target: str
    alike: int
    origin: str
    title: str
    path: str
    is_live: bool


def digest_of(text: str) -> str:
    """What finds the same segment."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def signs_of(text: str) -> tuple[int, ...]:
    """The few hashes of neighbouring words that stand for a segment."""
    words = ["^", *_WORD.findall(_MARK.sub(" ", text).casefold()), "$"]
    if len(words) < 3 or len(text) > LONGEST:
        return ()
    pairs = {f"{one} {other}" for one, other in pairwise(words)}
    return tuple(sorted(zlib.crc32(pair.encode()) for pair in pairs)[:SIGNS])


def offers(
    standing: Standing,
    viewer: Viewer,
    source_language: str,
    language: str,
    sources: Sequence[str],
    *,
    reader: str,
) -> dict[str, list[Offer]]:
    """For each source the former translations that this person may see, the most alike first.

    A handful of queries, whatever the number of sources.
    """
    wanted = list(dict.fromkeys(sources))
    same = _same(source_language, language, wanted)
    near = _near(source_language, language, [one for one in wanted if one not in same])
    ranked = {source: [(100, pair) for pair in pairs] for source, pairs in same.items()} | near
    ranked = {
        source: sorted(pairs, key=lambda one: (-one[0], one[1].work is not None))[:CANDIDATES]
        for source, pairs in ranked.items()
    }
    titles = _seen(
        standing, viewer, [pair for pairs in ranked.values() for _a, pair in pairs], reader
    )
    found: dict[str, list[Offer]] = {}
    for source, pairs in ranked.items():
        best: dict[str, Offer] = {}
        for alike, pair in pairs:
            if pair.key in titles and pair.target not in best and len(best) < OFFERED:
                title, path = titles[pair.key]
                best[pair.target] = Offer(
                    pair.source, pair.target, alike, pair.origin, title, path, pair.work is None
                )
        if best:
            found[source] = list(best.values())
    return found


class _Pair(NamedTuple):
    """A row of the memory, with what the rules ask about the work it may belong to."""

    key: int
    source: str
    target: str
    kind: str
    object_id: uuid.UUID
    origin: str
    work: uuid.UUID | None
    language: str
    organisation_id: uuid.UUID | None
    visibility: str
    title: str


_COLUMNS: Final = (
    "pk", "source", "target", "kind", "object_id", "origin", "translation_id", "target_language",
    "translation__organisation_id", "translation__visibility", "translation__title",
)  # fmt: skip


def _alike(one: str, other: str) -> int:
    """Per cent; 100 means the same to the letter."""
    if one == other:
        return 100
    return min(99, int(fuzz.ratio(one, other, score_cutoff=NEAR)))


def _same(source_language: str, language: str, sources: Sequence[str]) -> dict[str, list[_Pair]]:
    rows = MemoryPair.objects.filter(
        digest__in=[digest_of(source) for source in sources],
        target_language=language,
        source_language=source_language,
    ).order_by("-at", "-pk")
    found: dict[str, list[_Pair]] = defaultdict(list)
    seen: set[tuple[str, str, uuid.UUID]] = set()
    for row in rows.values_list(*_COLUMNS)[: CANDIDATES * max(1, len(sources))]:
        pair = _Pair(*row)
        home = (pair.source, pair.target, pair.object_id)
        if home not in seen:
            seen.add(home)
            found[pair.source].append(pair)
    return found


def _near(
    source_language: str, language: str, sources: Sequence[str]
) -> dict[str, list[tuple[int, _Pair]]]:
    """For each source the pairs that are alike enough, with how alike they are.

    All candidates are compared by their letters alone; the rest is read of those that are alike.
    """
    wanted = _telling(language, {source: signs_of(source) for source in sources})
    if not wanted:
        return {}
    hits: dict[str, Counter[int]] = defaultdict(Counter)
    rows = MemorySign.objects.filter(sign__in=list(wanted), target_language=language)
    for pair, sign in rows.values_list("pair_id", "sign")[:MOST_SIGNS]:
        for source in wanted[sign]:
            hits[source][pair] += 1
    chosen = {
        source: [pair for pair, _n in counts.most_common(CANDIDATES)]
        for source, counts in hits.items()
    }
    keys = {pair for pairs in chosen.values() for pair in pairs}
    if not keys:
        return {}
    texts = dict(
        MemoryPair.objects.filter(pk__in=keys, source_language=source_language).values_list(
            "pk", "source"
        )
    )
    alike = {
        source: {
            pair: score
            for pair in pairs
            if pair in texts and (score := _alike(texts[pair], source)) >= NEAR
        }
        for source, pairs in chosen.items()
    }
    kept = {pair for scores in alike.values() for pair in scores}
    found = MemoryPair.objects.filter(pk__in=kept).values_list(*_COLUMNS) if kept else ()
    known = {row[0]: _Pair(*row) for row in found}
    return {
        source: [(score, known[pair]) for pair, score in scores.items() if pair in known]
        for source, scores in alike.items()
    }


def _telling(language: str, signs: Mapping[str, tuple[int, ...]]) -> dict[int, list[str]]:
    """The signs to look up, with the sources they stand for: of each source the rarest there are."""
    every = {sign for own in signs.values() for sign in own}
    if not every:
        return {}
    known = MemorySign.objects.filter(sign__in=every, target_language=language).order_by()
    held = dict(known.values_list("sign").annotate(pairs=Count("pk")))
    wanted: dict[int, list[str]] = defaultdict(list)
    for source, own in signs.items():
        taken = 0
        for sign in sorted((sign for sign in own if sign in held), key=held.__getitem__):
            if taken and taken + held[sign] > ENOUGH:
                break
            taken += held[sign]
            wanted[sign].append(source)
    return wanted


def _seen(
    standing: Standing, viewer: Viewer, pairs: Sequence[_Pair], reader: str
) -> dict[int, tuple[str, str]]:
    """Title and address of where each pair comes from; those one may not see are left out."""
    by_kind: dict[str, set[uuid.UUID]] = defaultdict(set)
    for pair in pairs:
        if pair.work is None:
            by_kind[pair.kind].add(pair.object_id)
    shown = {
        (kind, key): said
        for kind, keys in by_kind.items()
        for key, said in described_all(kind, keys, reader, viewer.tokens).items()
    }
    found: dict[int, tuple[str, str]] = {}
    for pair in pairs:
        if pair.work is not None:
            if rules.may_see_translation(standing, pair):
                found[pair.key] = (pair.title, "")
        elif (said := shown.get((pair.kind, pair.object_id))) is not None:
            found[pair.key] = (said.title, said.path)
    return found


# ---------------------------------------------------------------------- learning


def _learn(
    kind: str,
    object_id: uuid.UUID,
    language: str,
    found: Iterable[Segment],
    translation: Translation | None,
) -> None:
    """Write the pairs of these segments, with their signs."""
    pairs = MemoryPair.objects.bulk_create(
        [
            MemoryPair(
                source_language=one.place.original,
                target_language=language,
                digest=digest_of(one.source),
                source=one.source,
                target=one.target,
                kind=kind,
                object_id=object_id,
                key=one.key,
                translation=translation,
                origin=one.origin,
            )
            for one in found
        ],
        batch_size=200,
    )
    MemorySign.objects.bulk_create(
        [
            MemorySign(pair=pair, target_language=language, sign=sign)
            for pair in pairs
            for sign in signs_of(pair.source)
        ],
        batch_size=500,
    )


@transaction.atomic
def memory_keep(translation: Translation, found: Sequence[Segment]) -> None:
    """Remember what was saved just now; it is seen by those alone who may see that work."""
    MemoryPair.objects.filter(translation=translation, key__in=[one.key for one in found]).delete()
    _learn(
        translation.kind,
        translation.object_id,
        translation.language,
        [one for one in found if one.target and one.source != one.target],
        translation,
    )


@transaction.atomic
def memory_read(kind: str, object_id: uuid.UUID) -> None:
    """Take in the live texts of a thing; what is withdrawn is forgotten."""
    last = Version.objects.filter(kind=kind, object_id=object_id).order_by("-number").first()
    if last is None:
        return
    MemoryPair.objects.filter(kind=kind, object_id=object_id, translation__isnull=True).delete()
    document = last.document
    if "withdrawn" not in document and kind in names():
        schema = kind_named(kind).schema
        tags = [tag for tag in document.get("texts") or {} if tag != document["original_language"]]
        former = dict(
            Version.objects.filter(
                kind=kind,
                object_id=object_id,
                number__in=versions_wanted(schema, document, tags),
            ).values_list("number", "document")
        )
        for tag in tags:
            live = segments(schema, document, tag, former)
            kept = [
                one for one in live
                if one.state == DONE and one.source != one.target and not one.whole
            ]  # fmt: skip
            _learn(kind, object_id, tag, kept, None)
    MemoryReading.objects.update_or_create(
        kind=kind, object_id=object_id, defaults={"number": last.number}
    )


def unread() -> QuerySet[Version]:
    """Versions that the memory has not taken in."""
    reading = MemoryReading.objects.filter(
        kind=OuterRef("kind"), object_id=OuterRef("object_id"), number__gte=OuterRef("number")
    )
    return Version.objects.filter(~Exists(reading))


def memory_fill_due() -> int:
    """Take in what was published since, for some seconds at most; how many things were read."""
    end, done = time.monotonic() + SECONDS, 0
    waiting = unread().values_list("kind", "object_id")[:BATCH]
    for kind, object_id in dict.fromkeys(waiting):
        memory_read(kind, object_id)
        done += 1
        if time.monotonic() > end:
            break
    return done


def register_periodic() -> None:
    """Let the worker keep the memory."""
    jobs.periodic("editorial.memory", EVERY, memory_fill_due)
