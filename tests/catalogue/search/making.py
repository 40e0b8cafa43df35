"""Small catalogues for the search tests, and ways to build an index of them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path

from agora.catalogue.search.contract import PUBLIC, Document, Label, Shape, TextPart
from agora.catalogue.search.engine import Reader, build_aside, open_reader

SHAPE = Shape(facets=("type", "theme", "country", "language"))


def key(number: int) -> str:
    """The id of the n-th record of a test."""
    return str(uuid.UUID(int=number + 1, version=4))


def record(
    number: int,
    *texts: tuple[str, str] | tuple[str, str, str],
    labels: Iterable[tuple[str, str]] = (),
    facets: Mapping[str, tuple[str, ...]] | None = None,
    visible: tuple[str, ...] = (PUBLIC,),
    published: int = 0,
    body: str = "",
) -> Document:
    """A record from (language, title[, summary]) texts, the first one the original."""
    parts = tuple(
        TextPart(
            text[0],
            text[1],
            text[2] if len(text) == 3 else "",
            body if place == 0 else "",
            place == 0,
        )
        for place, text in enumerate(texts)
    )
    return Document(
        id=key(number),
        texts=parts,
        labels=tuple(Label(language, text) for language, text in labels),
        facets=facets or {},
        numbers={"published": published, "added": published},
        visible=visible,
    )


def index_of(path: Path, *documents: Document, shape: Shape = SHAPE) -> Reader:
    """A new index with these records, open for reading."""
    build_aside(path, shape, documents)
    return open_reader(path, shape)
