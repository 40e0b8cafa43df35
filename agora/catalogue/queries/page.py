"""Everything a resource's own page shows, in the reader's language."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Q
from django.utils.translation import gettext as _

from agora.catalogue import indexing, logic
from agora.catalogue import models as m
from agora.catalogue.ageing.queries import has_grown_old, looked_over
from agora.catalogue.field_words import FIELD_WORDS
from agora.catalogue.publishing import KIND, resource_path
from agora.catalogue.queries import (
    Search,
    best,
    cards_from,
    facet_counts,
    listings,
    publishers_of,
)
from agora.catalogue.queries import search_every_id as find_ids
from agora.editorial.review.group.reading import has_log
from agora.editorial.translating.queries import Credited, translation_credits
from agora.kernel import languages, traces
from agora.kernel.kinds import described_all
from agora.people.queries import Named, Viewer, organisation_names, text_for
from agora.topics.queries import GOALS, PACT, THEMES, Term, Vocabulary, vocabulary
from agora.ui import wording
from agora.ui.rows import (
    NOTHING,
    Card,
    Component,
    Credit,
    EditionRow,
    Figure,
    Link,
    PracticePart,
    Provenance,
    Related,
    ResourcePage,
    Said,
    Series,
)
from agora.ui.silence import silences


def resource_page(resource: m.Resource, *, reader: str, viewer: Viewer, base: str) -> ResourcePage:
    """The page of a resource the caller may see; `base` is the site's address without a slash."""
    words = vocabulary()
    texts = list(m.ResourceText.objects.filter(resource_id=resource.pk))
    ties = list(
        m.Relation.objects.filter(Q(resource_id=resource.pk) | Q(to_id=resource.pk))
        .order_by("order", "pk")
        .values_list("pk", "resource_id", "to_id", "kind")
    )
    links = [(to, kind, pk) for pk, of, to, kind in ties if of == resource.pk]
    back = [(of, kind, pk) for pk, of, to, kind in ties if to == resource.pk]
    shelves = list(
        m.CollectionItem.objects.filter(Q(collection_id=resource.pk) | Q(item_id=resource.pk))
        .order_by("order", "pk")
        .values_list("pk", "collection_id", "item_id")
    )
    items = [(item, pk) for pk, of, item in shelves if of == resource.pk]
    holding = [of for _pk, of, item in shelves if item == resource.pk]
    candidates = _candidates(resource, reader, viewer)
    wanted = {resource.pk, *(t[0] for t in links), *(t[0] for t in back), *candidates}
    found = listings({*wanted, *(pk for pk, _row in items), *holding}, viewer)
    terms = [
        term
        for scheme, key in found[resource.pk][1]["terms"]
        if (term := words.term(scheme, key)) is not None
    ]
    near = _near(resource.pk, candidates, found, words, reader, viewer)
    shown = {
        key: row
        for key, row in found.items()
        if key not in candidates
        or any(key == other for other, _shared in near)
        or key in {t[0] for t in (*links, *back)}
        or key in dict(items)
    }
    contributions = list(m.Contribution.objects.filter(resource_id=resource.pk))
    named = organisation_names(
        {*publishers_of(shown), *(c.organisation_id for c in contributions if c.organisation_id)},
        reader,
        viewer,
    )
    made = cards_from(shown, reader, viewer, named)
    card = made[resource.pk]
    credits = tuple(_credits(contributions, named, words, reader))
    publishers = [c.name for c in credits if c.role_key in ("publisher", "co-publisher")]
    authors = [c.name for c in credits if c.role_key == "author"]
    licence, evidence = words.by_id[resource.licence_id], words.by_id[resource.evidence_id]
    outcomes = best(texts, reader, resource.original_language, "outcomes")
    permanent = f"{base}/id/{resource.pk}"
    year = str(resource.published.year) if resource.published else ""
    body = best(texts, reader, resource.original_language, "body")
    path = resource_path(card.type_key, resource.slug)
    reviewed = has_log(KIND, resource.pk)
    brought = translation_credits(KIND, resource.pk).get(card.title.language, Credited())
    return ResourcePage(
        card=card,
        title=card.title,
        summary=card.summary,
        body=body,
        why=best(texts, reader, resource.original_language, "why"),
        outcomes=tuple(outcomes.text.split("\n")) if outcomes else (),
        outcomes_said=outcomes,
        editions=tuple(_editions(resource, words, reader)),
        credits=credits,
        topics=_topics(terms, reader),
        places=card.places,
        level=words.by_id[resource.level_id].label(reader) if resource.level_id else "",
        audiences=card.audiences,
        licence=licence.label(reader),
        licence_key=licence.key,
        licence_url=licence.url,
        evidence_note=evidence.definition(reader) if evidence.key != "unknown" else "",
        published=wording.date(resource.published, resource.published_precision, reader)
        if resource.published
        else "",
        published_iso=_iso(resource.published, resource.published_precision),
        changed=resource.changed_at,
        looked_over=looked_over(resource) if has_grown_old(resource) else None,
        also_in=tuple(
            Link(
                languages.own_name(text.language),
                f"/{text.language}/{path}" if text.language in languages.TAGS else "",
                text.language,
                text.title,
            )
            for text in texts
            if languages.primary(text.language) != reader and text.title
        ),
        related=_related(links, back, near, made, reader, words),
        collections=tuple(Link(made[pk].title.text, made[pk].path) for pk in holding if pk in made),
        stands=_onwards(resource, reader, viewer),
        items=_items(items, made, reader),
        practice=practice_part(resource, reader, viewer) if card.type_key == "practice" else None,
        provenance=_provenance(resource),
        citation=_citation(card.title.text, authors, publishers, year, permanent),
        reference_group_path=f"/{reader}/{path}reference-group/" if reviewed else "",
        bibtex_path=f"/{reader}/{path}cite.bib",
        qr_path=f"/{reader}/{path}qr.svg",
        report_path=f"/{reader}/report/resource/{resource.pk}/",
        permanent=permanent,
        reading_minutes=logic.reading_minutes(len(indexing.plain(body.text).split())),
        translators=brought.translators,
        translation_readers=brought.reviewers,
    )


