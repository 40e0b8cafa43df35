"""Taking learning resources in, record by record, through the one publishing path."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
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


def resources_import(
    files: Sequence[Path], options: Options, progress: Callable[[int, int], None] | None = None
) -> Iterator[Outcome]:
    """Publish what the files bring, one record after the other, and say what became of each.

    A record keeps its UUID by its `id`, so the same files again change nothing. Where several files
    bring the same record, the last one counts. A tie between two records is made once both are
    here. Raises OptionsUnfit before anything is written.
    """
    run = _Run(options, _setting(options), directory(settings.SITE_URL))
    total = run.look_ahead(files)
    done = 0
    for number, path in enumerate(files):
        seen: dict[uuid.UUID, str] = {}
        try:
            raws = records_read(path)
        except FileUnreadable as error:
            yield Outcome(str(path), "", "", What.REFUSED, (Problem("", error.message),))
            continue
        for raw in raws:
            record = (raw.problem,) if raw.problem else record_check(raw.data, run.known.concept)
            address = str(raw.data.get("id", ""))[:200]
            if not isinstance(record, LearningResource):
                what, reasons = What.REFUSED, record
            elif (key := mapping.object_id(record.id)) in seen:
                what, reasons = _refused(
                    f"is the same as that of {seen[key]} of this file: keep one of them"
                )
            else:
                seen[key] = raw.place
                what, reasons = run.take(record, number)
            yield Outcome(str(path), raw.place, address, what, reasons)
            done += 1
            if progress:
                progress(done, total)
    run.tie()


@dataclass
class _Run:
    """One import: its options, what it looks things up in, and what must wait for others."""

    options: Options
    setting: Setting
    known: Directory
    last_file: dict[uuid.UUID, int] = field(default_factory=dict)
    waiting: list[tuple[LearningResource, Setting]] = field(default_factory=list)

    def look_ahead(self, files: Sequence[Path]) -> int:
        """Note which file is the last to bring a record; returns how many records there are."""
        total = 0
        for number, path in enumerate(files):
            try:
                raws = records_read(path)
            except FileUnreadable:
                continue
            total += len(raws)
            for raw in raws:
                record = None if raw.problem else record_check(raw.data, self.known.concept)
                if isinstance(record, LearningResource):
                    self.last_file[mapping.object_id(record.id)] = number
        return total

    def take(self, record: LearningResource, file: int) -> tuple[What, tuple[Problem, ...]]:
        """Publish one good record, or find out what that would do."""
        key = mapping.object_id(record.id)
        if self.last_file[key] != file:
            return What.SUPERSEDED, ()
        own = permanent_id(record.id) if record.id.startswith(f"{self.known.site}/") else None
        if own and Resource.objects.filter(pk=own).exists():
            return What.OURS, ()
        last = (
            Version.objects.filter(kind=KIND, object_id=key)
            .order_by("-number")
            .only("digest", "document", "published_by")
            .first()
        )
        if last is not None and "withdrawn" in last.document:
            return _refused("was withdrawn from this market: publish it again here first")
        if last is not None and last.published_by is not None and not self.options.overwrite:
            return _refused("was edited here since it came in: --overwrite replaces the edit")
        setting = self._kept(key)
        here, coming = self._targets(record)
        try:
            if self.options.dry_run:
                digest = document_digest(self._document(record, setting, coming))
                changed = last is None or last.digest != digest
            else:
                changed = self._publish(record, setting, here)
                if coming != here:
                    self.waiting.append((record, setting))
        except InvalidDocument as error:
            return What.REFUSED, error.problems
        return (What.NEW if last is None else What.CHANGED) if changed else What.UNCHANGED, ()

    def tie(self) -> None:
        """Publish once more what belongs to records that came after it."""
        for record, setting in self.waiting:
            self._publish(record, setting, self._targets(record)[0])

    def _publish(
        self, record: LearningResource, setting: Setting, targets: frozenset[uuid.UUID]
    ) -> bool:
        document = self._document(record, setting, targets)
        return version_publish(KIND, mapping.object_id(record.id), document, note=NOTE).changed

    def _document(
        self, record: LearningResource, setting: Setting, targets: frozenset[uuid.UUID]
    ) -> BaseModel:
        return document_read(KIND, mapping.document_of(record, self.known, setting, targets))

    def _targets(
        self, record: LearningResource
    ) -> tuple[frozenset[uuid.UUID], frozenset[uuid.UUID]]:
        """Of what the record is tied to: what is here, and what will be when all files are in."""
        wanted = {tie.to for tie in mapping.ties(record, self.known.site) if tie.to is not None}
        if not wanted:
            return frozenset(), frozenset()
        here = frozenset(Resource.objects.filter(pk__in=wanted).values_list("pk", flat=True))
        return here, here | (wanted & self.last_file.keys())

    def _kept(self, key: uuid.UUID) -> Setting:
        """What holds here stays until an option says otherwise: no run makes a record public."""
        row = Resource.objects.filter(pk=key).only("owner_id", "team_id", "visibility").first()
        if row is None:
            return self.setting
        setting = self.setting
        if self.options.publisher is None:
            setting = replace(setting, publisher=row.owner_id)
        if self.options.visibility is None:
            setting = replace(setting, visibility=row.visibility, team=row.team_id)
        return setting


def _refused(message: str) -> tuple[What, tuple[Problem, ...]]:
    return What.REFUSED, (Problem("id", message),)


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
