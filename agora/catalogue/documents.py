"""The document of a resource of any type, with the parts practices and collections add."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from agora.catalogue.models import Relation, ResultFigure
from agora.kernel.documents import (
    Clean,
    Count,
    Document,
    Html,
    Key,
    Line,
    NonNegative,
    Paragraph,
    PartialDate,
    Shape,
    Short,
    Tag,
    Texts,
    TextShape,
    Title,
    WebAddress,
    text_problem,
)

Reference = Annotated[str, Clean, StringConstraints(min_length=1, max_length=180)]
"""A slug or a UUID of another thing."""


class ResourceSays(TextShape):
    """The catalogue text in one language."""

    title: Title
    summary: Paragraph = ""
    body: Html = ""
    why: Annotated[Paragraph, Field(max_length=1000)] = ""
    outcomes: tuple[Short, ...] = ()


class EditionShape(Shape):
    """What the publisher offers in one language."""

    language: Tag
    format: Key | None = None
    url: WebAddress = ""
    file: uuid.UUID | None = None
    title: Annotated[Line, Field(max_length=300)] = ""
    size_bytes: NonNegative | None = None
    pages: Count | None = None
    duration_minutes: Count | None = None
    translator: Annotated[Line, Field(max_length=200)] = ""
    machine: bool = False
    published: PartialDate = None
    note: Short = ""

    @model_validator(mode="after")
    def _link_or_file(self) -> EditionShape:
        if self.url and self.file:
            raise ValueError("has a link and a file: keep one of them")
        return self


class ContributionShape(Shape):
    """An organisation by its address, or a person by name, and the role."""

    role: Key
    organisation: Reference | None = None
    person: uuid.UUID | None = None
    name: Annotated[Line, Field(max_length=200)] = ""

    @model_validator(mode="after")
    def _has_agent(self) -> ContributionShape:
        if not self.organisation and not self.name:
            raise ValueError("names neither an organisation nor a person")
        return self


class RelationShape(Shape):
    """A tie to another thing on the market."""

    kind: Relation.Kind
    to: Reference
    reason: Texts = {}


class ProvenanceShape(Shape):
    """Where the record or some of its fields came from."""

    source: WebAddress = ""
    name: Annotated[Line, Field(max_length=300)] = ""
    fields: tuple[Annotated[Line, Field(max_length=60)], ...] = ()
    retrieved: PartialDate = None


Part = Annotated[Html, Field(max_length=20_000)]


class PracticeSays(TextShape):
    """The case in one language."""

    problem: Part = ""
    done: Part = ""
    cost: Part = ""
    conditions: Part = ""
    lessons: Part = ""


class ComponentSays(Shape):
    """One component in one language."""

    title: Title
    text: Paragraph = ""


class ComponentShape(Shape):
    """One part of what was done."""

    texts: dict[Tag, ComponentSays]


class SeriesSays(Shape):
    """What was measured, in one language."""

    title: Title


class SourceShape(Shape):
    """Where a figure comes from."""

    name: Annotated[Line, Field(min_length=1, max_length=300)]
    url: WebAddress = ""


class FigureShape(Shape):
    """One value: 15 digits, which every database keeps exactly, at most four of them decimals."""

    period: PartialDate = None
    value: Annotated[Decimal, Field(max_digits=15, decimal_places=4)]
    at_least: bool = False
    status: ResultFigure.Status
    source: SourceShape


class SeriesShape(Shape):
    """A measured thing over time."""

    key: Annotated[Key, Field(max_length=60)]
    unit: dict[Tag, Annotated[Line, Field(max_length=120)]] = {}
    texts: dict[Tag, SeriesSays]
    figures: Annotated[tuple[FigureShape, ...], Field(min_length=1)]


class PeriodShape(Shape):
    """From when to when; either end may be unknown."""

    start: PartialDate = None
    end: PartialDate = None


class CostShape(Shape):
    """What it cost, if known."""

    amount: Annotated[Decimal, Field(max_digits=15, decimal_places=2)] | None = None
    currency: Annotated[Line, Field(pattern=r"^([A-Z]{3})?$")] | None = None

    @model_validator(mode="after")
    def _has_currency(self) -> CostShape:
        if self.amount is not None and not self.currency:
            raise ValueError("has an amount without its currency")
        return self


class PracticeShape(Shape):
    """The structured case."""

    place: Key | None = None
    organisation: Reference | None = None
    period: PeriodShape = PeriodShape()
    cost: CostShape = CostShape()
    texts: dict[Tag, PracticeSays]
    components: tuple[ComponentShape, ...] = ()
    series: tuple[SeriesShape, ...] = ()

    @model_validator(mode="after")
    def _keys_differ(self) -> PracticeShape:
        if len({series.key for series in self.series}) != len(self.series):
            raise ValueError("has two series with one key")
        return self


class ItemShape(Shape):
    """One thing in a collection and why it is there."""

    to: Reference
    note: Texts = {}


class ResourceDocument(Document):
    """All that is published of a resource."""

    type: Key
    texts: dict[Tag, ResourceSays]
    editions: tuple[EditionShape, ...] = ()
    contributions: tuple[ContributionShape, ...] = ()
    published: PartialDate = None
    duration_minutes: Count | None = None
    level: Key | None = None
    audiences: tuple[Key, ...] = ()
    themes: tuple[Key, ...] = ()
    axes: tuple[Key, ...] = ()
    pledges: tuple[Key, ...] = ()
    goals: tuple[Annotated[str, Clean], ...] = ()
    targets: tuple[Annotated[str, Clean], ...] = ()
    places: tuple[Key, ...] = ()
    licence: Key = "unknown"
    evidence: Key = "unknown"
    illustrative: bool = False
    owner: Reference | None = None
    team: uuid.UUID | None = None
    relations: tuple[RelationShape, ...] = ()
    provenance: tuple[ProvenanceShape, ...] = ()
    practice: PracticeShape | None = None
    items: tuple[ItemShape, ...] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> ResourceDocument:
        text_problem(self.texts, self.original_language)
        if self.type == "practice" and self.practice is None:
            raise ValueError("is a practice without its case: add “practice”")
        if self.type != "practice" and self.practice is not None:
            raise ValueError(f"has a case but is of type {self.type}")
        if self.visibility == "organisation" and not self.owner:
            raise ValueError("is for one organisation but names none: add “owner”")
        if self.visibility == "team" and not self.team:
            raise ValueError("is for one team but names none: add “team”")
        if self.items and self.type != "collection":
            raise ValueError(f"has items but is of type {self.type}")
        return self
