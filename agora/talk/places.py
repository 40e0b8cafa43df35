"""Places of talk: what a higher room opens for threads, and who may read, write and moderate there.

A room above registers its kind at start, so that this room knows nothing of courses or forums:

    places.register("run", Place(may_read=…, may_write=…, may_moderate=…, describe=…, members=…,
                                 anchor_title=…))

The three predicates get a person's standing and ids of places and answer with those for which it is so,
in a constant number of queries. Whoever may moderate should be among those who may read and write.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from agora.people.queries import Standing

Ids = Collection[uuid.UUID]
Among = Callable[[Standing, Ids], Ids]


@dataclass(frozen=True)
class PlaceNamed:
    """What a place is called in the reader's language, and its page, with the language in front."""

    title: str
    path: str


@dataclass(frozen=True)
class Place:
    """A kind of place.

    `describe(ids, language)` names these places; `members(id)` are the accounts that may be mailed what
    is said there; `anchor_title(id, anchor, language)` names the part of a place that a thread is
    about, and is None where the place has no such part. `anchor_titles(id, anchors, language)` may name
    many at once; without it each is asked for.
    """

    may_read: Among
    may_write: Among
    may_moderate: Among
    describe: Callable[[Ids, str], Mapping[uuid.UUID, PlaceNamed]]
    members: Callable[[uuid.UUID], Ids]
    anchor_title: Callable[[uuid.UUID, uuid.UUID, str], str | None]
    anchor_titles: Callable[[uuid.UUID, Ids, str], Mapping[uuid.UUID, str]] | None = None

    def named(self, place_id: uuid.UUID, anchors: Ids, language: str) -> Mapping[uuid.UUID, str]:
        """The titles of these parts of a place, those it has only."""
        if not anchors:
            return {}
        if self.anchor_titles:
            return self.anchor_titles(place_id, anchors, language)
        found = {key: self.anchor_title(place_id, key, language) for key in anchors}
        return {key: title for key, title in found.items() if title is not None}


_places: dict[str, Place] = {}


def register(kind: str, place: Place) -> None:
    """Called once per kind from a room's `ready()`."""
    _places[kind] = place


def place_of(kind: str) -> Place | None:
    """The kind of place; None where no room registered it."""
    return _places.get(kind)


def names() -> tuple[str, ...]:
    """All registered kinds of place."""
    return tuple(sorted(_places))
