"""Captions, subtitles, descriptions and chapters: WebVTT read, SRT taken, and both written anew.

The parser is our own. The libraries for this either stop at the first fault or name no line, and
whoever wrote captions by hand needs every line that is wrong; and none tells text from markup in a
way that keeps a lost `<` from swallowing words. What is stored is written by `track_write`, so it
holds nothing but times, names of speakers and the few marks of WebVTT.

Source of the format: W3C WebVTT, https://www.w3.org/TR/webvtt1/. Pure: no database, no request.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from django.utils.translation import gettext as _

MOST_BYTES: Final = 5_000_000
MOST_FAULTS: Final = 20
MOST_LETTERS: Final = 2_000
"""Of one cue; a caption of real life has two lines of forty."""
PAUSE: Final = 3.0
"""Seconds without words after which a transcript begins a new paragraph."""
LONG: Final = 500
"""Letters after which a transcript begins a new paragraph at the end of a sentence."""

Kind = Literal["captions", "subtitles", "descriptions", "chapters"]

_BREAKS: Final = re.compile(r"\r\n|\r|\n")
_HEADER: Final = re.compile(r"WEBVTT(?:[ \t].*)?")
_TIME: Final = re.compile(r"(?:([0-9]{1,4}):)?([0-9]{1,2}):([0-9]{1,2})[.,]([0-9]{1,3})")
_STRICT: Final = re.compile(r"(?:[0-9]{2,4}:)?[0-9]{2}:[0-9]{2}\.[0-9]{3}")
_MARK: Final = re.compile(r"<(/?)([a-zA-Z]{0,12})([^<>\n]{0,300})>")
_CLOCK: Final = re.compile(r"<(?:[0-9]{2,4}:)?[0-9]{2}:[0-9]{2}\.[0-9]{3}>")
_PAIRED: Final = ("b", "i", "u", "c", "ruby", "rt", "lang", "v")
_SRT_ONLY: Final = re.compile(r"</?font[^<>\n]{0,200}>|\{\\an?[0-9]\}", re.IGNORECASE)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_SETTINGS: Final = {
    "vertical": re.compile(r"rl|lr"),
    "line": re.compile(r"(?:-?[0-9]{1,4}|[0-9]{1,3}(?:\.[0-9]{1,6})?%)(?:,(?:start|center|end))?"),
    "position": re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,6})?%(?:,(?:line-left|center|line-right))?"),
    "size": re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,6})?%"),
    "align": re.compile(r"start|center|end|left|right|middle"),
    "region": re.compile(r"\S{1,100}"),
}
_SENTENCE_ENDS: Final = tuple(".!?…؟。।")


@dataclass(frozen=True)
class Fault:
    """What is wrong, as a whole translated sentence that begins with its line; 0 is the whole file."""

    line: int
    message: str


@dataclass(frozen=True)
class Span:
    """Words of one speaker; `speaker` is empty where nobody is named. Plain text, never markup."""

    speaker: str
    text: str


@dataclass(frozen=True)
class Cue:
    """Words that are shown from `start` to `end`, in seconds. `markup` is WebVTT written by us."""

    start: float
    end: float
    spans: tuple[Span, ...]
    markup: str
    identifier: str = ""
    settings: str = ""
    line: int = 0

    @property
    def text(self) -> str:
        """The words without any mark."""
        return " ".join(span.text for span in self.spans)


@dataclass(frozen=True)
class Track:
    """What was read. With faults it may not be used; `more` counts those beyond the first twenty."""

    kind: Kind
    cues: tuple[Cue, ...]
    faults: tuple[Fault, ...]
    more: int = 0

    @property
    def seconds(self) -> float:
        """When the last words end."""
        return max((cue.end for cue in self.cues), default=0.0)


@dataclass(frozen=True)
class Paragraph:
    """A piece of a transcript: who speaks from when (seconds), and what."""

    start: float
    speaker: str
    text: str


@dataclass(frozen=True)
class Chapter:
    """A part of a recording, in seconds."""

    start: float
    end: float
    title: str


class TrackFaulty(ValueError):
    """A track that cannot be used; `faults` says why."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(" ".join(fault.message for fault in faults))
        self.faults = faults


