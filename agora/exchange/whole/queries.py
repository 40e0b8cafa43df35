"""Who may take out what, and how far an archive is."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet

from agora.exchange.models import Archive
from agora.kernel import clock
from agora.people.models import Duty, Membership, Organisation
from agora.people.queries import Standing


def leads_network(standing: Standing) -> bool:
    """Whether they lead the learning team for every language and axis: nobody else has it all."""
    return any(
        duty.role == Duty.Role.LEAD and not duty.language and not duty.axis
        for duty in standing.duties
    )


def may_take_out(standing: Standing) -> bool:
    """Whether there is anything for them to take out."""
    return leads_network(standing) or bool(standing.organisations(Membership.Role.ADMIN))


def organisations_to_take_out(standing: Standing) -> QuerySet[Organisation]:
    """Those they are an admin of."""
    return Organisation.objects.filter(
        pk__in=standing.organisations(Membership.Role.ADMIN), withdrawn_at__isnull=True
    )


def archives_for(standing: Standing) -> QuerySet[Archive]:
    """Archives they may fetch that are there or coming, the newest first."""
    allowed = Q(organisation__in=standing.organisations(Membership.Role.ADMIN))
    if leads_network(standing):
        allowed |= Q(organisation__isnull=True)
    return (
        Archive.objects.filter(allowed)
        .exclude(expires_at__lte=clock.now())
        .order_by("-asked_at", "-pk")
    )


def path_of(archive_id: uuid.UUID) -> Path:
    """Where its file lies."""
    return Path(settings.COPIES) / "archives" / f"{archive_id}.zip"


def percent_of(archive: Archive) -> int:
    """How far it is, from 0 to 100: whoever makes it writes that beside it, not into the database."""
    try:
        done, total = json.loads(path_of(archive.pk).with_suffix(".progress").read_text())
        return int(100 * done // max(total, 1))
    except (OSError, ValueError, TypeError):
        return 0
