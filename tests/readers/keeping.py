"""Readers who keep things, in tests."""

from __future__ import annotations

from typing import Any

from agora.catalogue.queries import Search
from agora.kernel import jobs
from agora.people.queries import standing_of
from agora.readers.following.services import follow, search_save
from agora.readers.lists.services import list_make, resource_save
from agora.readers.models import SavedList, Use
from agora.readers.uses.services import Told, use_send

WORDS = Told(
    language="en",
    used="The checklist for shaded streets.",
    came="Two streets have trees now, and people stay.",
    changed="We left out the survey.",
    year=2024,
)


def kept_list(somebody: Any, *resources: Any, name: str = "Shade") -> SavedList:
    """A list of theirs with these things, in this order."""
    kept = list_make(somebody.account.pk, name)
    for resource in resources:
        resource_save(somebody.account.pk, somebody.viewer, resource.pk, list_id=kept.pk)
    return kept


def keep_search(somebody: Any, name: str = "Trees", **search: Any) -> Any:
    """A search of theirs."""
    return search_save(
        somebody.account.pk, Search(**search), name=name, language=search.pop("language", "en")
    )


def follows(somebody: Any, kind: str, thing: Any) -> None:
    """They follow it."""
    follow(somebody.account.pk, somebody.viewer, kind, thing.pk)


def reported(somebody: Any, resource: Any, organisation: Any, told: Told = WORDS) -> Use:
    """A report of theirs that waits."""
    return use_send(
        standing_of(somebody.account), somebody.viewer, resource.pk, organisation.pk, told
    )


def run_jobs() -> None:
    """What the worker does, until nothing is left."""
    while jobs.run_next("test"):
        pass
