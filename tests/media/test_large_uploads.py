"""A large file goes to disk and not into memory; a too large one is refused; nothing is left behind."""

from __future__ import annotations

import datetime as dt
import errno
import os
import threading
import uuid
from pathlib import Path

import pytest
from django.conf import settings as live
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import StopUpload
from django.test import RequestFactory

from agora.editorial.models import Draft, Revision, Submission
from agora.kernel import clock
from agora.media import services
from agora.media.models import File
from agora.media.services import NoRoom, file_store, files_sweep
from agora.media.sniffing import FileRefused
from tests.catalogue.shelf import put
from tests.media.giving import pdf, upload
from tests.memory import growing

pytestmark = pytest.mark.django_db

OLD = dt.timedelta(days=2, minutes=1)


def on_disk():
    return sorted(p for p in (Path(live.MEDIA_ROOT) / "files").rglob("*") if p.is_file())


def age(path, by=OLD):
    then = clock.now().timestamp() - by.total_seconds()
    os.utime(path, (then, then))


def given(name="a.pdf", *, old=True, **fields):
    file = file_store(upload(name, pdf("Words")), by=None, organisation=None)
    created = clock.now() - (OLD if old else dt.timedelta(days=1, hours=23))
    File.objects.filter(pk=file.pk).update(created_at=created, **fields)
    if old:
        age(file.stored.path)
    return file


# ------------------------------------------------------------------------ size


@pytest.fixture
def uploads(settings, tmp_path):
    folder = tmp_path / "uploads"
    folder.mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = str(folder)
    return folder


def posted(content, name="a.txt"):
    """The file as a view gets it from a real request."""
    request = RequestFactory().post("/", {"file": upload(name, content), "title": "Kept"})
    return request.POST, request.FILES["file"]


def test_what_is_sent_goes_to_disk_at_once(uploads):
    _fields, file = posted(b"words " * 10)
    assert isinstance(file, TemporaryUploadedFile)
    assert Path(file.temporary_file_path()).parent == uploads


def test_a_too_large_file_is_refused_with_a_sentence_and_the_form_is_read(uploads, settings):
    settings.FILE_MEGABYTES = 1
    fields, file = posted(b"x" * 1_500_000)
    assert fields["title"] == "Kept"
    assert file.size == 1_500_000
    assert Path(file.temporary_file_path()).stat().st_size <= 1_000_000
    with pytest.raises(FileRefused) as refused:
        file_store(file, by=None, organisation=None)
    assert "larger than 1 MB" in refused.value.message
    assert File.objects.count() == 0


def test_a_file_at_the_limit_is_taken(uploads, settings):
    settings.FILE_MEGABYTES = 1
    _fields, file = posted(b"x" * 1_000_000)
    assert file_store(file, by=None, organisation=None).size_bytes == 1_000_000


def test_far_too_much_ends_the_connection(uploads, settings):
    settings.FILE_MEGABYTES = 1
    from agora.media.uploading import LimitedUpload

    handler = LimitedUpload()
    handler.new_file("file", "a.txt", "text/plain", None, None, None)
    for at in range(62):
        handler.receive_data_chunk(b"x" * 64_000, at * 64_000)
    assert Path(handler.file.temporary_file_path()).stat().st_size <= 1_000_000
    with pytest.raises(StopUpload) as stopped:
        handler.receive_data_chunk(b"x" * 64_000, 62 * 64_000)
    assert stopped.value.connection_reset
    handler.upload_interrupted()
    assert list(uploads.iterdir()) == []


def test_a_large_file_does_not_pass_through_memory(uploads):
    content = TemporaryUploadedFile("a.txt", "text/plain", 40_000_000, None)
    for _turn in range(40):
        content.write(b"words and words. \n" * 55_555 + b"end of it\n")
    content.size = content.tell()
    content.seek(0)
    with growing() as grown:
        file = file_store(content, by=None, organisation=None)
    assert file.size_bytes == content.size == 40_000_000
    assert grown.most < 15_000


# ------------------------------------------------------------------------ nothing is left


def test_a_row_that_cannot_be_written_leaves_no_file(monkeypatch):
    def fails(*_args, **_kwargs):
        raise RuntimeError("the database went away")

    monkeypatch.setattr(services, "entry_write", fails)
    with pytest.raises(RuntimeError):
        file_store(upload("a.pdf", pdf("Words")), by=None, organisation=None)
    assert (File.objects.count(), on_disk()) == (0, [])


def test_a_full_disk_is_said_and_leaves_nothing(uploads, settings):
    """/dev/full takes no byte: a real error of the system, where the half is written."""
    folder = Path(settings.MEDIA_ROOT) / "files" / "half"
    folder.mkdir(parents=True)
    content = upload("a.txt", b"words " * 100)
    import contextlib

    @contextlib.contextmanager
    def full():
        place = folder / "full"
        place.symlink_to("/dev/full")
        try:
            yield place
        finally:
            place.unlink()

    kept, services._half = services._half, full
    try:
        with pytest.raises(NoRoom) as refused:
            file_store(content, by=None, organisation=None)
    finally:
        services._half = kept
    assert "no room" in refused.value.message
    assert (File.objects.count(), on_disk()) == (0, [])


