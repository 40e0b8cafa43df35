"""Taking learning resources in, record by record, through the one publishing path."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from pydantic import BaseModel

from agora.catalogue.models import Resource
from agora.editorial.models import Version
from agora.editorial.services import document_digest, document_read, version_publish
from agora.exchange.amb import mapping
from agora.exchange.amb.mapping import Setting
from agora.exchange.amb.profile import LearningResource, record_check
from agora.exchange.amb.reading import FileUnreadable, records_read
from agora.exchange.amb.vocabularies import Directory, directory, permanent_id
from agora.kernel.errors import AgoraError, InvalidDocument, Problem
from agora.kernel.models import Visibility
from agora.people.models import Organisation

KIND = "resource"
NOTE = "Imported learning resource"


class OptionsUnfit(AgoraError):
    """The options contradict each other or name what is not here."""


class What(StrEnum):
    """What became of a record, or would."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    SUPERSEDED = "superseded"
    OURS = "ours"
    REFUSED = "refused"


@dataclass(frozen=True)
class Options:
    """How to import: `publisher` is an organisation's address; None keeps what the record has."""

    publisher: str | None = None
    visibility: str | None = None
    overwrite: bool = False
    dry_run: bool = False


@dataclass(frozen=True)
class Outcome:
    """One record: its file and place in it, its address, what became of it, and why."""

    file: str
    place: str
    address: str
    what: What
    reasons: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class _Plan:
    """Where every acceptable record stands: the last file that brings it."""

    last_file: dict[uuid.UUID, int]
    total: int


def resources_import(
    files: Sequence[Path], options: Options, progress: Callable[[int, int], None] | None = None
) -> Iterator[Outcome]:
    """Publish what the files bring, one record after the other, and say what became of each.

    A record keeps its UUID by its `id`, so the same files again change nothing. Where several files
    bring the same record, the last one counts. A tie between two records is made once both are
    here. Raises OptionsUnfit before anything is written.
    """
    setting = _setting(options)
    known = directory(settings.SITE_URL)
    plan = _plan(files, known)
    waiting: list[tuple[LearningResource, Setting]] = []
    done = 0
    for number, path in enumerate(files):
        seen: dict[uuid.UUID, str] = {}
        try:
            raws = records_read(path)
        except FileUnreadable as error:
            yield Outcome(path.name, "", "", What.REFUSED, (Problem("", error.message),))
            continue
        for raw in raws:
            record = (raw.problem,) if raw.problem else record_check(raw.data, known.concept)
            address = str(raw.data.get("id", ""))[:200]
            if isinstance(record, LearningResource):
                what, reasons = _take(record, options, setting, known, plan, number, seen, waiting)
                seen.setdefault(mapping.object_id(record.id), raw.place)
            else:
                what, reasons = What.REFUSED, record
            yield Outcome(path.name, raw.place, address, what, reasons)
            done += 1
            if progress:
                progress(done, plan.total)
    for record, own in waiting:
        _publish(record, own, known, _targets(record, known, frozenset()))


def _take(
    record: LearningResource,
    options: Options,
    setting: Setting,
    known: Directory,
    plan: _Plan,
    file: int,
    seen: dict[uuid.UUID, str],
    waiting: list[tuple[LearningResource, Setting]],
) -> tuple[What, tuple[Problem, ...]]:
    """Publish one good record, or find out what that would do."""
    key = mapping.object_id(record.id)
    if key in seen:
        return _refused("id", f"is the same as that of {seen[key]} of this file: keep one of them")
    if plan.last_file[key] != file:
        return What.SUPERSEDED, ()
    own = permanent_id(record.id) if record.id.startswith(f"{known.site}/") else None
    if own and Resource.objects.filter(pk=own).exists():
        return What.OURS, ()
    last = (
        Version.objects.filter(kind=KIND, object_id=key)
        .order_by("-number")
        .only("number", "digest", "document", "published_by")
        .first()
    )
    if last is not None:
        if "withdrawn" in last.document:
            return _refused("id", "was withdrawn from this market: publish it again here first")
        if last.published_by is not None and not options.overwrite:
            return _refused("id", "was edited here since it came in: --overwrite replaces the edit")
        setting = _kept(setting, options, last)
    targets = _targets(record, known, frozenset(plan.last_file))
    here = _targets(record, known, frozenset())
    try:
        if options.dry_run:
            digest = document_digest(_document(record, setting, known, targets))
            changed = last is None or last.digest != digest
        else:
            changed = _publish(record, setting, known, here if last is None else targets & here)
            if targets != here:
                waiting.append((record, setting))
    except InvalidDocument as error:
        return What.REFUSED, error.problems
    return (What.NEW if last is None else What.CHANGED) if changed else What.UNCHANGED, ()


def _publish(
    record: LearningResource, setting: Setting, known: Directory, targets: frozenset[uuid.UUID]
) -> bool:
    document = _document(record, setting, known, targets)
    return version_publish(KIND, mapping.object_id(record.id), document, note=NOTE).changed


def _document(
    record: LearningResource, setting: Setting, known: Directory, targets: frozenset[uuid.UUID]
) -> BaseModel:
    return document_read(KIND, mapping.document_of(record, known, setting, targets))


def _targets(
    record: LearningResource, known: Directory, coming: frozenset[uuid.UUID]
) -> frozenset[uuid.UUID]:
    """What the record is tied to, of that which is here or coming."""
    wanted = {tie.to for tie in mapping.ties(record, known.site) if tie.to is not None}
    if not wanted:
        return frozenset()
    here = Resource.objects.filter(pk__in=wanted).values_list("pk", flat=True)
    return frozenset(here) | (wanted & coming)


def _refused(field: str, message: str) -> tuple[What, tuple[Problem, ...]]:
    return What.REFUSED, (Problem(field, message),)


def _kept(setting: Setting, options: Options, last: Version) -> Setting:
    """What an earlier run decided holds until an option says otherwise: nothing becomes public."""
    if options.publisher is None and last.document.get("owner"):
        setting = replace(setting, publisher=uuid.UUID(last.document["owner"]))
    if options.visibility is None:
        setting = replace(setting, visibility=str(last.document["visibility"]))
    return setting


def _setting(options: Options) -> Setting:
    visibility = options.visibility or Visibility.PUBLIC.value
    if visibility not in ("public", "network", "organisation"):
        raise OptionsUnfit(f"“{visibility}” is not a visibility: public, network or organisation")
    if options.publisher is None:
        if visibility == Visibility.ORGANISATION:
            raise OptionsUnfit("--visibility organisation needs --publisher: whose is it?")
        return Setting(visibility=visibility)
    organisation = Organisation.objects.filter(
        slug=options.publisher, withdrawn_at__isnull=True
    ).first()
    if organisation is None:
        raise OptionsUnfit(
            f"“{options.publisher}” is not an organisation here: give the last part of its address"
        )
    return Setting(organisation.pk, visibility)


def _plan(files: Sequence[Path], known: Directory) -> _Plan:
    """A first reading that only notes which good records stand where."""
    last_file: dict[uuid.UUID, int] = {}
    total = 0
    for number, path in enumerate(files):
        try:
            raws = records_read(path)
        except FileUnreadable:
            continue
        total += len(raws)
        for raw in raws:
            record = None if raw.problem else record_check(raw.data, known.concept)
            if isinstance(record, LearningResource):
                last_file[mapping.object_id(record.id)] = number
    return _Plan(last_file, total)
