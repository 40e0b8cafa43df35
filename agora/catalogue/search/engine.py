"""Where an index lives on disk, and how it is written, rebuilt and read.

    <path>/CURRENT        the name of the folder in use, replaced in one step
    <path>/g000001/       one complete index
    <path>/writing.lock   held by the one writer
    <path>/building.lock  held by the one rebuild
    <path>/commit.lock    held for the moment of a commit or of the swap
    <path>/during.ids     what the writer changed while a rebuild was under way

Locks are the operating system's, so a killed process leaves none behind. A rebuild
writes a new folder aside while the writer goes on, then catches up with what the writer
changed meanwhile and swaps. Killed at any moment, it leaves the old index in use.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import IO, Final

import tantivy

from agora.catalogue.search.contract import (
    Document,
    Hit,
    IndexBusy,
    IndexMissing,
    Query,
    Results,
    Shape,
    ShapeChanged,
    Suggestion,
)
from agora.catalogue.search.fields import create, open_folder, row_of
from agora.catalogue.search.prepare import short_id
from agora.catalogue.search.view import View

CURRENT: Final = "CURRENT"
DURING: Final = "during.ids"
WRITER_BYTES: Final = 30_000_000
BUILDER_BYTES: Final = 200_000_000
PROGRESS_EVERY: Final = 1_000

Progress = Callable[[int], None]
CatchUp = Callable[[list[str]], Iterable[Document]]


def exists(path: Path) -> bool:
    """Whether there is an index to read."""
    return (path / CURRENT).exists()


def _current(path: Path) -> str:
    try:
        return (path / CURRENT).read_text(encoding="ascii").strip()
    except OSError as error:
        raise IndexMissing("There is no search index yet: build it first.") from error


def _lock(path: Path, name: str, wait: bool) -> IO[bytes]:
    path.mkdir(parents=True, exist_ok=True)
    handle = (path / name).open("ab")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError as error:
        handle.close()
        raise IndexBusy("Another process is writing to the search index.") from error
    return handle


@contextmanager
def _held(path: Path, name: str, wait: bool) -> Iterator[None]:
    handle = _lock(path, name, wait)
    try:
        yield
    finally:
        handle.close()


def _engine_writer(index: tantivy.Index, size: int) -> tantivy.IndexWriter:
    try:
        return index.writer(size, 1)
    except ValueError as error:
        if "LockBusy" in str(error):
            raise IndexBusy("Another process is writing to the search index.") from error
        raise


def _apply(
    writer: tantivy.IndexWriter,
    shape: Shape,
    documents: Iterable[Document],
    deletions: Iterable[str],
) -> list[str]:
    """Write and delete without committing; the ids that were touched."""
    touched: list[str] = []
    for document in documents:
        writer.delete_documents_by_term("id", short_id(document.id))
        writer.add_document(row_of(document, shape))
        touched.append(document.id)
    for identifier in deletions:
        writer.delete_documents_by_term("id", short_id(identifier))
        touched.append(identifier)
    return touched


class Reader:
    """A process's view of the index; changes only when told to `reload`.

    Threads may share it: a reload swaps in a new view, and a question under way keeps
    the one it started with.
    """

    def __init__(self, path: Path, expected: Shape | None = None) -> None:
        self._path = path
        self._expected = expected
        self._reloading = Lock()
        self._index: tantivy.Index | None = None
        self._shape = Shape(())
        self._mark: tuple[str, int, int] = ("", 0, 0)
        self._view: View | None = None
        self.reload()

    @property
    def shape(self) -> Shape:
        """The facets and numbers the index was built for."""
        return self._shape

    def _now(self) -> tuple[str, int, int]:
        name = _current(self._path)
        meta = (self._path / name / "meta.json").stat()
        return name, meta.st_mtime_ns, meta.st_ino

    def reload(self) -> bool:
        """Take in newer commits, or a rebuilt index; true if there was anything new.

        Raises IndexMissing where there is none, ShapeChanged where it has other facets.
        """
        with self._reloading:
            return self._reload()

    def _reload(self) -> bool:
        for attempt in range(10):
            try:
                mark = self._now()
                if mark == self._mark:
                    return False
                index, shape = self._index, self._shape
                if index is None or mark[0] != self._mark[0]:
                    index, shape = open_folder(self._path / mark[0])
                if self._expected is not None and shape != self._expected:
                    raise ShapeChanged("The search index has other facets: rebuild it.")
                index.reload()
                self._index, self._shape = index, shape
                self._view = View(index, shape)
            except ShapeChanged:
                raise
            except (OSError, ValueError, IndexMissing):
                # The folder may have been swapped away between two steps: look again.
                if attempt == 9 or not exists(self._path):
                    raise
                continue
            self._mark = mark
            return True
        return False

    def _seen(self) -> View:
        if self._view is None:
            raise IndexMissing("This search index is closed.")
        return self._view

    def search(self, query: Query) -> Results:
        """See `contract.Reader.search`."""
        return self._seen().search(query)

    def close_to(self, query: Query) -> tuple[Hit, ...]:
        """See `contract.Reader.close_to`."""
        return self._seen().close_to(query)

    def suggest(
        self, prefix: str, language: str, viewer: frozenset[str], n: int = 8
    ) -> tuple[Suggestion, ...]:
        """See `contract.Reader.suggest`."""
        return self._seen().suggest(prefix, language, viewer, n)

    def amount(self, query: Query, facet: str) -> tuple[int, int]:
        """See `contract.Reader.amount`."""
        return self._seen().amount(query, facet)

    def touched_by(
        self, concepts: Sequence[str], phrases: Sequence[Sequence[str]], most: int
    ) -> tuple[int, tuple[str, ...]]:
        """See `contract.Reader.touched_by`."""
        return self._seen().touched_by(concepts, phrases, most)

    def mentioned(self, concept: str, viewer: frozenset[str]) -> bool:
        """See `contract.Reader.mentioned`."""
        return self._seen().mentioned(concept, viewer)

    def did_you_mean(self, query: Query, words: Mapping[str, int]) -> tuple[str, ...]:
        """See `contract.Reader.did_you_mean`."""
        return self._seen().did_you_mean(query, words)

    def count(self) -> int:
        """How many records the index holds, visible or not."""
        return self._seen().records

    def close(self) -> None:
        """Let go of files."""
        self._view = self._index = None
        self._mark = ("", 0, 0)


class Writer:
    """The one writer of an index. It follows a rebuild to the new folder by itself."""

    def __init__(self, path: Path, shape: Shape) -> None:
        self._path = path
        self._shape = shape
        self._lock: IO[bytes] | None = _lock(path, "writing.lock", wait=False)
        self._name = ""
        self._writer: tantivy.IndexWriter | None = None
        try:
            with _held(path, "commit.lock", wait=True):
                self._follow()
        except BaseException:
            self.close()
            raise

    def _follow(self) -> tantivy.IndexWriter:
        """The engine's writer on the folder in use; held under the commit lock."""
        name = _current(self._path)
        if self._writer is None or name != self._name:
            self._writer = None
            index, shape = open_folder(self._path / name)
            if shape != self._shape:
                raise ShapeChanged("The search index has other facets: rebuild it.")
            self._writer = _engine_writer(index, WRITER_BYTES)
            self._name = name
        return self._writer

    def write(self, documents: Iterable[Document], deletions: Iterable[str] = ()) -> None:
        """Replace or add documents, then delete, then commit: all or nothing.

        An id that is both written and deleted ends up deleted; of two documents with
        one id the later stays.
        """
        if self._lock is None:
            raise IndexBusy("This writer of the search index is closed.")
        latest = {document.id: document for document in documents}
        with _held(self._path, "commit.lock", wait=True):
            writer = self._follow()
            try:
                touched = _apply(writer, self._shape, latest.values(), deletions)
                writer.commit()
            except BaseException:
                self._writer = None  # what was not committed goes with it
                raise
            if (during := self._path / DURING).exists():
                with during.open("a", encoding="utf-8") as lines:
                    lines.writelines(json.dumps(each) + "\n" for each in touched)

    def close(self) -> None:
        """Release the lock."""
        self._writer = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def __enter__(self) -> Writer:
        """The writer itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Release the lock."""
        self.close()


