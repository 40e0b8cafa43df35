"""Reading the journal."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet

from agora.journal.models import Entry


def entries_of(organisation: uuid.UUID) -> QuerySet[Entry]:
    """What was done in the affairs of an organisation, newest first."""
    return Entry.objects.filter(organisation=organisation).order_by("-id")


def entries_all() -> QuerySet[Entry]:
    """Everything that was done, newest first."""
    return Entry.objects.order_by("-id")
