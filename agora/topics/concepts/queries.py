"""Asking for a concept as a document, by name, and for what is left of a withdrawn one."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from agora.kernel.kinds import Described, Gone
from agora.kernel.models import TextState
from agora.topics.documents import ConceptDocument
from agora.topics.glossary import plain
from agora.topics.models import Concept, ConceptLabel
from agora.topics.queries import GLOSSARY, GOALS, PACT, THEMES, vocabulary

ENGLISH = "en"


def concept_live(object_id: uuid.UUID) -> dict[str, Any] | None:
    """The document of a live concept, made from the tables; None where it is not of the glossary."""
    row = (
        Concept.objects.filter(pk=object_id, scheme__key=GLOSSARY, withdrawn=False)
        .select_related("parent")
        .first()
    )
    if row is None:
        return None
    texts = _texts(row)
    links: dict[str, list[str]] = defaultdict(list)
    for scheme, key in row.links.order_by("order", "key").values_list("scheme__key", "key"):
        links[scheme].append(key)
    document = ConceptDocument.model_validate(
        {
            "slug": row.key,
            "original_language": ENGLISH if ENGLISH in texts else next(iter(texts), ENGLISH),
            "domain": row.domain,
            "broader": row.parent.key if row.parent and not row.parent.withdrawn else None,
            "related": list(
                row.related.filter(withdrawn=False).order_by("key").values_list("key", flat=True)
            ),
            "themes": links[THEMES],
            "goals": links[GOALS],
            "axes": links[PACT],
            "shared": _shared(row.key, texts),
            "texts": texts,
        }
    )
    return document.model_dump(mode="json")


def _texts(row: Concept) -> dict[str, dict[str, Any]]:
    texts: dict[str, dict[str, Any]] = defaultdict(dict)
    role = ConceptLabel.Role
    for label in row.labels.order_by("order", "pk"):
        text = texts[label.language]
        if label.role == role.DEFINITION:
            text["definition"] = label.text
            continue
        said = {"text": label.text, "form": label.form, "region": label.region}
        if label.role == role.PREFERRED:
            text |= {"preferred": label.text, "form": label.form, "region": label.region}
            checked = label.state == ConceptLabel.State.CHECKED
            text["state"] = TextState.REVIEWED if checked else TextState.DRAFT
        else:
            text.setdefault("alternatives", []).append(said)
    # A definition alone, without a name in its language, has no place in a document.
    return {tag: text for tag, text in texts.items() if "preferred" in text}


def _shared(key: str, texts: dict[str, dict[str, Any]]) -> list[str]:
    others = label_owners(key, texts)
    found = [
        label
        for tag, text in texts.items()
        for label in (
            text["preferred"],
            *(other["text"] for other in text.get("alternatives", ())),
        )
        if (tag, plain(label)) in others
    ]
    return list(dict.fromkeys(found))


def label_owners(key: str, tags: Collection[str]) -> dict[tuple[str, str], set[str]]:
    """Who else has a label in these languages: language and plain text → names of concepts."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for term in vocabulary().concepts_of.get(GLOSSARY, ()):
        if term.key == key:
            continue
        for tag in tags:
            if tag in term.labels:
                for text in (term.labels[tag], *term.alternatives.get(tag, ())):
                    found[tag, plain(text)].add(term.label(tag))
    return found


def concept_describe(
    ids: Collection[uuid.UUID], language: str, _tokens: frozenset[str]
) -> dict[uuid.UUID, Described]:
    """What a lower room may say of these concepts; everybody may see them."""
    by_id = vocabulary().by_id
    return {
        key: Described(by_id[key].label(language), f"/{language}/{by_id[key].path}")
        for key in ids
        if key in by_id and by_id[key].scheme == GLOSSARY
    }


def concept_tombstone(object_id: uuid.UUID, language: str) -> Gone | None:
    """What is left of a concept that was withdrawn on the desk."""
    row = Concept.objects.filter(
        pk=object_id, scheme__key=GLOSSARY, withdrawn=True, withdrawn_at__isnull=False
    ).first()
    if row is None or row.withdrawn_at is None:
        return None
    names = dict(
        row.labels.filter(role=ConceptLabel.Role.PREFERRED).values_list("language", "text")
    )
    title = names.get(language) or names.get(ENGLISH) or row.key
    path = f"/{language}/topics/{GLOSSARY}/{row.key}/"
    return Gone(title, path, row.withdrawn_reason, row.withdrawn_at)


def withdrawn_id(key: str) -> uuid.UUID | None:
    """The withdrawn concept of the glossary with this key."""
    return (
        Concept.objects.filter(scheme__key=GLOSSARY, key=key, withdrawn=True)
        .values_list("pk", flat=True)
        .first()
    )