def test_a_disk_that_fills_while_a_file_is_sent_is_said(uploads):
    from agora.media.uploading import LimitedUpload

    handler = LimitedUpload()
    handler.new_file("file", "a.txt", "text/plain", None, None, None)
    handler.file.file.close()
    handler.file.file = open("/dev/full", "wb")  # noqa: SIM115 (the handler closes it)
    handler.file.file.truncate = lambda *_args: None
    handler.receive_data_chunk(b"x" * 100_000, 0)
    assert handler.file.no_room
    with pytest.raises(NoRoom):
        file_store(handler.file, by=None, organisation=None)


def test_other_faults_of_the_disk_are_not_taken_for_fullness(monkeypatch):
    def fails(*_args, **_kwargs):
        raise OSError(errno.EACCES, "no")

    monkeypatch.setattr(services, "_take", fails)
    with pytest.raises(PermissionError):
        file_store(upload("a.pdf", pdf("Words")), by=None, organisation=None)
    assert on_disk() == []


# ------------------------------------------------------------------------ the sweep


def test_what_nothing_refers_to_is_swept_after_two_days():
    old, young = given(), given(old=False)
    assert files_sweep() == 1
    assert list(File.objects.values_list("pk", flat=True)) == [young.pk]
    assert on_disk() == [Path(young.stored.path)]
    assert not Path(old.stored.path).exists()


def test_what_is_published_stays_also_when_a_later_version_has_it_no_more():
    file = given()
    thing = put("guide", editions=[{"language": "en", "file": str(file.pk)}])
    assert File.objects.get().is_kept
    assert files_sweep() == 0
    put("guide", editions=[{"language": "en", "url": "https://www.example.org/"}])
    assert thing.pk
    assert files_sweep() == 0
    assert File.objects.count() == 1


def test_what_a_draft_an_earlier_state_or_something_sent_names_stays():
    files = [given(f"{n}.pdf") for n in range(5)]

    def document(file):
        return {"texts": {}, "editions": [{"language": "en", "file": str(file.pk)}]}

    draft = Draft.objects.create(kind="resource", object_id=uuid.uuid4(), document=document(files[0]))  # fmt: skip
    Revision.objects.create(draft=draft, number=1, document=document(files[1]))
    Submission.objects.create(
        kind="resource", object_id=uuid.uuid4(), title="Sent", language="en", revision=1,
        document=document(files[2]),
    )  # fmt: skip
    Draft.objects.create(
        kind="resource", object_id=uuid.uuid4(), document={"texts": {"en": {"title": "Other"}}}
    )
    assert files_sweep() == 2
    assert set(File.objects.values_list("pk", flat=True)) == {file.pk for file in files[:3]}
    draft.delete()
    assert files_sweep() == 2
    assert list(File.objects.values_list("pk", flat=True)) == [files[2].pk]


def test_halves_and_files_without_a_row_are_swept(uploads):
    root = Path(live.MEDIA_ROOT) / "files"
    (root / "half").mkdir(parents=True)
    (root / "2024" / "01").mkdir(parents=True)
    old = [root / "half" / "tmpx", root / "2024" / "01" / "lost.pdf", uploads / "abc.upload.pdf"]
    young = [root / "half" / "tmpy", root / "2024" / "01" / "new.pdf", uploads / "new.upload.pdf"]
    for file in (*old, *young):
        file.write_bytes(b"x")
    for file in old:
        age(file)
    kept = given()
    put("guide", editions=[{"language": "en", "file": str(kept.pk)}])
    assert files_sweep() == 3
    assert [path.exists() for path in old] == [False] * 3
    assert [path.exists() for path in young] == [True] * 3
    assert Path(kept.stored.path).exists()


def test_the_number_of_queries_of_a_sweep_without_anything_to_do_is_small(
    django_assert_num_queries,
):
    for n in range(3):
        file = given(f"{n}.pdf")
        put(f"guide-{n}", editions=[{"language": "en", "file": str(file.pk)}])
    with django_assert_num_queries(2):
        assert files_sweep() == 0


def test_the_worker_sweeps():
    from agora.kernel import jobs

    assert jobs._periodic["media.files_sweep"].run is files_sweep


@pytest.mark.django_db(transaction=True)
def test_the_same_file_given_by_several_at_once_is_several_files():
    from django.db import connection

    content = pdf("Words")
    made, failed = [], []

    def give():
        try:
            made.append(file_store(upload("a.pdf", content), by=None, organisation=None))
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=give) for _n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert File.objects.count() == len(on_disk()) == len({file.pk for file in made}) == 6
    File.objects.update(created_at=clock.now() - OLD)
    assert files_sweep() == 6
    assert (File.objects.count(), on_disk()) == (0, [])
