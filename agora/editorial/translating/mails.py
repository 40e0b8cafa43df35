"""What people are told about translations."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import Q

from agora.editorial.models import Translation
from agora.kernel import kinds, languages
from agora.kernel.models import Visibility
from agora.notices.services import notice_enqueue
from agora.people.models import Account, Duty, Membership, Person


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


def translation_waits(translation: Translation) -> None:
    """Tell those who may read it."""
    _tell(readers_for(translation), "waits", translation, translation.sent_at)


def translation_given_back(translation: Translation) -> None:
    """Tell the translator what was asked for."""
    _tell([translation.sent_by], "given_back", translation, translation.worked_at)


def translation_published(translation: Translation, wrote: Iterable[uuid.UUID]) -> None:
    """Tell the translators that it is live."""
    _tell(wrote, "published", translation, translation.decided_at)


def translation_closed(translation: Translation, wrote: Iterable[uuid.UUID | None]) -> None:
    """Tell who worked on it that the thing was withdrawn, and where their text is."""
    _tell(wrote, "closed", translation, translation.decided_at)


def _tell(
    accounts: Iterable[uuid.UUID | None],
    what: str,
    translation: Translation,
    when: dt.datetime | None,
) -> None:
    moment = (when or translation.started_at).isoformat()
    about = f"{translation.kind}/{translation.object_id}/{translation.language}"
    for account in dict.fromkeys(accounts):
        if account is None or not Account.objects.filter(pk=account, is_active=True).exists():
            continue
        notice_enqueue(
            account,
            sort="translation",
            cause=f"translation-{translation.pk}-{what}-{moment}",
            template=f"editorial/mail/translation_{what}",
            values={
                "title": translation.title,
                "into": translation.language,
                "asked": translation.asked if what == "given_back" else "",
                "reason": "" if kinds.is_reason(translation.closed_for) else translation.closed_for,
            },
            path="/account/data/" if what == "closed" else f"/desk/translate/{about}/",
            organisation=translation.organisation_id,
        )
