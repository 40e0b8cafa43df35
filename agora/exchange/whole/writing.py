"""Writing an archive: every table of the list, line by line, and the files it names.

All is read under one state of the database, whatever is written meanwhile; memory holds one chunk of
rows, and for an organisation the keys of what is its own.
"""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.db import connection, models, transaction

import agora
from agora.exchange.whole import tables
from agora.exchange.whole.containers import BLOCK, Target, Written, target_at
from agora.exchange.whole.scope import SCOPED, Scope, tidied
from agora.exchange.whole.tables import Holds, Table
from agora.exchange.whole.values import line_of, plain
from agora.kernel import clock
from agora.kernel.errors import NotHere
from agora.media.models import File
from agora.people.models import Organisation

logger = logging.getLogger(__name__)

FORMAT: Final = "agora-archive"
VERSION: Final = 1
MANIFEST: Final = "manifest.json"
README: Final = "README.txt"
FILES: Final = "files"
CHUNK: Final = 500

Progress = Callable[[int, int], None]


@dataclass
class Account:
    """What came of writing: how many rows and files, what is not there, how many bytes inside."""

    rows: int = 0
    files: int = 0
    left_out: int = 0
    missing: list[str] = field(default_factory=list)
    bytes: int = 0


def scope_of(slug: str) -> Scope:
    """The organisation with this address. Raises NotHere."""
    key = Organisation.objects.filter(slug=slug).values_list("pk", flat=True).first()
    if key is None:
        raise NotHere(f"There is no organisation “{slug}”.")
    return Scope(key, slug)


def archive_write(
    path: Path,
    *,
    scope: Scope | None = None,
    vocabularies: bool = True,
    progress: Progress | None = None,
) -> Account:
    """Write everything, or what is this organisation's, to a new ZIP file or folder.

    `vocabularies`: also the agendas, the glossary and the places, which an Agora has from its set-up.
    Raises PlaceTaken; then nothing is left there.
    """
    with target_at(path) as target, _one_state():
        wanted = [
            one
            for one in tables.ordered()
            if (scope is None or one.model in SCOPED) and (vocabularies or not one.replaces)
        ]
        return _Writer(target, scope, wanted, progress).write()


@contextmanager
def _one_state() -> Iterator[None]:
    """Everything read inside is of one moment; nobody's writing waits for it."""
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        former = connection.transaction_mode  # type: ignore[attr-defined]
        connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
        try:
            with transaction.atomic():
                yield
        finally:
            connection.transaction_mode = former  # type: ignore[attr-defined]
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


