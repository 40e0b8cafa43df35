"""An archive that is broken, foreign or made to harm is refused with a sentence, and nothing is written."""

from __future__ import annotations

import json
import stat
import zipfile
from contextlib import nullcontext

import pytest

from agora.exchange.whole.errors import ArchiveUnfit, PlaceTaken
from agora.exchange.whole.reading import archive_read
from agora.exchange.whole.writing import archive_write
from agora.people.models import Organisation, Person
from tests.exchange.whole.archives import inside, packed

PERSON = {"account": None, "id": "0190c0de-0000-7000-8000-000000000001", "is_credited": True,
          "language": "en", "name": "Rosa", "timezone": ""}  # fmt: skip
PEOPLE = "people/people.person.jsonl"
ADDRESSES = "content/kernel.address.jsonl"


@pytest.fixture
def empty(db, tmp_path):
    """The entries of an empty market's archive, without vocabularies."""
    archive_write(tmp_path / "empty.zip", vocabularies=False)
    return inside(tmp_path / "empty.zip")


def line(**values):
    return json.dumps({**PERSON, **values}).encode() + b"\n"


def refused(path, words):
    with pytest.raises(ArchiveUnfit, match=words):
        archive_read(path)
    assert not Person.objects.exists()


def test_a_good_one_is_read(empty, tmp_path):
    empty[PEOPLE] = line()
    assert archive_read(packed(tmp_path / "a.zip", empty)).rows == 1
    assert Person.objects.get().name == "Rosa"


def test_a_field_that_is_missing_takes_its_default_as_in_archives_of_older_versions(
    empty, tmp_path
):
    empty[PEOPLE] = json.dumps({"id": PERSON["id"], "name": "Rosa"}).encode() + b"\n"
    archive_read(packed(tmp_path / "a.zip", empty))
    assert Person.objects.get().is_credited


@pytest.mark.parametrize(
    ("second", "words"),
    [
        (b"{]\n", "line 2: this is no JSON"),
        (b"[" * 100_000 + b"\n", "line 2: this is no JSON"),
        (b"7\n", "line 2: a line must be"),
        (line(id="../../etc"), "line 2: .id"),
        (line(id="0190c0de-0000-7000-8000-000000000002", shoe=43), "line 2: .shoe. is no field"),
        (line(id="0190c0de-0000-7000-8000-000000000002", name=["x"]), "line 2: .name. has a value"),
        (line(id="0190c0de-0000-7000-8000-000000000002", name="x" * 201), "line 2: .name"),
        (line(id="0190c0de-0000-7000-8000-000000000002", name="a\0b"), "line 2: .name"),
        (line(id="0190c0de-0000-7000-8000-000000000002", name=None), "line 2: .name. must not"),
        (line(), "line 2: the database refuses"),
        (
            line(id="0190c0de-0000-7000-8000-000000000002",
                 account="0190c0de-0000-7000-8000-00000000000f"),
            "points to one that is not in the archive",
        ),
    ],
)  # fmt: skip
def test_a_broken_line_is_named_and_nothing_of_the_others_is_kept(empty, tmp_path, second, words):
    empty[PEOPLE] = line() + second
    refused(packed(tmp_path / "a.zip", empty), words)


def test_a_number_the_database_cannot_hold_is_named(empty, tmp_path):
    row = {"id": 2**70, "kind": "resource", "slug": "a", "object_id": PERSON["id"],
           "is_current": True, "created_at": "2024-01-01T00:00:00Z"}  # fmt: skip
    empty[ADDRESSES] = json.dumps(row).encode() + b"\n"
    refused(packed(tmp_path / "a.zip", empty), f"{ADDRESSES}, line 1")


def test_a_changed_byte_is_found_before_anything_is_written(empty, tmp_path):
    path = packed(tmp_path / "a.zip", {**empty, PEOPLE: line()})
    entries = inside(path)
    entries[PEOPLE] = entries[PEOPLE].replace(b"Rosa", b"Rose")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    refused(path, "SHA-256")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"version": 2}, "format version 2; this Agora reads 1"),
        ({"version": True}, "format version"),
        ({"format": "zip"}, "archive of Agora"),
        ({"files": 7}, "what is in it"),
        ({"files": []}, "does not name it"),
    ],
)
def test_a_manifest_of_another_make_is_refused(empty, tmp_path, said, words):
    refused(packed(tmp_path / "a.zip", empty, **said), words)


