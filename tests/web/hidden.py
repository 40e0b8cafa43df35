"""Ondara's own things: hidden in every way there is, tied to public things in every way there is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from agora.catalogue.models import Resource
from agora.editorial.models import GroupAnswer, GroupReview, Message, Submission
from agora.editorial.services import content_withdraw
from agora.forums.models import Forum
from agora.kernel import clock, traces
from agora.media.models import File
from agora.people.models import Organisation
from tests.catalogue.shelf import found, gather, put, stand

SECRET = "Zyxwvut"
"""A word in every title, name and summary that a stranger must never read."""

PLURALS = {
    "handbook": "resources",
    "practice": "practices",
    "collection": "collections",
    "article": "articles",
    "course": "courses",
}


def file_named(name: str, content: bytes = b"%PDF-1.7 a page") -> File:
    """A stored file."""
    row = File(
        name=name,
        media_type="application/pdf",
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    row.stored.save(name, ContentFile(content))
    return row


def log_released(thing: Resource) -> None:
    """A reference group read it before it was published, and what it said is released."""
    submission = Submission.objects.create(
        kind="resource", sort="resource", object_id=thing.pk, title="x", language="en", document={},
        revision=1, state=Submission.State.PUBLISHED,
    )  # fmt: skip
    GroupReview.objects.create(
        submission=submission, closes_at=clock.now(), released_at=clock.now()
    )
    said = Message.objects.create(
        submission=submission, text=f"{SECRET} should be clearer.", audience=Message.Audience.GROUP
    )
    GroupAnswer.objects.create(message=said, outcome=GroupAnswer.Outcome.ACCEPTED)


@dataclass
class Shelves:
    """Public things and their hidden twins."""

    public: dict[str, Resource] = field(default_factory=dict)
    """By type."""
    own: dict[tuple[str, str], Resource] = field(default_factory=dict)
    """By type and visibility: network, organisation, team and, of the public ones, withdrawn."""
    files: dict[str, File] = field(default_factory=dict)
    """By visibility of the resource whose edition they are."""
    organisations: dict[str, Organisation] = field(default_factory=dict)
    forums: dict[str, Forum] = field(default_factory=dict)


def fill(team: Any, *, network_too: bool, hidden: bool = True) -> Shelves:
    """Public and hidden things of each type, with the same topics, places and ties.

    `network_too` adds those that any account may see, a forum among them. Without `hidden` the public things stand
    alone; called again with it, the hidden ones join them and are tied to them.
    """
    shelves = Shelves()
    shelves.organisations["public"] = found("open-network")
    if hidden:
        shelves.organisations["team"] = found(
            "closed-office", name=f"{SECRET} office", visibility="organisation"
        )
    kinds = ["team", "organisation", "withdrawn", *(["network"] if network_too else [])]
    kinds = kinds if hidden else []
    shared = {
        "themes": ["housing-rights", "waste"],
        "goals": ["11"],
        "axes": ["people"],
        "places": ["ke"],
        "published": "2021-05",
    }
    for type_ in PLURALS:
        public = put(
            f"open-{type_}",
            type=type_,
            contributions=[{"role": "publisher", "organisation": "open-network"}],
            editions=[{"language": "en", "url": "https://www.example.org/open"}],
            **shared,
        )
        shelves.public[type_] = public
        for kind in kinds:
            file = file_named(f"{kind}-{type_}.pdf")
            resource = put(
                f"{kind}-{type_}",
                title=f"{SECRET} {kind} {type_}",
                type=type_,
                visibility="public" if kind == "withdrawn" else kind,
                owner="ondara",
                team=str(team.pk) if kind == "team" else None,
                contributions=[
                    {"role": "publisher", "organisation": "open-network"},
                    {"role": "author", "organisation": "closed-office"},
                    {"role": "author", "name": f"{SECRET} author"},
                ],
                editions=[{"language": "sw", "file": str(file.pk), "format": "podcast"}],
                relations=[{"kind": "part-of", "to": public.slug, "reason": {"en": f"{SECRET}."}}],
                themes=[*shared["themes"], "rural-urban-linkages"],
                goals=["11", "14"],
                axes=["people"],
                places=["ke", "ug"],
                published="1999",
            )
            shelves.own[(type_, kind)] = resource
            shelves.files[kind] = file
    shelves.files["public"] = file_named("open.pdf")
    _tie(shelves, hidden, shared)
    if hidden:
        _leave_traces(shelves)
    if hidden and network_too:
        shelves.forums["network"] = gather(
            "closed-forum",
            title=f"{SECRET} forum",
            starts="2023-10-11",
            ends="2023-10-11",
            visibility="network",
            stands=[
                stand("closed-stand", "open-network", items=["open-handbook"])
                | {"texts": {"en": {"title": f"{SECRET} stand"}}}
            ],
        )
    shelves.public = {
        type_: Resource.objects.get(pk=resource.pk) for type_, resource in shelves.public.items()
    }
    return shelves


def _tie(shelves: Shelves, hidden: bool, shared: dict[str, Any]) -> None:
    """Public things that point at hidden ones: credits, relations, items, a stand's things."""
    slugs = [resource.slug for resource in shelves.own.values()]
    funder = [{"role": "funder", "organisation": "closed-office"}] if hidden else []
    put(
        "open-handbook",
        type="handbook",
        contributions=[{"role": "publisher", "organisation": "open-network"}, *funder],
        editions=[
            {"language": "en", "url": "https://www.example.org/open"},
            {"language": "fr", "file": str(shelves.files["public"].pk)},
        ],
        relations=[
            {"kind": "related-because", "to": slug, "reason": {"en": f"{SECRET} reason"}}
            for slug in slugs
        ],
        **shared,
    )
    put(
        "open-practice",
        type="practice",
        practice={
            "place": "ke",
            "organisation": "closed-office" if hidden else None,
            "texts": {"en": {"problem": "<p>Much was thrown away.</p>"}},
        },
        contributions=[{"role": "publisher", "organisation": "open-network"}],
        editions=[{"language": "en", "url": "https://www.example.org/open"}],
        **shared,
    )
    put(
        "open-collection",
        type="collection",
        items=[
            {"to": "open-handbook", "note": {"en": "Begin here."}},
            *({"to": slug, "note": {"en": f"{SECRET} note"}} for slug in slugs),
        ],
        contributions=[{"role": "publisher", "organisation": "open-network"}],
        editions=[{"language": "en", "url": "https://www.example.org/open"}],
        **shared,
    )
    shelves.forums["public"] = gather(
        "open-forum",
        organisers=["open-network", *(["closed-office"] if hidden else [])],
        stands=[
            stand("open-stand", "open-network", items=["open-handbook", *slugs]),
            stand("other-stand", "open-network", items=["open-practice"]),
        ],
    )


def _leave_traces(shelves: Shelves) -> None:
    """What is withdrawn, and what came of a public thing."""
    for (_type, kind), resource in shelves.own.items():
        if kind == "withdrawn":
            content_withdraw("resource", resource.pk, "Taken back by its publisher.")
        with transaction.atomic():
            traces.leave(
                ("resource", shelves.public["handbook"].pk), "used", ("resource", resource.pk)
            )
