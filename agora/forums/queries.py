"""Asking for forums and stands."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db.models import Count, Q, QuerySet

from agora.catalogue.queries import cards, resources_visible_to
from agora.forums import models as m
from agora.kernel.kinds import Described, Gone
from agora.kernel.models import Visibility
from agora.people.models import OrganisationText
from agora.people.queries import ANYBODY, Named, Viewer, organisation_names, text_for
from agora.topics.queries import AXES, PACT, vocabulary
from agora.ui import wording
from agora.ui.rows import NOTHING, ForumPage, Link, Said, SlotRow, StandPage, StandRow


def forums_visible_to(viewer: Viewer) -> QuerySet[m.Forum]:
    """Forums this viewer may see; withdrawn ones are not among them."""
    allowed = Q(visibility=Visibility.PUBLIC)
    if "network" in viewer.tokens:
        allowed |= Q(visibility=Visibility.NETWORK)
    return m.Forum.objects.filter(allowed, withdrawn_at__isnull=True)


def forum_describe(
    ids: Collection[uuid.UUID], language: str, tokens: frozenset[str]
) -> dict[uuid.UUID, Described]:
    """What a lower room may say of these forums to a viewer with these tokens."""
    found = forums_visible_to(Viewer(tokens)).filter(pk__in=ids).prefetch_related("texts")
    made = {}
    for forum in found:
        text = text_for(forum.texts.all(), language, forum.original_language)
        made[forum.pk] = Described(
            text.title if text else forum.slug, f"/{language}/forums/{forum.slug}/"
        )
    return made


def stand_describe(
    ids: Collection[uuid.UUID], language: str, tokens: frozenset[str]
) -> dict[uuid.UUID, Described]:
    """What a lower room may say of these stands to a viewer with these tokens."""
    found = (
        m.Stand.objects.filter(pk__in=ids, forum__in=forums_visible_to(Viewer(tokens)))
        .select_related("forum")
        .prefetch_related("texts")
    )
    made = {}
    for stand in found:
        text = text_for(stand.texts.all(), language, stand.original_language)
        made[stand.pk] = Described(
            text.title if text else stand.slug,
            f"/{language}/forums/{stand.forum.slug}/stands/{stand.slug}/",
            stand.organisation_id,
        )
    return made


def forum_tombstone(object_id: uuid.UUID, language: str) -> Gone | None:
    """What is left of a public forum that was withdrawn."""
    row = m.Forum.objects.filter(
        pk=object_id, withdrawn_at__isnull=False, visibility=Visibility.PUBLIC
    ).first()
    if row is None or row.withdrawn_at is None:
        return None
    text = text_for(row.texts.all(), language, row.original_language)
    return Gone(
        text.title if text else row.slug,
        f"/{language}/forums/{row.slug}/",
        row.withdrawn_reason,
        row.withdrawn_at,
    )


def _said(row: object | None, attribute: str, reader: str) -> Said:
    if row is None or not getattr(row, attribute):
        return NOTHING
    return wording.said(getattr(row, attribute), row.language, reader, row.origin)  # type: ignore[attr-defined]  # a TextRow


def forum_dates(forum: m.Forum, reader: str) -> str:
    """`Tuesday, 11 October 2022`, or both ends of a longer forum."""
    starts = wording.date(forum.starts, "day", reader)
    if forum.starts == forum.ends:
        return starts
    return f"{starts} – {wording.date(forum.ends, 'day', reader)}"


def stand_rows(
    stands: Sequence[m.Stand],
    forum: m.Forum,
    reader: str,
    named: dict[uuid.UUID, Named],
    viewer: Viewer,
) -> list[StandRow]:
    """Stands as rows, in two queries; things the viewer may not see are not counted."""
    words = vocabulary()
    texts: dict[uuid.UUID, list[m.StandText]] = defaultdict(list)
    for text in m.StandText.objects.filter(stand__in=stands).defer("body"):
        texts[text.stand_id].append(text)
    things = dict(
        m.StandItem.objects.filter(stand__in=stands, resource__in=resources_visible_to(viewer))
        .values("stand_id")
        .annotate(n=Count("pk"))
        .values_list("stand_id", "n")
    )
    rows = []
    for stand in stands:
        best = text_for(texts[stand.pk], reader, stand.original_language)
        organisation = named.get(stand.organisation_id)
        axis = words.by_id.get(stand.axis_id) if stand.axis_id else None
        rows.append(
            StandRow(
                path=f"/{reader}/forums/{forum.slug}/stands/{stand.slug}/",
                title=_said(best, "title", reader),
                summary=_said(best, "summary", reader),
                axis=axis.key if axis else "",
                organisation=Link(
                    organisation.short_name or organisation.name,
                    f"/{reader}/organisations/{organisation.slug}/",
                    organisation.slug,
                )
                if organisation
                else Link(""),
                things=things.get(stand.pk, 0),
            )
        )
    return rows


def _slots(forum: m.Forum, slots: Sequence[m.Slot], reader: str) -> tuple[SlotRow, ...]:
    zone = zoneinfo.ZoneInfo(forum.timezone)
    texts: dict[int, list[m.SlotText]] = defaultdict(list)
    for text in m.SlotText.objects.filter(slot__in=slots):
        texts[text.slot_id].append(text)
    titles: dict[uuid.UUID, list[m.StandText]] = defaultdict(list)
    stands = {slot.stand_id: slot.stand for slot in slots if slot.stand}
    for title in m.StandText.objects.filter(stand__in=list(stands.values())).defer("body"):
        titles[title.stand_id].append(title)
    rows = []
    for slot in slots:
        best = text_for(texts[slot.pk], reader, forum.original_language)
        starts, ends = slot.starts_at.astimezone(zone), slot.ends_at.astimezone(zone)
        stand_text = text_for(titles[slot.stand_id], reader, "en") if slot.stand_id else None
        rows.append(
            SlotRow(
                day=wording.date(starts.date(), "day", reader),
                starts=wording.clock_time(starts),
                ends=wording.clock_time(ends),
                starts_utc=slot.starts_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                zone=forum.timezone.replace("_", " "),
                title=_said(best, "title", reader),
                summary=_said(best, "summary", reader),
                stand=Link(
                    stand_text.title, f"/{reader}/forums/{forum.slug}/stands/{slot.stand.slug}/"
                )
                if stand_text and slot.stand
                else None,
            )
        )
    return tuple(rows)


def forum_rows(
    forums: Sequence[m.Forum], *, reader: str, viewer: Viewer = ANYBODY
) -> tuple[ForumPage, ...]:
    """Forums as a list shows them, without stands and programme; one query."""
    words = vocabulary()
    texts: dict[uuid.UUID, list[m.ForumText]] = defaultdict(list)
    for text in m.ForumText.objects.filter(forum__in=forums).defer("body"):
        texts[text.forum_id].append(text)
    rows = []
    for forum in forums:
        best = text_for(texts[forum.pk], reader, forum.original_language)
        place = words.place_by_id[forum.place_id]
        rows.append(
            ForumPage(
                path=f"/{reader}/forums/{forum.slug}/",
                title=_said(best, "title", reader),
                summary=_said(best, "summary", reader),
                body=NOTHING,
                theme=_said(best, "theme", reader),
                place=Link(place.label(reader), f"/{reader}/{place.path}", place.key),
                dates=forum_dates(forum, reader),
            )
        )
    return tuple(rows)


def forum_page(forum: m.Forum, *, reader: str, viewer: Viewer = ANYBODY) -> ForumPage:
    """The forum with its stands by axis and its programme."""
    words = vocabulary()
    text = text_for(forum.texts.all(), reader, forum.original_language)
    stands = list(forum.stands.all())
    organisers = list(forum.organisers.values_list("pk", flat=True))
    named = organisation_names(
        {*organisers, *(stand.organisation_id for stand in stands)}, reader, viewer
    )
    rows = stand_rows(stands, forum, reader, named, viewer)
    groups = []
    for axis in (*AXES, ""):
        mine = tuple(row for row in rows if row.axis == axis)
        term = words.term(PACT, axis) if axis else None
        if mine:
            groups.append((axis, term.label(reader) if term else "", mine))
    place = words.place_by_id[forum.place_id]
    return ForumPage(
        path=f"/{reader}/forums/{forum.slug}/",
        title=_said(text, "title", reader),
        summary=_said(text, "summary", reader),
        body=_said(text, "body", reader),
        theme=_said(text, "theme", reader),
        place=Link(place.label(reader), f"/{reader}/{place.path}", place.key),
        dates=forum_dates(forum, reader),
        organisers=tuple(
            Link(named[o].name, f"/{reader}/organisations/{named[o].slug}/", named[o].slug)
            for o in organisers
            if o in named
        ),
        stands=tuple(groups),
        slots=_slots(forum, list(forum.slots.select_related("stand")), reader),
    )


def stand_page(stand: m.Stand, *, reader: str, viewer: Viewer = ANYBODY) -> StandPage:
    """One stand, with the things on show and its neighbours."""
    words = vocabulary()
    forum = stand.forum
    text = text_for(stand.texts.all(), reader, stand.original_language)
    forum_text = text_for(forum.texts.all(), reader, forum.original_language)
    others = [other for other in forum.stands.all() if other.pk != stand.pk]
    neighbours = [o for o in others if o.axis_id == stand.axis_id] or others
    named = organisation_names(
        {stand.organisation_id, *(o.organisation_id for o in neighbours)}, reader, viewer
    )
    items = list(stand.items.values_list("resource_id", flat=True))
    made = cards(items, reader, viewer)
    organisation = named.get(stand.organisation_id)
    axis = words.by_id.get(stand.axis_id) if stand.axis_id else None
    about = text_for(
        OrganisationText.objects.filter(organisation_id=stand.organisation_id),
        reader,
        stand.organisation.original_language,
    )
    path = f"/{reader}/forums/{forum.slug}/stands/{stand.slug}/"
    return StandPage(
        path=path,
        title=_said(text, "title", reader),
        summary=_said(text, "summary", reader),
        body=_said(text, "body", reader),
        axis=axis.key if axis else "",
        axis_label=axis.label(reader) if axis else "",
        organisation=Link(
            organisation.name, f"/{reader}/organisations/{organisation.slug}/", organisation.slug
        )
        if organisation
        else Link(""),
        organisation_summary=_said(about, "summary", reader) if organisation else NOTHING,
        website=stand.organisation.website if organisation else "",
        forum=Link(
            forum_text.title if forum_text else forum.slug, f"/{reader}/forums/{forum.slug}/"
        ),
        things=tuple(made[pk] for pk in items if pk in made),
        slots=_slots(forum, list(stand.slots.select_related("stand")), reader),
        neighbours=tuple(stand_rows(neighbours[:6], forum, reader, named, viewer)),
        contact_path=f"/{reader}/ask/stand/{stand.pk}/",
        qr_path=f"{path}qr.svg",
    )


def stands_of(organisation_id: uuid.UUID, *, reader: str) -> tuple[Link, ...]:
    """Stands of an organisation."""
    stands = list(
        m.Stand.objects.filter(
            organisation_id=organisation_id, forum__in=forums_visible_to(ANYBODY)
        ).select_related("forum")
    )
    return _stand_links(stands, reader)


def _stand_links(stands: Sequence[m.Stand], reader: str) -> tuple[Link, ...]:
    texts: dict[uuid.UUID, list[m.StandText]] = defaultdict(list)
    for text in m.StandText.objects.filter(stand__in=stands).defer("body"):
        texts[text.stand_id].append(text)
    forums: dict[uuid.UUID, list[m.ForumText]] = defaultdict(list)
    for title in m.ForumText.objects.filter(forum_id__in={s.forum_id for s in stands}).defer(
        "body"
    ):
        forums[title.forum_id].append(title)
    links = []
    for stand in stands:
        best = text_for(texts[stand.pk], reader, stand.original_language)
        forum = text_for(forums[stand.forum_id], reader, stand.forum.original_language)
        links.append(
            Link(
                best.title if best else stand.slug,
                f"/{reader}/forums/{stand.forum.slug}/stands/{stand.slug}/",
                str(stand.pk),
                forum.title if forum else "",
            )
        )
    return tuple(links)
