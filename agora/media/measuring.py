"""What a sound or a video says of itself in its container: how long, how large, and whether all of it is there.

Our own readers of the five containers that browsers play. The libraries for this read tags and not
pictures, take a file that breaks off for a whole one, or stand under a licence that is not ours.
Each reader walks over the heads of the parts and jumps over what is in them, in bounded steps,
so a crafted file costs little. Pure: no database, no request, no words.

Sources: ISO/IEC 14496-12 (MP4), RFC 8794 and 9559 (EBML, Matroska), RFC 3533 and 7845 (Ogg, Opus),
ISO/IEC 11172-3 and 13818-7 (MPEG audio, ADTS).
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Final

MOST_STEPS: Final = 1_000_000
"""Parts of one file that are looked at, a few seconds' work; an hour of sound has 140,000 frames."""
LEAST_SECONDS: Final = 0.02
MOST_SECONDS: Final = 200_000.0
MOST_SIDE: Final = 16_384


@dataclass(frozen=True)
class MediaRead:
    """What was read. `bitrate` is bits per second of the whole file, `codecs` as browsers name them."""

    seconds: float
    has_audio: bool
    has_video: bool
    width: int | None = None
    height: int | None = None
    bitrate: int | None = None
    codecs: frozenset[str] = frozenset()


class Unreadable(Exception):
    """The file is not built as its container should be."""


class BrokenOff(Unreadable):
    """The file ends before its end."""


@dataclass
class _Found:
    """What one reader gathers."""

    seconds: float = 0.0
    width: int | None = None
    height: int | None = None
    audio: set[str] = field(default_factory=set)
    video: set[str] = field(default_factory=set)
    steps: int = 0

    def step(self) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise Unreadable("too many parts")


def measured(file: IO[bytes], container: str) -> MediaRead:
    """Read a file of this container: `mp3`, `aac`, `ogg`, `mp4` or `webm`.

    Raises BrokenOff where the file is not whole, Unreadable where it is none of that container.
    """
    file.seek(0, io.SEEK_END)
    size = file.tell()
    reader = {"mp3": _mp3, "aac": _adts, "ogg": _ogg, "mp4": _mp4, "webm": _webm}[container]
    found = _Found()
    try:
        reader(file, size, found)
    except (struct.error, IndexError, ValueError, OverflowError) as error:
        raise Unreadable(str(error)) from error
    if not (found.audio or found.video):
        raise Unreadable("neither sound nor picture")
    if not LEAST_SECONDS <= found.seconds <= MOST_SECONDS:
        raise Unreadable("no length")
    if found.video and not (
        0 < (found.width or 0) <= MOST_SIDE and 0 < (found.height or 0) <= MOST_SIDE
    ):
        raise Unreadable("no size")
    return MediaRead(
        seconds=round(found.seconds, 3),
        has_audio=bool(found.audio),
        has_video=bool(found.video),
        width=found.width if found.video else None,
        height=found.height if found.video else None,
        bitrate=min(round(size * 8 / found.seconds), 2**31 - 1),
        codecs=frozenset(found.audio | found.video),
    )


def _at(file: IO[bytes], place: int, count: int) -> bytes:
    """`count` bytes from `place`. Raises BrokenOff where there are fewer."""
    file.seek(place)
    read = file.read(count)
    if len(read) < count:
        raise BrokenOff
    return read


# ------------------------------------------------------------------------ MP3 and AAC

_RATES: Final = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_KBITS_1: Final = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBITS_2: Final = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_ADTS_RATES: Final = (
    96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350,
)  # fmt: skip


def _after_tags(file: IO[bytes], size: int, found: _Found) -> tuple[int, int]:
    """Where the sound begins and ends, between the tags of ID3."""
    start, end = 0, size
    head = _at(file, 0, 10)
    while head[:3] == b"ID3":
        found.step()
        length = 0
        for byte in head[6:10]:
            length = length << 7 | byte & 0x7F
        start += length + 10 + (10 if head[5] & 0x10 else 0)
        head = _at(file, start, 10)
    if size >= 128 and _at(file, size - 128, 3) == b"TAG":
        end -= 128
    return start, end


