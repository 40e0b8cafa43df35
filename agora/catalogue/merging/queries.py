"""Which pairs and merges somebody of the learning team sees."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from agora.catalogue import queries
from agora.catalogue.merging.finding import NETWORK, SHARED
from agora.catalogue.models import LikelyPair, Listing, Merge, Resource
from agora.catalogue.queries.writing import reason_said
from agora.catalogue.topic_deciding import resources_to_read
from agora.editorial.review.queries import reviews_at_all
from agora.kernel.errors import NotYours
from agora.people.queries import Standing
from agora.ui.rows import Card


def merges_at_all(standing: Standing) -> bool:
    """Whether the pages are for this person: who reviews in the learning team, or leads it."""
    return reviews_at_all(standing)


def resources_for(standing: Standing) -> QuerySet[Resource]:
    """The live resources this person may merge, by the scope of their duties."""
    return resources_to_read(standing).filter(visibility__in=SHARED)


def pairs_for(standing: Standing) -> QuerySet[LikelyPair]:
    """The pairs that wait for this person, the surest first."""
    mine = resources_for(standing).values("pk")
    pairs = LikelyPair.objects.filter(state=LikelyPair.State.OPEN, one__in=mine, other__in=mine)
    return pairs.order_by("rank", "-score", "pk")


def pair_of(standing: Standing, pair_id: uuid.UUID) -> LikelyPair:
    """One of them. Raises NotYours."""
    pair = pairs_for(standing).filter(pk=pair_id).select_related("one", "other").first()
    if pair is None:
        raise NotYours(_("There is no such pair, or it is not yours."))
    return pair


def merges_for(standing: Standing) -> QuerySet[Merge]:
    """The merges this person may undo, the newest first; those they made among them."""
    found = Merge.objects.order_by("-at", "pk")
    if standing.is_lead:
        return found
    if not merges_at_all(standing):
        return found.none()
    mine = resources_for(standing).values("pk")
    return found.filter(Q(kept__in=mine) | Q(by=standing.account))


@dataclass(frozen=True)
class PairRow:
    """A pair as it is listed."""

    pair: LikelyPair
    one: Card
    other: Card
    reason: str


def pair_said(pair: LikelyPair, reader: str) -> str:
    """Why the two may be the same, in a sentence."""
    if pair.kind == LikelyPair.Kind.HAND:
        return _("Somebody of the learning team put these two together.")
    return reason_said(pair.kind, pair.what, pair.language, reader)


def pair_rows(pairs: Sequence[LikelyPair], reader: str) -> list[PairRow]:
    """These pairs with their cards; two queries whatever their number."""
    ids = {key for pair in pairs for key in (pair.one_id, pair.other_id)}
    cards = queries.cards(ids, reader, NETWORK)
    return [
        PairRow(pair, cards[pair.one_id], cards[pair.other_id], pair_said(pair, reader))
        for pair in pairs
        if pair.one_id in cards and pair.other_id in cards
    ]


@dataclass(frozen=True)
class MergeRow:
    """A merge as it is listed: the titles are known also of what went."""

    merge: Merge
    kept: str
    kept_path: str
    gone: str


def merge_rows(merges: Sequence[Merge], reader: str) -> list[MergeRow]:
    """These merges with their titles; one query whatever their number."""
    ids = {key for merge in merges for key in (merge.kept_id, merge.gone_id)}
    titles = titles_of(ids, reader)
    return [
        MergeRow(
            merge,
            titles.get(merge.kept_id, ""),
            f"/id/{merge.kept_id}",
            titles.get(merge.gone_id, ""),
        )
        for merge in merges
    ]


def titles_of(ids: set[uuid.UUID], reader: str) -> dict[uuid.UUID, str]:
    """What these resources are called, withdrawn ones too; one query."""
    rows = Listing.objects.filter(resource__in=ids).values_list("resource_id", "data")
    return {key: queries._titled(data, reader)[1] for key, data in rows}
