"""Asking for sources and imports: only what somebody may bring in for."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, QuerySet

from agora.editorial.rules import WRITERS
from agora.exchange.bringing.judging import Verdict
from agora.exchange.models import Import, ImportRow
from agora.kernel.errors import NotYours
from agora.people.models import Organisation
from agora.people.queries import Standing

ORDER = (Verdict.REJECTED, Verdict.NEW, Verdict.CHANGED, Verdict.UNCHANGED)


def organisations_to_bring_for(standing: Standing) -> QuerySet[Organisation]:
    """The organisations this person may bring things in for."""
    rows = Organisation.objects.filter(withdrawn_at__isnull=True)
    return rows if standing.is_lead else rows.filter(pk__in=standing.organisations(*WRITERS))


def imports_of(standing: Standing) -> QuerySet[Import]:
    """The imports this person may see, the newest first."""
    rows = Import.objects.select_related("source__organisation").order_by("-created_at")
    if standing.is_lead:
        return rows
    return rows.filter(source__organisation__in=standing.organisations(*WRITERS))


def import_for(standing: Standing, import_id: uuid.UUID) -> Import:
    """The import, if it is theirs to see; else NotYours."""
    run = imports_of(standing).filter(pk=import_id).first()
    if run is None:
        raise NotYours("no such import")
    return run


def counts_of(run: Import) -> Mapping[str, int]:
    """How many rows are what; one query."""
    found = dict(run.rows.values_list("verdict").annotate(n=Count("pk")))
    return {verdict.value: found.get(verdict.value, 0) for verdict in ORDER}


def rows_of(run: Import, verdict: str) -> QuerySet[ImportRow]:
    """The rows of one verdict in their order, without their documents."""
    rows: QuerySet[ImportRow, Any] = run.rows.defer("document", "former").order_by("number")
    return rows.filter(verdict=verdict) if verdict else rows