def _frame(head: bytes) -> tuple[int, int, int] | None:
    """Bytes, samples and rate of the frame of MPEG audio, layer III, that begins so."""
    if head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    version, rate, kbits = head[1] >> 3 & 3, head[2] >> 2 & 3, head[2] >> 4
    if version == 1 or rate == 3 or kbits in (0, 15):
        return None
    hertz = _RATES[version][rate]
    samples, bits = (1152, _KBITS_1) if version == 3 else (576, _KBITS_2)
    return samples // 8 * bits[kbits] * 1000 // hertz + (head[2] >> 1 & 1), samples, hertz


def _mp3(file: IO[bytes], size: int, found: _Found) -> None:
    start, end = _after_tags(file, size, found)
    while start < end and _at(file, start, 1) == b"\0":  # some programs leave room behind the tag
        found.step()
        start += 1
    first = _frame(_at(file, start, 4))
    if first is None:
        raise Unreadable("no frame")
    found.audio.add("mp3")
    length, samples, hertz = first
    head = _at(file, start, min(length, end - start))
    at = max(head.find(b"Xing"), head.find(b"Info"))
    if at > 0 and len(head) >= at + 16:
        flags, frames, count = struct.unpack(">III", head[at + 4 : at + 16])
        if flags & 1 and frames:
            if flags & 2 and count > end - start:
                raise BrokenOff
            if start + length + 4 <= end and _frame(_at(file, start + length, 4)) is None:
                raise Unreadable("no frame where one should be")
            found.seconds = frames * samples / hertz
            if flags & 2:
                return
    counted, place = 0, start
    while place + 4 <= end:
        frame = _frame(_at(file, place, 4))
        if frame is None:
            if counted < 2 or end - place > 8_192:
                raise Unreadable("no frame where one should be")
            break  # a tag of another sort stands at the end
        found.step()
        if place + frame[0] > end:
            raise BrokenOff
        place += frame[0]
        counted += 1
    found.seconds = found.seconds or counted * samples / hertz


def _adts(file: IO[bytes], size: int, found: _Found) -> None:
    place, end = _after_tags(file, size, found)
    hertz, counted = 0, 0
    while place + 7 <= end:
        found.step()
        head = _at(file, place, 7)
        length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
        if head[0] != 0xFF or head[1] & 0xF6 != 0xF0 or length < 7:
            raise Unreadable("no frame where one should be")
        if place + length > end:
            raise BrokenOff
        hertz = _ADTS_RATES[head[2] >> 2 & 15]
        place += length
        counted += 1
    found.audio.add("aac")
    found.seconds = counted * 1024 / hertz if hertz else 0.0


# ------------------------------------------------------------------------ Ogg


def _ogg(file: IO[bytes], size: int, found: _Found) -> None:
    place, last, hertz, skipped, serial = 0, 0, 0, 0, b""
    while place < size:
        found.step()
        head = _at(file, place, 27)
        if head[:5] != b"OggS\0":
            raise Unreadable("no page where one should be")
        table = _at(file, place + 27, head[26])
        body = place + 27 + head[26]
        if body + sum(table) > size:
            raise BrokenOff
        if head[5] & 2:  # the first page of a stream says what it is
            said = _at(file, body, min(sum(table), 64))
            if said.startswith(b"OpusHead"):
                hertz, skipped, serial = 48_000, struct.unpack("<H", said[10:12])[0], head[14:18]
                found.audio.add("opus")
            elif said.startswith(b"\x01vorbis"):
                hertz, serial = struct.unpack("<I", said[12:16])[0], head[14:18]
                found.audio.add("vorbis")
            else:
                raise Unreadable("another stream than sound")
        granule = struct.unpack("<q", head[6:14])[0]
        if head[14:18] == serial and granule > last:
            last = granule
        place = body + sum(table)
    found.seconds = max(0, last - skipped) / hertz if hertz else 0.0


# ------------------------------------------------------------------------ MP4

_INSIDE: Final = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"mvex", b"moof", b"traf")


@dataclass
class _Trak:
    """One stream of an MP4."""

    handler: bytes = b""
    codec: str = ""
    width: int = 0
    height: int = 0
    scale: int = 0
    length: int = 0
    number: int = 0
    each: int = 0
    """How long a sample of a fragment is where it does not say."""