def cited(resource: m.Resource, *, reader: str, viewer: Viewer, base: str) -> logic.Cited:
    """What a citation of the resource needs; its title in the original language."""
    texts = list(resource.texts.all())
    contributions = list(m.Contribution.objects.filter(resource=resource))
    named = organisation_names(
        {c.organisation_id for c in contributions if c.organisation_id}, reader, viewer
    )
    credits = list(_credits(contributions, named, vocabulary(), reader))
    text = text_for(texts, resource.original_language, resource.original_language)
    return logic.Cited(
        title=text.title if text else resource.slug,
        authors=[c.name for c in credits if c.role_key == "author"],
        publishers=[c.name for c in credits if c.role_key in ("publisher", "co-publisher")],
        year=str(resource.published.year) if resource.published else "",
        url=f"{base}/id/{resource.pk}",
        key=resource.slug,
        language=resource.original_language,
    )


def _citation(
    title: str, authors: Sequence[str], publishers: Sequence[str], year: str, url: str
) -> str:
    """Author (year). Title. Publisher. Address: each part ends in one full stop."""
    who = "; ".join(authors or publishers)
    parts = [
        f"{who} ({year})" if who and year else who or (f"({year})" if year else ""),
        title,
        ", ".join(publishers) if authors else "",
    ]
    return " ".join(f"{part.rstrip('.')}." for part in parts if part) + f" {url}"


def _iso(value: object, precision: str) -> str:
    return str(value)[: {"year": 4, "month": 7, "day": 10}.get(precision, 0)] if value else ""


def _credits(
    contributions: Iterable[m.Contribution],
    named: Mapping[uuid.UUID, Named],
    words: Vocabulary,
    reader: str,
) -> Iterable[Credit]:
    for row in sorted(contributions, key=lambda c: (words.by_id[c.role_id].order, c.order)):
        role = words.by_id[row.role_id]
        found = named.get(row.organisation_id) if row.organisation_id else None
        if found is not None:
            path = f"/{reader}/organisations/{found.slug}/"
            yield Credit(role.key, role.label(reader), found.name, path)
        elif row.credited_name:
            yield Credit(role.key, role.label(reader), row.credited_name)


