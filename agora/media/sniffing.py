"""What a file really is, by its content; what may be given, and under which endings."""

from __future__ import annotations

import codecs
import io
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Final

from django.utils.translation import gettext as _

from agora.kernel.errors import AgoraError
from agora.media.measuring import Unreadable, measured

HEAD: Final = 4_096
MOST_ENTRIES: Final = 5_000
MOST_UNPACKED: Final = 1_000_000_000
MOST_RATIO: Final = 300
"""How much more than packed an office file may become; those of real life stay below 100."""


class FileRefused(AgoraError):
    """The file may not be given; says why and what to do instead."""

    def __init__(self, message: str) -> None:
        super().__init__(message, "file")


@dataclass(frozen=True)
class FileType:
    """A sort of file that may be given: how it is handed out, and its endings, the usual first.

    `format` is a key of our scheme of formats; `picture` the name under which it is drawn anew;
    `container` how sounds and videos are read (`measuring`).
    """

    media_type: str
    endings: tuple[str, ...]
    format: str
    picture: str = ""
    container: str = ""


PDF: Final = FileType("application/pdf", ("pdf",), "pdf")
PNG: Final = FileType("image/png", ("png",), "infographic", "PNG")
JPEG: Final = FileType("image/jpeg", ("jpg", "jpeg", "jpe"), "infographic", "JPEG")
GIF: Final = FileType("image/gif", ("gif",), "infographic", "GIF")
WEBP: Final = FileType("image/webp", ("webp",), "infographic", "WEBP")
MP3: Final = FileType("audio/mpeg", ("mp3",), "audio", container="mp3")
AAC: Final = FileType("audio/aac", ("aac",), "audio", container="aac")
OGG: Final = FileType("audio/ogg", ("ogg", "oga", "opus"), "audio", container="ogg")
M4A: Final = FileType("audio/mp4", ("m4a", "mp4", "m4b"), "audio", container="mp4")
WEBA: Final = FileType("audio/webm", ("webm", "weba"), "audio", container="webm")
MP4: Final = FileType("video/mp4", ("mp4", "m4v"), "video", container="mp4")
WEBM: Final = FileType("video/webm", ("webm",), "video", container="webm")
TRACK: Final = FileType("text/vtt", ("vtt", "srt"), "document")
"""Captions and chapters; SRT is written anew as WebVTT."""
CSV: Final = FileType("text/csv", ("csv",), "dataset")
TEXT: Final = FileType("text/plain", ("txt",), "document")
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_OPEN: Final = "application/vnd.oasis.opendocument."
DOCX: Final = FileType(f"{_OFFICE}wordprocessingml.document", ("docx",), "document")
XLSX: Final = FileType(f"{_OFFICE}spreadsheetml.sheet", ("xlsx",), "spreadsheet")
PPTX: Final = FileType(f"{_OFFICE}presentationml.presentation", ("pptx",), "presentation")
ODT: Final = FileType(f"{_OPEN}text", ("odt",), "document")
ODS: Final = FileType(f"{_OPEN}spreadsheet", ("ods",), "spreadsheet")
ODP: Final = FileType(f"{_OPEN}presentation", ("odp",), "presentation")
EPUB: Final = FileType("application/epub+zip", ("epub",), "document")

TYPES: Final = (
    PDF, DOCX, ODT, PPTX, ODP, XLSX, ODS, EPUB, PNG, JPEG, WEBP, GIF, MP3, M4A, AAC, OGG, MP4, WEBM, WEBA,
    TRACK, CSV, TEXT,
)  # fmt: skip
ENDINGS: Final = tuple(dict.fromkeys(ending for one in TYPES for ending in one.endings))
"""Every ending that may be given: for the form's `accept`."""

MEDIA_ENDINGS: Final = frozenset(e for one in TYPES if one.container for e in one.endings)
"""Of sounds and videos, which may be larger than other files."""

