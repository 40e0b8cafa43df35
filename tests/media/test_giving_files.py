"""A file is what its content is; what may harm or lies is refused with a sentence."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as live
from PIL import Image

from agora.journal.models import Entry
from agora.media.models import File, FileFacts
from agora.media.reading import CHILD, PIXELS
from agora.media.services import clean_name, file_store
from agora.media.sniffing import FileRefused
from tests.media.giving import docx, empty_png, media, opened, pdf, picture, upload, zipped
from tests.memory import growing

pytestmark = pytest.mark.django_db


def give(name, content, *, by=None, organisation=None):
    return file_store(upload(name, content), by=by, organisation=organisation)


def on_disk():
    """Every file below the folder of files."""
    return [path for path in (Path(live.MEDIA_ROOT) / "files").rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", pdf("Words"), "application/pdf"),
        ("A.PDF", pdf("Words"), "application/pdf"),
        ("a.docx", docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.xlsx", zipped({"[Content_Types].xml": "x", "xl/workbook.xml": "x"}),
         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.pptx", zipped({"[Content_Types].xml": "x", "ppt/presentation.xml": "x"}),
         "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        ("a.odt", opened("application/vnd.oasis.opendocument.text"), "application/vnd.oasis.opendocument.text"),
        ("a.ods", opened("application/vnd.oasis.opendocument.spreadsheet"), "application/vnd.oasis.opendocument.spreadsheet"),
        ("a.epub", opened("application/epub+zip"), "application/epub+zip"),
        ("a.png", picture("PNG"), "image/png"),
        ("a.jpeg", picture("JPEG"), "image/jpeg"),
        ("a.webp", picture("WEBP"), "image/webp"),
        ("a.gif", picture("GIF"), "image/gif"),
        ("a.mp3", media("tone.mp3"), "audio/mpeg"),
        ("a.mp3", media("tone.mp3")[45:], "audio/mpeg"),
        ("a.aac", media("tone.aac"), "audio/aac"),
        ("a.ogg", media("tone.ogg"), "audio/ogg"),
        ("a.opus", media("tone.opus"), "audio/ogg"),
        ("a.m4a", media("tone.m4a"), "audio/mp4"),
        ("a.mp4", media("tone.m4a"), "audio/mp4"),
        ("a.m4a", media("tone.m4a").replace(b"ftypM4A ", b"ftypisom"), "audio/mp4"),
        ("a.mp4", media("clip.mp4"), "video/mp4"),
        ("a.mp4", media("fragmented.mp4"), "video/mp4"),
        ("a.webm", media("clip.webm"), "video/webm"),
        ("a.webm", media("live.webm"), "video/webm"),
        ("a.webm", media("sound.webm"), "audio/webm"),
        ("a.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n", "text/vtt"),
        ("a.csv", "ciudad;año\nOndara;2024\n".encode(), "text/csv"),
        ("a.txt", "\ufeffسكن لائق\n".encode(), "text/plain"),
    ],
)  # fmt: skip
def test_a_file_is_taken_as_what_it_is(name, content, media_type, ondara, amina):
    file = give(name, content, by=amina.account.pk, organisation=ondara.pk)
    assert (file.name, file.media_type) == (name, media_type)
    assert (file.organisation_id, file.uploaded_by, file.is_kept) == (ondara.pk, amina.account.pk, False)  # fmt: skip
    assert file.stored.size == file.size_bytes
    assert "a." not in Path(file.stored.name).name.replace(file.pk.hex, "")[:2]
    assert Path(file.stored.path) in on_disk()
    assert len(on_disk()) == 1
    assert (
        Entry.objects.filter(verb="upload", object_id=file.pk, actor=amina.account.pk).count() == 1
    )


SVG = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", b"", "empty"),
        ("a.pdf", docx(), "is a file of the kind .docx"),
        ("a.docx", pdf("x"), "is a file of the kind .pdf"),
        ("a.png", picture("JPEG"), "is a file of the kind .jpg"),
        ("a", pdf("x"), "has no ending"),
        ("a.pdf", b"GIF89a" + b"\0" * 30, "is a file of the kind .gif"),
        ("a.html", b"<!DOCTYPE html><p>x", "Web pages"),
        ("a.txt", b"  \n<HTML><script>alert(1)</script>", "Web pages"),
        ("a.csv", b"\xef\xbb\xbf<script>alert(1)</script>", "Web pages"),
        ("a.pdf", b"<html><script>alert(1)</script></html>%PDF-1.7", "Web pages"),
        ("a.pdf", b"%PDF-1.7\n<html><script>alert(1)</script>" + pdf("x"), "hidden in its beginning"),
        ("a.svg", SVG, "SVG drawings"),
        ("a.png", SVG, "SVG drawings"),
        ("a.svg", b'<svg onload="alert(1)"/>', "SVG drawings"),
        ("a.exe", b"MZ\x90\0", "Programs"),
        ("a.pdf", b"#!/bin/sh\nrm -rf /", "Programs"),
        ("a.zip", zipped({"a.pdf": pdf("x")}), "Packed folders"),
        ("a.docx", zipped({"a.pdf": pdf("x")}), "Packed folders"),
        ("a.jar", zipped({"META-INF/MANIFEST.MF": "x"}), "Packed folders"),
        ("a.rar", b"Rar!\x1a\x07\0", "Packed folders"),
        ("a.gz", b"\x1f\x8b\x08\0", "Packed folders"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 50, "old office program"),
        ("a.docx", docx(**{"word/vbaProject.bin": b"x"}), "macros"),
        ("a.txt", b"caf\xe9", "UTF-8"),
        ("a.txt", b"a\0b", "not taken"),
        ("a.bin", b"\x01\x02\x03", "not taken"),
        ("a.mp3", b"\xff\xfe" + b"\0" * 50, "not taken"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "cannot be read"),
        ("a.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 50, "cannot be read"),
        ("a.mp3", media("clip.mp4"), "is a file of the kind .mp4"),
        ("a.mp4", media("clip.webm"), "is a file of the kind .webm"),
        ("a.m4a", media("clip.mp4"), "is a file of the kind .mp4"),
        ("a.mp3", media("tone.ogg"), "is a file of the kind .ogg"),
        ("a.vtt", media("tone.ogg"), "is a file of the kind .ogg"),
        ("a.mp4", pdf("x"), "is a file of the kind .pdf"),
        ("a.mp4", b"\0\0\0\x18ftypisom\0\0\0\0" + b"\0" * 50, "breaks off"),
        ("a.mp3", media("tone.mp3")[:189] + b"words " * 3_000, "cannot be read"),
        ("a.mp3", b"ID3\x04\0\0\0\0\0\0" + b"\0" * 100, "breaks off"),
        ("a.mp4", media("hevc.mp4"), "Not every browser can play this sound or video (hvc1)"),
        ("a.mkv", media("clip.mkv"), "not taken"),
        ("a.vtt", b"<script>alert(1)</script>", "Web pages"),
        ("a.vtt", b"WEBVTT\n\nlost\n\n00:04.000 --> 00:02.000\nHi\n", "Line 3: "),
    ],
)  # fmt: skip
def test_what_may_not_be_given_is_refused_with_a_sentence(name, content, said):
    with pytest.raises(FileRefused) as refused:
        give(name, content)
    assert said in refused.value.message
    assert refused.value.field == "file"
    assert (File.objects.count(), on_disk()) == (0, [])


@pytest.mark.parametrize(
    "entries",
    [
        {"../../evil.xml": b"x"},
        {"/etc/passwd": b"x"},
        {"word\\..\\evil.xml": b"x"},
        {"C:/evil.xml": b"x"},
        {"WORD/DOCUMENT.XML": b"x"},
        {"word/zeros.xml": b"\0" * 40_000_000},
        {f"word/{n}.xml": b"" for n in range(5_100)},
    ],
    ids=["up", "root", "backslash", "drive", "twins", "bomb", "many"],
)
def test_an_office_file_that_is_built_to_harm_is_refused(entries):
    with pytest.raises(FileRefused) as refused:
        give("a.docx", docx(**entries))
    assert "not built as its kind should be" in refused.value.message


def test_an_office_file_that_lies_about_how_many_parts_it_has_is_refused():
    whole = docx()
    at = whole.rfind(b"PK\x05\x06")
    lying = whole[: at + 8] + b"\xff\xff\xff\xff" + whole[at + 12 :]
    for content in (lying, whole[:60], whole[:at]):
        with pytest.raises(FileRefused) as refused:
            give("a.docx", content)
        assert "not built as its kind should be" in refused.value.message


@pytest.mark.parametrize("side", [30_000, 12_000])
def test_a_picture_of_very_many_points_is_refused_before_it_is_drawn(side, tmp_path):
    content = empty_png(side)
    assert len(content) < 200_000
    with pytest.raises(FileRefused) as refused:
        give("a.png", content)
    assert "more points than we can show" in refused.value.message
    assert (File.objects.count(), on_disk()) == (0, [])
    assert memory_of_reading(content, tmp_path, PIXELS) < memory_of_reading(empty_png(8), tmp_path, PIXELS) + 3_000  # fmt: skip


MEASURE = """
import os, subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdin=sys.stdin, stdout=subprocess.DEVNULL)
print(os.wait4(child.pid, 0)[2].ru_maxrss)
"""


def memory_of_reading(content, folder, pixels):
    """Kilobytes that the process which draws pictures takes for this one.

    Measured from a small process: a forked one counts what its parent held as its own.
    """
    (folder / "given.png").write_bytes(content)
    command = [sys.executable, "-I", str(CHILD), "picture", "PNG", str(pixels), str(folder / "to")]
    with (folder / "given.png").open("rb") as file:
        done = subprocess.run(
            [sys.executable, "-I", "-c", MEASURE, *command],
            stdin=file, capture_output=True, text=True, check=True,
        )  # fmt: skip
    return int(done.stdout)


def test_drawing_such_a_picture_would_take_much_memory(tmp_path):
    """The test above is worth something."""
    content = empty_png(12_000)
    assert memory_of_reading(content, tmp_path, 10**9) > memory_of_reading(content, tmp_path, PIXELS) + 100_000  # fmt: skip


def test_a_large_picture_that_may_be_given_is_not_drawn_in_this_process():
    content = empty_png(6_000)
    with growing() as grown:
        give("a.png", content)
    assert grown.most < 20_000


def test_a_moving_picture_counts_all_its_points():
    frames = [Image.new("L", (3000, 3000), n) for n in range(14)]
    made = io.BytesIO()
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:])
    with pytest.raises(FileRefused):
        give("a.gif", made.getvalue())


def test_a_picture_is_upright_and_says_nothing_of_who_took_it():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "Secret place"
    exif[0x8825] = {1: "N", 2: (41.0, 23.0, 0.0)}
    content = picture("JPEG", (60, 40), exif=exif, comment=b"Secret word")
    assert b"Secret place" in content
    file = give("a.jpg", content)
    stored = Path(file.stored.path).read_bytes()
    assert b"Secret" not in stored
    with Image.open(io.BytesIO(stored)) as drawn:
        assert (drawn.size, dict(drawn.getexif())) == ((40, 60), {})
        assert "comment" not in drawn.info


def test_a_png_keeps_what_is_see_through_and_loses_its_texts():
    from PIL import PngImagePlugin

    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "Secret name")
    drawn = Image.new("RGBA", (4, 4), (10, 20, 30, 40))
    made = io.BytesIO()
    drawn.save(made, "PNG", pnginfo=told)
    stored = Path(give("a.png", made.getvalue()).stored.path).read_bytes()
    assert b"Secret" not in stored
    with Image.open(io.BytesIO(stored)) as again:
        assert again.convert("RGBA").getpixel((0, 0)) == (10, 20, 30, 40)


def test_a_picture_with_a_program_behind_it_loses_the_program():
    content = picture("GIF") + b"/*<script>alert(1)</script>*/"
    stored = Path(give("a.gif", content).stored.path).read_bytes()
    assert b"script" not in stored


def test_a_moving_picture_still_moves():
    frames = [Image.new("RGB", (20, 20), (90 * n, 0, 0)) for n in range(3)]
    made = io.BytesIO()
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:], duration=50)
    stored = Path(give("a.gif", made.getvalue()).stored.path).read_bytes()
    with Image.open(io.BytesIO(stored)) as again:
        assert again.n_frames == 3


def test_a_pdf_is_read_for_what_it_says_of_itself():
    file = give("a.pdf", pdf("Guide to rents\nIt has words enough to be read aloud.", "Second page with words in it",
                             title="Guide to rents", language="en-gb", tagged=True))  # fmt: skip
    facts = FileFacts.objects.get(file=file)
    assert (facts.pages, facts.title, facts.language) == (2, "Guide to rents", "en-GB")
    assert (facts.is_tagged, facts.has_text, facts.trouble) == (True, True, "")


def test_a_pdf_that_cannot_be_read_is_still_a_file():
    facts = FileFacts.objects.get(file=give("a.pdf", b"%PDF-1.7\nnothing more"))
    assert (facts.trouble, facts.pages, facts.has_text) == ("broken", None, None)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("guía.pdf", "guía.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\amina\\guía.pdf", "guía.pdf"),
        ("invoice\u202efdp.exe.pdf", "invoicefdp.exe.pdf"),
        ("a\0b\r\nc\u200b.pdf", "abc.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        (".pdf", "pdf"),
        ("   ", "file"),
        ("gui\u0301a.pdf", "guía.pdf"),
    ],
)
def test_a_name_is_cleaned_and_keeps_its_ending(given, kept):
    assert clean_name(given) == kept
    assert len(clean_name(given)) <= 200
