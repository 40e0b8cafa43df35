"""Which files somebody may put into a draft."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.db.models import Q

from agora.media.models import File
from agora.people.queries import Standing


def files_of(
    standing: Standing, organisation: uuid.UUID | None, named: Collection[str]
) -> frozenset[str]:
    """Those of the named files that this person uploaded, or that were given for the organisation."""
    keys = []
    for name in named:
        try:
            keys.append(uuid.UUID(name))
        except ValueError:
            continue
    mine = Q(uploaded_by=standing.account)
    if organisation is not None:
        mine |= Q(organisation=organisation)
    return frozenset(
        str(key) for key in File.objects.filter(mine, pk__in=keys).values_list("pk", flat=True)
    )