def _boxes(
    file: IO[bytes], start: int, end: int, found: _Found
) -> Iterator[tuple[bytes, int, int]]:
    """The name, and where the content begins and ends, of each box between these places."""
    place = start
    while place + 8 <= end:
        found.step()
        length, name = struct.unpack(">I4s", _at(file, place, 8))
        body = place + 8
        if length == 1:
            length = struct.unpack(">Q", _at(file, body, 8))[0]
            body += 8
        elif length == 0:
            length = end - place
        if length < body - place:
            raise Unreadable("a box without a length")
        if place + length > end:
            raise BrokenOff
        yield name, body, place + length
        place += length
    if place < end and start == 0:
        raise BrokenOff


def _mp4(file: IO[bytes], size: int, found: _Found) -> None:
    tracks: list[_Trak] = []
    whole = [0.0, 0.0]
    names = {name for name, *_rest in _walk(file, 0, size, 0, found, tracks, whole)}
    if b"moov" not in names or not names & {b"mdat", b"moof"}:
        raise BrokenOff
    for track in tracks:
        if track.handler == b"vide" and track.codec not in ("jpeg", "png"):
            found.video.add(track.codec)
            found.width, found.height = track.width, track.height
        elif track.handler == b"soun":
            found.audio.add(track.codec)
    fragments = max((t.length / t.scale for t in tracks if t.scale), default=0.0)
    found.seconds = whole[0] or fragments


def makers_notes(file: IO[bytes]) -> tuple[tuple[int, int], ...]:
    """Where an MP4 tells who made it, with what and where they stood: places of boxes and lengths.

    For a file that was measured. Cameras of phones write the spot on the map there.
    """
    file.seek(0, io.SEEK_END)
    size = file.tell()
    return tuple(
        (body - 8, last - body + 8)
        for name, body, last in _walk(file, 0, size, 0, _Found(), [], [0.0, 0.0])
        if name in (b"udta", b"meta") and _at(file, body - 4, 4) == name
    )


def _walk(
    file: IO[bytes],
    start: int,
    end: int,
    depth: int,
    found: _Found,
    tracks: list[_Trak],
    whole: list[float],
) -> Iterator[tuple[bytes, int, int]]:
    """Every box, those inside others too; what is needed of them is gathered on the way."""
    if depth > 8:
        raise Unreadable("too deep")
    for name, body, last in _boxes(file, start, end, found):
        yield name, body, last
        if name == b"trak":
            tracks.append(_Trak())
        if name in _INSIDE:
            yield from _walk(file, body, last, depth + 1, found, tracks, whole)
        elif name in _BOXES and last - body <= 10_000_000:
            _box(name, _at(file, body, min(last - body, 2_000_000)), tracks, whole)


_BOXES: Final = (b"mvhd", b"mdhd", b"tkhd", b"hdlr", b"stsd", b"trex", b"tfhd", b"trun")


def _box(name: bytes, body: bytes, tracks: list[_Trak], whole: list[float]) -> None:
    """What this box says, into the stream it belongs to."""
    wide = body[0] == 1
    track = tracks[-1] if tracks else _Trak()
    if name == b"mvhd":
        scale, length = struct.unpack(
            ">IQ" if wide else ">II", body[20:32] if wide else body[12:20]
        )
        whole[0] = length / scale if scale and length < 2**32 - 1 else 0.0
    elif name == b"mdhd":
        track.scale = struct.unpack(">I", body[20:24] if wide else body[12:16])[0]
    elif name == b"tkhd":
        track.number = struct.unpack(">I", body[20:24] if wide else body[12:16])[0]
        track.width, track.height = (side >> 16 for side in struct.unpack(">II", body[-8:]))
    elif name == b"hdlr":
        track.handler = track.handler or body[8:12]
    elif name == b"stsd":
        track.codec = body[12:16].decode("ascii", "replace").strip().lower()
    elif name == b"trex":
        number, _index, each = struct.unpack(">III", body[4:16])
        for one in tracks:
            if one.number == number:
                one.each = each
    elif name == b"tfhd":
        flags, number = struct.unpack(">II", body[:8])
        at = 8 + (8 if flags & 1 else 0) + (4 if flags & 2 else 0)
        whole[1] = float(number)
        for one in tracks:
            if one.number == number and flags & 8:
                one.each = struct.unpack(">I", body[at : at + 4])[0]
    elif name == b"trun":
        _fragment(body, next((t for t in tracks if t.number == whole[1]), track))


