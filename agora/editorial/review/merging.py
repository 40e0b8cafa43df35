"""What is live beside what was sent, and joining both when the live thing moved on meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from agora.editorial.claims import honest
from agora.editorial.comparing import Change, join
from agora.editorial.drafts import live_document
from agora.editorial.models import Draft, Submission, Version

NOTHING_LIVE: Final = -1
"""The live number of a thing that was never published, or was withdrawn."""


@dataclass(frozen=True)
class Against:
    """A document beside what is live.

    `live` is the live document (empty where there is none) and `number` its version; `moved` says
    that it is another version than the one the draft began from, and `gone` that it was withdrawn
    meanwhile. `document` is what publishing would write: the sent one, or both changes joined;
    `conflicts` are the places at which both changed the same (`before` is live, `after` was sent).
    """

    live: Mapping[str, Any]
    number: int
    moved: bool
    gone: bool
    document: dict[str, Any]
    conflicts: tuple[Change, ...] = ()


def against_live(thing: Draft | Submission, document: Mapping[str, Any] | None = None) -> Against:
    """This draft's or submission's document beside what is live now.

    `document` is a draft's as publishing would write it: what is live is whole as well.
    """
    live = live_document(thing.kind, thing.object_id)
    document = dict(thing.document if document is None else document)
    if live is None:
        return Against({}, NOTHING_LIVE, False, thing.base_number is not None, document)
    now, number = live
    if number == thing.base_number:
        return Against(now, number, False, False, document)
    # The address may have been given by publishing itself: it is nobody's change.
    joined = join(_base(thing), now, {**document, "slug": document.get("slug") or now.get("slug")})
    whole = honest(joined.document, now, document)
    return Against(now, number, True, False, whole, joined.conflicts)


def as_sent(submission: Submission) -> Against:
    """What was sent beside what it began from, whatever is live by now: for what is decided."""
    base = _base(submission)
    number = submission.base_number or NOTHING_LIVE
    return Against(base, number, False, False, dict(submission.document))


def _base(thing: Draft | Submission) -> Mapping[str, Any]:
    """The document the draft began from; empty where that is not known any more."""
    if not thing.base_number:
        return {}
    found = (
        Version.objects.filter(kind=thing.kind, object_id=thing.object_id, number=thing.base_number)
        .values_list("document", flat=True)
        .first()
    )
    return found or {}
