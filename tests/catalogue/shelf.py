"""Putting things on the market in a test, through the one publishing path."""

from __future__ import annotations

import uuid
from typing import Any

from agora.catalogue.models import Resource
from agora.editorial.services import document_read, version_publish
from agora.forums.models import Forum
from agora.kernel import ids
from agora.people.models import Organisation


def written(slug: str, **fields: Any) -> dict[str, Any]:
    """The document of a handbook in English; `fields` replace its parts, `title` its one title."""
    title = fields.pop("title", slug.replace("-", " ").capitalize())
    document: dict[str, Any] = {
        "slug": slug,
        "type": "handbook",
        "original_language": "en",
        "texts": {"en": {"title": title, "summary": f"What {title} says."}},
    }
    if fields.get("type") == "practice":
        document["practice"] = {"texts": {"en": {"problem": f"<p>The problem of {title}.</p>"}}}
    return document | fields


def key_of(kind: str, slug: str) -> uuid.UUID:
    """The id a test's thing gets."""
    return ids.fixed_id(kind, slug)


def put(slug: str, **fields: Any) -> Resource:
    """Publish a resource; again with other fields, publish its next version."""
    key = key_of("resource", slug)
    version_publish("resource", key, document_read("resource", written(slug, **fields)))
    return Resource.objects.get(pk=key)


def found(slug: str, **fields: Any) -> Organisation:
    """Publish an organisation."""
    name = fields.pop("name", slug.replace("-", " ").capitalize())
    document = {
        "slug": slug,
        "kind": "network",
        "original_language": "en",
        "texts": {"en": {"name": name, "summary": f"Who {name} is."}},
    } | fields
    key = key_of("organisation", slug)
    version_publish("organisation", key, document_read("organisation", document))
    return Organisation.objects.get(pk=key)


def stand(key: str, organisation: str, **fields: Any) -> dict[str, Any]:
    """The part of a forum's document that is one stand."""
    return {
        "key": key,
        "organisation": organisation,
        "texts": {"en": {"title": f"Stand {key}", "summary": f"What {key} shows."}},
    } | fields


def gather(slug: str, **fields: Any) -> Forum:
    """Publish a forum in Nairobi's country on a day in 2022."""
    title = fields.pop("title", slug.replace("-", " ").capitalize())
    document = {
        "slug": slug,
        "place": "ke",
        "starts": "2022-10-11",
        "ends": "2022-10-11",
        "timezone": "Africa/Nairobi",
        "original_language": "en",
        "texts": {"en": {"title": title, "summary": f"What {title} is."}},
    } | fields
    key = key_of("forum", slug)
    version_publish("forum", key, document_read("forum", document))
    return Forum.objects.get(pk=key)
