"""The ways to narrow a search: their names in addresses, their words, their order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agora.catalogue.search.contract import Shape
from agora.kernel import languages
from agora.topics.queries import GOALS, PACT, THEMES, vocabulary


@dataclass(frozen=True)
class FacetDefinition:
    """One facet: `scheme` names the controlled terms behind it, where there are any.

    `shown` is how many values a page shows before “more”; `order` is `count` or `natural`.
    """

    name: str
    label: str | Promise
    scheme: str = ""
    shown: int = 8
    order: str = "count"
    open: bool = False


FACETS: tuple[FacetDefinition, ...] = (
    FacetDefinition("type", pgettext_lazy("facet", "Kind"), "resource-types", 8, "count", True),
    FacetDefinition("axis", pgettext_lazy("facet", "Axis of the Pact"), PACT, 3, "natural", True),
    FacetDefinition("theme", pgettext_lazy("facet", "Theme"), THEMES, 10, "count", True),
    FacetDefinition("goal", _("Sustainable Development Goal"), GOALS, 17, "natural"),
    FacetDefinition("region", pgettext_lazy("facet", "Region of the world"), "places", 12, "count"),
    FacetDefinition("country", pgettext_lazy("facet", "Country"), "places", 10, "count"),
    FacetDefinition("language", _("Language available"), "languages", 8, "count", True),
    FacetDefinition("publisher", pgettext_lazy("facet", "Publisher"), "organisations", 10, "count"),
    FacetDefinition("format", pgettext_lazy("facet", "Format"), "formats", 8, "count"),
    FacetDefinition("audience", pgettext_lazy("facet", "For whom"), "audiences", 10, "count"),
    FacetDefinition("year", pgettext_lazy("facet", "Year"), "", 10, "natural"),
    FacetDefinition("licence", pgettext_lazy("facet", "Licence"), "licences", 10, "count"),
    FacetDefinition("evidence", pgettext_lazy("facet", "Evidence"), "evidence", 6, "natural"),
)
NAMES: tuple[str, ...] = tuple(facet.name for facet in FACETS)
BY_NAME = {facet.name: facet for facet in FACETS}

# What the index knows beyond the facets a page shows: filters of topic, place and other pages.
HIDDEN = ("pledge", "target", "city", "organisation", "level")
SHAPE = Shape(facets=(*NAMES, *HIDDEN), numbers=("published", "added"))

SCHEME_OF_HIDDEN = {"pledge": PACT, "target": GOALS, "city": "places", "level": "levels"}


def labeller(name: str, reader: str, organisations: dict[str, str]) -> Callable[[str], str]:
    """A function from a facet's value to its words in the reader's language."""
    words = vocabulary()
    scheme = BY_NAME[name].scheme if name in BY_NAME else SCHEME_OF_HIDDEN.get(name, "")
    if scheme == "places":
        return lambda key: words.places[key].label(reader) if key in words.places else key
    if scheme == "languages":
        return lambda key: languages.name(key, reader)
    if scheme == "organisations" or name == "organisation":
        return lambda key: organisations.get(key, key)
    if not scheme:
        return lambda key: key

    def label(key: str) -> str:
        term = words.term(scheme, key)
        if term is None:
            return key
        return (
            f"{term.notation}. {term.label(reader)}"
            if term.notation and scheme == GOALS
            else term.label(reader)
        )

    return label


def facet_of_concept(scheme: str, key: str) -> tuple[str, str] | None:
    """The facet and value that select what is tagged with a concept."""
    if scheme == PACT:
        return ("axis", key) if key in ("people", "planet", "government") else ("pledge", key)
    if scheme == GOALS:
        return ("target" if "." in key else "goal", key)
    names = {
        THEMES: "theme",
        "resource-types": "type",
        "audiences": "audience",
        "formats": "format",
        "licences": "licence",
        "evidence": "evidence",
        "levels": "level",
    }
    return (names[scheme], key) if scheme in names else None