@pytest.mark.parametrize(
    "name", ["../evil.jsonl", "/etc/passwd", "content\\evil", "content/../../evil", "a/b/c/d"]
)
def test_a_name_that_leads_outside_is_refused(empty, tmp_path, name):
    refused(packed(tmp_path / "a.zip", {**empty, name: b"x"}), "no name of an archive")


def test_a_link_and_a_second_entry_of_a_name_are_refused(empty, tmp_path):
    for kind, words in (("link", "is a link"), ("twice", "twice")):
        path = packed(tmp_path / f"{kind}.zip", empty)
        info = zipfile.ZipInfo("people/evil" if kind == "link" else PEOPLE)
        info.external_attr = (stat.S_IFLNK if kind == "link" else stat.S_IFREG) << 16
        with (
            zipfile.ZipFile(path, "a") as archive,
            pytest.warns(UserWarning, match="Duplicate") if kind == "twice" else nullcontext(),
        ):
            archive.writestr(info, b"/etc/passwd")
        refused(path, words)


def test_what_grows_out_of_proportion_is_refused_unread(empty, tmp_path):
    empty[PEOPLE] = b" " * (30 << 20)
    refused(packed(tmp_path / "a.zip", empty), "would grow to")


def test_a_place_for_a_file_that_leads_outside_is_refused(empty, tmp_path):
    row = {"id": PERSON["id"], "stored": "files/2024/01/../../../../evil", "name": "a",
           "media_type": "text/plain", "size_bytes": 1, "sha256": "0" * 64, "organisation": None,
           "uploaded_by": None, "is_kept": True, "created_at": "2024-01-01T00:00:00Z"}  # fmt: skip
    for stored in (row["stored"], "/etc/evil", "files/2024/01/..", "secret-key"):
        empty["content/media.file.jsonl"] = json.dumps({**row, "stored": stored}).encode() + b"\n"
        refused(packed(tmp_path / "a.zip", empty), "leads out of the folder")


def test_files_that_were_laid_are_taken_away_when_a_later_step_fails(empty, tmp_path, settings):
    row = {"id": PERSON["id"], "stored": "files/2024/01/a.txt", "name": "a",
           "media_type": "text/plain", "size_bytes": 1, "sha256": "0" * 64, "organisation": None,
           "uploaded_by": None, "is_kept": True, "created_at": "2024-01-01T00:00:00Z"}  # fmt: skip
    empty["content/media.file.jsonl"] = json.dumps(row).encode() + b"\n"
    empty[f"files/{PERSON['id']}"] = b"x"
    empty["files/0190c0de-0000-7000-8000-0000000000aa"] = b"y"
    refused(packed(tmp_path / "a.zip", empty), "no row of")
    assert not list(settings.MEDIA_ROOT.rglob("a.txt"))


def test_no_zip_no_manifest_and_nothing_at_all_are_refused(empty, tmp_path):
    (tmp_path / "text.zip").write_text("hello")
    refused(tmp_path / "text.zip", "no ZIP file")
    refused(tmp_path / "none.zip", "no file and no folder")
    with zipfile.ZipFile(tmp_path / "bare.zip", "w") as archive:
        archive.writestr("a.txt", "x")
    refused(tmp_path / "bare.zip", "no manifest.json")


def test_an_archive_is_never_written_over_anything(db, tmp_path):
    (tmp_path / "there.zip").write_text("mine")
    with pytest.raises(PlaceTaken, match="there already"):
        archive_write(tmp_path / "there.zip", vocabularies=False)
    assert (tmp_path / "there.zip").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_folder_says_the_same_as_the_zip_and_is_read_as_well(empty, tmp_path):
    archive_write(tmp_path / "folder", vocabularies=False)
    files = {
        path.relative_to(tmp_path / "folder").as_posix(): path.read_bytes()
        for path in (tmp_path / "folder").rglob("*")
        if path.is_file()
    }
    assert files.keys() == empty.keys()
    assert all(files[name] == empty[name] for name in files if name != "manifest.json")
    assert archive_read(tmp_path / "folder").rows == 0
    (tmp_path / "folder" / "link").symlink_to("/etc/passwd")
    with pytest.raises(ArchiveUnfit, match="is a link"):
        archive_read(tmp_path / "folder")
    assert not Organisation.objects.exists()
