"""What every kind of block is made of."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

from django.utils.functional import Promise
from pydantic import StringConstraints

from agora.kernel.documents import Clean, Shape, TextShape
from agora.kernel.errors import Problem

if TYPE_CHECKING:
    from django.http import QueryDict

    from agora.courses.models import Enrolment
    from agora.courses.queries.content import BlockView

Group = Annotated[str, Clean, StringConstraints(max_length=60, pattern=r"^[a-z0-9\-]*$")]
"""Nodes of one group are variants of each other: any one of them is enough."""


class BlockSays(TextShape):
    """A block in one language; a kind adds what it says."""

    title: Annotated[str, Clean, StringConstraints(max_length=300)] = ""


class BlockShape(Shape):
    """A block in a course's document; a kind adds `kind: Literal["…"]`, `texts`, and its own fields.

    `key` stays the same over versions and languages: progress is kept under it.
    """

    key: uuid.UUID
    required: bool = True
    group: Group = ""


@dataclass(frozen=True)
class Outcome:
    """What came of an act of a learner at a block.

    `is_done` says whether the block's own rule is fulfilled now; `score` is between 0 and 1 where there
    is one. `errors` are sentences by field: then nothing was written and the page is shown again with
    what was typed (`typed`), as 422. `anchor` is where on the page the answer stands.
    """

    is_done: bool = False
    score: float | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, Any] = field(default_factory=dict)
    said: str = ""


Present = Callable[["BlockView", "Enrolment | None"], Mapping[str, Any]]
PresentMany = Callable[
    [Sequence["BlockView"], "Enrolment | None"], Mapping[uuid.UUID, Mapping[str, Any]]
]
Act = Callable[["BlockView", "Enrolment", "QueryDict"], Outcome]


def _nothing(_block: BlockView, _enrolment: Enrolment | None) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class BlockKind:
    """A kind of block.

    `shape` is its part of the document. `counts` says whether a required one must be fulfilled by itself
    before its lesson can be completed (a quiz passed, a game played through); the others are read with
    their lesson. `present(block, enrolment)` gives the template what it needs beside the block (called
    in the view);
    `act(block, enrolment, data)` takes what the learner sent, atomic with the progress written after
    it. `files(data, texts)` are the ids of files it shows. `problems(shape, original_language,
    languages)` keep it from being published, in plain words (I6). `rule` says in words what fulfils it.
    `present_many(blocks, enrolment)` gives the same for all blocks of the kind in a lesson, by key.
    `personal` says that it is drawn for each learner anew; one that takes nothing and is not is drawn
    once for everybody.
    """

    name: str
    title: str | Promise
    shape: type[BlockShape]
    icon: str = "card-text"
    order: int = 50
    counts: bool = False
    rule: str | Promise = ""
    present: Present = _nothing
    present_many: PresentMany | None = None
    act: Act | None = None
    personal: bool = False
    files: Callable[[Mapping[str, Any], Mapping[str, Mapping[str, Any]]], set[uuid.UUID]] = (
        lambda _data, _texts: set()
    )
    problems: Callable[[Any, str, tuple[str, ...]], list[Problem]] = lambda *_: []
    about: str | Promise = ""

    @property
    def template(self) -> str:
        """Draws it for a learner; gets `block` (a `BlockView`), `it` (of `present`), `outcome`.

        A form in it is sent to `act_path`.
        """
        return f"courses/blocks/{self.name}.html"


def said_of(part: Mapping[str, Any], language: str) -> str:
    """What a part of a block is called, in this language or any; its id where it is called nothing."""
    texts = part.get("texts") or {}
    for tag in (language, *texts):
        text = texts.get(tag) or {}
        if found := text.get("title") or text.get("text"):
            return str(found)
    return str(part.get("id") or "")
