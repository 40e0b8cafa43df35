"""Who may have a file: rooms above say what it belongs to."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection

from agora.media.models import File, FileFacts, MediaFacts
from agora.people.queries import Standing

MaySee = Callable[[uuid.UUID, frozenset[str]], bool]
MayRead = Callable[[File, Standing], bool]
Refers = Callable[[frozenset[uuid.UUID], dt.datetime], set[uuid.UUID]]

_askers: list[MaySee] = []
_readers: list[MayRead] = []
_referring: list[Refers] = []


def register(may_see: MaySee) -> None:
    """A room's answer to whether a viewer with these tokens may have a file of its own."""
    if may_see not in _askers:
        _askers.append(may_see)


def register_readers(may_read: MayRead) -> None:
    """A room's answer to whether somebody may have a file that is not published yet."""
    if may_read not in _readers:
        _readers.append(may_read)


def register_references(refers: Refers) -> None:
    """A room's answer to which of these files, given since then, it still needs."""
    if refers not in _referring:
        _referring.append(refers)


def file_visible_to(file_id: uuid.UUID, tokens: frozenset[str]) -> bool:
    """Whether any room lets this viewer have the file; a file nothing refers to is nobody's."""
    return any(ask(file_id, tokens) for ask in _askers)


def file_readable_by(file: File, standing: Standing) -> bool:
    """Whether somebody may have a file that is not published: they work on what it is for."""
    return standing.account is not None and any(ask(file, standing) for ask in _readers)


def files_needed(ids: frozenset[uuid.UUID], since: dt.datetime) -> set[uuid.UUID]:
    """Which of these files, the oldest given at `since`, something still refers to."""
    return set().union(*(ask(ids, since) for ask in _referring)) if ids else set()


def file_facts(file_id: uuid.UUID) -> tuple[File, FileFacts | None] | None:
    """A file and what was read in it; one query. For who may have it already."""
    found = File.objects.select_related("facts").filter(pk=file_id).first()
    if found is None:
        return None
    return found, getattr(found, "facts", None)


def media_facts(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[File, MediaFacts]]:
    """Sounds, videos, pictures and tracks among these files, with what was read in them; one query.

    For who may have them already: it asks for no viewer.
    """
    rows = MediaFacts.objects.select_related("file").filter(pk__in=ids) if ids else ()
    return {row.file_id: (row.file, row) for row in rows}
