"""A stand as a document of its own, made of its forum's."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from agora.editorial.models import Version
from agora.forums import models as m

Part = tuple[str, uuid.UUID]
FORUM, STAND = "forum", "stand"


def forum_document(forum_id: uuid.UUID) -> dict[str, Any] | None:
    """The document of a forum that is live; None where none is."""
    last = (
        Version.objects.filter(kind=FORUM, object_id=forum_id)
        .order_by("-number")
        .values_list("document", flat=True)
        .first()
    )
    return None if last is None or "withdrawn" in last else dict(last)


def stand_documents(forum_id: uuid.UUID, forum: Mapping[str, Any]) -> dict[Part, Mapping[str, Any]]:
    """The stands of a forum's document as documents of their own, by the ids they have now."""
    ids = dict(m.Stand.objects.filter(forum_id=forum_id).values_list("slug", "id"))
    return {
        (STAND, ids[shape["key"]]): _own(shape, forum)
        for shape in forum.get("stands") or ()
        if shape["key"] in ids
    }


def _own(shape: Mapping[str, Any], forum: Mapping[str, Any]) -> dict[str, Any]:
    texts = shape["texts"]
    original = shape.get("original_language") or "en"
    return {
        "slug": shape["key"],
        # Before a stand was edited by itself, nobody checked that it is said in its own language.
        "original_language": original if original in texts else next(iter(texts), original),
        "visibility": forum.get("visibility") or "public",
        "forum": forum["slug"],
        "organisation": shape["organisation"],
        "axis": shape.get("axis"),
        "texts": texts,
        "items": list(shape.get("items") or ()),
    }


def stand_live(stand_id: uuid.UUID) -> dict[str, Any] | None:
    """The document of a stand that was published with its forum before it had versions itself."""
    forum_id = m.Stand.objects.filter(pk=stand_id).values_list("forum_id", flat=True).first()
    forum = forum_document(forum_id) if forum_id else None
    if forum is None or forum_id is None:
        return None
    found = stand_documents(forum_id, forum).get((STAND, stand_id))
    return dict(found) if found else None
