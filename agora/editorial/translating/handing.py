"""What of translating has words in the journal, and passes on when somebody leaves."""

from __future__ import annotations

import uuid
from typing import Final

from django.utils.translation import gettext_lazy

from agora.editorial.models import Translation
from agora.journal.services import entry_write
from agora.people import upstairs

ACTS: Final = {
    "translation-claim": gettext_lazy("took on a translation"),
    "translation-release": gettext_lazy("gave a translation back to whoever takes it on"),
    "translation-send": gettext_lazy("sent a translation to its second reader"),
    "translation-take-back": gettext_lazy("took a translation back"),
    "translation-give-back": gettext_lazy("asked for a change in a translation"),
    "translation-left": gettext_lazy("left a translation to nobody, for their account was erased"),
    "translation-close": gettext_lazy("closed a translation, for its original was withdrawn"),
    "translation-publish": gettext_lazy("published a translation"),
}


def register_holdings() -> None:
    """Called at start."""
    upstairs.register_holding(upstairs.Holding("translations", _held, _give, _drop))


def _held(organisation: uuid.UUID | None, account: uuid.UUID) -> int:
    return Translation.objects.filter(
        organisation=organisation, claimed_by=account, state=Translation.State.WORKING
    ).count()


def _give(organisation: uuid.UUID | None, account: uuid.UUID, heir: uuid.UUID) -> int:
    """The heir goes on with the work; each segment keeps who wrote it."""
    rows = Translation.objects.filter(
        organisation=organisation, claimed_by=account, state=Translation.State.WORKING
    )
    return rows.update(claimed_by=heir)


def _drop(account: uuid.UUID) -> int:
    """What was written stays for whoever takes the language on next."""
    rows = list(
        Translation.objects.select_for_update().filter(
            state__in=Translation.OPEN, claimed_by=account
        )
    )
    for one in rows:
        one.claimed_by = None
        one.save(update_fields=["claimed_by"])
        entry_write("translation-left", one.kind, one.object_id, note=one.language,
                    organisation=one.organisation_id)  # fmt: skip
    return len(rows)