def _fragment(body: bytes, track: _Trak) -> None:
    """Add what a run of samples lasts."""
    flags, count = struct.unpack(">II", body[:8])
    flags &= 0xFFFFFF
    if not flags & 0x100:
        track.length += count * track.each
        return
    at = 8 + (4 if flags & 1 else 0) + (4 if flags & 4 else 0)
    step = 4 * sum(1 for bit in (0x100, 0x200, 0x400, 0x800) if flags & bit)
    for _sample in range(min(count, (len(body) - at) // step)):
        track.length += struct.unpack(">I", body[at : at + 4])[0]
        at += step


# ------------------------------------------------------------------------ WebM

_SEGMENT, _CLUSTER, _INFO, _TRACKS = 0x18538067, 0x1F43B675, 0x1549A966, 0x1654AE6B
_ENTRY, _VIDEO, _GROUP = 0xAE, 0xE0, 0xA0
_OPEN: Final = (_SEGMENT, _CLUSTER, _INFO, _TRACKS, _ENTRY, _VIDEO, _GROUP)
_UNKNOWN: Final = -1


def _number(file: IO[bytes], place: int, *, marked: bool) -> tuple[int, int]:
    """A number of variable length and how many bytes it has; -1 where all its bits are set."""
    first = _at(file, place, 1)[0]
    length = 9 - first.bit_length()
    if length > 8:
        raise Unreadable("no number where one should be")
    value = int.from_bytes(_at(file, place, length), "big")
    if marked:
        return value, length
    bits = 7 * length
    value &= (1 << bits) - 1
    return (_UNKNOWN if value == (1 << bits) - 1 else value), length


def _webm(file: IO[bytes], size: int, found: _Found) -> None:
    scale, said, cluster, last = 1_000_000, 0.0, 0, 0
    kind, codec = 0, ""
    place = 0
    has_cluster = False
    while place < size:
        found.step()
        name, first = _number(file, place, marked=True)
        if first > 4:
            raise Unreadable("no element where one should be")
        length, second = _number(file, place + first, marked=False)
        body = place + first + second
        if length == _UNKNOWN and name not in (_SEGMENT, _CLUSTER):
            raise Unreadable("an element without a length")
        if length != _UNKNOWN and body + length > size:
            raise BrokenOff
        has_cluster = has_cluster or name == _CLUSTER
        if name in _OPEN and not (name == _CLUSTER and said and length != _UNKNOWN):
            if name == _ENTRY:
                kind, codec = 0, ""
            place = body
            continue
        if name == 0x2AD7B1:
            scale = int.from_bytes(_at(file, body, min(length, 8)), "big")
        elif name == 0x4489:
            content = _at(file, body, min(length, 8))
            said = struct.unpack(">f" if length == 4 else ">d", content)[0]
        elif name == 0x83:
            kind = _at(file, body, 1)[0]
        elif name == 0x86:
            codec = _at(file, body, min(length, 40)).decode("ascii", "replace").strip("\0")
        elif name in (0xB0, 0xBA):
            side = int.from_bytes(_at(file, body, min(length, 8)), "big")
            if name == 0xB0:
                found.width = side
            else:
                found.height = side
        elif name == 0xE7:
            cluster = int.from_bytes(_at(file, body, min(length, 8)), "big")
        elif name in (0xA3, 0xA1) and length >= 4:
            _track, used = _number(file, body, marked=False)
            last = max(last, cluster + struct.unpack(">h", _at(file, body + used, 2))[0])
        if codec and kind in (1, 2):
            (found.video if kind == 1 else found.audio).add(codec)
        place = body + length
    if not has_cluster:
        raise BrokenOff
    found.seconds = (said or last) * scale / 1e9