class _Faults:
    """Gathers faults and keeps the first twenty."""

    def __init__(self) -> None:
        self.kept: list[Fault] = []
        self.more = 0

    def add(self, line: int, sentence: str) -> None:
        if len(self.kept) < MOST_FAULTS:
            said = sentence % {"line": line} if line else sentence
            self.kept.append(Fault(line, said))
        else:
            self.more += 1


def track_read(content: bytes | str, kind: Kind = "captions") -> Track:
    """Read WebVTT or SRT; never fails, whatever it is given: see `Track.faults`.

    Every fault names its line in the file as it was given, in the language of the moment. Cues that
    overlap are right but in chapters.
    """
    faults = _Faults()
    text = _decoded(content, faults)
    if text is None:
        return Track(kind, (), tuple(faults.kept))
    lines = _BREAKS.split(text)
    for number, line in enumerate(lines, 1):
        if _CONTROL.search(line):
            faults.add(
                number,
                _(
                    "Line %(line)s: there is a character that no text may hold. Write this line anew."
                ),
            )
    is_srt = _is_srt(lines)
    if not is_srt and not _HEADER.fullmatch(lines[0]):
        faults.add(
            1,
            _("Line %(line)s: the first line must be WEBVTT and nothing else."),
        )
    blocks = _blocks(lines)
    if lines[0].startswith("WEBVTT"):
        for number, line in enumerate(next(blocks)[1], 1):
            if "-->" in line:
                faults.add(number, _("Line %(line)s: put an empty line before these times."))
    cues = [cue for block in blocks if (cue := _cue(*block, is_srt, faults)) is not None]
    _check_order(cues, kind, faults)
    if not cues and not faults.kept:
        faults.add(0, _("There are no words with times in this file."))
    kept = sorted(faults.kept, key=lambda fault: fault.line)
    return Track(kind, tuple(cues), tuple(kept), faults.more)


def _decoded(content: bytes | str, faults: _Faults) -> str | None:
    if len(content) > MOST_BYTES:
        faults.add(0, _("A file of captions may have 5 MB at most. Divide it and give the parts."))
        return None
    if isinstance(content, str):
        return content.removeprefix("\ufeff")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = 1 + len(re.findall(rb"\r\n|\r|\n", before))
        faults.add(
            line,
            _("Line %(line)s: this text is not in UTF-8. Save it again with the encoding UTF-8."),
        )
        return None


def _is_srt(lines: list[str]) -> bool:
    """Without a header, the first line with words is a number or times written with a comma."""
    if lines[0].startswith("WEBVTT"):
        return False
    told = [line.strip() for line in lines[:200] if line.strip()][:2]
    return any("-->" in line and "," in line for line in told)


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """What stands between empty lines: the number of the first line, and the lines."""
    start, block = 0, list[str]()
    for number, line in enumerate([*lines, ""], 1):
        if line.strip(" \t"):
            if not block:
                start = number
            block.append(line)
        elif block:
            yield start, block
            block = []


def _cue(start: int, block: list[str], is_srt: bool, faults: _Faults) -> Cue | None:
    """The cue that this block is, or None for a comment, a style, a region or a fault."""
    first = block[0].strip()
    if not is_srt and "-->" not in "".join(block[:2]):
        if re.fullmatch(r"NOTE(?:[ \t].*)?", block[0]) or first in ("STYLE", "REGION"):
            return None
        if start == 1:
            return None  # the header that is none was named already
    at = 0 if "-->" in block[0] else 1
    if len(block) <= at or "-->" not in block[at]:
        faults.add(
            start,
            _("Line %(line)s: these words have no times above them, like 00:01.000 --> 00:04.000."),
        )
        return None
    line = start + at
    found = _times(block[at], line, is_srt, faults)
    words = block[at + 1 :]
    if not words:
        faults.add(line, _("Line %(line)s: there are no words below these times."))
        return None
    for below, written in enumerate(words, line + 1):
        if "-->" in written:
            faults.add(below, _("Line %(line)s: put an empty line before these times."))
            return None
    if sum(map(len, words)) > MOST_LETTERS:
        faults.add(
            line,
            _(
                "Line %(line)s: there are too many words below these times. Divide them into several."
            ),
        )
        return None
    if found is None:
        return None
    begins, ends, settings = found
    markup, spans = _spans("\n".join(words), is_srt)
    identifier = "" if at == 0 or is_srt else first[:200]
    return Cue(begins, ends, spans, markup, identifier, settings, line)


