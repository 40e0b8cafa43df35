"""Asking how somebody wants their mails."""

from __future__ import annotations

import uuid

from agora.notices.models import Preference


def preferences_of(account: uuid.UUID) -> dict[str, str]:
    """How they want each sort they chose something for; any other comes at once."""
    return dict(Preference.objects.filter(account=account).values_list("sort", "how"))
