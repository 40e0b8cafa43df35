"""What a draft's lesson will look like to a learner, before there is a version of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Final

from agora.courses.blocks import block_kinds
from agora.courses.queries.content import BlockView, Tongue
from agora.kernel.models import Origin, TextState

NO_VERSION: Final = uuid.UUID(int=0)
_SAID: Final = ("origin", "state", "source_version")
_NOT_DATA: Final = ("key", "kind", "required", "group", "texts")


def blocks_of_document(
    document: Mapping[str, Any], lesson: Mapping[str, Any], language: str
) -> tuple[BlockView | str, ...]:
    """The blocks of a lesson of a draft in a language, the original's where one is missing.

    A block that does not fit its schema yet is told by its kind's name alone.
    """
    original = str(document.get("original_language") or "en")
    found: list[BlockView | str] = []
    for block in lesson.get("blocks") or ():
        kind = block_kinds().get(str(block.get("kind")))
        if kind is None:
            continue
        try:
            whole = kind.shape.model_validate(block).model_dump(mode="json")
        except ValueError:
            found.append(str(kind.title))
            continue
        found.append(_view(whole, language, original))
    return tuple(found)


def _view(block: Mapping[str, Any], language: str, original: str) -> BlockView:
    texts = {
        tag: {name: value for name, value in text.items() if name not in _SAID}
        for tag, text in block["texts"].items()
    }
    tag = language if language in texts else original
    said = block["texts"].get(tag) or {}
    return BlockView(
        key=uuid.UUID(block["key"]),
        kind=block["kind"],
        required=block["required"],
        group=block["group"],
        data={name: value for name, value in block.items() if name not in _NOT_DATA},
        said=texts.get(tag, {}),
        tongue=Tongue(
            tag if said else language,
            is_other=bool(said) and tag != language,
            is_machine=said.get("origin") == Origin.MACHINE
            and said.get("state") != TextState.REVIEWED,
        ),
        texts=texts,
        version=NO_VERSION,
        course=NO_VERSION,
    )