PLAYED: Final = frozenset(
    {
        "mp3", "aac", "opus", "vorbis", "mp4a", ".mp3", "flac", "avc1", "avc3", "vp09", "av01",
        "V_VP8", "V_VP9", "V_AV1", "A_OPUS", "A_VORBIS",
    }
)  # fmt: skip
"""Ways of writing sound and pictures that Chromium, Firefox and Safari play."""

_BY_FOLDER: Final = {"word": DOCX, "xl": XLSX, "ppt": PPTX}
_BY_MIMETYPE: Final = {one.media_type: one for one in (ODT, ODS, ODP, EPUB)}
_MARKUP: Final = (
    b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<?xml", b"<iframe", b"<!--",
    b"<?php", b"<math", b"<img", b"<a ", b"<style", b"<table", b"<div", b"<p>", b"<h1",
)  # fmt: skip
_PROGRAMS: Final = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xfe\xed\xfa",
)
_PACKED: Final = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def type_of(file: IO[bytes], name: str) -> FileType:
    """What this file is, if it may be given and its name does not lie.

    Raises FileRefused.
    """
    found = _by_content(file, name)
    ending = ending_of(name)
    if ending not in found.endings:
        if ending:
            raise FileRefused(
                _(
                    "The name of this file ends in .%(ending)s, but it is a file of the kind .%(kind)s. Save it again under its right name and give it once more."
                )
                % {"ending": ending[:12], "kind": found.endings[0]}
            )
        raise FileRefused(
            _(
                "The name of this file has no ending. Add .%(kind)s to its name and give it once more."
            )
            % {"kind": found.endings[0]}
        )
    return found


def ending_of(name: str) -> str:
    """The last ending of a name, in small letters."""
    return PurePosixPath(name).suffix.lstrip(".").lower()


def _by_content(file: IO[bytes], name: str) -> FileType:
    file.seek(0)
    head = file.read(HEAD)
    if not head:
        raise FileRefused(_("This file is empty. Choose another one."))
    if head.startswith(b"%PDF-"):
        return _pdf(head)
    if head.startswith(b"PK\x03\x04"):
        return _zip(file)
    for found, fits in (
        (PNG, head.startswith(b"\x89PNG\r\n\x1a\n")),
        (JPEG, head.startswith(b"\xff\xd8\xff")),
        (GIF, head.startswith((b"GIF87a", b"GIF89a"))),
        (WEBP, head.startswith(b"RIFF") and head[8:12] == b"WEBP"),
        (WEBM, head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:64]),
        (OGG, head.startswith(b"OggS\0")),
        (AAC, head[0] == 0xFF and head[1:2] and head[1] & 0xF6 == 0xF0),
        (AAC, head.startswith(b"ID3") and ending_of(name) == "aac"),
        (MP3, head.startswith(b"ID3") or _is_mpeg_audio(head)),
    ):
        if fits:
            return _sound_only(file, found) if found is WEBM else found
    if head[4:8] == b"ftyp":
        return M4A if head[8:12] in (b"M4A ", b"M4B ") else _sound_only(file, MP4)
    _refuse_known(head)
    return _plain(file, name)


def _sound_only(file: IO[bytes], kind: FileType) -> FileType:
    """A video, or the sound that it is where it has no picture."""
    try:
        is_sound = not measured(file, kind.container).has_video
    except Unreadable:
        return kind
    return {MP4: M4A, WEBM: WEBA}[kind] if is_sound else kind


def _pdf(head: bytes) -> FileType:
    """A PDF, unless it is made to be taken for a page as well."""
    if any(mark in head[:1024].lower() for mark in (b"<html", b"<script", b"<!doctype", b"<svg")):
        raise FileRefused(
            _(
                "This PDF has a web page hidden in its beginning. Make the PDF anew with the program it was written in."
            )
        )
    return PDF


def _is_mpeg_audio(head: bytes) -> bool:
    """A frame of MPEG audio, layer III, with a bit rate and a sampling rate that exist."""
    return (
        len(head) > 3
        and head[0] == 0xFF
        and head[1] & 0xE6 == 0xE2
        and head[2] >> 4 not in (0, 15)
        and head[2] >> 2 & 3 != 3
    )