class _Writer:
    def __init__(
        self,
        target: Target,
        scope: Scope | None,
        wanted: list[Table],
        progress: Progress | None,
    ) -> None:
        self._target, self._scope, self._progress = target, scope, progress
        self._wanted = wanted
        self._entries: list[dict[str, Any]] = []
        self._keys: dict[tables.Model, set[Any]] = {}
        self._done = self._total = 0
        self._account = Account()

    def write(self) -> Account:
        wanted = self._wanted
        rows = {one.model: self._rows(one) for one in wanted}
        self._total = sum(found.count() for found in rows.values()) or 1
        for one in wanted:
            self._write_table(one, rows[one.model])
        self._write_files(rows["media.File"])
        self._write_readme()
        self._entries.sort(key=lambda entry: str(entry["name"]))
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "agora": agora.__version__,
            "made_at": clock.now().isoformat(timespec="seconds"),
            "scope": {"network": True}
            if self._scope is None
            else {"organisation": str(self._scope.organisation), "slug": self._scope.slug},
            "left_out": self._account.left_out,
            "missing_files": sorted(self._account.missing),
            "files": self._entries,
        }
        with self._target.entry(MANIFEST) as sink:
            sink.write(json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n")
        if self._progress:
            self._progress(self._total, self._total)
        return self._account

    def _rows(self, one: Table) -> models.QuerySet[Any]:
        rows = one.rows
        if self._scope is not None:
            own = rows.filter(SCOPED[one.model](self._scope))
            rows = one.table._base_manager.filter(pk__in=own.values("pk"))
        return rows.order_by("pk")

    def _step(self, many: int = 1) -> None:
        self._done += many
        if self._progress:
            self._progress(min(self._done, self._total - 1), self._total)

    def _write_table(self, one: Table, rows: models.QuerySet[Any]) -> None:
        keys = self._keys.setdefault(one.table, set())
        count = 0
        with self._target.entry(one.name) as sink:
            for row in _in_order(one, rows):
                said = self._said(one, row)
                if said is None:
                    self._account.left_out += 1
                else:
                    sink.write(line_of(said))
                    count += 1
                    if self._scope is not None and not one.replaces:
                        keys.add(row[one.key])
                self._step()
        self._account.rows += count
        self._note(sink.written, rows=count, holds=one.holds, model=one.model)

    def _said(self, one: Table, row: Mapping[str, Any]) -> dict[str, Any] | None:
        """The row as plain values by field; None where it would point to what is not in here."""
        said = {name: plain(row[name]) for name in row}
        if self._scope is None:
            return said
        for name, target in one.pointers:
            if row[name] is not None and row[name] not in self._keys.get(target, ()):
                if not one.may_point_nowhere(name):
                    return None
                said[name] = None
        return tidied(one.model, said, self._scope)

    def _write_files(self, rows: models.QuerySet[File]) -> None:
        for file in rows.iterator(CHUNK):
            name = f"{FILES}/{file.pk}"
            try:
                stored = file.stored.open("rb")
            except OSError:
                logger.error("The file %s (%s) is not in the media folder", file.pk, file.name)
                self._account.missing.append(str(file.pk))
                continue
            with stored, self._target.entry(name, packed=False) as sink:
                while block := stored.read(BLOCK):
                    sink.write(block)
                    self._step(0)
            if sink.written.sha256 != file.sha256:
                logger.error("The file %s (%s) is not as it was given", file.pk, file.name)
            self._account.files += 1
            self._note(sink.written, holds=Holds.WORK if not file.is_kept else Holds.PUBLIC)

    def _note(self, written: Written, **more: Any) -> None:
        self._account.bytes += written.size
        self._entries.append(
            {"name": written.name, "bytes": written.size, "sha256": written.sha256, **more}
        )

    def _write_readme(self) -> None:
        of = "the whole network" if self._scope is None else f"the organisation {self._scope.slug}"
        personal = [
            str(entry["name"])
            for entry in self._entries
            if entry["holds"] in (Holds.PERSONAL, Holds.PRIVATE) and entry["rows"]
        ]
        lines = [
            f"This is an archive of {of}, made by Agora (format version {VERSION}).",
            "",
            "manifest.json lists every file with its size, its SHA-256 and what it holds.",
            "Each *.jsonl file is one table: UTF-8, one JSON object per line, sorted by its key.",
            "files/ holds the files that were given, each named by its id in content/media.file.jsonl.",
            "docs/formats.md of Agora says what each field means.",
            "",
            "These files hold personal data. Keep them as the law asks, and no longer than you need:",
            *(f"  {name}" for name in sorted(personal)),
            "Texts, drafts and documents may name people as well, where their writers did.",
            "In all other files people are ids without a name.",
            "",
        ]
        if self._scope is not None:
            lines.insert(
                -1,
                "Whoever did not agree to be named is an id without a name; no address of a person is in here.",
            )
        with self._target.entry(README) as sink:
            sink.write("\n".join(lines).encode())
        self._note(sink.written, holds=Holds.PUBLIC)


def _in_order(one: Table, rows: models.QuerySet[Any]) -> Iterator[dict[str, Any]]:
    """By primary key, a chunk at a time. A text key is sorted here: databases differ on texts."""
    found = rows.values(*(each.name for each in one.fields))
    if isinstance(one.table._meta.pk, models.CharField):
        yield from sorted(found, key=lambda row: str(row[one.key]))
        return
    last: uuid.UUID | int | None = None
    while True:
        chunk = list((found if last is None else found.filter(pk__gt=last))[:CHUNK])
        yield from chunk
        if len(chunk) < CHUNK:
            return
        last = chunk[-1][one.key]
