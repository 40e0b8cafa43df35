"""An archive as a folder or as one ZIP file: written in a fixed order, and read with suspicion.

A ZIP has no date and no owner inside, so that the same content gives the same bytes. When read, a name
that leads outside, an entry that is larger than it says or grows out of proportion, a link or a
second entry of the same name is refused before anything is unpacked; nothing is ever unpacked to a
place that the archive names.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Protocol

from agora.exchange.whole.errors import ArchiveUnfit, PlaceTaken

BLOCK: Final = 1 << 20
MOST_ENTRIES: Final = 2_000_000
MOST_GROWTH: Final = 200
"""How many times larger than packed an entry may be; what we write stays below 50."""
SMALL: Final = 10 << 20
"""Entries below this may grow as they like."""
_DATE: Final = (1980, 1, 1, 0, 0, 0)
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_.-]*(/[a-z0-9][a-z0-9_.-]*){0,2}", re.IGNORECASE)


@dataclass
class Written:
    """What was written of one entry."""

    name: str
    size: int = 0
    sha256: str = ""


class Sink:
    """An entry being written: counts and hashes what goes through."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream, self._hash = stream, hashlib.sha256()
        self.written = Written(name)

    def write(self, data: bytes) -> None:
        """Add bytes."""
        self._stream.write(data)
        self._hash.update(data)
        self.written.size += len(data)

    def end(self) -> Written:
        """What it came to."""
        self.written.sha256 = self._hash.hexdigest()
        return self.written


class Target(Protocol):
    """Where an archive is written to."""

    def entry(self, name: str, *, packed: bool = True) -> AbstractContextManager[Sink]:
        """A new entry; `packed` where its content can be made smaller."""


class FolderTarget:
    """A folder, readable by its owner alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def entry(self, name: str, *, packed: bool = True) -> Iterator[Sink]:
        """A file."""
        path = self._folder / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            sink = Sink(stream, name)
            yield sink
            sink.end()


class ZipTarget:
    """One ZIP file."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    @contextmanager
    def entry(self, name: str, *, packed: bool = True) -> Iterator[Sink]:
        """An entry without a date."""
        info = zipfile.ZipInfo(name, _DATE)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = (stat.S_IFREG | 0o600) << 16
        info.create_system = 3
        with self._archive.open(info, "w", force_zip64=True) as stream:
            sink = Sink(stream, name)
            yield sink
            sink.end()


@contextmanager
def target_at(path: Path) -> Iterator[Target]:
    """A new archive at this place: a ZIP where the name ends so, else a folder. All or nothing.

    Raises PlaceTaken when something is there already, or it cannot be written.
    """
    if path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise PlaceTaken(f"{path} is there already. Name a new file or an empty folder.")
    part = path.with_name(f".{path.name}.part")
    try:
        _forget(part)
        part.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix.lower() == ".zip":
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as stream, zipfile.ZipFile(stream, "w") as archive:
                yield ZipTarget(archive)
        else:
            part.mkdir(mode=0o700)
            yield FolderTarget(part)
            if path.is_dir():
                path.rmdir()
        part.replace(path)
    except OSError as error:
        raise PlaceTaken(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        _forget(part)


def _forget(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


class Held(Protocol):
    """An archive that is read."""

    sizes: dict[str, int]

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """An entry's bytes."""


class _Folder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.sizes: dict[str, int] = {}
        for root, folders, names in os.walk(folder):
            for name in (*folders, *names):
                path = Path(root) / name
                place = path.relative_to(folder).as_posix()
                if path.is_symlink():
                    raise ArchiveUnfit(f"{place} is a link. An archive holds files alone.")
                if path.is_file():
                    self.sizes[named(place)] = path.stat().st_size

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        with (self._folder / name).open("rb") as stream:
            yield stream


class _Zip:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.sizes: dict[str, int] = {}
        for info in archive.infolist():
            name = named(info.filename)
            if name in self.sizes:
                raise ArchiveUnfit(f"{name} is in the archive twice.")
            if stat.S_ISLNK(info.external_attr >> 16) or info.flag_bits & 1:
                raise ArchiveUnfit(f"{name} is a link or is locked. An archive holds plain files.")
            if info.file_size > max(SMALL, info.compress_size * MOST_GROWTH):
                raise ArchiveUnfit(
                    f"{name} would grow to {info.file_size} bytes from {info.compress_size}. "
                    "No archive of ours does that; it may have been made to fill the disk."
                )
            self.sizes[name] = info.file_size

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        try:
            with self._archive.open(name) as stream:
                yield stream
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
            raise ArchiveUnfit(f"{name} is broken: {error}") from error


def named(name: str) -> str:
    """The name, if it is one of ours. Raises ArchiveUnfit."""
    if len(name) > 300 or not _NAME.fullmatch(name) or ".." in name:
        raise ArchiveUnfit(f"“{_plain(name)}” is no name of an archive of Agora.")
    return name


def _plain(name: str) -> str:
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in name[:100])


@contextmanager
def held_at(path: Path) -> Iterator[Held]:
    """The archive at this place. Raises ArchiveUnfit."""
    if path.is_dir():
        yield _Folder(path)
        return
    if not path.is_file():
        raise ArchiveUnfit(f"There is no file and no folder {path}.")
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise ArchiveUnfit(f"{path} is no ZIP file, or a broken one: {error}") from error
    with archive:
        if len(archive.infolist()) > MOST_ENTRIES:
            raise ArchiveUnfit(f"{path} holds more than {MOST_ENTRIES} files.")
        yield _Zip(archive)


def digest_and_size(
    stream: IO[bytes], most: int, progress: Callable[[int], None] | None = None
) -> tuple[str, int]:
    """SHA-256 and length of what is read, no further than a byte beyond `most`."""
    total, size = hashlib.sha256(), 0
    while block := stream.read(min(BLOCK, most + 1 - size)):
        total.update(block)
        size += len(block)
        if progress:
            progress(len(block))
    return total.hexdigest(), size