def _refuse_known(head: bytes) -> None:
    """Say what is not taken by its name."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in start[:1024] and start.startswith(b"<"):
        raise FileRefused(
            _("SVG drawings can carry programs and are not taken. Save it as PNG and give that.")
        )
    if start.startswith(_MARKUP):
        raise FileRefused(
            _(
                "Web pages are not taken as files. Give the address of the page instead, or save it as PDF."
            )
        )
    if head.startswith(_PROGRAMS):
        raise FileRefused(_("Programs are not taken. Give the document itself."))
    if head.startswith(_PACKED):
        raise _no_archive()
    if head.startswith(_OLD_OFFICE):
        raise FileRefused(
            _(
                "This is a file of an old office program. Save it as .docx, .xlsx, .pptx or PDF and give that."
            )
        )


def _no_archive() -> FileRefused:
    return FileRefused(_("Packed folders are not taken. Unpack it and give the files one by one."))


def _plain(file: IO[bytes], name: str) -> FileType:
    """A text in UTF-8, a table of values or plain words."""
    refused = FileRefused(
        _(
            "This kind of file is not taken. Give a PDF, a document, a presentation, a spreadsheet, a picture, a sound, a video or captions."
        )
    )
    found = {"csv": CSV, "txt": TEXT, "vtt": TRACK, "srt": TRACK}.get(ending_of(name))
    if found is None:
        raise refused
    if found is TRACK:
        return found  # read as a whole, so that each wrong line can be named
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        while piece := file.read(65_536):
            if "\0" in decoder.decode(piece):
                raise refused
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise FileRefused(
            _("This text is not in UTF-8. Save it again with the encoding UTF-8 and give that.")
        ) from error
    return found


def _zip(file: IO[bytes]) -> FileType:
    """The office file or book that this zip is; anything else is refused before it is unpacked."""
    if _entries_declared(file) > MOST_ENTRIES:
        raise _odd_zip()
    with _opened(file) as archive:
        entries = archive.infolist()
        if not 0 < len(entries) <= MOST_ENTRIES:
            raise _odd_zip()
        names = [entry.filename for entry in entries]
        _check_names(names)
        packed = sum(entry.compress_size for entry in entries)
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(packed, 10_000):
            raise _odd_zip()
        if any(entry.flag_bits & 0x1 for entry in entries):
            raise FileRefused(
                _("This file is locked with a password. Save it without one and give that.")
            )
        if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
            raise FileRefused(
                _(
                    "This file carries macros. Save it without macros, for example as .docx or .xlsx."
                )
            )
        if names[0] == "mimetype" and entries[0].file_size < 100:
            declared = archive.read(entries[0]).decode("ascii", "replace").strip()
            if declared in _BY_MIMETYPE:
                return _BY_MIMETYPE[declared]
        if "[Content_Types].xml" in names:
            for folder, found in _BY_FOLDER.items():
                if any(name.startswith(f"{folder}/") for name in names):
                    return found
    raise _no_archive()


def _odd_zip() -> FileRefused:
    return FileRefused(
        _("This file is not built as its kind should be. Open it, save it again and give that.")
    )


def _check_names(names: list[str]) -> None:
    """No entry that leads out of its folder, hides, or stands there twice."""
    for name in names:
        parts = name.split("/")
        if name.startswith("/") or "\\" in name or ":" in parts[0] or ".." in parts or "\0" in name:
            raise _odd_zip()
    if len({name.casefold() for name in names}) != len(names):
        raise _odd_zip()


@contextmanager
def _opened(file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, RuntimeError, EOFError, struct.error) as error:  # fmt: skip
        raise _odd_zip() from error


def _entries_declared(file: IO[bytes]) -> int:
    """How many entries the zip says it has, read before its list is; endless for a zip64."""
    file.seek(0, io.SEEK_END)
    size = file.tell()
    file.seek(max(0, size - 66_000))
    tail = file.read(66_000)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise _odd_zip()
    _disk, _start, here, total = struct.unpack("<HHHH", tail[at + 4 : at + 12])
    return MOST_ENTRIES + 1 if 0xFFFF in (here, total) or here != total else int(total)
