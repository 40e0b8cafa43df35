"""How a decision hides what has no versions: a post in a discussion, say.

What is published is hidden by a version that withdraws it (`editorial.services.content_withdraw`). A room
whose things have none registers a `Hider` at start; their author then is told what is decided, and may
appeal as a provider may.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Facts:
    """What moderation must know of a thing: whose words, in which language."""

    language: str
    author: uuid.UUID | None = None


@dataclass(frozen=True)
class Hider:
    """`facts(object_id)` is None where there is nothing left to hide.

    `hide(object_id, reason, by)` and `show(object_id, by)` are called in the transaction of the decision;
    `reason` is a key that `kernel.kinds.reason_said` says in words. To hide or show twice changes nothing.
    """

    facts: Callable[[uuid.UUID], Facts | None]
    hide: Callable[[uuid.UUID, str, uuid.UUID | None], None]
    show: Callable[[uuid.UUID, uuid.UUID | None], None]


_hiders: dict[str, Hider] = {}


def register(kind: str, hider: Hider) -> None:
    """Called once per kind from a room's `ready()`."""
    _hiders[kind] = hider


def hider_of(kind: str) -> Hider | None:
    """How things of this kind are hidden; None where it is done by a version."""
    return _hiders.get(kind)


def facts_of(kind: str, object_id: uuid.UUID) -> Facts | None:
    """What is known of a thing of such a kind."""
    hider = _hiders.get(kind)
    return hider.facts(object_id) if hider else None
