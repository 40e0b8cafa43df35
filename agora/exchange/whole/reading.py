"""Reading an archive into an empty Agora: everything of it, or nothing.

First every file is measured and hashed against the manifest. Then all rows are written in one transaction, in
the order in which they depend on each other, with the ids, numbers and dates they had. Files are laid
in their place before it ends, and taken away again if it fails.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.color import no_style
from django.db import DatabaseError, IntegrityError, connection, transaction

from agora.catalogue.indexing import live
from agora.catalogue.listing import listing_write
from agora.catalogue.models import Resource
from agora.courses.publishing import lives_restore
from agora.editorial.translating.standings import standings_catch_up
from agora.exchange.whole import tables
from agora.exchange.whole.containers import BLOCK, Held, digest_and_size, held_at, named
from agora.exchange.whole.errors import ArchiveUnfit
from agora.exchange.whole.tables import Table
from agora.exchange.whole.values import RowUnfit, row_read
from agora.exchange.whole.writing import FILES, FORMAT, MANIFEST, README, VERSION
from agora.forums.models import Forum
from agora.kernel import generations, outbox
from agora.media.models import File
from agora.people.models import Organisation

Progress = Callable[[int, int], None]

BATCH: Final = 500
LONGEST_LINE: Final = 32 << 20
LONGEST_MANIFEST: Final = 128 << 20
BATCH_BYTES: Final = 8 << 20
_STORED: Final = re.compile(r"files/\d{4}/\d{2}/[^/\\\0]{1,150}")
_FILLED: Final[Mapping[tuple[str, str], Callable[[], str]]] = {
    ("people.Account", "password"): lambda: make_password(None),
    ("people.Invitation", "secret_digest"): lambda: secrets.token_hex(32),
    ("editorial.GroupMember", "secret_digest"): lambda: secrets.token_hex(32),
}
"""What stands in a field that is in no archive and may not stay empty."""


class _Rehearsed(Exception):
    """Turns a rehearsal back."""


@dataclass
class Read:
    """What came of reading."""

    rows: int = 0
    files: int = 0
    missing: tuple[str, ...] = ()
    scope: str = ""
    counts: dict[str, int] = field(default_factory=dict)


def archive_read(path: Path, *, dry_run: bool = False, progress: Progress | None = None) -> Read:
    """Read the archive at this place into an empty Agora; `dry_run` turns all back at the end.

    Raises ArchiveUnfit, which says what is wrong and where; then nothing was written.
    """
    with held_at(path) as held:
        entries, manifest = _manifest(held)
        _must_be_empty()
        _verify(held, entries, progress)
        reader = _Reader(held, entries, progress)
        with reader.all_or_nothing(), contextlib.suppress(_Rehearsed), transaction.atomic():
            reader.read()
            if dry_run:
                raise _Rehearsed
        if dry_run:
            reader.take_away()
    if not dry_run:
        _derive()
    scope = manifest["scope"]
    return Read(
        rows=sum(reader.counts.values()),
        files=reader.files,
        missing=tuple(manifest["missing_files"]),
        scope=str(scope.get("slug", "")),
        counts=reader.counts,
    )


# ---------------------------------------------------------------------- before anything is written


def _manifest(held: Held) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    """Its entries by name, and all it says. Raises ArchiveUnfit."""
    if MANIFEST not in held.sizes:
        raise ArchiveUnfit("There is no manifest.json in it: this is no archive of Agora.")
    if held.sizes[MANIFEST] > LONGEST_MANIFEST:
        raise ArchiveUnfit("Its manifest.json is far too long.")
    with held.open(MANIFEST) as stream:
        text = stream.read(LONGEST_MANIFEST)
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ArchiveUnfit(f"Its manifest.json is broken: {error}") from error
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise ArchiveUnfit("Its manifest.json does not say that it is an archive of Agora.")
    version = said.get("version")
    if version != VERSION or isinstance(version, bool):
        raise ArchiveUnfit(
            f"It has format version {str(version)[:20]}; this Agora reads {VERSION}. "
            "Use the Agora that its manifest names, or a newer one."
        )
    known = {one.name for one in tables.TABLES} | {README}
    entries: dict[str, dict[str, Any]] = {}
    try:
        if not isinstance(said["scope"], dict) or not isinstance(said["missing_files"], list):
            raise TypeError
        for entry in said["files"]:
            name = named(entry["name"])
            if name not in known and not _is_file(name):
                raise ArchiveUnfit(f"{name} is nothing this Agora knows.")
            if (
                name in entries
                or not isinstance(entry["bytes"], int)
                or not isinstance(entry["sha256"], str)
            ):
                raise TypeError
            entries[name] = entry
    except (KeyError, TypeError) as error:
        raise ArchiveUnfit("Its manifest.json does not say what is in it as ours does.") from error
    for name in sorted(set(entries) ^ (set(held.sizes) - {MANIFEST})):
        if name in entries:
            raise ArchiveUnfit(f"{name} is missing, though the manifest names it.")
        raise ArchiveUnfit(f"{name} is in the archive, and its manifest does not name it.")
    return entries, said


def _is_file(name: str) -> bool:
    folder, _slash, key = name.partition("/")
    try:
        return folder == FILES and str(uuid.UUID(key)) == key
    except ValueError:
        return False


def _must_be_empty() -> None:
    for one in tables.TABLES:
        if not one.replaces and one.table._base_manager.exists():
            raise ArchiveUnfit(
                "This Agora is not empty: an archive is read into a new one alone. Set up another database "
                f"with `agora setup`, and read it in before anybody works there. ({one.model} has rows.)"
            )


def _verify(
    held: Held, entries: Mapping[str, Mapping[str, Any]], progress: Progress | None
) -> None:
    """Every size and hash as the manifest says. Raises ArchiveUnfit."""
    total = sum(int(entry["bytes"]) for entry in entries.values()) or 1
    done = 0

    def step(many: int) -> None:
        nonlocal done
        done += many
        if progress:
            progress(min(done * 50 // total, 49), 100)

    free = _free()
    if total > free:
        raise ArchiveUnfit(
            f"It holds {total} bytes, and only {free} are free here. Make room, then try again."
        )
    for name, entry in entries.items():
        size = int(entry["bytes"])
        if held.sizes[name] != size:
            raise ArchiveUnfit(f"{name} has {held.sizes[name]} bytes; the manifest says {size}.")
        with held.open(name) as stream:
            digest, length = digest_and_size(stream, size, step)
        if length != size or digest != entry["sha256"]:
            raise ArchiveUnfit(
                f"{name} is not what was written: its SHA-256 differs from the manifest’s. "
                "Copy the archive again."
            )


def _free() -> int:
    root = Path(settings.MEDIA_ROOT)
    while not root.exists():
        root = root.parent
    about = os.statvfs(root)
    return about.f_bavail * about.f_frsize


# ---------------------------------------------------------------------- writing


class _Reader:
    def __init__(
        self, held: Held, entries: Mapping[str, Mapping[str, Any]], progress: Progress | None
    ) -> None:
        self._held, self._entries, self._progress = held, entries, progress
        self._laid: list[Path] = []
        self._total = sum(int(entry["bytes"]) for entry in entries.values()) or 1
        self._done = 0
        self.counts: dict[str, int] = {}
        self.files = 0

    @contextlib.contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """If the block fails, files that were laid are taken away; the database turns itself back."""
        try:
            yield
        except BaseException:
            self.take_away()
            raise

    def take_away(self) -> None:
        """Take the files away again."""
        for path in self._laid:
            path.unlink(missing_ok=True)
        self._laid.clear()

    def read(self) -> None:
        """All of it, in the open transaction."""
        order = tables.ordered()
        for one in reversed(order):
            if one.replaces and one.name in self._entries:
                one.rows._raw_delete(using=connection.alias)
        for one in order:
            self._read_table(one)
        lives_restore()
        self._check_pointers()
        self._lay_files()
        statements = connection.ops.sequence_reset_sql(no_style(), [one.table for one in order])
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        for kind, rows in (
            ("resource", Resource._base_manager),
            ("organisation", Organisation._base_manager),
            ("forum", Forum._base_manager),
        ):
            outbox.mark(kind, rows.values_list("pk", flat=True).iterator())
        for name in (generations.TOPICS, generations.CONTENT):
            generations.bump(name)

    def _read_table(self, one: Table) -> None:
        self.counts[one.model] = 0
        entry = self._entries.get(one.name)
        if entry is None:
            return
        batch: list[tuple[int, Any]] = []
        size = 0
        with self._held.open(one.name) as stream:
            for number, line in enumerate(_lines(stream, one.name), start=1):
                batch.append((number, self._row(one, line, number)))
                size += len(line)
                if len(batch) >= BATCH or size > BATCH_BYTES:
                    self._write(one, batch)
                    batch, size = [], 0
                self._step(len(line))
        self._write(one, batch)
        if entry.get("rows") != self.counts[one.model]:
            raise ArchiveUnfit(
                f"{one.name} has {self.counts[one.model]} rows; the manifest says "
                f"{str(entry.get('rows'))[:20]}."
            )

    def _row(self, one: Table, line: bytes, number: int) -> Any:
        try:
            values = row_read(line, one.fields)
            if one.model == "media.File":
                _check_place(str(values["stored"]))
        except RowUnfit as error:
            raise ArchiveUnfit(f"{one.name}, line {number}: {error}") from error
        for name in one.left_out:
            fill = _FILLED.get((one.model, name))
            if fill is not None:
                values[name] = fill()
        return one.table(**values)

    def _write(self, one: Table, batch: list[tuple[int, Any]]) -> None:
        if not batch:
            return
        rows = [row for _number, row in batch]
        manager = one.table._base_manager
        try:
            with transaction.atomic():
                manager.bulk_create(rows)
        except (DatabaseError, OverflowError) as error:
            self._name_the_line(one, batch, error)
        self.counts[one.model] += len(rows)

    @staticmethod
    def _name_the_line(one: Table, batch: list[tuple[int, Any]], error: Exception) -> None:
        """Which of these lines the database refuses: written again one by one."""
        for number, row in batch:
            try:
                with transaction.atomic():
                    one.table._base_manager.bulk_create([row])
            except (DatabaseError, OverflowError) as own:
                first = str(own).strip().splitlines()[0]
                raise ArchiveUnfit(
                    f"{one.name}, line {number}: the database refuses it: {first}"
                ) from own
        raise ArchiveUnfit(f"{one.name}: the database refuses it: {error}") from error

    @staticmethod
    def _check_pointers() -> None:
        try:
            connection.check_constraints()
        except IntegrityError as error:
            first = str(error).strip().splitlines()[0]
            raise ArchiveUnfit(
                f"A row points to one that is not in the archive: {first}"
            ) from error

    def _lay_files(self) -> None:
        root = Path(settings.MEDIA_ROOT)
        rows = File._base_manager.values_list("pk", "stored", "size_bytes").order_by("pk")
        for key, stored, _size in rows.iterator(BATCH):
            name = f"{FILES}/{key}"
            if name not in self._entries:
                continue
            path = root / stored
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
            except FileExistsError as error:
                raise ArchiveUnfit(
                    f"{path} is there already. Begin with an empty media folder."
                ) from error
            except OSError as error:
                raise ArchiveUnfit(f"{path} cannot be written: {error.strerror}") from error
            self._laid.append(path)
            with os.fdopen(handle, "wb") as written, self._held.open(name) as stream:
                while block := stream.read(BLOCK):
                    written.write(block)
                    self._step(len(block))
            self.files += 1
        if self.files != sum(1 for name in self._entries if _is_file(name)):
            raise ArchiveUnfit("It holds a file that no row of content/media.file.jsonl names.")

    def _step(self, many: int) -> None:
        self._done += many
        if self._progress:
            self._progress(50 + min(self._done * 50 // self._total, 49), 100)


def _lines(stream: IO[bytes], name: str) -> Iterator[bytes]:
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise ArchiveUnfit(f"{name}, line {number}: it is longer than {LONGEST_LINE} bytes.")
        yield line


def _check_place(stored: str) -> None:
    if not _STORED.fullmatch(stored) or ".." in stored.split("/"):
        raise RowUnfit("“stored” leads out of the folder of files")


def _derive() -> None:
    """Make anew what is derived and wanted at once; the worker and `agora reindex` make the rest."""
    keys = list(live().values_list("pk", flat=True))
    for start in range(0, len(keys), 200):
        with transaction.atomic():
            listing_write(list(Resource.objects.filter(pk__in=keys[start : start + 200])))
    while standings_catch_up():
        pass
