"""From a search and its results to the rows of the results page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agora.catalogue.facets import BY_NAME, FACETS, FacetDefinition, labeller
from agora.catalogue.forms import address_of
from agora.catalogue.queries import Search
from agora.catalogue.search.contract import Results
from agora.editorial.review.group.reading import Log
from agora.editorial.review.group.words import Outcome, outcome_name, place_name
from agora.topics.queries import Term, vocabulary
from agora.ui import wording
from agora.ui.projection import project
from agora.ui.rows import Dot, Facet, FacetValue, Filter, Link

_TREES = {"theme", "region"}


def facet_rows(
    search: Search,
    results: Results,
    *,
    reader: str,
    organisations: dict[str, str],
    unfold: str = "",
) -> tuple[Facet, ...]:
    """The facets with exact counts; `unfold` names the one that shows all its values."""
    rows = []
    for facet in FACETS:
        counts = results.facets.get(facet.name, {})
        chosen = search.filters.get(facet.name, frozenset())
        if not counts and not chosen:
            continue
        label = labeller(facet.name, reader, organisations)
        everything = facet.name == unfold
        if facet.name in _TREES:
            values, hidden = _tree(facet, counts, chosen, label, everything)
        else:
            values, hidden = _flat(facet, counts, chosen, label, everything)
        more = ""
        if hidden:
            joint = address_of(search)
            more = f"{joint}{'&' if len(joint) > 1 else ''}all={facet.name}#facet-{facet.name}"
        rows.append(
            Facet(
                name=facet.name,
                label=str(facet.label),
                values=tuple(values),
                open=facet.open or bool(chosen) or everything,
                selected=len(chosen),
                hidden=hidden,
                more=more,
            )
        )
    return tuple(rows)


def publishers_shown(results: Results, unfold: str) -> list[str]:
    """Addresses of the publishers the page names, the most frequent first."""
    facet = BY_NAME["publisher"]
    order = _order(facet, results.facets.get(facet.name, {}), str)
    return order if unfold == facet.name else order[: facet.shown]


def _order(facet: FacetDefinition, counts: Mapping[str, int], label) -> list[str]:
    if facet.name == "year":
        return sorted(counts, reverse=True)
    if facet.order == "natural" and facet.scheme:
        words = vocabulary()
        place = {term.key: term.order for term in words.concepts_of.get(facet.scheme, ())}
        return sorted(counts, key=lambda key: place.get(key, 10**6))
    if facet.name == "publisher":  # by address: to name thousands in order to show ten is dear
        return sorted(counts, key=lambda key: (-counts[key], key))
    return sorted(counts, key=lambda key: (-counts[key], label(key)))


def _flat(facet: FacetDefinition, counts, chosen, label, everything):
    order = _order(facet, counts, label)
    shown = order if everything else order[: facet.shown]
    shown += [key for key in sorted(chosen) if key not in shown and key != "?"]
    values = [FacetValue(key, label(key), counts.get(key, 0), key in chosen) for key in shown]
    return values, len(order) - len([key for key in shown if key in counts])


def _tree(facet: FacetDefinition, counts, chosen, label, everything):
    """Parents by count, each followed by its children when it, or one of them, is chosen."""
    words = vocabulary()
    parent_of: dict[str, str | None]
    if facet.name == "region":
        parent_of = {key: words.places[key].parent for key in counts if key in words.places}
    else:
        parent_of = {key: term.parent for key in counts if (term := words.term(facet.scheme, key))}
    roots = [k for k in _order(facet, counts, label) if parent_of.get(k) not in counts]
    values: list[FacetValue] = []

    children: dict[str, list[str]] = defaultdict(list)
    for key in counts:
        children[parent_of.get(key) or ""].append(key)
    above: set[str] = set()
    for key in chosen:
        parent = parent_of.get(key)
        while parent and parent not in above:
            above.add(parent)
            parent = parent_of.get(parent)

    def add(key: str, level: int) -> None:
        values.append(FacetValue(key, label(key), counts[key], key in chosen, level))
        if everything or key in chosen or key in above:
            for child in _order(facet, {k: counts[k] for k in children[key]}, label):
                add(child, level + 1)

    shown = roots if everything else roots[: facet.shown]
    shown += [key for key in roots[len(shown) :] if key in chosen or key in above]
    for root in shown:
        add(root, 0)
    present = {value.key for value in values}
    values += [
        FacetValue(key, label(key), 0, True) for key in sorted(chosen - present) if key != "?"
    ]
    return values, 0 if everything else len(counts) - len(present)


def filter_rows(
    search: Search, *, reader: str, organisations: dict[str, str]
) -> tuple[Filter, ...]:
    """The active filters in words, each with the search without it."""
    rows = []
    for name, chosen in search.filters.items():
        label = labeller(name, reader, organisations)
        facet_label = str(BY_NAME[name].label) if name in BY_NAME else _("Topic")
        for key in sorted(chosen):
            rest = {**search.filters, name: chosen - {key}}
            words = label(key) if key != "?" else _("an unknown value")
            rows.append(Filter(name, facet_label, key, words, address_of(search, filters=rest)))
    return tuple(rows)


def sentence(search: Search, total: int) -> str:
    """How many were found, in words."""
    count = wording.number(total)
    if search.text:
        return ngettext(
            "%(count)s result for “%(text)s”", "%(count)s results for “%(text)s”", total
        ) % {"count": count, "text": search.text}
    if search.filters:
        return ngettext("%(count)s result", "%(count)s results", total) % {"count": count}
    return ngettext("%(count)s thing to learn from", "%(count)s things to learn from", total) % {
        "count": count
    }


def amount(records: int, spoken: int) -> str:
    """How many things there are on a concept, in how many languages."""
    things = ngettext("%(count)s thing", "%(count)s things", records) % {
        "count": wording.number(records)
    }
    tongues = ngettext("%(count)s language", "%(count)s languages", spoken) % {
        "count": wording.number(spoken)
    }
    return _("%(things)s in %(languages)s") % {"things": things, "languages": tongues}


def dots(
    search: Search, counts: Mapping[str, Mapping[str, int]], *, reader: str, home: str = ""
) -> tuple[Dot, ...]:
    """Cities with finds, and countries whose finds name no city of theirs; the largest first."""
    words = vocabulary()
    cities, countries = counts.get("city", {}), counts.get("country", {})
    covered = {spot.parent for key in cities if (spot := words.places.get(key)) is not None}
    chosen = [("city", key, n) for key, n in cities.items()]
    chosen += [("country", key, n) for key, n in countries.items() if key not in covered]
    rows: list[Dot] = []
    for name, key, n in sorted(chosen, key=lambda row: (-row[2], row[1])):
        if len(rows) == 120:
            break
        spot = words.places.get(key)
        if spot is None or spot.latitude is None or spot.longitude is None:
            continue
        x, y = project(spot.latitude, spot.longitude)
        filters = {**search.filters, name: frozenset({key})}
        path = (
            f"/{reader}/{spot.path}" if home else address_of(search, filters=filters, view="list")
        )
        rows.append(
            Dot(
                spot.label(reader),
                path,
                round(x, 1),
                round(y, 1),
                n,
                1 if n < 3 else 2 if n < 10 else 3,
            )
        )
    return tuple(rows)


def wider(search: Search, filters: tuple[Filter, ...]) -> tuple[Link, ...]:
    """Searches with one filter less, and the text alone: ways out of an empty page."""
    links = [
        Link(_("Without “%(filter)s”") % {"filter": row.label}, row.without) for row in filters[:6]
    ]
    if search.text and search.filters:
        links.insert(
            0,
            Link(
                _("“%(text)s” without any filter") % {"text": search.text},
                address_of(search, filters={}),
            ),
        )
    return tuple(links)


def nearest_terms(search: Search, *, reader: str) -> tuple[Link, ...]:
    """Controlled terms whose label shares a beginning with a word of the search."""
    words = vocabulary()
    asked = [word.casefold()[:5] for word in search.text.split() if len(word) > 3]
    found: list[Term] = []
    for scheme in ("themes", "sdg", "pact-2022"):
        for term in words.concepts_of.get(scheme, ()):
            if scheme == "sdg" and term.parent:
                continue
            texts = [*term.labels.values(), *(t for a in term.alternatives.values() for t in a)]
            parts = {part[:5] for text in texts for part in text.casefold().split()}
            if any(start in parts for start in asked):
                found.append(term)
    named: dict[str, Term] = {}
    for term in found:
        named.setdefault(term.label(reader), term)
    return tuple(
        Link(label, f"/{reader}/{term.path}", term.key) for label, term in list(named.items())[:8]
    )


def group_log(log: Log) -> dict[str, Any]:
    """A released reading as its page shows it: what was asked, the counts, every comment."""
    return {
        "log": log,
        "counts": [(outcome_name(one), log.count(one)) for one in Outcome.values],
        "comments": [
            {
                "said": one,
                "label": place_name(log.sort, log.kind, log.document, one.field),
                "outcome": outcome_name(one.outcome),
            }
            for one in log.comments
        ],
    }
