"""Taking files in, keeping them, and sweeping away what nobody needs."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import logging
import os
import re
import tempfile
import unicodedata
import uuid
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO, Any, Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils.translation import gettext as _

from agora.journal.services import entry_write
from agora.kernel import clock, ids, jobs, languages
from agora.media import sniffing, tracks
from agora.media.measuring import BrokenOff, Unreadable, makers_notes, measured
from agora.media.models import File, FileFacts, MediaFacts
from agora.media.queries import files_needed
from agora.media.reading import PdfFacts, PictureFacts, pdf_read, picture_clean
from agora.media.sniffing import FileRefused, FileType
from agora.media.tracks import Fault
from agora.media.uploading import FULL, limit, megabytes, too_large

logger = logging.getLogger(__name__)

ORPHANED_AFTER: Final = dt.timedelta(days=2)
"""So long somebody may take from giving a file to saving the draft it is for."""
SWEPT_EVERY: Final = dt.timedelta(hours=6)
SWEPT_AT_ONCE: Final = 500
FOLDER: Final = "files"
HALF: Final = "half"
"""The folder, in that of the files, of those that are being written."""

_CONTROL: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff/\\]"
)


class NoRoom(FileRefused):
    """The disk is full."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "There is no room for files at the moment; the learning team has been told. Try again later."
            )
        )


class MediaBroken(FileRefused):
    """A sound or a video that breaks off or cannot be read."""


