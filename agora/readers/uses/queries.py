"""Asking for reports: those everybody may read, one's own, and those that wait for a reviewer."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agora.catalogue.queries import axes_of, cards, listings, resources_visible_to
from agora.kernel.kinds import Described
from agora.people.models import Duty, Organisation
from agora.people.queries import (
    Standing,
    Viewer,
    organisation_names,
    organisations_visible_to,
)
from agora.readers.models import Use
from agora.topics.queries import vocabulary
from agora.ui import wording
from agora.ui.rows import Card, Link, Said

NETWORK = Viewer(frozenset({"public", "network"}))
"""What everybody with an account may see: only on such things are reports written."""


@dataclass(frozen=True)
class UseRow:
    """A report as a page shows it: whose, from where, on what."""

    use: Use
    who: Link
    where: Link | None
    on: Card
    used: Said
    changed: Said
    came: Said


def uses_visible_to(viewer: Viewer) -> QuerySet[Use]:
    """Approved reports of organisations the viewer may see, on things they may see."""
    return Use.objects.filter(
        state=Use.State.APPROVED,
        resource__in=resources_visible_to(viewer),
        organisation__in=organisations_visible_to(viewer),
    )


def uses_of(account: uuid.UUID | None) -> QuerySet[Use]:
    """The reports this account wrote, the newest first."""
    return Use.objects.filter(author=account).order_by("-sent_at", "pk")


def uses_kept_by(standing: Standing) -> QuerySet[Use]:
    """The reports this person may see and take back: their own, and as an admin their organisation's."""
    mine = Use.objects.filter(author=standing.account)
    theirs = Use.objects.filter(organisation__in=standing.organisations("admin"))
    return (mine | theirs).distinct().order_by("-sent_at", "pk")


def reviews_uses(standing: Standing) -> bool:
    """Whether this person reads reports for the learning team at all."""
    return standing.is_lead or any(duty.role == Duty.Role.REVIEWER for duty in standing.duties)


def _axes(found: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[str, ...]]:
    words = vocabulary()
    return {
        pk: axes_of(words, data["terms"]) for pk, (_slug, data) in listings(found, NETWORK).items()
    }


def may_review(standing: Standing, use: Use) -> bool:
    """Whether this person's duty covers the report's language and the axes of what it is about."""
    axes = _axes([use.resource_id]).get(use.resource_id, ())
    return standing.on_duty(Duty.Role.REVIEWER, language=use.language, axes=axes)


def waiting_for(standing: Standing) -> list[Use]:
    """The reports that wait for this reviewer, the longest wait first; two queries."""
    if not reviews_uses(standing):
        return []
    waiting = list(Use.objects.filter(state=Use.State.SENT).order_by("sent_at", "pk"))
    axes = _axes({use.resource_id for use in waiting})
    return [
        use
        for use in waiting
        if use.resource_id in axes
        and standing.on_duty(Duty.Role.REVIEWER, language=use.language, axes=axes[use.resource_id])
    ]


def rows_of(uses: Collection[Use], reader: str, viewer: Viewer) -> list[UseRow]:
    """These reports as rows, as far as the viewer may see thing and organisation; four queries."""
    on = cards({use.resource_id for use in uses}, reader, viewer)
    keys = {use.organisation_id for use in uses}
    names = organisation_names(keys, reader, viewer)
    seats = dict(Organisation.objects.filter(pk__in=keys).values_list("pk", "seat_id"))
    words = vocabulary()
    rows = []
    for use in uses:
        named = names.get(use.organisation_id)
        if named is None or use.resource_id not in on:
            continue
        seat = seats.get(use.organisation_id)
        spot = words.place_by_id.get(seat) if seat else None
        rows.append(
            UseRow(
                use,
                Link(named.name, f"/{reader}/organisations/{named.slug}/", named.slug),
                Link(spot.label(reader), f"/{reader}/{spot.path}", spot.key) if spot else None,
                on[use.resource_id],
                *(
                    wording.said(text, use.language, reader, "human")
                    for text in (use.used, use.changed, use.came)
                ),
            )
        )
    return rows


def use_describe(
    ids: Collection[uuid.UUID], language: str, tokens: frozenset[str]
) -> dict[uuid.UUID, Described]:
    """What may be said of these reports to a viewer with these tokens."""
    viewer = Viewer(tokens)
    found = list(uses_visible_to(viewer).filter(pk__in=ids))
    return {
        row.use.pk: Described(
            _("Report of %(who)s on “%(what)s”") % {"who": row.who.label, "what": row.on.title},
            f"/{language}/uses/{row.use.pk}/",
            row.use.organisation_id,
        )
        for row in rows_of(found, language, viewer)
    }
