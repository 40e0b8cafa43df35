"""What people are told about translations."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import Q

from agora.editorial.models import Translation
from agora.kernel import languages
from agora.kernel.models import Visibility
from agora.people.models import Duty, Membership, Person


def readers_for(translation: Translation) -> tuple[uuid.UUID, ...]:
    """The accounts of those who may be its second reader: the owner's, else the learning team's."""
    people = Person.objects.filter(account__is_active=True)
    own = people.filter(
        memberships__organisation=translation.organisation_id,
        memberships__role__in=(Membership.Role.REVIEWER, Membership.Role.ADMIN),
    )
    found = own if translation.organisation_id and own.exists() else people.none()
    if not found.exists() and translation.visibility == Visibility.PUBLIC:
        spoken = Q(duties__language="") | Q(
            duties__language=languages.primary(translation.language)
        )
        found = people.filter(spoken, duties__role__in=(Duty.Role.TRANSLATOR, Duty.Role.REVIEWER))
    accounts = found.distinct().values_list("account", flat=True)
    return tuple(one for one in accounts if one and one != translation.sent_by)


def _path(translation: Translation) -> str:
    return f"desk/translate/{translation.kind}/{translation.object_id}/{translation.language}/"


def translation_waits(translation: Translation) -> None:
    """Tell those who may read it."""
    _tell(readers_for(translation), "translation-waits", translation)


def translation_given_back(translation: Translation) -> None:
    """Tell the translator what was asked for."""
    _tell([translation.sent_by], "translation-given-back", translation)


def translation_published(translation: Translation, wrote: Iterable[uuid.UUID]) -> None:
    """Tell the translators that it is live."""
    _tell(wrote, "translation-published", translation)


def _tell(accounts: Iterable[uuid.UUID | None], template: str, translation: Translation) -> None:
    for account in dict.fromkeys(accounts):
        if account is not None:
            pass
