"""What components are given: frozen values, already in the reader's language."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from agora.ui.silence import Silence


@dataclass(frozen=True)
class Said:
    """A text with the language it is really in.

    `fallback` is true when it is not in the reader's language; the page then carries `lang` and
    `dir` and says so. `origin` is human, machine or imported.
    """

    text: str
    language: str
    direction: str = "ltr"
    fallback: bool = False
    origin: str = "human"

    def __bool__(self) -> bool:
        return bool(self.text)

    def __str__(self) -> str:
        return self.text


NOTHING = Said("", "und")


@dataclass(frozen=True)
class Link:
    """A name and where it leads; `path` may be empty."""

    label: str
    path: str = ""
    key: str = ""
    note: str = ""


@dataclass(frozen=True)
class Chip:
    """A language a thing exists in: solid, or outlined when machine-made."""

    tag: str
    name: str
    machine: bool = False
    reading: bool = False


@dataclass(frozen=True)
class Reason:
    """Why a find is one: `asked` in the query met `found`; `kind` is word, topic or machine.

    `language` names the language of what was found, where it is not the reader's.
    """

    asked: str
    found: Said
    language: str = ""
    kind: str = "word"


@dataclass(frozen=True)
class Card:
    """One find: what is it, from whom, for whom, how long, which languages, what came of it.

    `machine_title` and `machine_summary` are in the reader's language, where nobody wrote any.
    """

    id: str
    path: str
    type_key: str
    type_label: str
    title: Said
    summary: Said
    axes: tuple[str, ...] = ()
    publishers: tuple[Link, ...] = ()
    places: tuple[Link, ...] = ()
    audiences: tuple[str, ...] = ()
    languages: tuple[Chip, ...] = ()
    duration: str = ""
    year: str = ""
    evidence_key: str = ""
    evidence_label: str = ""
    why: tuple[Reason, ...] = ()
    note: Said = NOTHING
    illustrative: bool = False
    machine_title: Said = NOTHING
    machine_summary: Said = NOTHING


@dataclass(frozen=True)
class FacetValue:
    """One value of a facet with the number of finds it would show."""

    key: str
    label: str
    count: int
    selected: bool = False
    level: int = 0


@dataclass(frozen=True)
class Facet:
    """A way to narrow; `values` in order, parents before their children."""

    name: str
    label: str
    values: tuple[FacetValue, ...]
    open: bool = False
    selected: int = 0
    hidden: int = 0
    more: str = ""


@dataclass(frozen=True)
class Filter:
    """An active filter in words, and the search without it."""

    name: str
    facet_label: str
    key: str
    label: str
    without: str


@dataclass(frozen=True)
class Dot:
    """A place on the map: position in per cent of the drawing, count, where it leads."""

    label: str
    path: str
    x: float
    y: float
    count: int = 0
    size: int = 1


@dataclass(frozen=True)
class EditionRow:
    """What the publisher really offers in one language."""

    language: str
    language_name: str
    own_name: str
    direction: str
    title: str
    format_label: str
    url: str
    host: str
    size: str = ""
    extent: str = ""
    translator: str = ""
    note: str = ""
    machine: bool = False
    silent: Silence | None = None
    """Filled where the address did not answer when last asked."""


@dataclass(frozen=True)
class Credit:
    """Who took part and as what."""

    role_key: str
    role_label: str
    name: str
    path: str = ""


@dataclass(frozen=True)
class Related:
    """A neighbour and the reason it is one."""

    card: Card
    reason: str
    note: Said = NOTHING


@dataclass(frozen=True)
class Figure:
    """One value of a series, with its source and status."""

    period: str
    value: str
    status_key: str
    status_label: str
    source_name: str = ""
    source_url: str = ""
    share: float = 0.0


@dataclass(frozen=True)
class Series:
    """A measured thing over time."""

    title: Said
    unit: Said
    figures: tuple[Figure, ...]
    change: str = ""


@dataclass(frozen=True)
class Component:
    """A part of a practice."""

    title: Said
    text: Said


@dataclass(frozen=True)
class PracticePart:
    """The structured case: each part is HTML cleaned on the server."""

    place: Link | None
    organisation: Link | None
    period: str
    cost_figure: str
    problem: Said = NOTHING
    done: Said = NOTHING
    cost: Said = NOTHING
    conditions: Said = NOTHING
    lessons: Said = NOTHING
    components: tuple[Component, ...] = ()
    series: tuple[Series, ...] = ()
    contact_path: str = ""


@dataclass(frozen=True)
class Provenance:
    """Where the record, or some of its fields, came from."""

    name: str
    url: str
    fields: str = ""
    retrieved: str = ""


@dataclass(frozen=True)
class ResourcePage:
    """Everything a resource, practice, collection or article page shows."""

    card: Card
    title: Said
    summary: Said
    body: Said
    why: Said
    outcomes: tuple[str, ...] = ()
    outcomes_said: Said = NOTHING
    editions: tuple[EditionRow, ...] = ()
    credits: tuple[Credit, ...] = ()
    topics: tuple[tuple[str, tuple[Link, ...]], ...] = ()
    places: tuple[Link, ...] = ()
    level: str = ""
    audiences: tuple[str, ...] = ()
    licence: str = ""
    licence_key: str = ""
    licence_url: str = ""
    evidence_note: str = ""
    published: str = ""
    published_iso: str = ""
    changed: dt.datetime | None = None
    also_in: tuple[Link, ...] = ()
    related: tuple[Related, ...] = ()
    collections: tuple[Link, ...] = ()
    stands: tuple[Link, ...] = ()
    items: tuple[Card, ...] = ()
    practice: PracticePart | None = None
    provenance: tuple[Provenance, ...] = ()
    citation: str = ""
    bibtex_path: str = ""
    qr_path: str = ""
    report_path: str = ""
    permanent: str = ""
    reading_minutes: int = 0
    translators: tuple[str, ...] = ()
    translation_readers: tuple[str, ...] = ()
    reference_group_path: str = ""
    """Where one reads what a reference group said of it; empty where none did."""
    looked_over: dt.datetime | None = None
    """When somebody last looked it over, where that is long ago; else nothing is said of it."""


@dataclass(frozen=True)
class StandRow:
    """A stand at a forum."""

    path: str
    title: Said
    summary: Said
    axis: str
    organisation: Link
    things: int = 0


@dataclass(frozen=True)
class SlotRow:
    """A programme slot, in the forum's own time and, beside it, UTC for the reader's browser."""

    day: str
    starts: str
    ends: str
    starts_utc: str
    zone: str
    title: Said
    summary: Said
    stand: Link | None = None


@dataclass(frozen=True)
class ForumPage:
    """A learning forum with its stands by axis and its programme."""

    path: str
    title: Said
    summary: Said
    body: Said
    theme: Said
    place: Link
    dates: str
    organisers: tuple[Link, ...] = ()
    stands: tuple[tuple[str, str, tuple[StandRow, ...]], ...] = ()
    slots: tuple[SlotRow, ...] = ()


@dataclass(frozen=True)
class StandPage:
    """The page a partner would proudly link to."""

    path: str
    title: Said
    summary: Said
    body: Said
    axis: str
    axis_label: str
    organisation: Link
    organisation_summary: Said
    website: str
    forum: Link
    things: tuple[Card, ...] = ()
    slots: tuple[SlotRow, ...] = ()
    neighbours: tuple[StandRow, ...] = ()
    contact_path: str = ""
    qr_path: str = ""


@dataclass(frozen=True)
class OrganisationPage:
    """Who it is, where it works and what it offers here."""

    id: str
    path: str
    name: Said
    short_name: str
    summary: Said
    body: Said
    kind: str
    website: str
    seat: Link | None
    serves: tuple[Link, ...] = ()
    offers: tuple[Card, ...] = ()
    offers_total: int = 0
    explore_path: str = ""
    stands: tuple[Link, ...] = ()
    other_names: tuple[Said, ...] = ()
    contact_path: str = ""


@dataclass(frozen=True)
class TopicPage:
    """One concept, one address, one page."""

    path: str
    scheme_key: str
    scheme_label: str
    key: str
    notation: str
    label: str
    definition: str
    axis: str = ""
    parents: tuple[Link, ...] = ()
    children: tuple[Link, ...] = ()
    related: tuple[Link, ...] = ()
    labels: tuple[Said, ...] = ()
    total: int = 0
    explore_path: str = ""
    newest: tuple[Card, ...] = ()
    counts: tuple[Link, ...] = field(default=())
    source: str = ""