class TrackRefused(FileRefused):
    """Captions or chapters that cannot be read; `faults` are all the lines that are wrong."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(" ".join(fault.message for fault in faults))
        self.faults = faults


def register_periodic() -> None:
    """Let the worker sweep."""
    jobs.periodic("media.files_sweep", SWEPT_EVERY, files_sweep)


def file_store(
    upload: UploadedFile[Any], *, by: uuid.UUID | None, organisation: uuid.UUID | None
) -> File:
    """Take a file in for a draft of this organisation, or of the learning team (None).

    What it is is decided by its content; pictures are drawn anew without what cameras write into
    them, and that is emptied in an MP4; captions are written anew as WebVTT; a document is read for what it says of itself
    (`File.facts`), all else for how long and large it is (`File.media_facts`). It is nobody's but of those
    who write for the organisation until something that refers to it is published. Whatever goes
    wrong, neither a row nor a file stays.

    Raises FileRefused, a sentence that says what to do; NoRoom is one.
    """
    if getattr(upload, "no_room", False):
        raise NoRoom
    name = clean_name(upload.name or "")
    if (upload.size or 0) > limit(name):
        raise too_large(megabytes(name))
    kind = sniffing.type_of(upload, name)
    if kind is sniffing.TRACK:
        name = f"{name.rpartition('.')[0]}.vtt"
    with _no_room(), _half() as half:
        pdf, media = _take(upload, kind, half)
        digest = hashlib.sha256()
        with half.open("rb") as file:
            for piece in iter(lambda: file.read(1_000_000), b""):
                digest.update(piece)
        key = ids.new_id()
        place = f"{FOLDER}/{clock.now():%Y/%m}/{key}.{kind.endings[0]}"
        target = Path(settings.MEDIA_ROOT) / place
        target.parent.mkdir(parents=True, exist_ok=True)
        size = half.stat().st_size
        half.chmod(0o644)
        half.replace(target)
        try:
            return _write(
                key, place, name, kind, size, digest.hexdigest(), pdf, media, by, organisation
            )
        except BaseException:
            target.unlink(missing_ok=True)
            raise


@transaction.atomic
def _write(
    key: uuid.UUID,
    place: str,
    name: str,
    kind: FileType,
    size: int,
    sha256: str,
    facts: PdfFacts | None,
    media: MediaFacts | None,
    by: uuid.UUID | None,
    organisation: uuid.UUID | None,
) -> File:
    file = File.objects.create(
        pk=key,
        stored=place,
        name=name,
        media_type=kind.media_type,
        size_bytes=size,
        sha256=sha256,
        organisation_id=organisation,
        uploaded_by=by,
    )
    if facts is not None:
        FileFacts.objects.create(
            file=file,
            pages=facts.pages,
            title=facts.title or facts.heading,
            language=_tag(facts.language),
            is_tagged=facts.is_tagged,
            has_text=facts.has_text,
            trouble=facts.trouble,
        )
    if media is not None:
        media.file = file
        media.save(force_insert=True)
    entry_write("upload", "file", key, actor=by)
    return file


def _take(
    upload: UploadedFile[Any], kind: FileType, half: Path
) -> tuple[PdfFacts | None, MediaFacts | None]:
    """Write the upload to `half`, and read it."""
    if kind is sniffing.TRACK:
        return None, _take_track(upload, half)
    upload.seek(0)
    with half.open("wb") as file:
        for piece in upload.chunks(1_000_000):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    if kind is sniffing.PDF:
        with half.open("rb") as written:
            return pdf_read(written), None
    if kind.container:
        return None, _measure(half, kind)
    if kind.picture:
        anew = half.with_name(f"{half.name}.anew")
        try:
            with half.open("rb") as written:
                drawn = picture_clean(written, kind.picture, anew)
            _refuse_picture(drawn)
            anew.replace(half)
        finally:
            anew.unlink(missing_ok=True)
        kind_of = MediaFacts.Kind.PICTURE
        return None, MediaFacts(kind=kind_of, width=drawn.width, height=drawn.height)
    return None, None


def _measure(half: Path, kind: FileType) -> MediaFacts:
    """How long and how large it is; refused where it is not whole or browsers cannot play it."""
    try:
        with half.open("rb") as written:
            read = measured(written, kind.container)
    except BrokenOff as error:
        raise MediaBroken(
            _("This sound or video breaks off before its end. Export it again and give that.")
        ) from error
    except Unreadable as error:
        raise MediaBroken(
            _(
                "This sound or video cannot be read. Export it again, as MP3 or as MP4 with H.264 and AAC, and give that."
            )
        ) from error
    unknown = read.codecs - sniffing.PLAYED
    if unknown:
        raise FileRefused(
            _(
                "Not every browser can play this sound or video (%(codec)s). Export it as MP3 or as MP4 with H.264 and AAC and give that."
            )
            % {"codec": ", ".join(sorted(unknown))[:40]}
        )
    if kind.container == "mp4":
        _forget_makers(half)
    return MediaFacts(
        kind=MediaFacts.Kind.VIDEO if read.has_video else MediaFacts.Kind.AUDIO,
        seconds=read.seconds,
        width=read.width,
        height=read.height,
        bitrate=read.bitrate,
        has_audio=read.has_audio,
        has_video=read.has_video,
    )


def _forget_makers(half: Path) -> None:
    """Empty what cameras write into an MP4; nothing else in it moves."""
    with half.open("r+b") as file:
        for place, length in makers_notes(file):
            file.seek(place + 4)
            file.write(b"free")
            left = length - 8
            while left > 0:
                left -= file.write(bytes(min(left, 1_000_000)))
        file.flush()
        os.fsync(file.fileno())


def _take_track(upload: UploadedFile[Any], half: Path) -> MediaFacts:
    """Captions, subtitles or chapters, written anew. Refused with every line that is wrong."""
    if (upload.size or 0) > tracks.MOST_BYTES:
        raise too_large(tracks.MOST_BYTES // 1_000_000)
    upload.seek(0)
    track = tracks.track_read(upload.read())
    if track.faults:
        raise TrackRefused(track.faults)
    with half.open("wb") as file:
        file.write(tracks.track_write(track).encode())
        file.flush()
        os.fsync(file.fileno())
    return MediaFacts(kind=MediaFacts.Kind.TRACK, seconds=track.seconds)


def _refuse_picture(drawn: PictureFacts) -> None:
    if drawn.trouble == "pixels":
        raise FileRefused(
            _(
                "This picture has more points than we can show. Make it smaller, 6,000 by 6,000 at most, and give that."
            )
        )
    if drawn.trouble:
        raise FileRefused(
            _("This picture cannot be read. Open it, save it again as PNG or JPEG and give that.")
        )


def clean_name(name: str) -> str:
    """The last part of a name, without what hides or misleads, at most 200 characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = " ".join(_CONTROL.sub("", unicodedata.normalize("NFC", last)).split()).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > 10:
        return plain[:200] or "file"
    return f"{stem[: 199 - len(ending)] or 'file'}.{ending}"