def _editions(resource: m.Resource, words: Vocabulary, reader: str) -> Iterable[EditionRow]:
    order = {tag: number for number, tag in enumerate((reader, *languages.TAGS))}
    rows = sorted(
        m.Edition.objects.filter(resource_id=resource.pk).select_related("file"),
        key=lambda e: (order.get(languages.primary(e.language), 99), e.order),
    )
    silent = silences([row.url for row in rows if row.url])
    for row in rows:
        form = words.by_id.get(row.format_id) if row.format_id else None
        extent = [wording.pages(row.pages), wording.duration(row.duration_minutes)]
        yield EditionRow(
            language=row.language,
            language_name=languages.name(row.language, reader),
            own_name=languages.own_name(row.language),
            direction=languages.direction(row.language),
            title=row.title,
            format_label=form.label(reader) if form else "",
            url=f"/media/{row.file_id}/" if row.file_id else row.url,
            host="" if row.file_id else (urlsplit(row.url).hostname or "").removeprefix("www."),
            size=wording.size(row.file.size_bytes if row.file else row.size_bytes),
            extent=", ".join(part for part in extent if part),
            translator=row.translator,
            note=row.note,
            machine=row.machine,
            silent=silent.get(row.url),
        )


def _topics(terms: Sequence[Term], reader: str) -> tuple[tuple[str, tuple[Link, ...]], ...]:
    groups: list[tuple[str, tuple[Link, ...]]] = []
    titles = (
        (PACT, _("Pact for the Future")),
        (THEMES, _("Themes")),
        (GOALS, _("Sustainable Development Goals")),
    )
    for scheme, title in titles:
        found = tuple(
            Link(
                f"{term.notation}. {term.label(reader)}" if term.notation else term.label(reader),
                f"/{reader}/{term.path}",
                term.key,
            )
            for term in terms
            if term.scheme == scheme
        )
        if found:
            groups.append((title, found))
    return tuple(groups)


_RELATED = 6
_Found = Mapping[uuid.UUID, tuple[str, dict[str, Any]]]


def _themes_by_rarity(
    keys: Iterable[str], reader: str, viewer: Viewer
) -> tuple[list[str], Mapping[str, int]]:
    _total, counts = facet_counts(("theme",), reader=reader, viewer=viewer)
    frequency = counts.get("theme", {})
    return sorted(keys, key=lambda key: (frequency.get(key, 0), key)), frequency


def _candidates(resource: m.Resource, reader: str, viewer: Viewer) -> list[uuid.UUID]:
    """Things that carry one of the resource's three rarest themes, the newest first."""
    themes = [key for scheme, key in resource.listing.data["terms"] if scheme == THEMES]
    if not themes:
        return []
    rare, _frequency = _themes_by_rarity(themes, reader, viewer)
    found = find_ids(
        Search(filters={"theme": frozenset(rare[:3])}, sort="added"),
        reader=reader,
        viewer=viewer,
        most=16,
    )
    return [key for key in found if key != resource.pk]


def _near(
    own: uuid.UUID,
    candidates: Sequence[uuid.UUID],
    found: _Found,
    words: Vocabulary,
    reader: str,
    viewer: Viewer,
) -> list[tuple[uuid.UUID, tuple[Term, ...]]]:
    """The four candidates that share most with the resource, rare topics weighing more."""
    if not candidates:
        return []

    def topics(key: uuid.UUID) -> set[tuple[str, str]]:
        return {
            (scheme, name)
            for scheme, name in found[key][1]["terms"]
            if scheme == THEMES
            or (scheme == PACT and (term := words.term(PACT, name)) and term.parent)
        }

    mine = {f"{scheme}/{name}": (scheme, name) for scheme, name in topics(own)}
    _order, frequency = _themes_by_rarity((), reader, viewer)
    weights = {key: frequency.get(pair[1], 1) for key, pair in mine.items()}
    scored = []
    for position, other in enumerate(candidates):
        if other not in found:
            continue
        theirs = [f"{scheme}/{name}" for scheme, name in topics(other)]
        score, shared = logic.overlap(list(mine), theirs, weights)
        if shared:
            scored.append((-score, position, other, shared))
    scored.sort(key=lambda row: row[:2])
    return [
        (other, tuple(words.terms[mine[key]] for key in shared))
        for _score, _position, other, shared in scored[:4]
    ]


