"""What the templates of blocks with media need beside the block."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from agora.courses.models import Enrolment
from agora.courses.queries.content import BlockView
from agora.kernel import languages
from agora.media.models import File, MediaFacts
from agora.media.queries import media_facts
from agora.media.tracks import Chapter, Paragraph, chapters_of, track_read, transcript_of
from agora.ui import wording

TRACKS = ("captions", "chapters", "descriptions")
NOBODY = uuid.UUID(int=0)


@dataclass(frozen=True)
class Offer:
    """One form in which a recording may be had: what it is and how large stands first."""

    path: str
    what: str
    label: str
    language: str
    language_name: str
    size: str
    length: str
    media_type: str
    is_sound: bool
    is_own: bool
    width: int | None
    height: int | None


@dataclass(frozen=True)
class TrackLink:
    """A track the player may show."""

    path: str
    kind: str
    language: str
    label: str
    is_own: bool


def seconds_said(seconds: float | None) -> str:
    """“2:05”: minutes and seconds as players write them; empty where nothing is known."""
    if not seconds:
        return ""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def _whats() -> dict[str, str]:
    return {
        "video": _("Video"),
        "small-video": _("Video, small"),
        "audio": _("Sound alone"),
    }


def offers(
    renditions: Iterable[Mapping[str, Any]],
    facts: Mapping[uuid.UUID, tuple[File, MediaFacts]],
    *,
    language: str,
    reader: str,
) -> tuple[Offer, ...]:
    """The forms, the smallest first; those in the language of the text before the others."""
    said = _whats()
    found: list[tuple[bool, int, Offer]] = []
    for one in renditions:
        known = facts.get(uuid.UUID(str(one["file"])))
        if known is None:
            continue
        file, measured = known
        spoken = str(one.get("language") or "")
        is_own = not spoken or languages.primary(spoken) == languages.primary(language)
        found.append(
            (
                not is_own,
                file.size_bytes,
                Offer(
                    path=reverse("file", args=[file.pk]),
                    what=str(one["what"]),
                    label=said[str(one["what"])],
                    language=spoken,
                    language_name=languages.name(spoken, reader) if spoken else "",
                    size=wording.size(file.size_bytes),
                    length=seconds_said(measured.seconds),
                    media_type=file.media_type,
                    is_sound=one["what"] == "audio" or not measured.has_video,
                    is_own=is_own,
                    width=measured.width,
                    height=measured.height,
                ),
            )
        )
    return tuple(offer for _other, _size, offer in sorted(found, key=lambda row: row[:2]))


@lru_cache(maxsize=512)
def transcript(captions: str) -> tuple[Paragraph, ...]:
    """The words of captions in paragraphs; nothing where they cannot be read."""
    track = track_read(captions) if captions else None
    return transcript_of(track) if track and not track.faults else ()


@lru_cache(maxsize=512)
def chapters(written: str) -> tuple[Chapter, ...]:
    """The chapters that were written; none where they cannot be read."""
    track = track_read(written, "chapters") if written else None
    return chapters_of(track) if track and not track.faults else ()


@lru_cache(maxsize=512)
def descriptions(written: str) -> tuple[Paragraph, ...]:
    """What is seen, said in words, in paragraphs."""
    track = track_read(written, "descriptions") if written else None
    return transcript_of(track) if track and not track.faults else ()


def track_path(block: BlockView, language: str, name: str) -> str:
    """Where a track of a block lies."""
    return reverse("course-track", args=[block.version, block.key, language, name])


def tracks(block: BlockView, reader: str) -> tuple[TrackLink, ...]:
    """What the player is given: captions in every language, chapters and descriptions in its own."""
    if block.version == NOBODY:
        return ()
    own = block.tongue.language
    found = [
        TrackLink(
            track_path(block, language, "captions.vtt"),
            "captions" if language == own else "subtitles",
            language,
            languages.own_name(language),
            language == own,
        )
        for language, said in sorted(block.texts.items(), key=lambda row: row[0] != own)
        if said.get("captions")
    ]
    found += [
        TrackLink(track_path(block, own, f"{name}.vtt"), name, own, languages.own_name(own), False)
        for name in ("chapters", "descriptions")
        if block.said.get(name)
    ]
    return tuple(found)


def recording(block: BlockView, _enrolment: Enrolment | None) -> dict[str, Any]:
    """For a video or an episode of a podcast: forms by size, tracks, transcript, chapters."""
    reader = wording.reader()
    renditions = block.data.get("renditions") or ()
    wanted = {uuid.UUID(str(one["file"])) for one in renditions}
    poster = block.data.get("poster") or block.data.get("picture")
    facts = media_facts(wanted)
    made = offers(renditions, facts, language=block.tongue.language, reader=reader)
    return {
        "own": tuple(one for one in made if one.is_own),
        "others": tuple(one for one in made if not one.is_own),
        "poster": reverse("file", args=[poster]) if poster else "",
        "tracks": tracks(block, reader),
        "transcript": ()
        if block.said.get("transcript")
        else transcript(block.said.get("captions", "")),
        "chapters": [
            (seconds_said(one.start) or "0:00", round(one.start), one.title)
            for one in chapters(block.said.get("chapters", ""))
        ],
        "descriptions": descriptions(block.said.get("descriptions", "")),
        "is_synthetic": bool(block.data.get("synthetic")),
    }


def picture(block: BlockView, _enrolment: Enrolment | None) -> dict[str, Any]:
    """For a picture or an infographic: where it lies, how large it is, its table."""
    files = block.data.get("files") or {}
    chosen = files.get(block.tongue.language) or block.data.get("file")
    facts = media_facts([uuid.UUID(str(chosen))]) if chosen else {}
    known = next(iter(facts.values()), None)
    rows = [[cell.strip() for cell in line.split("|")] for line in block.said.get("table") or ()]
    return {
        "path": reverse("file", args=[chosen]) if chosen else "",
        "size": wording.size(known[0].size_bytes) if known else "",
        "width": known[1].width if known else None,
        "height": known[1].height if known else None,
        "alt": "" if block.data.get("decorative") else block.said.get("alt", ""),
        "headings": rows[0] if rows else [],
        "rows": rows[1:],
    }


def download(block: BlockView, _enrolment: Enrolment | None) -> dict[str, Any]:
    """For a file to take along: the one in the language shown, or the one for all."""
    chosen = block.said.get("file") or block.data.get("file")
    file = File.objects.filter(pk=chosen).first() if chosen else None
    return {
        "path": reverse("file", args=[file.pk]) if file else "",
        "name": file.name if file else "",
        "size": wording.size(file.size_bytes) if file else "",
        "media_type": file.media_type if file else "",
    }