def _tag(language: str) -> str:
    try:
        return languages.normalise(language) if language else ""
    except ValueError:
        return ""


@contextlib.contextmanager
def _half() -> Iterator[Path]:
    """A place for a file that is being written; gone afterwards, whatever happened."""
    folder = Path(settings.MEDIA_ROOT) / FOLDER / HALF
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder)
    os.close(handle)
    path = Path(name)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def _no_room() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            logger.error("There is no room for a file: %s", error)
            raise NoRoom from error
        raise


def files_keep(wanted: Collection[uuid.UUID]) -> None:
    """These files are published: they stay, also when a later version has others."""
    if wanted:
        File.objects.filter(pk__in=wanted, is_kept=False).update(is_kept=True)


def files_sweep(limit: int = SWEPT_AT_ONCE) -> int:
    """Delete files, and halves of files, that were given two days ago and nothing refers to.

    Returns how many. What is on the disk without a row, or half written, goes as well.
    """
    before = clock.now() - ORPHANED_AFTER
    rows = File.objects.filter(is_kept=False, created_at__lt=before).order_by("created_at", "pk")
    given = dict(rows.values_list("pk", "created_at")[:limit])
    needed = files_needed(frozenset(given), min(given.values())) if given else set()
    gone = 0
    for key in given:
        if key not in needed:
            gone += _delete(key)
    return gone + _sweep_disk(before) + _sweep_broken_off(before)


def _delete(key: uuid.UUID) -> int:
    """The row first: a file without one is swept the next time, a row without its file never is."""
    with transaction.atomic():
        row = File.objects.select_for_update().filter(pk=key, is_kept=False).first()
        if row is None:
            return 0
        try:
            with transaction.atomic():
                row.delete()
        except models.ProtectedError:
            return 0
        entry_write("sweep", "file", key)
        stored = row.stored
    with contextlib.suppress(OSError):
        stored.storage.delete(str(stored.name))
    return 1


def _sweep_disk(before: dt.datetime) -> int:
    """Delete what lies in the folder, is older than that, and no row names."""
    root = Path(settings.MEDIA_ROOT)
    gone = 0
    for folder, _folders, names in os.walk(root / FOLDER):
        old = [
            path
            for path in (Path(folder) / name for name in names)
            if _changed(path) < before.timestamp()
        ]
        if not old:
            continue
        places = {path.relative_to(root).as_posix(): path for path in old}
        known = set(File.objects.filter(stored__in=places).values_list("stored", flat=True))
        for place, path in places.items():
            if place not in known:
                with contextlib.suppress(OSError):
                    path.unlink()
                    gone += 1
    return gone


def _sweep_broken_off(before: dt.datetime) -> int:
    """Delete uploads that were broken off with the process that took them."""
    gone = 0
    for path in Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*.upload*"):
        if _changed(path) < before.timestamp():
            with contextlib.suppress(OSError):
                path.unlink()
                gone += 1
    return gone


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return float("inf")


def pdf_facts(content: bytes | IO[bytes]) -> PdfFacts:
    """What a PDF says of itself, read by a process of its own."""
    return pdf_read(content)