def open_reader(path: Path, shape: Shape | None = None) -> Reader:
    """The index for reading. Raises IndexMissing, or ShapeChanged if it is not of `shape`."""
    return Reader(path, shape)


def open_writer(path: Path, shape: Shape) -> Writer:
    """The index for writing. Raises IndexMissing, ShapeChanged or IndexBusy."""
    return Writer(path, shape)


def build_aside(
    path: Path,
    shape: Shape,
    documents: Iterable[Document],
    *,
    progress: Progress | None = None,
    catch_up: CatchUp | None = None,
) -> int:
    """Write a whole new index beside the one in use, swap, and return its size.

    `catch_up` is given the ids the writer changed while this ran and returns their
    present documents; ids it leaves out are deleted. Without it such changes would be
    lost, so they raise IndexBusy and the old index stays. `progress` is told the count
    of documents so far.
    """
    with _held(path, "building.lock", wait=False):
        with _held(path, "commit.lock", wait=True):
            (path / DURING).write_text("", encoding="utf-8")
        used = _current(path) if exists(path) else ""
        _sweep(path, keep={used})
        name = f"g{int(used[1:] or 0) + 1 if used else 1:06d}"
        index = create(path / name, shape)
        writer = _engine_writer(index, BUILDER_BYTES)
        count = 0
        for count, document in enumerate(documents, start=1):
            writer.add_document(row_of(document, shape))
            if progress is not None and count % PROGRESS_EVERY == 0:
                progress(count)
        writer.commit()
        with _held(path, "commit.lock", wait=True):
            changed = _changed_meanwhile(path)
            if changed and catch_up is None:
                raise IndexBusy("The search index was written to during its rebuild.")
            if changed and catch_up is not None:
                present = {document.id: document for document in catch_up(changed)}
                gone = [each for each in changed if each not in present]
                _apply(writer, shape, present.values(), gone)
                writer.commit()
            writer.wait_merging_threads()
            _point(path, name)
            (path / DURING).unlink(missing_ok=True)
        index.reload()
        if progress is not None:
            progress(count)
        return int(index.searcher().num_docs)


def _changed_meanwhile(path: Path) -> list[str]:
    lines = (path / DURING).read_text(encoding="utf-8").splitlines()
    return list(dict.fromkeys(json.loads(line) for line in lines))


def _point(path: Path, name: str) -> None:
    """Make a folder the one in use, in one step that survives a power cut."""
    fresh = path / f"{CURRENT}.new"
    with fresh.open("w", encoding="ascii") as handle:
        handle.write(name + "\n")
        handle.flush()
        os.fsync(handle.fileno())
    fresh.replace(path / CURRENT)
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _sweep(path: Path, keep: set[str]) -> None:
    """Remove folders of earlier generations and of rebuilds that were killed.

    Called at the start of a rebuild: by then every reader has long left the folder
    before the one in use. A reader that has not keeps its open files all the same.
    """
    for folder in path.glob("g[0-9]*"):
        if folder.name not in keep:
            with suppress(OSError):
                shutil.rmtree(folder)
