"""The shapes the API answers with."""

from __future__ import annotations

import uuid

from ninja import Schema


class TextOut(Schema):
    """A text and the language it is really in."""

    text: str
    language: str
    fallback: bool


class NamedOut(Schema):
    """A thing with its key, its words and its page."""

    key: str
    label: str
    url: str


class ResourceOut(Schema):
    """A resource as a list shows it."""

    id: uuid.UUID
    url: str
    type: str
    title: TextOut
    summary: TextOut
    languages: list[str]
    axes: list[str]
    publishers: list[NamedOut]
    places: list[NamedOut]
    year: str
    evidence: str
    illustrative: bool


class ResourceListOut(Schema):
    """One page of finds with exact counts."""

    total: int
    page: int
    page_count: int
    results: list[ResourceOut]
    facets: dict[str, dict[str, int]]


class EditionOut(Schema):
    """What the publisher offers in one language."""

    language: str
    url: str
    format: str
    title: str
    extent: str
    size: str


class CreditOut(Schema):
    """Who took part and as what."""

    role: str
    name: str
    url: str


class RelatedOut(Schema):
    """A neighbour and why."""

    id: uuid.UUID
    url: str
    title: str
    reason: str


class ResourceDetailOut(ResourceOut):
    """Everything a resource page shows."""

    body_html: TextOut
    outcomes: list[str]
    editions: list[EditionOut]
    credits: list[CreditOut]
    topics: list[NamedOut]
    audiences: list[str]
    level: str
    licence: str
    licence_url: str
    published: str
    permanent: str
    related: list[RelatedOut]
    jsonld: dict[str, object]


class OrganisationOut(Schema):
    """An organisation as a list shows it."""

    id: uuid.UUID
    slug: str
    url: str
    name: str
    short_name: str
    kind: str
    website: str


class OrganisationListOut(Schema):
    """One page of organisations."""

    total: int
    page: int
    page_count: int
    results: list[OrganisationOut]


class TopicOut(Schema):
    """A concept with its labels in all languages."""

    id: uuid.UUID
    scheme: str
    key: str
    notation: str
    parent: str | None
    labels: dict[str, str]
    alternatives: dict[str, list[str]]
    definitions: dict[str, str]
    related: list[str]
    links: list[str]
    url: str


class TopicListOut(Schema):
    """One page of the concepts of one scheme, and the schemes' keys."""

    schemes: list[str]
    total: int
    page: int
    page_count: int
    results: list[TopicOut]


class ProblemOut(Schema):
    """What is wrong and what to do next."""

    detail: str
