"""Writing forums and stands live; called by the editorial room alone.

A stand is written through its forum: the forum's document stays the one truth, and both have
versions. Whoever publishes holds the content's counter, so the forum's document read here is the last.
"""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from agora.editorial.services import document_read, version_publish
from agora.forums import models as m
from agora.forums.documents import ForumDocument, StandDocument
from agora.forums.stands import FORUM, STAND, forum_document
from agora.kernel import addresses, clock, ids, traces
from agora.kernel.errors import InvalidDocument, NotHere, Problem
from agora.people.models import Organisation
from agora.topics.queries import PACT, vocabulary

KIND = FORUM
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
        stand_items_write(stand, shape.items)
    return stands


def stand_items_write(stand: m.Stand, keys: Iterable[str]) -> None:
    """Write what is on show at a stand, as its document names it."""
    m.StandItem.objects.filter(stand=stand).delete()
    resolved = (addresses.resolve(RESOURCE, key) for key in keys)
    found = dict.fromkeys(item[0] for item in resolved if item)
    m.StandItem.objects.bulk_create(
        m.StandItem(stand=stand, resource_id=item, order=number)
        for number, item in enumerate(found)
    )
    traces.lift(SHOWN_AT, ("stand", stand.pk))
    for item in found:
        traces.leave((RESOURCE, item), SHOWN_AT, ("stand", stand.pk))


def items_move(gone: uuid.UUID, kept: uuid.UUID) -> dict[str, Any]:
    """Show at every stand what took a thing's place; the forums whose stands showed it."""
    forums = _forums_showing(gone)
    _items_anew(forums)
    return {"forums": [str(key) for key in sorted(forums)]} if forums else {}


def items_restore(note: dict[str, Any], _gone: uuid.UUID, kept: uuid.UUID) -> int:
    """Show it again where it was; nothing is left, for all is written from the forums' documents."""
    _items_anew({uuid.UUID(key) for key in note["forums"]} | _forums_showing(kept))
    return 0


def _forums_showing(resource: uuid.UUID) -> set[uuid.UUID]:
    rows = m.StandItem.objects.filter(resource=resource)
    return set(rows.values_list("stand__forum_id", flat=True))


def _items_anew(forums: set[uuid.UUID]) -> None:
    for forum in sorted(forums):
        document = forum_document(forum)
        stands = {stand.slug: stand for stand in m.Stand.objects.filter(forum=forum)}
        for shape in document["stands"] if document else ():
            if shape["key"] in stands:
                stand_items_write(stands[shape["key"]], shape.get("items") or ())


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


def stand_apply(object_id: uuid.UUID, document: StandDocument, _version: int) -> str:
    """Put the stand into its forum's document and publish that; returns the stand's key.

    A stand keeps its id, its forum and its organisation. Raises InvalidDocument where it names what
    does not exist, or the place of another stand.
    """
    found = addresses.resolve(FORUM, document.forum)
    forum = forum_document(found[0]) if found else None
    if found is None or forum is None:
        raise InvalidDocument(
            [Problem("forum", _("There is no forum “%s” on the market.") % document.forum)]
        )
    forum_id = found[0]
    before = m.Stand.objects.filter(pk=object_id).first()
    organisation = addresses.resolve("organisation", document.organisation)
    problems = list(_stand_problems(document, forum_id, forum, before, organisation))
    if problems or organisation is None:
        raise InvalidDocument(problems)
    old_key = before.slug if before else document.slug
    shape = document.model_dump(mode="json", exclude={"slug", "visibility", "forum"})
    shapes = [
        {**shape, "key": document.slug} if one["key"] == old_key else one for one in forum["stands"]
    ]
    if before is None:
        shapes.append({**shape, "key": document.slug})
        m.Stand.objects.create(
            id=object_id,
            forum_id=forum_id,
            slug=document.slug,
            organisation_id=organisation[0],
            order=len(shapes),
            original_language=document.original_language,
        )
    elif before.slug != document.slug:
        m.Stand.objects.filter(pk=object_id).update(slug=document.slug)
    slots = [
        {**slot, "stand": document.slug} if slot.get("stand") == old_key else slot
        for slot in forum["slots"]
    ]
    _forum_publish(forum_id, {**forum, "stands": shapes, "slots": slots}, object_id, document.slug)
    return document.slug


def _stand_problems(
    document: StandDocument,
    forum_id: uuid.UUID,
    forum: dict[str, Any],
    before: m.Stand | None,
    organisation: tuple[uuid.UUID, str] | None,
) -> Iterator[Problem]:
    if organisation is None:
        yield Problem(
            "organisation",
            _("There is no organisation “%s” on the market.") % document.organisation,
        )
    elif before is not None and before.organisation_id != organisation[0]:
        yield Problem(
            "organisation",
            _(
                "A stand stays with its organisation. The forum’s organisers can give it to another."
            ),
        )
    if before is not None and before.forum_id != forum_id:
        yield Problem("forum", _("A stand stays at its forum. Begin a new one at the other forum."))
    taken = m.Stand.objects.filter(forum_id=forum_id, slug=document.slug).first()
    if taken is not None and (before is None or taken.pk != before.pk):
        yield Problem(
            "slug", _("Another stand of this forum has the address “%s”.") % document.slug
        )
    if document.visibility != (forum.get("visibility") or "public"):
        yield Problem("visibility", _("A stand is shown to whom its forum is shown."))
    for number, key in enumerate(document.items):
        if addresses.resolve(RESOURCE, key) is None:
            yield Problem(f"items.{number}", _("There is nothing at the address “%s”.") % key)


def stand_withdraw(object_id: uuid.UUID, reason: str) -> None:
    """Take the stand out of its forum's document and publish that; its slots stay without a stand.

    Raises NotHere when there is nothing to withdraw.
    """
    stand = m.Stand.objects.filter(pk=object_id).first()
    forum = forum_document(stand.forum_id) if stand else None
    if stand is None or forum is None:
        raise NotHere(f"There is no stand {object_id} to withdraw.")
    shapes = [one for one in forum["stands"] if one["key"] != stand.slug]
    slots = [
        {**slot, "stand": None} if slot.get("stand") == stand.slug else slot
        for slot in forum["slots"]
    ]
    whole = {**forum, "stands": shapes, "slots": slots}
    _forum_publish(stand.forum_id, whole, object_id, f"{stand.slug}: {reason}")


def _forum_publish(
    forum_id: uuid.UUID, forum: dict[str, Any], stand_id: uuid.UUID, note: str
) -> None:
    version_publish(
        FORUM,
        forum_id,
        document_read(FORUM, forum),
        note=f"stand {note}",
        besides=frozenset({(STAND, stand_id)}),
    )
