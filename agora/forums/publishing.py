"""Writing forums live; called by the editorial room alone."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo

from agora.forums import models as m
from agora.forums.documents import ForumDocument
from agora.kernel import addresses, clock, ids, traces
from agora.kernel.errors import InvalidDocument, NotHere, Problem
from agora.people.models import Organisation
from agora.topics.queries import PACT, vocabulary

KIND = "forum"
RESOURCE = "resource"
SHOWN_AT = "shown-at"


def forum_apply(object_id: uuid.UUID, document: ForumDocument, version: int) -> str:
    """Write the document into the live tables; returns the address given.

    Stands keep their ids, so that links and cards to them stay. Raises InvalidDocument when the
    document names what does not exist.
    """
    words = vocabulary()
    problems: list[Problem] = []
    if document.place not in words.places:
        problems.append(Problem("place", f"“{document.place}” is not a place we know"))
    organisations: dict[str, uuid.UUID] = {}
    for key in {*document.organisers, *(stand.organisation for stand in document.stands)}:
        found = addresses.resolve("organisation", key)
        if found is None:
            problems.append(Problem("organisation", f"“{key}” is not an organisation we know"))
        else:
            organisations[key] = found[0]
    problems += [
        Problem("axis", f"“{stand.axis}” is not an axis of the Pact")
        for stand in document.stands
        if stand.axis and words.term(PACT, stand.axis) is None
    ]
    if problems:
        raise InvalidDocument(problems)

    slug = addresses.claim(KIND, document.slug, object_id)
    forum, _ = m.Forum.objects.update_or_create(
        id=object_id,
        defaults={
            "slug": slug,
            "place_id": words.places[document.place].id,
            "starts": document.starts,
            "ends": document.ends,
            "timezone": document.timezone,
            "original_language": document.original_language,
            "visibility": document.visibility,
            "withdrawn_at": None,
            "withdrawn_reason": "",
            "changed_at": clock.now(),
            "version": version,
        },
    )
    forum.organisers.set(
        Organisation.objects.filter(pk__in=[organisations[key] for key in document.organisers])
    )
    m.ForumText.objects.filter(forum=forum).delete()
    m.ForumText.objects.bulk_create(
        m.ForumText(
            forum=forum, language=language,
            title=text.title, summary=text.summary, body=text.body, theme=text.theme,
            origin=text.origin, state=text.state, source_version=text.source_version,
        )
        for language, text in document.texts.items()
    )  # fmt: skip
    stands = _stands(forum, document, organisations)
    _slots(forum, document, stands)
    return slug


def _stands(
    forum: m.Forum, document: ForumDocument, organisations: dict[str, uuid.UUID]
) -> dict[str, m.Stand]:
    words = vocabulary()
    stands: dict[str, m.Stand] = {}
    forum.stands.exclude(slug__in=[shape.key for shape in document.stands]).delete()
    for order, shape in enumerate(document.stands):
        axis = words.term(PACT, shape.axis) if shape.axis else None
        stand, _ = m.Stand.objects.update_or_create(
            forum=forum,
            slug=shape.key,
            defaults={
                "organisation_id": organisations[shape.organisation],
                "axis_id": axis.id if axis else None,
                "order": order,
                "original_language": shape.original_language,
            },
            create_defaults={
                "id": ids.fixed_id("stand", f"{forum.pk}/{shape.key}"),
                "organisation_id": organisations[shape.organisation],
                "axis_id": axis.id if axis else None,
                "order": order,
                "original_language": shape.original_language,
            },
        )
        stands[shape.key] = stand
        m.StandText.objects.filter(stand=stand).delete()
        m.StandText.objects.bulk_create(
            m.StandText(
                stand=stand, language=language,
                title=text.title, summary=text.summary, body=text.body,
                origin=text.origin, state=text.state, source_version=text.source_version,
            )
            for language, text in shape.texts.items()
        )  # fmt: skip
        m.StandItem.objects.filter(stand=stand).delete()
        resolved = (addresses.resolve(RESOURCE, key) for key in shape.items)
        found = dict.fromkeys(item[0] for item in resolved if item)
        m.StandItem.objects.bulk_create(
            m.StandItem(stand=stand, resource_id=item, order=number)
            for number, item in enumerate(found)
        )
        traces.lift(SHOWN_AT, ("stand", stand.pk))
        for item in found:
            traces.leave((RESOURCE, item), SHOWN_AT, ("stand", stand.pk))
    return stands


def _slots(forum: m.Forum, document: ForumDocument, stands: dict[str, m.Stand]) -> None:
    zone = zoneinfo.ZoneInfo(document.timezone)
    m.Slot.objects.filter(forum=forum).delete()
    for order, shape in enumerate(document.slots):
        slot = m.Slot.objects.create(
            forum=forum,
            stand=stands.get(shape.stand) if shape.stand else None,
            starts_at=_in_zone(shape.starts, zone),
            ends_at=_in_zone(shape.ends, zone),
            order=order,
        )
        m.SlotText.objects.bulk_create(
            m.SlotText(
                slot=slot, language=language, title=text.title, summary=text.summary,
                origin=text.origin, state=text.state, source_version=text.source_version,
            )
            for language, text in shape.texts.items()
        )  # fmt: skip


def _in_zone(moment: dt.datetime, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(dt.UTC)


def forum_withdraw(object_id: uuid.UUID, reason: str) -> None:
    """Leave a tombstone. Raises NotHere when there is nothing to withdraw."""
    now = clock.now()
    if not m.Forum.objects.filter(pk=object_id).update(
        withdrawn_at=now, withdrawn_reason=reason[:300], changed_at=now
    ):
        raise NotHere(f"There is no forum {object_id} to withdraw.")