def _times(
    written: str, line: int, is_srt: bool, faults: _Faults
) -> tuple[float, float, str] | None:
    left, _arrow, right = written.partition("-->")
    end, *settings = right.split() or [""]
    begins, ends = _seconds(left.strip(), is_srt), _seconds(end, is_srt)
    if begins is None or ends is None:
        faults.add(
            line,
            _(
                "Line %(line)s: these times cannot be read. Write them as 00:01:02.000 --> 00:01:05.000."
            ),
        )
        return None
    if ends <= begins:
        faults.add(line, _("Line %(line)s: these words end before they begin. Correct the times."))
        return None
    if is_srt:
        return begins, ends, ""  # programs write coordinates there that WebVTT does not know
    kept = []
    for one in settings:
        name, _colon, value = one.partition(":")
        if name not in _SETTINGS or not _SETTINGS[name].fullmatch(value):
            faults.add(
                line,
                _(
                    "Line %(line)s: what stands behind the times is not known. Leave it out, or correct it."
                ),
            )
            return None
        if name != "region":  # regions are not kept
            kept.append("align:center" if one == "align:middle" else one)
    return begins, ends, " ".join(kept)


def _seconds(written: str, is_srt: bool) -> float | None:
    """The seconds of a time; None where it is none."""
    match = _TIME.fullmatch(written)
    if match is None or not (is_srt or _STRICT.fullmatch(written)):
        return None
    hours, minutes, seconds, parts = match.groups()
    if int(minutes) > 59 or int(seconds) > 59:
        return None
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return round(whole + int(parts.ljust(3, "0")) / 1000, 3)


def _spans(payload: str, is_srt: bool) -> tuple[str, tuple[Span, ...]]:
    """The payload written anew, and its words by speaker.

    What is no mark of WebVTT is text, however much it looks like markup: `<script>` is shown.
    """
    if is_srt:
        payload = _SRT_ONLY.sub("", payload)
    made: list[str] = []
    said: list[tuple[str, str]] = []
    opened: list[str] = []
    speaker = ""
    at = 0

    def words(text: str) -> None:
        if not is_srt:  # a break of line written as a reference must not end the cue
            text = "\n".join(" ".join(_BREAKS.split(_read(line))) for line in text.split("\n"))
        if text := _CONTROL.sub("", text):
            made.append(_escaped(text))
            said.append((speaker, text))

    for match in re.finditer(r"<[^<>\n]{0,320}>", payload):
        mark = _MARK.fullmatch(match[0])
        name = mark[2].lower() if mark else ""
        is_clock = bool(_CLOCK.fullmatch(match[0]))
        if not is_clock and (mark is None or name not in _PAIRED):
            continue
        words(payload[at : match.start()])
        at = match.end()
        if is_clock or mark is None:
            made.append(match[0])
        elif mark[1]:
            if name in opened:
                while opened:
                    last = opened.pop()
                    made.append(f"</{last}>")
                    if last == name:
                        break
                speaker = speaker if "v" in opened else ""
        else:
            classes, told = _annotation(mark[3], is_srt)
            if name == "v":
                if "v" in opened:  # a voice ends where the next one begins
                    while (last := opened.pop()) != "v":
                        made.append(f"</{last}>")
                    made.append("</v>")
                speaker = told
            if name in ("v", "lang") and not told:
                continue
            opened.append(name)
            made.append(f"<{name}{classes}{' ' + _escaped(told) if name in ('v', 'lang') else ''}>")
    words(payload[at:])
    made.extend(f"</{name}>" for name in reversed(opened))
    return re.sub(r"\s*\n\s*", "\n", "".join(made)).strip(), _joined(said)


def _read(text: str) -> str:
    """Text without references. What looks like markup only now is text."""
    return html.unescape(text) if "&" in text else text


