"""Looking for resources that may be the same: each is compared with the market once per version.

The comparison is the one that helps whoever writes (`queries.writing`). It asks the search index, so
nothing is read before the index knows it.
"""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import F, Q, QuerySet

from agora.catalogue.indexing import live
from agora.catalogue.models import LikelyPair, PairReading, Resource
from agora.catalogue.publishing import KIND
from agora.catalogue.queries import oldest_unindexed
from agora.catalogue.queries.writing import Likeness, likenesses
from agora.editorial.models import Version
from agora.kernel import clock, jobs
from agora.kernel.models import Visibility
from agora.people.queries import Viewer

EVERY: Final = dt.timedelta(minutes=2)
SECONDS: Final = 5.0
BATCH: Final = 50
NETWORK: Final = Viewer(frozenset({"public", "network"}))
"""What everybody in the network may see is compared; what is one organisation's own is not."""
SHARED: Final = (Visibility.PUBLIC, Visibility.NETWORK)
NAMED: Final = 2
"""A link that more than so many others name is a list or a portal, not the thing itself."""
RANKS: Final = {kind: place for place, kind in enumerate(LikelyPair.Kind.values)}


def comparable() -> QuerySet[Resource]:
    """The resources that are compared."""
    return live().filter(visibility__in=SHARED)


def pairs_look(seconds: float = SECONDS) -> int:
    """Compare what came or changed with everything else, for so long; how many were compared."""
    end, done = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        unindexed = oldest_unindexed()
        wanted = comparable().filter(
            Q(pair_reading__isnull=True) | ~Q(pair_reading__version=F("version"))
        )
        if unindexed is not None:
            wanted = wanted.filter(changed_at__lt=unindexed)
        found = dict(wanted.order_by("changed_at", "pk").values_list("pk", "version")[:BATCH])
        if not found:
            break
        documents = _documents(found)
        for key, version in found.items():
            alike: dict[uuid.UUID, Likeness] = {}
            if key in documents:
                alike, _listed = likenesses(documents[key], NETWORK, reader="en", without=key)
            pairs_write(key, version, telling(alike))
            done += 1
            if time.monotonic() > end:
                break
    return done


def telling(alike: Mapping[uuid.UUID, Likeness]) -> dict[uuid.UUID, Likeness]:
    """Without links that say little: the front page of a site, or one that many resources name."""
    named = Counter(like.what for like in alike.values() if like.kind == "address")
    return {
        key: like
        for key, like in alike.items()
        if like.kind != "address"
        or (named[like.what] <= NAMED and urlsplit(like.what).path.strip("/"))
    }


def _documents(versions: Mapping[uuid.UUID, int]) -> dict[uuid.UUID, Mapping[str, Any]]:
    rows = Version.objects.filter(
        kind=KIND, object_id__in=versions, number__in=set(versions.values())
    ).values_list("object_id", "number", "document")
    return {key: document for key, number, document in rows if versions[key] == number}


@transaction.atomic
def pairs_write(key: uuid.UUID, version: int, alike: Mapping[uuid.UUID, Likeness]) -> None:
    """Keep what a resource may be the same as; what its reading found before and not now goes.

    The other one of a pair that goes is read once more: it may still find it from its side.
    """
    mine = Q(one=key, from_one=True) | Q(other=key, from_one=False)
    former = LikelyPair.objects.filter(mine, state=LikelyPair.State.OPEN)
    for pair in former.exclude(kind=LikelyPair.Kind.HAND):
        other = pair.other_id if pair.one_id == key else pair.one_id
        if other not in alike:
            pair.delete()
            PairReading.objects.filter(resource=other).delete()
    LikelyPair.objects.bulk_create(
        [_pair(key, other, like) for other, like in alike.items()], ignore_conflicts=True
    )
    PairReading.objects.update_or_create(resource_id=key, defaults={"version": version})


def _pair(key: uuid.UUID, other: uuid.UUID, like: Likeness) -> LikelyPair:
    one, two = sorted((key, other))
    return LikelyPair(
        one_id=one,
        other_id=two,
        from_one=one == key,
        kind=like.kind,
        what=like.what[:1000],
        language=like.language[:35],
        score=min(1.0, round(like.score, 3)),
        rank=RANKS[like.kind],
        found_at=clock.now(),
    )


def register_periodic() -> None:
    """Let the worker look."""
    jobs.periodic("catalogue.pairs", EVERY, pairs_look)
