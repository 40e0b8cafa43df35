"""The thread between things: what came from what."""

from __future__ import annotations

import uuid

from agora.kernel.models import Trace

Thing = tuple[str, uuid.UUID]
USED = "used"
"""From a resource to what a city tells of its use."""


def leave(came_from: Thing, verb: str, to: Thing, *, by: uuid.UUID | None = None) -> None:
    """Write that `to` came from `came_from`; writing it twice changes nothing."""
    Trace.objects.get_or_create(
        from_kind=came_from[0],
        from_id=came_from[1],
        verb=verb,
        to_kind=to[0],
        to_id=to[1],
        defaults={"by": by},
    )


def onwards(thing: Thing) -> list[Trace]:
    """What came of this thing."""
    return list(Trace.objects.filter(from_kind=thing[0], from_id=thing[1]).order_by("at"))


def backwards(thing: Thing) -> list[Trace]:
    """What this thing came from."""
    return list(Trace.objects.filter(to_kind=thing[0], to_id=thing[1]).order_by("at"))


def lift(verb: str, to: Thing) -> None:
    """Take back all traces of this verb that lead to a thing, before they are written anew."""
    Trace.objects.filter(verb=verb, to_kind=to[0], to_id=to[1]).delete()
