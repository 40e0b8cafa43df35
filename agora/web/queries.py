"""What joins several rooms on one page: home, topics, organisations."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from agora.catalogue import queries as catalogue
from agora.catalogue.facets import facet_of_concept
from agora.catalogue.presenting import dots
from agora.catalogue.queries import Search
from agora.forums import queries as forums
from agora.kernel import languages
from agora.kernel.ids import fixed_id
from agora.kernel.kinds import Described
from agora.people.models import Organisation, OrganisationText
from agora.people.queries import Viewer, organisations_visible_to, text_for
from agora.topics.queries import AXES, GOALS, PACT, THEMES, Spot, Term, vocabulary
from agora.ui import wording
from agora.ui.rows import NOTHING, Card, Dot, Link, OrganisationPage, Said, TopicPage

MARKET = fixed_id("market", "market")
"""What a question to the market itself, rather than to one partner, is about."""


def market_describe(
    ids: Collection[uuid.UUID], language: str, tokens: frozenset[str]
) -> dict[uuid.UUID, Described]:
    """The market itself, so that one may ask it; its questions go to the learning team."""
    if MARKET not in ids:
        return {}
    return {MARKET: Described(settings.SITE_NAME, f"/{language}/about/")}


def _without_name(definition: str) -> str:
    """`People: Equality and Care` → `Equality and Care`; the name stands beside it already."""
    name, colon, rest = definition.partition(":")
    return rest.strip() if colon and len(name) < 20 else definition


def axes(*, reader: str) -> tuple[Link, ...]:
    """The three axes of the Pact."""
    words = vocabulary()
    rows = []
    for key in AXES:
        term = words.term(PACT, key)
        if term is not None:
            rows.append(
                Link(
                    term.label(reader),
                    f"/{reader}/explore/?axis={key}",
                    key,
                    _without_name(term.definition(reader)),
                )
            )
    return tuple(rows)


def market_size(*, reader: str, viewer: Viewer) -> tuple[int, int, int]:
    """How many things, in how many languages they are offered, from how many organisations."""
    total, counts = catalogue.facet_counts(("language", "publisher"), reader=reader, viewer=viewer)
    return total, len(counts.get("language", {})), organisations_visible_to(viewer).count()


def practice_dots(*, reader: str, viewer: Viewer) -> tuple[Dot, ...]:
    """Cities whose practices are on the market."""
    search = Search(filters={"type": frozenset({"practice"})})
    counts = catalogue.place_counts(search, reader=reader, viewer=viewer)
    return dots(search, {"city": counts.get("city", {})}, reader=reader)


def topic_groups(*, reader: str, viewer: Viewer) -> dict[str, Any]:
    """Every concept a reader may browse, with how many things carry it."""
    words = vocabulary()
    _total, counts = catalogue.facet_counts(
        ("axis", "pledge", "goal", "theme", "region", "country"), reader=reader, viewer=viewer
    )

    def link(term: Term) -> Link:
        where = facet_of_concept(term.scheme, term.key)
        n = counts.get(where[0], {}).get(where[1], 0) if where else 0
        label = (
            f"{term.notation}. {term.label(reader)}"
            if term.notation and term.scheme == GOALS
            else term.label(reader)
        )
        return Link(label, f"/{reader}/{term.path}", term.key, wording.number(n) if n else "")

    def tree(scheme: str) -> tuple[tuple[Link, tuple[Link, ...]], ...]:
        info = words.schemes.get(scheme)
        if info is None:
            return ()
        return tuple(
            (
                link(words.terms[(scheme, root)]),
                tuple(
                    link(words.terms[(scheme, child)])
                    for child in words.terms[(scheme, root)].children
                ),
            )
            for root in info.roots
        )

    def place(spot: Spot) -> Link:
        name = "country" if spot.kind == "country" else "region"
        n = counts.get(name, {}).get(spot.key, 0)
        return Link(
            spot.label(reader), f"/{reader}/{spot.path}", spot.key, wording.number(n) if n else ""
        )

    def countries(spot: Spot) -> list[Spot]:
        found = []
        for key in spot.children:
            child = words.places[key]
            found += (
                [child]
                if child.kind == "country"
                else countries(child)
                if child.kind == "region"
                else []
            )
        return found

    world = words.places.get("001")
    regions = tuple(
        (
            place(words.places[key]),
            tuple(
                sorted(
                    (
                        place(spot)
                        for spot in countries(words.places[key])
                        if counts.get("country", {}).get(spot.key)
                    ),
                    key=lambda row: row.label,
                )
            ),
        )
        for key in (world.children if world else ())
        if words.places[key].kind == "region"
    )
    goals = words.schemes.get(GOALS)
    agendas = []
    if goals is not None:
        agendas.append(
            (
                goals.label(reader),
                "",
                tuple(link(words.terms[(GOALS, root)]) for root in goals.roots),
            )
        )
    pact = words.schemes.get(PACT)
    return {
        "pact": tree(PACT),
        "pact_label": pact.label(reader) if pact else "",
        "agendas": tuple(agendas),
        "themes": tree(THEMES),
        "regions": regions,
    }


def topic_page(term: Term, *, reader: str, viewer: Viewer) -> TopicPage:
    """One concept: its words, its neighbours, and what exists on it."""
    words = vocabulary()
    scheme = words.schemes[term.scheme]
    where = facet_of_concept(term.scheme, term.key)
    filters = {where[0]: frozenset({where[1]})} if where else {}
    total = catalogue.count_with(filters, reader=reader, viewer=viewer) if where else 0

    def link(key: str, of: str = term.scheme) -> Link:
        other = words.terms[(of, key)]
        label = (
            f"{other.notation}. {other.label(reader)}"
            if other.notation and of == GOALS
            else other.label(reader)
        )
        return Link(label, f"/{reader}/{other.path}", other.key)

    return TopicPage(
        path=f"/{reader}/{term.path}",
        scheme_key=term.scheme,
        scheme_label=scheme.label(reader),
        key=term.key,
        notation=term.notation,
        label=term.label(reader),
        definition=term.definition(reader),
        axis=words.axis_of(term),
        parents=tuple(link(parent.key) for parent in words.ancestors(term)),
        children=tuple(link(key) for key in term.children),
        related=tuple(link(key, of) for of, key in term.related if (of, key) in words.terms),
        labels=tuple(
            Said(
                "; ".join((text, *term.alternatives.get(tag, ()))),
                tag,
                languages.direction(tag),
            )
            for tag in languages.TAGS
            if (text := term.labels.get(tag))
        ),
        total=total,
        explore_path=f"/{reader}/explore/?{where[0]}={where[1]}" if where else "",
        newest=catalogue.newest(reader=reader, viewer=viewer, filters=filters, n=6)
        if total
        else (),
        source=scheme.source,
    )


def place_page(spot: Spot, *, reader: str, viewer: Viewer) -> TopicPage:
    """A city, country or region: where it lies and what exists from there."""
    words = vocabulary()
    name = {"country": "country", "region": "region"}.get(spot.kind, "city")
    filters = {} if spot.kind == "world" else {name: frozenset({spot.key})}
    total = catalogue.count_with(filters, reader=reader, viewer=viewer)
    kinds = {
        "world": _("World"),
        "region": _("Region of the world"),
        "country": _("Country"),
        "administrative": _("Region"),
        "city": _("City"),
    }
    children = [words.places[key] for key in spot.children]
    return TopicPage(
        path=f"/{reader}/{spot.path}",
        scheme_key="places",
        scheme_label=kinds[spot.kind],
        key=spot.key,
        notation=spot.iso2,
        label=spot.label(reader),
        definition="",
        parents=tuple(
            Link(one.label(reader), f"/{reader}/{one.path}", one.key)
            for one in words.place_ancestors(spot)
        ),
        children=tuple(
            sorted(
                (Link(one.label(reader), f"/{reader}/{one.path}", one.key) for one in children),
                key=lambda row: row.label,
            )
        ),
        labels=tuple(
            Said(text, tag, languages.direction(tag))
            for tag in languages.TAGS
            if (text := spot.names.get(tag))
        ),
        total=total,
        explore_path=f"/{reader}/explore/?{name}={spot.key}" if filters else f"/{reader}/explore/",
        newest=catalogue.newest(reader=reader, viewer=viewer, filters=filters, n=6)
        if total
        else (),
    )


def organisation_groups(*, reader: str, viewer: Viewer) -> tuple[tuple[str, tuple[Link, ...]], ...]:
    """All organisations by kind, with a line on each."""
    words = vocabulary()
    rows = list(organisations_visible_to(viewer))
    texts: dict[uuid.UUID, list[OrganisationText]] = defaultdict(list)
    for text in OrganisationText.objects.filter(organisation__in=rows).defer("body"):
        texts[text.organisation_id].append(text)
    groups: dict[uuid.UUID, list[Link]] = defaultdict(list)
    for row in rows:
        best = text_for(texts[row.pk], reader, row.original_language)
        name = best.name if best else row.slug
        if row.short_name and row.short_name not in name:
            name = f"{name} ({row.short_name})"
        groups[row.kind_id].append(
            Link(
                name, f"/{reader}/organisations/{row.slug}/", row.slug, best.summary if best else ""
            )
        )
    return tuple(
        (
            words.by_id[kind].label(reader),
            tuple(sorted(links, key=lambda link: link.label.casefold())),
        )
        for kind, links in sorted(groups.items(), key=lambda pair: words.by_id[pair[0]].order)
    )


def organisation_page(
    organisation: Organisation, *, reader: str, viewer: Viewer
) -> OrganisationPage:
    """Who it is, where it works, what it offers here, where it stood."""
    words = vocabulary()
    texts = list(organisation.texts.all())

    def said(attribute: str) -> Said:
        filled = [row for row in texts if getattr(row, attribute)]
        row = text_for(filled, reader, organisation.original_language)
        return (
            wording.said(getattr(row, attribute), row.language, reader, row.origin)
            if row
            else NOTHING
        )

    filters = {"organisation": frozenset({organisation.slug})}
    total = catalogue.count_with(filters, reader=reader, viewer=viewer)
    seat = words.place_by_id.get(organisation.seat_id) if organisation.seat_id else None
    name = said("name")
    serves = [
        words.place_by_id[pk]
        for pk in organisation.serves.values_list("pk", flat=True)
        if pk in words.place_by_id
    ]
    return OrganisationPage(
        id=str(organisation.pk),
        path=f"/{reader}/organisations/{organisation.slug}/",
        name=name,
        short_name=organisation.short_name,
        summary=said("summary"),
        body=said("body"),
        kind=words.by_id[organisation.kind_id].label(reader),
        website=organisation.website,
        seat=Link(seat.label(reader), f"/{reader}/{seat.path}", seat.key) if seat else None,
        serves=tuple(
            Link(spot.label(reader), f"/{reader}/{spot.path}", spot.key)
            for spot in sorted(serves, key=lambda spot: spot.order)
        ),
        offers=catalogue.newest(reader=reader, viewer=viewer, filters=filters, n=8)
        if total
        else (),
        offers_total=total,
        explore_path=f"/{reader}/explore/?organisation={organisation.slug}",
        stands=forums.stands_of(organisation.pk, reader=reader),
        other_names=tuple(
            {
                row.name: Said(row.name, row.language, languages.direction(row.language))
                for row in texts
                if row.name != name.text
            }.values()
        ),
        contact_path=f"/{reader}/ask/organisation/{organisation.pk}/",
    )


def newest_of(type_key: str, *, reader: str, viewer: Viewer, n: int) -> tuple[Card, ...]:
    """The newest things of a type."""
    return catalogue.newest(
        reader=reader, viewer=viewer, filters={"type": frozenset({type_key})}, n=n
    )
