"""The kinds of blocks a lesson is made of: each a folder here, found by itself.

A folder has `__init__.py` with `BLOCK`, a `BlockKind`; nothing else needs to know of it. Its shape is a part of the
course's document, so that drafts, review and translation work without code of the kind. A template
`courses/blocks/<name>.html` draws it for a learner.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache

from agora.courses.blocks.base import BlockKind


@lru_cache(maxsize=1)
def block_kinds() -> dict[str, BlockKind]:
    """Every kind by its name, in the order in which an author is offered them."""
    found: list[BlockKind] = [
        importlib.import_module(f"{__name__}.{entry.name}").BLOCK
        for entry in pkgutil.iter_modules(__path__)
        if entry.ispkg
    ]
    return {one.name: one for one in sorted(found, key=lambda one: (one.order, one.name))}


def block_kind(name: str) -> BlockKind:
    """The kind of this name; KeyError where there is none."""
    return block_kinds()[name]