def _annotation(written: str, is_srt: bool) -> tuple[str, str]:
    """The classes and the words of an opening mark."""
    classes, _space, told = written.partition(" ")
    kept = "".join(re.findall(r"\.[\w-]{1,40}", classes))
    told = told if is_srt else _read(told)
    return kept, " ".join(_CONTROL.sub("", told).replace(">", "").replace("<", "").split())[:120]


def _joined(said: list[tuple[str, str]]) -> tuple[Span, ...]:
    """Neighbouring words of one speaker together, in one line each."""
    spans: list[Span] = []
    for speaker, text in said:
        if spans and spans[-1].speaker == speaker:
            spans[-1] = Span(speaker, spans[-1].text + text)
        else:
            spans.append(Span(speaker, text))
    lines = (replace(span, text=" ".join(span.text.split())) for span in spans)
    return tuple(span for span in lines if span.text)


def _escaped(text: str) -> str:
    """Text as WebVTT wants it; an arrow in it would be taken for times."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _check_order(cues: list[Cue], kind: Kind, faults: _Faults) -> None:
    seen: dict[str, int] = {}
    for before, cue in zip([None, *cues], cues, strict=False):
        if before is not None and cue.start < before.start:
            faults.add(
                cue.line,
                _("Line %(line)s: these words begin before the ones above. Put them in order."),
            )
        elif before is not None and kind == "chapters" and cue.start < before.end:
            faults.add(
                cue.line,
                _(
                    "Line %(line)s: this chapter begins before the one above ends. Chapters must not overlap."
                ),
            )
        if cue.identifier and cue.identifier in seen:
            faults.add(
                cue.line,
                _("Line %(line)s: the name above these times stands there twice. Change one."),
            )
        seen[cue.identifier] = cue.line
        if not cue.spans:
            faults.add(cue.line, _("Line %(line)s: there are no words below these times."))


def track_write(track: Track) -> str:
    """The track as WebVTT: UTF-8, one way of writing, without comments, styles and regions."""
    made = ["WEBVTT\n"]
    for cue in track.cues:
        head = f"{cue.identifier}\n" if cue.identifier else ""
        times = f"{time_written(cue.start)} --> {time_written(cue.end)}"
        made.append(f"\n{head}{times}{' ' + cue.settings if cue.settings else ''}\n{cue.markup}\n")
    return "".join(made)


def srt_to_vtt(text: str | bytes) -> str:
    """SRT as WebVTT. Raises TrackFaulty, with every fault."""
    track = track_read(text)
    if track.faults:
        raise TrackFaulty(track.faults)
    return track_write(track)


def time_written(seconds: float) -> str:
    """Seconds as WebVTT writes them: `00:01:02.500`."""
    parts = round(seconds * 1000)
    return f"{parts // 3_600_000:02d}:{parts // 60_000 % 60:02d}:{parts // 1000 % 60:02d}.{parts % 1000:03d}"


def transcript_of(track: Track) -> tuple[Paragraph, ...]:
    """The words in paragraphs: a new one with each speaker, after a pause, and where it grows long.

    What two cues show one after the other alike (rolling captions) stands once. Plain text.
    """
    made: list[Paragraph] = []
    ended, last = 0.0, ""
    for cue in sorted(track.cues, key=lambda one: one.start):
        if cue.text == last and cue.start - ended <= 0.1:
            ended = max(ended, cue.end)
            continue
        for span in cue.spans:
            current = made[-1] if made else None
            if (
                current is None
                or span.speaker != current.speaker
                or cue.start - ended > PAUSE
                or (len(current.text) > LONG and current.text.endswith(_SENTENCE_ENDS))
            ):
                made.append(Paragraph(cue.start, span.speaker, span.text))
            else:
                made[-1] = replace(current, text=f"{current.text} {span.text}")
            ended = max(ended, cue.end)
        last = cue.text
    return tuple(made)


def chapters_of(track: Track) -> tuple[Chapter, ...]:
    """The parts of a recording, in order."""
    return tuple(Chapter(cue.start, cue.end, cue.text) for cue in track.cues)
