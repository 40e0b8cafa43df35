"""schema.org / LRMI descriptions of what a page shows, as plain values."""

from __future__ import annotations

from typing import Any

from agora.ui.rows import Card, ResourcePage

_TYPES = {
    "course": ["LearningResource", "Course"],
    "practice": ["LearningResource", "Article"],
    "article": ["LearningResource", "Article"],
    "paper": ["LearningResource", "ScholarlyArticle"],
    "report": ["LearningResource", "Report"],
    "handbook": ["LearningResource", "Book"],
    "collection": ["LearningResource", "Collection"],
    "game": ["LearningResource", "Game"],
}


def _agents(it: ResourcePage, roles: tuple[str, ...], base: str) -> list[dict[str, str]]:
    return [
        {"@type": "Organization", "name": credit.name, "url": f"{base}{credit.path}"}
        if credit.path
        else {"@type": "Person", "name": credit.name}
        for credit in it.credits
        if credit.role_key in roles
    ]


def resource(it: ResourcePage, *, reader: str, base: str) -> dict[str, Any]:
    """The resource as schema.org LearningResource; only what is known is said."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": _TYPES.get(it.card.type_key, ["LearningResource"]),
        "@id": it.permanent,
        "url": f"{base}{it.card.path}",
        "name": it.title.text,
        "description": it.summary.text,
        "inLanguage": sorted({edition.language for edition in it.editions}) or [it.title.language],
        "learningResourceType": it.card.type_label,
        "educationalLevel": it.level,
        "audience": [{"@type": "Audience", "audienceType": name} for name in it.audiences],
        "about": [
            {"@type": "DefinedTerm", "name": link.label, "url": f"{base}{link.path}"}
            for _group, links in it.topics
            for link in links
        ],
        "spatialCoverage": [{"@type": "Place", "name": place.label} for place in it.places],
        "publisher": _agents(it, ("publisher", "co-publisher"), base),
        "author": _agents(it, ("author",), base),
        "translator": _agents(it, ("translator",), base),
        "funder": _agents(it, ("funder",), base),
        "datePublished": it.published_iso,
        "dateModified": it.changed.date().isoformat() if it.changed else "",
        "license": it.licence_url,
        "teaches": list(it.outcomes),
        "encoding": [
            {
                "@type": "MediaObject",
                "contentUrl": edition.url,
                "inLanguage": edition.language,
            }
            for edition in it.editions
            if edition.url.startswith("http")
        ],
        "hasPart": [
            {"@type": "LearningResource", "name": item.title.text, "url": f"{base}{item.path}"}
            for item in it.items
        ],
        "isAccessibleForFree": True if it.licence_key.startswith("cc") else None,
    }
    return {key: value for key, value in data.items() if value not in ("", None, [])}


def listing(cards: tuple[Card, ...], *, name: str, url: str, base: str) -> dict[str, Any]:
    """A page of finds as schema.org ItemList."""
    return {
        "@context": "https://schema.org",
        "@type": ["CollectionPage"],
        "name": name,
        "url": url,
        "mainEntity": {
            "@type": "ItemList",
            "itemListElement": [
                {
                    "@type": "ListItem",
                    "position": position,
                    "url": f"{base}{card.path}",
                    "name": card.title.text,
                }
                for position, card in enumerate(cards, 1)
            ],
        },
    }
