"""A note somebody writes for themselves."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import TypeAdapter

from agora.courses.blocks.base import BlockKind, BlockSays, BlockShape, Outcome
from agora.courses.models import Note
from agora.kernel import clock
from agora.kernel.documents import Clean, Paragraph, Tag
from agora.kernel.errors import Problem
from agora.ui.rows import Link

if TYPE_CHECKING:
    from django.http import QueryDict

    from agora.courses.models import Enrolment
    from agora.courses.queries.content import BlockView

LONGEST: Final = 10_000
_TEXT: Final[TypeAdapter[str]] = TypeAdapter(Annotated[str, Clean])

Onward = Callable[["Enrolment", "BlockView", Note], Link | None]
_onward: list[Onward] = []


def register_onward(find: Onward) -> None:
    """Called from a higher room's `ready()`: where a note may go on from here (it becomes an action).

    It is called for whoever wrote the note alone, when they look at it.
    """
    if find not in _onward:
        _onward.append(find)


def note_text(enrolment: Enrolment, key: uuid.UUID) -> str:
    """The note of whoever learns there; empty where there is none. For their own pages alone."""
    found = Note.objects.filter(enrolment=enrolment, node_key=key)
    return found.values_list("text", flat=True).first() or ""


class ReflectionSays(BlockSays):
    """What to think about, in one language."""

    text: Paragraph = ""


class ReflectionBlock(BlockShape):
    """A private note, which may become an action later."""

    kind: Literal["reflection"] = "reflection"
    texts: dict[Tag, ReflectionSays]


def present(block: BlockView, enrolment: Enrolment | None) -> Mapping[str, Any]:
    """The note of whoever learns here, and where it may go on; one query."""
    return present_many([block], enrolment)[block.key]


def present_many(
    blocks: Sequence[BlockView], enrolment: Enrolment | None
) -> Mapping[uuid.UUID, Mapping[str, Any]]:
    """The same for all reflections of a lesson; one query."""
    if enrolment is None:
        return {block.key: {"stage": "preview"} for block in blocks}
    notes = Note.objects.filter(enrolment=enrolment, node_key__in=[block.key for block in blocks])
    there = {note.node_key: note for note in notes}
    return {block.key: _present(block, enrolment, there.get(block.key)) for block in blocks}


def _present(block: BlockView, enrolment: Enrolment, note: Note | None) -> Mapping[str, Any]:
    if note is None:
        return {"stage": "open", "text": ""}
    onward = (find(enrolment, block, note) for find in _onward)
    return {
        "stage": "open",
        "text": note.text,
        "saved_at": note.at,
        "onward": next((link for link in onward if link is not None), None),
    }


def act(block: BlockView, enrolment: Enrolment, data: QueryDict) -> Outcome:
    """Keep the note, instead of the one there was; an emptied one is deleted."""
    given = data.get("text", "")
    text = _TEXT.validate_python(given.replace("\r\n", "\n"))
    if len(text) > LONGEST:
        said = _("Your note is too long: %(length)s characters, and %(limit)s fit.")
        error = said % {"length": len(text), "limit": LONGEST}
        return Outcome(errors={"text": error}, typed={"text": given})
    there = Note.objects.filter(enrolment=enrolment, node_key=block.key)
    if not text:
        if there.delete()[0]:
            return Outcome()
        return Outcome(errors={"text": _("Write something to keep.")}, typed={"text": given})
    Note.objects.update_or_create(
        enrolment=enrolment,
        node_key=block.key,
        defaults={"text": text, "language": block.tongue.language, "at": clock.now()},
    )
    return Outcome(is_done=True)


def problems(block: ReflectionBlock, original: str, _spoken: tuple[str, ...]) -> list[Problem]:
    """It must say what to think about."""
    said = block.texts.get(original)
    if said is None or not (said.text or said.title):
        return [Problem("texts", _("This reflection does not say what to think about."))]
    return []


BLOCK = BlockKind(
    name="reflection",
    title=gettext_lazy("Reflection"),
    shape=ReflectionBlock,
    icon="journal-text",
    order=52,
    about=gettext_lazy("A question a learner answers for themselves; nobody else reads it."),
    present=present,
    present_many=present_many,
    act=act,
    problems=problems,
)
