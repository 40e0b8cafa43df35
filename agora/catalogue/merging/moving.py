"""What the catalogue and the kernel move when two resources become one."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from agora.catalogue.documents import ResourceDocument
from agora.catalogue.models import CollectionItem, Relation, Resource
from agora.catalogue.publishing import KIND, Names, ties_write
from agora.editorial.drafts import live_document
from agora.editorial.services import document_read
from agora.kernel import merging, outbox


def register() -> None:
    """Called at start."""
    merging.register(KIND, "catalogue.ties", merging.Mover(_move, _restore))
    for side, other in (("from", "to"), ("to", "from")):
        rows = merging.Rows(
            "kernel.Trace",
            f"{side}_id",
            (f"{side}_kind", "verb", f"{other}_kind", f"{other}_id"),
            where=((f"{side}_kind", KIND),),
        )
        merging.register(KIND, f"kernel.traces_{side}", rows.mover())


def _move(gone: uuid.UUID, _kept: uuid.UUID) -> dict[str, Any]:
    """Collections that hold it and things tied to it, written anew: its address leads on by now."""
    those = _tied_to(gone)
    _anew(those)
    return {"of": [str(key) for key in sorted(those)]} if those else {}


def _restore(note: dict[str, Any], _gone: uuid.UUID, kept: uuid.UUID) -> int:
    _anew({uuid.UUID(key) for key in note["of"]} | _tied_to(kept))
    return 0


def _tied_to(resource: uuid.UUID) -> set[uuid.UUID]:
    ties = Relation.objects.filter(to=resource).values_list("resource_id", flat=True)
    shelves = CollectionItem.objects.filter(item=resource).values_list("collection_id", flat=True)
    return {*ties, *shelves}


def _anew(those: Collection[uuid.UUID]) -> None:
    for resource in Resource.objects.filter(pk__in=those, withdrawn_at__isnull=True):
        live = live_document(KIND, resource.pk)
        document = document_read(KIND, live[0]) if live else None
        if isinstance(document, ResourceDocument):
            ties_write(Names(), resource, document)
    outbox.mark(KIND, those)
