"""Whose a document is, through what the desk knows of its sort."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from agora.kernel import addresses, editing
from agora.people.models import Organisation


def owner_of(kind: str, document: Mapping[str, Any]) -> uuid.UUID | None:
    """The organisation whose editors may write this document; None: the learning team."""
    sort = editing.sort_of(kind, document)
    reference = sort.owner(document) if sort else None
    if not reference:
        return None
    try:
        key: uuid.UUID | None = uuid.UUID(str(reference))
    except ValueError:
        found = addresses.resolve("organisation", str(reference))
        key = found[0] if found else None
    if key is None:
        return None
    return Organisation.objects.filter(pk=key).values_list("pk", flat=True).first()
