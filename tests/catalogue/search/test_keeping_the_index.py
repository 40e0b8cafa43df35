"""The index survives kills, refuses a second writer, and swaps in one step."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from agora.catalogue.search import engine
from agora.catalogue.search.contract import (
    Document,
    IndexBusy,
    IndexMissing,
    Query,
    Shape,
    ShapeChanged,
)
from agora.catalogue.search.engine import build_aside, open_reader, open_writer
from tests.catalogue.search.making import SHAPE, index_of, key, record

ROOT = Path(__file__).parents[3]


def _total(path: Path, text: str = "") -> int:
    return open_reader(path, SHAPE).search(Query(text)).total


def _run(code: str, path: Path) -> subprocess.Popen[str]:
    setting = {**os.environ, "PYTHONPATH": str(ROOT)}
    begin = f"from pathlib import Path\npath = Path({str(path)!r})\n"
    return subprocess.Popen(
        [sys.executable, "-c", begin + textwrap.dedent(code)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=setting,
    )


def _said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def _end(process: subprocess.Popen[str], *, kill: bool = False) -> None:
    if kill:
        process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)


def test_where_nothing_was_built_there_is_nothing_to_open(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        open_reader(tmp_path / "none")
    with pytest.raises(IndexMissing):
        open_writer(tmp_path / "none", SHAPE)


def test_an_index_of_other_facets_asks_to_be_rebuilt(tmp_path: Path) -> None:
    index_of(tmp_path)
    other = Shape(facets=("colour",))
    with pytest.raises(ShapeChanged):
        open_reader(tmp_path, other)
    with pytest.raises(ShapeChanged):
        open_writer(tmp_path, other)
    build_aside(tmp_path, other, ())
    assert open_reader(tmp_path, other).count() == 0


def test_a_second_writer_is_refused_until_the_first_is_done(tmp_path: Path) -> None:
    index_of(tmp_path)
    with open_writer(tmp_path, SHAPE), pytest.raises(IndexBusy):
        open_writer(tmp_path, SHAPE)
    with open_writer(tmp_path, SHAPE) as writer:
        writer.write([record(0, ("en", "Water"))])
    with pytest.raises(IndexBusy):
        writer.write([record(1, ("en", "Water"))])
    assert _total(tmp_path) == 1


def test_another_process_sees_a_write_and_a_rebuild_after_reloading(tmp_path: Path) -> None:
    reader = index_of(tmp_path, record(0, ("en", "Water")))
    other = _run(
        """
        from agora.catalogue.search.engine import open_reader
        from agora.catalogue.search.contract import Query
        reader = open_reader(path)
        while True:
            print(reader.search(Query("water")).total, flush=True)
            input()
            reader.reload()
        """,
        tmp_path,
    )
    assert other.stdin is not None
    assert _said(other) == "1"
    with open_writer(tmp_path, SHAPE) as writer:
        writer.write([record(1, ("en", "Waters"))])
    assert reader.search(Query("water")).total == 1, "a view changes only when told to"
    other.stdin.write("\n")
    other.stdin.flush()
    assert _said(other) == "2"
    build_aside(tmp_path, SHAPE, [record(n, ("en", "Water")) for n in range(5)])
    other.stdin.write("\n")
    other.stdin.flush()
    assert _said(other) == "5"
    _end(other, kill=True)
    assert reader.reload()
    assert reader.search(Query("water")).total == 5
    assert not reader.reload(), "nothing new"


def test_a_killed_writer_leaves_the_last_commit_and_no_lock(tmp_path: Path) -> None:
    index_of(tmp_path, record(0, ("en", "Water")))
    writer = _run(
        """
        from agora.catalogue.search.engine import open_writer
        from tests.catalogue.search.making import SHAPE, record

        def documents():
            yield record(1, ("en", "Water"))
            print("half", flush=True)
            input()

        open_writer(path, SHAPE).write(documents())
        """,
        tmp_path,
    )
    assert _said(writer) == "half"
    with pytest.raises(IndexBusy):
        open_writer(tmp_path, SHAPE)
    _end(writer, kill=True)
    assert _total(tmp_path) == 1
    with open_writer(tmp_path, SHAPE) as again:
        again.write([record(2, ("en", "Water"))])
    assert _total(tmp_path) == 2


def test_a_killed_rebuild_leaves_the_old_index_in_use(tmp_path: Path) -> None:
    index_of(tmp_path, record(0, ("en", "Water")))
    rebuild = _run(
        """
        from agora.catalogue.search.engine import build_aside
        from tests.catalogue.search.making import SHAPE, record

        def documents():
            for number in range(50):
                yield record(number, ("en", "Water"))
            print("half", flush=True)
            input()

        build_aside(path, SHAPE, documents())
        """,
        tmp_path,
    )
    assert _said(rebuild) == "half"
    with pytest.raises(IndexBusy):
        build_aside(tmp_path, SHAPE, ())
    assert _total(tmp_path) == 1, "half an index is not seen"
    _end(rebuild, kill=True)
    assert _total(tmp_path) == 1
    assert build_aside(tmp_path, SHAPE, [record(n, ("en", "Water")) for n in range(3)]) == 3
    assert _total(tmp_path) == 3
    build_aside(tmp_path, SHAPE, [record(0, ("en", "Water"))])
    folders = {folder.name for folder in tmp_path.glob("g*")}
    assert len(folders) == 2, "the one in use and the one before it"


def test_what_the_writer_does_during_a_rebuild_is_caught_up_with(tmp_path: Path) -> None:
    reader = index_of(tmp_path, record(0, ("en", "Water")), record(1, ("en", "Water")))
    asked: list[str] = []
    told: list[int] = []

    with open_writer(tmp_path, SHAPE) as writer:

        def documents() -> Iterator[Document]:
            yield record(0, ("en", "Water"))
            yield record(1, ("en", "Water"))
            writer.write([record(0, ("en", "Housing"))], [key(1)])

        def present(ids: list[str]) -> list[Document]:
            asked.extend(ids)
            return [record(0, ("en", "Housing"))]

        size = build_aside(tmp_path, SHAPE, documents(), progress=told.append, catch_up=present)
        assert (size, asked, told) == (1, [key(0), key(1)], [2])
        writer.write([record(2, ("en", "Housing"))])
    reader.reload()
    assert reader.search(Query("housing")).total == 2, "the writer followed to the new index"
    assert reader.search(Query("water")).total == 0


def test_a_rebuild_that_would_lose_a_change_is_refused(tmp_path: Path) -> None:
    index_of(tmp_path)

    def documents() -> Iterator[Document]:
        with open_writer(tmp_path, SHAPE) as writer:
            writer.write([record(0, ("en", "Water"))])
        yield record(1, ("en", "Water"))

    with pytest.raises(IndexBusy):
        build_aside(tmp_path, SHAPE, documents())
    assert _total(tmp_path) == 1


def test_a_write_that_fails_half_way_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index_of(tmp_path, record(0, ("en", "Water")))
    row_of = engine.row_of

    def failing(document: Document, shape: Shape) -> object:
        if document.id == key(2):
            raise RuntimeError("no more")
        return row_of(document, shape)

    with open_writer(tmp_path, SHAPE) as writer:
        monkeypatch.setattr(engine, "row_of", failing)
        with pytest.raises(RuntimeError):
            writer.write([record(n, ("en", "Water")) for n in range(4)], [key(0)])
        monkeypatch.undo()
        assert _total(tmp_path) == 1
        writer.write([record(3, ("en", "Water"))])
    assert _total(tmp_path) == 2


def test_writing_again_replaces_and_the_later_of_two_stays(tmp_path: Path) -> None:
    index_of(tmp_path, record(0, ("en", "Water")))
    with open_writer(tmp_path, SHAPE) as writer:
        writer.write([record(0, ("en", "Housing")), record(0, ("en", "Transport"))])
        assert (_total(tmp_path, "water"), _total(tmp_path, "housing")) == (0, 0)
        assert _total(tmp_path, "transport") == 1
        writer.write([record(0, ("en", "Water"))], [key(0)])
    assert _total(tmp_path) == 0


def test_ids_that_are_not_uuids_are_kept_as_they_are(tmp_path: Path) -> None:
    usual = "0c8d6ed6-9f0b-4a9d-8ce7-0f5b8e0ab1c2"
    odd = ["x", "/x", "A" * 22, usual.replace("-", ""), usual.upper(), usual]
    documents = [Document(each, ()) for each in odd]
    reader = index_of(tmp_path, *documents)
    assert sorted(hit.id for hit in reader.search(Query()).hits) == sorted(odd)
    with open_writer(tmp_path, SHAPE) as writer:
        writer.write([], odd[:-1])
    reader.reload()
    assert [hit.id for hit in reader.search(Query()).hits] == odd[-1:]


def test_the_benchmark_runs_and_finds_no_wrong_count() -> None:
    from agora.catalogue.search import bench

    figures = bench.run(300, rounds=8, checks=4)
    assert figures["documents"] == 300
    assert figures["facet_errors"] == 0
    assert bench.table(figures).splitlines()[-1].startswith("{")