def _related(
    links: Sequence[tuple[uuid.UUID, str, int]],
    back: Sequence[tuple[uuid.UUID, str, int]],
    near: Sequence[tuple[uuid.UUID, tuple[Term, ...]]],
    made: dict[uuid.UUID, Card],
    reader: str,
    words: Vocabulary,
) -> tuple[Related, ...]:
    """Ties that somebody made first, then things with the same topics; each with its reason."""
    reasons: dict[int, list[m.RelationReason]] = defaultdict(list)
    rows = [row for *_rest, row in (*links, *back)]
    for reason in m.RelationReason.objects.filter(relation_id__in=rows) if rows else ():
        reasons[reason.relation_id].append(reason)
    onwards = {
        "part-of": _("This is part of it."),
        "based-on": _("This is based on it."),
        "translation-of": _("This is a translation of it."),
        "version-of": _("This is a version of it."),
        "related-because": _("Related."),
    }
    backwards = {
        "part-of": _("It is part of this."),
        "based-on": _("It is based on this."),
        "translation-of": _("It is a translation of this."),
        "version-of": _("It is a version of this."),
        "related-because": _("Related."),
    }
    found: dict[uuid.UUID, Related] = {}
    for sayings, ties in ((onwards, links), (backwards, back)):
        for other, kind, row in ties:
            if other not in made or other in found:
                continue
            text = text_for(reasons[row], reader, "en")
            note = wording.said(text.text, text.language, reader) if text else NOTHING
            found[other] = Related(made[other], sayings[kind], note)
    for other, shared in near:
        if other in made and other not in found:
            topics = wording.listing(list(dict.fromkeys(term.label(reader) for term in shared))[:3])
            found[other] = Related(made[other], _("Also about: %(topics)s") % {"topics": topics})
    return tuple(found.values())[:_RELATED]


def _items(
    items: Sequence[tuple[uuid.UUID, int]], made: dict[uuid.UUID, Card], reader: str
) -> tuple[Card, ...]:
    notes: dict[int, list[m.CollectionNote]] = defaultdict(list)
    if items:
        for note in m.CollectionNote.objects.filter(item_id__in=[row for _pk, row in items]):
            notes[note.item_id].append(note)
    shown = []
    for pk, row in items:
        if pk in made:
            text = text_for(notes[row], reader, "en")
            said = wording.said(text.text, text.language, reader) if text else NOTHING
            shown.append(replace(made[pk], note=said))
    return tuple(shown)


def _onwards(resource: m.Resource, reader: str, viewer: Viewer) -> tuple[Link, ...]:
    """Where it was shown and what came of it, as far as this viewer may see."""
    # What cities did with it has a place of its own on the page.
    marks = [mark for mark in traces.onwards(("resource", resource.pk)) if mark.verb != traces.USED]
    links = []
    for kind in dict.fromkeys(trace.to_kind for trace in marks):
        mine = [trace for trace in marks if trace.to_kind == kind]
        found = described_all(kind, [trace.to_id for trace in mine], reader, viewer.tokens)
        links += [
            Link(found[trace.to_id].title, found[trace.to_id].path, trace.verb)
            for trace in mine
            if trace.to_id in found
        ]
    return tuple(links)


def _provenance(resource: m.Resource) -> tuple[Provenance, ...]:
    words = dict(FIELD_WORDS)
    grouped: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in m.Provenance.objects.filter(resource=resource).order_by("pk"):
        retrieved = wording.date(row.retrieved_at) if row.retrieved_at else ""
        grouped[(row.name, row.url, retrieved)].append(str(words.get(row.field.split(".")[0], "")))
    return tuple(
        Provenance(
            name, url, ", ".join(dict.fromkeys(field for field in fields if field)), retrieved
        )
        for (name, url, retrieved), fields in grouped.items()
    )


