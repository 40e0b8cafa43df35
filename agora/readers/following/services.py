"""Saving searches and following."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agora.catalogue.queries import Search
from agora.kernel import clock
from agora.kernel.errors import NotYours
from agora.kernel.typed import typed
from agora.people.models import Account, Person
from agora.people.queries import Viewer
from agora.readers.errors import (
    MOST_FOLLOWS,
    MOST_SEARCHES,
    NotASearch,
    SearchTooLong,
    TooMany,
)
from agora.readers.following.queries import thing_named
from agora.readers.logic import address_of, week_of, zone_named
from agora.readers.models import DigestPlan, Follow, SavedSearch

_LONGEST = 2000


def _begin(account: uuid.UUID) -> None:
    """One at a time for each account; whoever keeps a first thing is told of what comes from now on."""
    list(Account.objects.select_for_update().filter(pk=account).values_list("pk"))
    if not DigestPlan.objects.filter(pk=account).exists():
        _plan(account, {})


def _plan(account: uuid.UUID, more: dict[str, Any]) -> None:
    zone = Person.objects.filter(account=account).values_list("timezone", flat=True).first()
    now = clock.now()
    DigestPlan.objects.update_or_create(
        account_id=account,
        defaults={"told_until": now, "last_week": week_of(now, zone_named(zone or "")), **more},
    )


@transaction.atomic
def digest_wish(account: uuid.UUID, *, on: bool) -> None:
    """Have the weekly mail, or not; switched on again, it begins with what comes from then on."""
    plan = DigestPlan.objects.select_for_update().filter(pk=account).first()
    if plan is None or plan.is_wanted != on:
        _plan(account, {"is_wanted": on})


@transaction.atomic
def search_save(account: uuid.UUID, search: Search, *, name: str, language: str) -> SavedSearch:
    """Keep a search; kept already, it gets the new name.

    Raises NotASearch, SearchTooLong and TooMany.
    """
    _begin(account)
    address = address_of(search)
    if not address:
        raise NotASearch(_("Search for something first, or choose a filter."), "name")
    if len(address) > _LONGEST:
        raise SearchTooLong(_("This search has too many filters to keep. Remove some."), "name")
    name = " ".join(typed(name).split())[:120]
    same = SavedSearch.objects.filter(account=account, address=address, language=language)
    if same.update(name=name):
        return same.get()
    if SavedSearch.objects.filter(account=account).count() >= MOST_SEARCHES:
        raise TooMany(
            _("You keep %(most)s searches, which is the most. Delete one first.")
            % {"most": MOST_SEARCHES},
            "name",
        )
    return SavedSearch.objects.create(
        account_id=account, name=name, address=address, language=language
    )


@transaction.atomic
def search_delete(account: uuid.UUID, search_id: uuid.UUID) -> None:
    """Keep a search no longer."""
    mine = SavedSearch.objects.filter(pk=search_id, account=account)
    if not mine.exists():
        raise NotYours("search")
    mine.delete()


@transaction.atomic
def follow(account: uuid.UUID, viewer: Viewer, kind: str, object_id: uuid.UUID) -> None:
    """Hear of what is new there; following twice changes nothing. Raises NotYours and TooMany."""
    if thing_named(kind, object_id, "en", viewer) is None:
        raise NotYours(kind)
    _begin(account)
    mine = Follow.objects.filter(account=account)
    if mine.filter(**{f"{_FIELD[kind]}_id": object_id}).exists():
        return
    if mine.count() >= MOST_FOLLOWS:
        raise TooMany(
            _("You follow %(most)s things, which is the most. Stop following one first.")
            % {"most": MOST_FOLLOWS}
        )
    Follow.objects.create(account_id=account, **{f"{_FIELD[kind]}_id": object_id})


@transaction.atomic
def unfollow(account: uuid.UUID, kind: str, object_id: uuid.UUID) -> None:
    """Hear of it no longer."""
    if kind not in _FIELD:
        raise NotYours(kind)
    Follow.objects.filter(account=account, **{f"{_FIELD[kind]}_id": object_id}).delete()


_FIELD = {"organisation": "organisation", "topic": "concept", "place": "place"}
