"""Keeping lists. Each service takes the account that asks; another's list does not exist for it."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from agora.catalogue.queries import resources_visible_to
from agora.kernel import clock
from agora.kernel.errors import NotYours
from agora.kernel.typed import typed
from agora.notices.services import notice_enqueue
from agora.people.models import Account, Person
from agora.people.queries import Standing, Viewer, viewer_of
from agora.readers.errors import MOST_ITEMS, MOST_LISTS, NameTaken, NotAColleague, TooMany
from agora.readers.lists.queries import colleagues_of, items_of
from agora.readers.models import ListItem, SavedList


def _mine(account: uuid.UUID, list_id: uuid.UUID) -> SavedList:
    kept = SavedList.objects.select_for_update().filter(pk=list_id, account=account).first()
    if kept is None:
        raise NotYours("list")
    return kept


def _touch(kept: SavedList) -> None:
    SavedList.objects.filter(pk=kept.pk).update(changed_at=clock.now())


def _hold(account: uuid.UUID) -> None:
    """One at a time for each account, so that limits and names hold."""
    list(Account.objects.select_for_update().filter(pk=account).values_list("pk"))


@transaction.atomic
def list_make(account: uuid.UUID, name: str) -> SavedList:
    """A new, empty list. Raises NameTaken and TooMany."""
    _hold(account)
    name = " ".join(typed(name).split())[:120]
    if not name:
        raise NameTaken(_("Give the list a name."), "name")
    mine = SavedList.objects.filter(account=account)
    if mine.filter(name=name).exists():
        raise NameTaken(_("You have a list of this name. Choose another name."), "name")
    if mine.count() >= MOST_LISTS:
        raise TooMany(
            _("You have %(most)s lists, which is the most. Delete one first.")
            % {"most": MOST_LISTS},
            "name",
        )
    return SavedList.objects.create(account_id=account, name=name)


@transaction.atomic
def list_rename(account: uuid.UUID, list_id: uuid.UUID, name: str) -> None:
    """Call a list something else. Raises NameTaken."""
    kept, name = _mine(account, list_id), " ".join(typed(name).split())[:120]
    if not name:
        raise NameTaken(_("Give the list a name."), "name")
    if SavedList.objects.filter(account=account, name=name).exclude(pk=kept.pk).exists():
        raise NameTaken(_("You have a list of this name. Choose another name."), "name")
    SavedList.objects.filter(pk=kept.pk).update(name=name, changed_at=clock.now())


@transaction.atomic
def list_delete(account: uuid.UUID, list_id: uuid.UUID) -> None:
    """Delete a list with its notes."""
    _mine(account, list_id).delete()


@transaction.atomic
def list_share(account: uuid.UUID, list_id: uuid.UUID, *, on: bool) -> None:
    """Give a list a link, or stop it; a new link is never one that was there before."""
    kept = _mine(account, list_id)
    more = 1 if on else 0
    SavedList.objects.filter(pk=kept.pk).update(is_shared=on, shared_round=kept.shared_round + more)


@transaction.atomic
def resource_save(
    account: uuid.UUID,
    viewer: Viewer,
    resource: uuid.UUID,
    *,
    list_id: uuid.UUID | None,
    note: str = "",
) -> SavedList:
    """Put a thing the viewer may see into a list; without one, into the last used, or a first one.

    Saved again, only a new note is taken. Raises NotYours and TooMany.
    """
    if not resources_visible_to(viewer).filter(pk=resource).exists():
        raise NotYours("resource")
    if list_id is None:
        last = SavedList.objects.filter(account=account).order_by("-changed_at", "pk").first()
        kept = last or list_make(account, _("My list"))
        list_id = kept.pk
    kept = _mine(account, list_id)
    note = typed(note)[:1000]
    there = ListItem.objects.filter(list=kept, resource=resource).first()
    if there is not None:
        if note:
            ListItem.objects.filter(pk=there.pk).update(note=note)
    else:
        _room(kept, 1)
        ListItem.objects.create(list=kept, resource_id=resource, note=note, order=_last(kept) + 1)
    _touch(kept)
    return kept


def _room(kept: SavedList, more: int) -> None:
    if ListItem.objects.filter(list=kept).count() + more > MOST_ITEMS:
        raise TooMany(
            _("This list holds %(most)s things, which is the most. Choose another list.")
            % {"most": MOST_ITEMS},
            "list",
        )


def _last(kept: SavedList) -> int:
    return int(ListItem.objects.filter(list=kept).aggregate(n=Max("order"))["n"] or 0)


def _item(kept: SavedList, item_id: uuid.UUID) -> ListItem:
    item = ListItem.objects.filter(list=kept, pk=item_id).first()
    if item is None:
        raise NotYours("item")
    return item


@transaction.atomic
def item_note(account: uuid.UUID, list_id: uuid.UUID, item_id: uuid.UUID, note: str) -> None:
    """Write, change or empty the note beside a thing."""
    kept = _mine(account, list_id)
    ListItem.objects.filter(pk=_item(kept, item_id).pk).update(note=typed(note)[:1000])
    _touch(kept)


@transaction.atomic
def item_remove(account: uuid.UUID, list_id: uuid.UUID, item_id: uuid.UUID) -> None:
    """Take a thing out of a list."""
    kept = _mine(account, list_id)
    _item(kept, item_id).delete()
    _touch(kept)


@transaction.atomic
def item_move(account: uuid.UUID, list_id: uuid.UUID, item_id: uuid.UUID, *, by: int) -> None:
    """Move a thing up (`by` -1) or down (1) by one place; at the end it stays."""
    kept = _mine(account, list_id)
    _item(kept, item_id)
    keys = list(items_of(kept).values_list("pk", flat=True))
    place = keys.index(item_id)
    other = min(max(place + by, 0), len(keys) - 1)
    keys[place], keys[other] = keys[other], keys[place]
    for order, key in enumerate(keys, start=1):
        ListItem.objects.filter(pk=key).exclude(order=order).update(order=order)
    _touch(kept)


@transaction.atomic
def list_give(standing: Standing, list_id: uuid.UUID, person: uuid.UUID) -> None:
    """Give a colleague a copy of a list with its notes; one's own stays as it is.

    What the colleague may not see is left out. Raises NotYours, NotAColleague and TooMany.
    """
    if standing.account is None:
        raise NotYours("list")
    kept = _mine(standing.account, list_id)
    found: Person | None = colleagues_of(standing).filter(pk=person).first()
    if found is None or found.account is None:
        raise NotAColleague(_("Choose one of your colleagues."), "person")
    theirs = viewer_of(found.account)
    items = list(items_of(kept))
    seen = set(
        resources_visible_to(theirs)
        .filter(pk__in=[item.resource_id for item in items])
        .values_list("pk", flat=True)
    )
    _hold(found.account.pk)
    names = set(SavedList.objects.filter(account=found.account).values_list("name", flat=True))
    if len(names) >= MOST_LISTS:
        raise TooMany(
            _("Your colleague has no room for another list. Share the link instead."), "person"
        )
    name, number = kept.name, 2
    while name in names:
        name, number = f"{kept.name[:114]} ({number})", number + 1
    copy = SavedList.objects.create(account=found.account, name=name)
    ListItem.objects.bulk_create(
        ListItem(list=copy, resource_id=item.resource_id, note=item.note, order=order)
        for order, item in enumerate((one for one in items if one.resource_id in seen), start=1)
    )
    notice_enqueue(
        found.account.pk,
        sort="organisation",
        cause=f"list-{copy.pk}",
        template="readers/mail/list_given",
        values={"name": copy.name, "given_by": str(standing.account)},
        path=f"/mine/lists/{copy.pk}/",
    )
