"""Making one resource of two, taking that back, and remembering that two are not the same."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agora.catalogue.merging import telling
from agora.catalogue.merging.errors import CannotMerge, CannotUndo, NoSuchResource
from agora.catalogue.merging.finding import RANKS
from agora.catalogue.merging.joining import files_in, joined
from agora.catalogue.merging.queries import merges_for, pair_of, resources_for
from agora.catalogue.models import LikelyPair, Merge, Resource
from agora.catalogue.publishing import KIND
from agora.editorial.comparing import join
from agora.editorial.drafts import live_document
from agora.editorial.models import Submission, Version
from agora.editorial.services import content_withdraw, document_read, version_publish
from agora.journal.services import entry_write
from agora.kernel import addresses, clock, generations, merging
from agora.kernel.errors import InvalidDocument, NotYours
from agora.media.models import File
from agora.people.queries import Standing

ACTS: Final = {
    "merge": gettext_lazy("merged another resource into it"),
    "merge-away": gettext_lazy("merged it into another resource"),
    "merge-undo": gettext_lazy("undid a merge"),
    "not-duplicates": gettext_lazy("said that two resources are not the same"),
}
NOTE: Final = "merged"


@dataclass(frozen=True)
class Undone:
    """What could not be untangled: places of the one that stayed, and rows changed since."""

    merge: Merge
    stays: tuple[str, ...] = ()
    rows: int = 0
    is_whole: bool = True
    """Whether the document of the one that stayed could be written without what had come."""


@transaction.atomic
def pair_make(standing: Standing, first: str, second: str) -> LikelyPair:
    """The pair of two resources named by hand: an address of a page, its last part, or an id.

    Raises NoSuchResource, with the field `first` or `second`.
    """
    one, other = (
        _named(standing, text, field) for text, field in ((first, "first"), (second, "second"))
    )
    if one == other:
        raise NoSuchResource(_("These two addresses lead to the same resource."), "second")
    one, other = sorted((one, other))
    pair, _new = LikelyPair.objects.get_or_create(
        one_id=one,
        other_id=other,
        defaults={
            "kind": LikelyPair.Kind.HAND,
            "score": 1,
            "rank": RANKS[LikelyPair.Kind.HAND],
        },
    )
    if pair.state == LikelyPair.State.REFUSED:
        pair.state = LikelyPair.State.OPEN
        pair.save(update_fields=["state"])
    return pair


def _named(standing: Standing, text: str, field: str) -> uuid.UUID:
    slug = urlsplit(text.strip()).path.rstrip("/").rpartition("/")[2]
    found = addresses.resolve(KIND, slug[:180]) if slug else None
    try:
        key = found[0] if found else uuid.UUID(slug)
    except ValueError:
        key = uuid.UUID(int=0)
    if not resources_for(standing).filter(pk=key).exists():
        raise NoSuchResource(_("This address leads to no resource that you may merge."), field)
    return key


@transaction.atomic
def pair_refuse(standing: Standing, pair_id: uuid.UUID) -> None:
    """Remember that two resources are not the same. Raises NotYours."""
    pair = pair_of(standing, pair_id)
    LikelyPair.objects.filter(pk=pair.pk).update(
        state=LikelyPair.State.REFUSED, decided_at=clock.now(), decided_by=standing.account
    )
    for key, other in ((pair.one_id, pair.other_id), (pair.other_id, pair.one_id)):
        owner = Resource.objects.values_list("owner_id", flat=True).get(pk=key)
        entry_write(
            "not-duplicates", KIND, key,
            actor=standing.account, note=str(other), organisation=owner,
        )  # fmt: skip


@transaction.atomic
def resources_merge(
    standing: Standing, *, kept: uuid.UUID, gone: uuid.UUID, take: Collection[str]
) -> Merge:
    """Make one of two: `kept` takes over what is in `take` (keys of `joining.offers`), `gone` is withdrawn.

    Every address of the one that goes leads to the other from now on, and what other rooms keep about
    it is about the other. Raises NotYours, CannotMerge, InvalidDocument.
    """
    generations.hold(generations.CONTENT)
    mine = resources_for(standing).filter(pk__in=[kept, gone])
    owners = dict(mine.order_by("pk").values_list("pk", "owner_id"))
    if kept == gone or set(owners) != {kept, gone}:
        raise NotYours(_("These two resources are not there any more, or you may not merge them."))
    _not_in_review(gone)
    here, there = live_document(KIND, kept), live_document(KIND, gone)
    if here is None or there is None:
        raise NotYours(_("These two resources are not there any more, or you may not merge them."))
    files = _files_for_all(files_in(here[0], there[0], take))
    document = document_read(KIND, joined(here[0], there[0], take))
    published = version_publish(KIND, kept, document, by=standing.account, note=NOTE)
    moved_addresses = addresses.lead_to(KIND, gone, kept)
    content_withdraw(KIND, gone, NOTE, by=standing.account, into=kept)
    merge = Merge.objects.create(
        kept_id=kept,
        gone_id=gone,
        gone_number=there[1],
        kept_before=here[1],
        kept_after=published.number,
        moved={
            "addresses": moved_addresses,
            "files": files,
            "rooms": merging.move_all(KIND, gone, kept),
        },
        by=standing.account,
    )
    for verb, key, other in (("merge", kept, gone), ("merge-away", gone, kept)):
        entry_write(
            verb, KIND, key, actor=standing.account, note=str(other), organisation=owners[key]
        )
    telling.merged(merge)
    return merge


def _not_in_review(gone: uuid.UUID) -> None:
    waiting = Submission.objects.filter(kind=KIND, object_id=gone, state__in=Submission.OPEN)
    if waiting.exists():
        raise CannotMerge(
            _(
                "A change of the one that goes waits for review. Decide about it first, "
                "or let the other one stay."
            )
        )


def _files_for_all(files: Collection[str]) -> dict[str, str]:
    """Let files serve both organisations, as those of what is live do; whose they were."""
    rows = File.objects.filter(pk__in=files, organisation__isnull=False)
    former = {str(key): str(owner) for key, owner in rows.values_list("pk", "organisation_id")}
    rows.update(organisation=None)
    return former


@transaction.atomic
def merge_undo(standing: Standing, merge_id: uuid.UUID) -> Undone:
    """Make two of one again, each as it was.

    Where the one that stayed was edited since, what others wrote stays, and is told of. Raises NotYours,
    CannotUndo.
    """
    generations.hold(generations.CONTENT)
    merge = merges_for(standing).filter(pk=merge_id).select_for_update(of=("self",)).first()
    if merge is None:
        raise NotYours(_("There is no such merge, or it is not yours to undo."))
    if merge.undone_at is not None:
        raise CannotUndo(_("This merge was undone already."))
    if Merge.objects.filter(gone=merge.kept_id, undone_at__isnull=True).exists():
        raise CannotUndo(
            _(
                "The one that stayed was itself merged into another one since. Undo that merge first."
            )
        )
    addresses.lead_back(KIND, merge.moved["addresses"], merge.gone_id, merge.kept_id)
    stays, is_whole = _kept_back(merge, standing.account)
    former = _version(merge.gone_id, merge.gone_number)
    version_publish(
        KIND, merge.gone_id, document_read(KIND, former), by=standing.account, note="merge undone",
        parted=True,
    )  # fmt: skip
    for key, owner in merge.moved["files"].items():
        File.objects.filter(pk=key, organisation__isnull=True).update(organisation=owner)
    rows = merging.restore_all(KIND, merge.moved["rooms"], merge.gone_id, merge.kept_id)
    merge.undone_at, merge.undone_by = clock.now(), standing.account
    merge.save(update_fields=["undone_at", "undone_by"])
    for key in (merge.kept_id, merge.gone_id):
        owner = Resource.objects.values_list("owner_id", flat=True).get(pk=key)
        entry_write("merge-undo", KIND, key, actor=standing.account, organisation=owner)
    telling.parted(merge)
    return Undone(merge, stays, rows, is_whole)


def _version(key: uuid.UUID, number: int) -> Mapping[str, Any]:
    found: Mapping[str, Any] = Version.objects.values_list("document", flat=True).get(
        kind=KIND, object_id=key, number=number
    )
    return found


def _kept_back(merge: Merge, by: uuid.UUID | None) -> tuple[tuple[str, ...], bool]:
    """Take out of the one that stayed what had come; the places where later edits stand against it."""
    live = live_document(KIND, merge.kept_id)
    if live is None or merge.kept_before == merge.kept_after:
        return (), True
    before, after = (
        _version(merge.kept_id, number) for number in (merge.kept_before, merge.kept_after)
    )
    both = join(after, before, live[0])
    try:
        with transaction.atomic():
            document = document_read(KIND, both.document)
            version_publish(KIND, merge.kept_id, document, by=by, note="merge undone")
    except InvalidDocument:
        return (), False
    return tuple(change.path for change in both.conflicts), True