def practice_part(resource: m.Resource, reader: str, viewer: Viewer) -> PracticePart | None:
    """The structured case, each part in the best language there is."""
    practice = (
        m.Practice.objects.filter(pk=resource.pk)
        .prefetch_related("texts", "components__texts", "series__texts", "series__figures")
        .first()
    )
    if practice is None:
        return None
    words = vocabulary()
    original = resource.original_language
    texts = list(practice.texts.all())
    place = words.place_by_id.get(practice.place_id) if practice.place_id else None
    named = (
        organisation_names({practice.organisation_id}, reader, viewer)
        if practice.organisation_id
        else {}
    )
    organisation = named.get(practice.organisation_id) if practice.organisation_id else None
    return PracticePart(
        place=Link(place.label(reader), f"/{reader}/{place.path}", place.key) if place else None,
        organisation=Link(
            organisation.name, f"/{reader}/organisations/{organisation.slug}/", organisation.slug
        )
        if organisation
        else None,
        period=_period(practice, reader),
        cost_figure=wording.money(practice.cost_amount, practice.cost_currency)
        if practice.cost_amount is not None
        else "",
        problem=_practice_said(texts, reader, original, "problem"),
        done=_practice_said(texts, reader, original, "done"),
        cost=_practice_said(texts, reader, original, "cost"),
        conditions=_practice_said(texts, reader, original, "conditions"),
        lessons=_practice_said(texts, reader, original, "lessons"),
        components=tuple(
            Component(
                wording.said(text.title, text.language, reader),
                wording.said(text.text, text.language, reader),
            )
            for component in practice.components.all()
            if (text := text_for(component.texts.all(), reader, original))
        ),
        series=tuple(_series(line, reader, original) for line in practice.series.all()),
        contact_path=f"/{reader}/ask/resource/{resource.pk}/",
    )


def _practice_said(
    texts: Sequence[m.PracticeText], reader: str, original: str, attribute: str
) -> Said:
    by_language = {text.language: text for text in texts if getattr(text, attribute)}
    row = text_for(by_language.values(), reader, original)
    return (
        wording.said(getattr(row, attribute), row.language, reader, row.origin) if row else NOTHING
    )


def _period(practice: m.Practice, reader: str) -> str:
    starts = (
        wording.date(practice.starts, practice.starts_precision, reader) if practice.starts else ""
    )
    ends = wording.date(practice.ends, practice.ends_precision, reader) if practice.ends else ""
    if starts and ends:
        return starts if starts == ends else f"{starts} – {ends}"
    if starts:
        return _("since %(date)s") % {"date": starts}
    return _("until %(date)s") % {"date": ends} if ends else ""


def _series(line: m.ResultSeries, reader: str, original: str) -> Series:
    statuses = {
        m.ResultFigure.Status.SELF_REPORTED: _("reported by the city"),
        m.ResultFigure.Status.PRESS: _("reported by the press"),
        m.ResultFigure.Status.EVALUATED: _("from an evaluation"),
    }
    text = text_for(line.texts.all(), reader, original)
    figures = list(line.figures.all())
    top = max((figure.value for figure in figures), default=0)
    dated = [figure for figure in figures if figure.period]
    change = ""
    if len(dated) > 1 and dated[0].value:
        percent = (dated[-1].value - dated[0].value) / dated[0].value * 100
        change = _("%(percent)s%% between %(first)s and %(last)s") % {
            "percent": f"{'+' if percent > 0 else '−' if percent < 0 else ''}"
            f"{wording.number(abs(round(percent, 1)))}",
            "first": wording.date(dated[0].period, dated[0].period_precision, reader),  # type: ignore[arg-type]  # dated
            "last": wording.date(dated[-1].period, dated[-1].period_precision, reader),  # type: ignore[arg-type]  # dated
        }
    return Series(
        title=wording.said(text.title, text.language, reader) if text else NOTHING,
        unit=wording.said(text.unit, text.language, reader) if text else NOTHING,
        change=change,
        figures=tuple(
            Figure(
                period=wording.date(figure.period, figure.period_precision, reader)
                if figure.period
                else "",
                value=_("more than %(number)s") % {"number": wording.number(figure.value)}
                if figure.at_least
                else wording.number(figure.value),
                status_key=figure.status,
                status_label=statuses[m.ResultFigure.Status(figure.status)],
                source_name=figure.source_name,
                source_url=figure.source_url,
                share=float(figure.value / top) if top > 0 else 0.0,
            )
            for figure in figures
        ),
    )
